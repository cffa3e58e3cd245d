"""Hattama: lets anyone check an election count."""
