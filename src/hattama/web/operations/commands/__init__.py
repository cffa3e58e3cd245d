"""Commands of this capability; Django is imported when one runs, not before."""

MODULES = (
    "publishing",
    "rebuilding",
    "backups",
    "restores",
    "logs",
    "stores",
    "privacy",
    "scans",
    "serving",
    "demonstrations",
    "doctor",
    "registers",
)
"""Each adds its own, in this order."""
