"""This room knows audits and recounts of one election; it does not know how protocols change."""
