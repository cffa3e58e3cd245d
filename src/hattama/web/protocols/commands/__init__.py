"""Commands of this capability; Django is imported when one runs, not before."""

MODULES = ("imports", "readings", "findings")
"""Each adds its own, in this order."""
