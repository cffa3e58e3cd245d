"""Commands of this capability; Django is imported when one runs, not before."""

from typing import Any

from hattama.web.protocols.commands import findings, imports, readings


def register(subparsers: Any, language: str) -> None:
    """Add these commands to the parser."""
    for module in (imports, readings, findings):
        module.register(subparsers, language)
