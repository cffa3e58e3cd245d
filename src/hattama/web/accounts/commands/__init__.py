"""Commands of this capability; Django is imported when one runs, not before."""

from typing import Any

from hattama.web.accounts.commands import accounts, credentials


def register(subparsers: Any, language: str) -> None:
    """Add these commands to the parser."""
    for module in (accounts, credentials):
        module.register(subparsers, language)
