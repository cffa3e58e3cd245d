"""Measurements, each beside its alternative: a ratio from one machine says more than seconds from two."""
