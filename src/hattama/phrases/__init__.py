"""This room knows how messages are said in Kazakh, Russian and English: one catalogue for all that speaks.

It does not know pages, commands or Django, nor where a message comes from.
"""

import importlib
from typing import TYPE_CHECKING

from hattama.phrases.sayings import (
    LANGUAGES,
    LOCALE,
    Refused,
    add_verb,
    argparse_in,
    in_every_language,
    say,
    say_fault,
    standing_names,
)

if TYPE_CHECKING:
    from hattama.phrases.of_rooms import *  # noqa: F403 (the other half of this door)


def __getattr__(name: str) -> object:
    """A name of `of_rooms`, read when first asked for: to say a sentence takes no other room."""
    return getattr(importlib.import_module("hattama.phrases.of_rooms"), name)
