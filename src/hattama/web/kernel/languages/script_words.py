"""Sentences that scripts say to people: English in a file beside the capability, translated as all others."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Final

from django.utils.translation import get_language, gettext

SCRIPT_WORDS: Final = "script_words.toml"


@cache
def _sentences(package: str) -> dict[str, str]:
    return tomllib.loads(files(package).joinpath(SCRIPT_WORDS).read_text("utf-8"))


def script_words(package: str) -> dict[str, str]:
    """Every sentence of the scripts of `package`, a capability, in the language of the page, by its name.

    Places for values stand in braces; the script fills them in.
    """
    return _said(package, get_language())


@cache
def _said(package: str, language: str | None) -> dict[str, str]:
    # `language` is that in force.
    return {name: gettext(sentence) for name, sentence in _sentences(package).items()}
