"""Faults of a night, each on a real site under load: what was acknowledged is in the log once.

A test breaks something while commissions send protocols with scans by plain HTTP, lets it come back, and
holds what they were told against the log. Short here; long, round after round, with HATTAMA_ENDURANCE=1.
"""
