"""This room knows the commands that keep state: load, import, totals, findings, export, rebuild, log, serve…

It does not know HTTP. Nothing here imports Django before a command runs, so that `--help` answers at
once and says what to install where the web part is missing.
"""

from __future__ import annotations

import importlib
from typing import Any

__all__ = ["register"]

_COMMANDS = (
    "elections",
    "accounts",
    "credentials",
    "imports",
    "readings",
    "totals",
    "turnout",
    "claims",
    "findings",
    "exports",
    "publishing",
    "rebuilding",
    "backups",
    "restores",
    "logs",
    "stores",
    "letters",
    "signers",
    "privacy",
    "scans",
    "serving",
    "demonstrations",
    "doctor",
    "offline",
)


def register(subparsers: Any, language: str) -> None:
    """Add the web's commands to the `hattama` parser, with help in `language`."""
    for name in _COMMANDS:
        module = importlib.import_module(f"hattama.web.commands.{name}")
        module.register(subparsers, language)
