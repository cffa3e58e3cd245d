"""This room knows statistical questions to published figures; it does not know drafts or verdicts."""
