"""Commands of this capability; Django is imported when one runs, not before."""

MODULES = ("elections", "exports", "signers")
"""Each adds its own, in this order."""
