"""What every command's help has in common: `--lang`, and arguments that mean the same everywhere."""

from __future__ import annotations

import argparse

from hattama.core.vocabulary import Message
from hattama.phrases import LANGUAGES, say

_LANGUAGE = Message("language of messages: kk, ru, en")
_SHARED = {
    "election": Message("the election's identifier"),
    "file": Message("the table with the results"),
    "folder": Message("the folder to write into"),
    "format": Message("the form of the output"),
    "mapping": Message("the mapping of the file's columns (TOML)"),
}
"""Arguments that mean the same in every command that has them."""


def complete(parser: argparse.ArgumentParser, language: str) -> None:
    """Give `parser` and all below it `--lang`, and help in `language` where an argument had none."""
    if "--lang" not in parser._option_string_actions:
        parser.add_argument(
            "--lang", choices=LANGUAGES, default=argparse.SUPPRESS, help=say(_LANGUAGE, language)
        )
    for action in parser._actions:
        if action.help is None and action.dest in _SHARED:
            action.help = say(_SHARED[action.dest], language)
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                complete(below, language)
