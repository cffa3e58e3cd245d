"""Figures, sums and words by key as bodies carry them: rows of a group under the group's figure code."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from hattama.core.entries.schema_types import is_contest
from hattama.core.protocols import figure_key, split_key
from hattama.core.transparency_log import safe_integer
from hattama.core.vocabulary import Tally

Nested = dict[str, int | dict[str, int]]

LONGEST_WORDS: Final = 200


_ROW = re.compile(r"[a-z0-9_]{1,48}", re.ASCII)


Words = Mapping[str, str | None]
"""By key of the figure: what the paper says in words, None where it cannot be read."""


def nest_figures(figures: Mapping[str, int]) -> Nested:
    """Figures by key as an entry's body carries them: rows of a group under the group's figure code."""
    return _nested(figures.items())


def _nested(values: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    nested: dict[str, Any] = {}
    for key, value in values:
        code, row = split_key(key)
        if not row:
            nested[code] = value
            continue
        if code not in nested:
            nested[code] = {row: value}
            continue
        rows = nested[code]
        if not isinstance(rows, dict):
            raise ValueError(f"{code} stands both alone and with rows")
        rows[row] = value
    return nested


def flatten_figures(nested: Mapping[str, int | Mapping[str, int]]) -> dict[str, int]:
    """The opposite of `nest_figures`: figures by key."""
    flat: dict[str, int] = {}
    for code, value in nested.items():
        if isinstance(value, int):
            flat[code] = value
        else:
            for row, figure in value.items():
                flat[f"{code}[{row}]"] = figure
    return flat


def nest_sums(tallies: Mapping[str, Tally]) -> dict[str, Any]:
    """Sums as an entry carries them: nested like figures, each a list of the sum and how many gave it.

    A sum that canonical JSON cannot hold as a number (2^53 and more) is a string of decimal digits.
    """
    return _nested((key, [safe_integer(one.total), one.contributors]) for key, one in tallies.items())


def nest_words(words: Words) -> dict[str, Any]:
    """Words by key as an entry's body carries them: rows of a group under the group's figure code."""
    return _nested(words.items())


def flatten_words(nested: Mapping[str, Any]) -> dict[str, str]:
    """The opposite of `nest_words`, with the empty text for what could not be read: it says no number."""
    flat: dict[str, str] = {}
    for code, value in nested.items():
        if isinstance(value, dict):
            flat.update((figure_key(code, row), text or "") for row, text in value.items())
        else:
            flat[code] = value or ""
    return flat


def is_words(value: Any) -> bool:
    """WORDS: texts of at most 200 characters, or null, by code, or by code and row."""
    return type(value) is dict and all(
        is_contest(code) and (_are_rows(said) if type(said) is dict else _is_text(said))
        for code, said in value.items()
    )


def _are_rows(rows: Mapping[Any, Any]) -> bool:
    return bool(rows) and all(
        type(row) is str and bool(_ROW.fullmatch(row)) and _is_text(text) for row, text in rows.items()
    )


def _is_text(text: Any) -> bool:
    return text is None or (type(text) is str and 0 < len(text) <= LONGEST_WORDS)
