"""This room knows how messages are said in each language: one catalogue a language for all that speaks.

It does not know pages, commands or Django, nor where a message comes from.
"""

from hattama.phrases.sayings import (
    CATALOGUES,
    LANGUAGES,
    LOCALE,
    Refused,
    add_verb,
    add_verbs,
    argparse_in,
    bounded,
    in_every_language,
    language_of_locale,
    say,
    say_fault,
    standing_names,
)
