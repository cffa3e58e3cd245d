"""Commands of this capability; Django is imported when one runs, not before."""

import importlib
from typing import Any

_COMMANDS = (
    "commands.publishing",
    "commands.rebuilding",
    "commands.backups",
    "commands.restores",
    "commands.logs",
    "commands.stores",
    "commands.privacy",
    "commands.scans",
    "commands.serving",
    "commands.demonstrations",
    "commands.doctor",
    "commands.registers",
)


def register(subparsers: Any, language: str) -> None:
    """Add these commands to the parser."""
    for name in _COMMANDS:
        importlib.import_module(f"hattama.web.operations.{name}").register(subparsers, language)
