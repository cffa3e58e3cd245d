"""Commands of this capability; Django is imported when one runs, not before."""

MODULES = ("accounts", "credentials")
"""Each adds its own, in this order."""
