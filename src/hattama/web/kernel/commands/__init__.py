"""Commands of this capability; Django is imported when one runs, not before."""

from typing import Any

from hattama.web.kernel.commands import elections, exports, signers


def register(subparsers: Any, language: str) -> None:
    """Add these commands to the parser."""
    for module in (elections, exports, signers):
        module.register(subparsers, language)
