"""Figures in words as the log carries them: nested like figures, and null where they could not be read.

What is read says a number and can name nobody; what is not read could be anything, so it stays out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from hattama.core.protocols import figure_key, split_key
from hattama.core.tabulation.schema_types import is_contest

LONGEST_WORDS: Final = 200
_ROW = re.compile(r"[a-z0-9_]{1,48}", re.ASCII)

Words = Mapping[str, str | None]
"""By key of the figure: what the paper says in words, None where it cannot be read."""


def nest_words(words: Words) -> dict[str, Any]:
    """Words by key as an entry's body carries them: rows of a group under the group's figure code."""
    nested: dict[str, Any] = {}
    for key, text in words.items():
        code, row = split_key(key)
        if row:
            nested.setdefault(code, {})[row] = text
        else:
            nested[code] = text
    return nested


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
