"""The observers' forms that come with the program, and their rows for the contests of one election.

A row with `{contest}` stands for one row of each contest, a row with `{choice}` for one of each choice; their
names stand as `{contest_kk}`, `{choice_ru}` and so on. Where no contest is known a form with such rows is
left out: it would ask for the figures of nobody.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from hattama.core.vocabulary import Contest, Words, fill
from hattama.phrases import LANGUAGES
from hattama.rulepacks import observation_forms

_UNFIT = re.compile(r"[|\r\n]+|\$\{")
"""What would end a cell, or ask for the answer of another question."""


def forms_for(country: str, contests: Sequence[Contest] = ()) -> dict[str, bytes]:
    """The forms of `country` as XLSForms in Markdown, by the name of their files; none where none come."""
    filled = ((name, _filled(data.decode(), contests)) for name, data in observation_forms(country))
    return {name: text.encode() for name, text in filled if text is not None}


def _filled(text: str, contests: Sequence[Contest]) -> str | None:
    if "{contest}" in text and not contests:
        return None
    return "".join(row for line in text.splitlines(keepends=True) for row in _rows(line, contests))


def _rows(line: str, contests: Sequence[Contest]) -> Iterator[str]:
    if "{contest}" not in line:
        yield line
        return
    for contest in contests:
        told = {"contest": contest.code, **_said("contest", contest.names)}
        if "{choice}" not in line:
            yield _named(line, told)
            continue
        for choice in contest.choices:
            yield _named(line, told | {"choice": choice.code, **_said("choice", choice.names)})


def _named(line: str, told: Mapping[str, str]) -> str:
    """`line` with names in its braces; `${contest}` stays: it asks for the answer of a question."""
    return "${".join(fill(part, told) for part in line.split("${"))


def _said(name: str, words: Words) -> dict[str, str]:
    return {f"{name}_{code}": _UNFIT.sub(" ", words.say(code)) for code in LANGUAGES}
