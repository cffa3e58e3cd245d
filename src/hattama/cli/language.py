"""Which language the command speaks: as asked by `--lang`, else by the environment, else English."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from hattama.phrases import LANGUAGES

_VARIABLES = ("HATTAMA_LANG", "LC_ALL", "LC_MESSAGES", "LANG")


def reader_language(words: Sequence[str], environment: Mapping[str, str] | None = None) -> str:
    """The language for a command line of these `words`; `environment` is the process's own when not given.

    `--lang` stands anywhere and wins; then HATTAMA_LANG; then the variables by which POSIX names a
    locale, in its order. A language that the command does not have is passed over.
    """
    surroundings = os.environ if environment is None else environment
    asked = [*_asked(words), *(surroundings.get(name, "") for name in _VARIABLES)]
    return next((code for text in asked if (code := _code(text)) in LANGUAGES), "en")


def _asked(words: Sequence[str]) -> list[str]:
    found = []
    for position, word in enumerate(words):
        if word.startswith("--lang="):
            found.append(word.partition("=")[2])
        elif word == "--lang" and position + 1 < len(words):
            found.append(words[position + 1])
    return found


def _code(text: str) -> str:
    """`kk` of `kk_KZ.UTF-8`."""
    return text.replace("-", "_").partition(".")[0].partition("_")[0].lower()
