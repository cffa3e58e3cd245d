"""Counts as files write them: a whole number of digits is read, everything else is refused with its own word.

What is refused could often be guessed (`12.0` is twelve, `1 234` a thousand and more), but a guess that
is right in one file is wrong in the next: `1.234` is a thousand in Berlin and one and a bit in London.
Whoever knows the file says so in the mapping.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from hattama.core.vocabulary import Count, Message
from hattama.formats.faults import FaultKind
from hattama.formats.table_rows import Cell, NamedRow

LARGEST = 2**53 - 1
"""The largest figure that a log entry can carry (RFC 8785, numbers of IEEE 754)."""

SPACED = FaultKind.of("NUMBER-SPACED", Message("a space inside the number: {found}"))
SEPARATED = FaultKind.of(
    "NUMBER-GROUPED", Message("thousands are separated: {found}; name the key thousands in the mapping")
)
WITH_ZERO = FaultKind.of(
    "NUMBER-ZERO",
    Message("a whole number written with a decimal zero: {found}; name the key decimal_zero in the mapping"),
)
NEGATIVE = FaultKind.of("NUMBER-NEGATIVE", Message("a negative number: {found}"))
FRACTIONAL = FaultKind.of("NUMBER-FRACTION", Message("a fractional number: {found}"))
SCIENTIFIC = FaultKind.of(
    "NUMBER-POWER", Message("a number written with a power of ten: {found}; digits may be lost")
)
A_DATE = FaultKind.of("NUMBER-DATE", Message("a date in place of a number: {found}"))
TOO_LARGE = FaultKind.of("NUMBER-LARGE", Message("the number is too large: {found}"))
FORMULA = FaultKind.of(
    "NUMBER-FORMULA",
    Message("a formula without its value: {found}; open the file in a spreadsheet program and save it"),
)
NOT_COUNTED = FaultKind.of(
    "NUMBER-NAN",
    Message("“{found}” in place of a number; if that means a missing figure, name it in [numbers] missing"),
)
NOT_A_NUMBER = FaultKind.of("NUMBER-TEXT", Message("a number was expected, found: {found}"))

SEPARATORS = {"none": "", "space": " \u00a0\u2009\u202f", "comma": ",", "dot": ".", "apostrophe": "'\u2019"}
"""What may stand between thousands, by the word for it in a mapping."""

_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:([,.'\u2019 \u00a0\u2009\u202f])[0-9]{3})(?:\1[0-9]{3})*", re.ASCII)
_KINDS: tuple[tuple[re.Pattern[str], FaultKind], ...] = (
    (re.compile(r"=.*", re.DOTALL), FORMULA),
    (re.compile(r"[-+]?nan|n/?a|#n/a|null|none", re.IGNORECASE), NOT_COUNTED),
    (re.compile(r"[0-9]+(?:[ \u00a0\u2009\u202f][0-9]+)+"), SPACED),
    (_GROUPED, SEPARATED),
    (re.compile(r"[0-9]+[.,]0+"), WITH_ZERO),
    (re.compile(r"[-\u2212\u2013][0-9][0-9 .,\u00a0]*"), NEGATIVE),
    (re.compile(r"[0-9]*[.,][0-9]+"), FRACTIONAL),
    (re.compile(r"[-+]?[0-9]+(?:[.,][0-9]+)?[eE][-+]?[0-9]+"), SCIENTIFIC),
    (re.compile(r"[0-9]{1,4}[-./][0-9]{1,2}[-./][0-9]{1,4}(?:[ T].*)?"), A_DATE),
    (re.compile(r"[0-9]{1,2}[-./ ][^\W\d_]{3,9}[-./ ]?(?:[0-9]{2,4})?"), A_DATE),
    (re.compile(r"[^\W\d_]{3,9}[-./ ][0-9]{2,4}"), A_DATE),
)
# Three zeros could be a separated thousand, so they are never taken for a fraction.
_DECIMAL_ZERO = re.compile(r"([0-9]+)\.0{1,2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """How a file writes counts.

    Texts in `missing` stand for no figure, texts in `illegible` for one that nobody could read.
    `thousands` is one of SEPARATORS; `decimal_zero`: whether `752.0` is 752.
    """

    missing: frozenset[str] = frozenset({""})
    illegible: frozenset[str] = frozenset()
    thousands: str = "none"
    decimal_zero: bool = False

    def reader(self) -> Callable[[Cell], int | FaultKind | None]:
        """A function from a cell to the count, None for a missing one, or the kind of what is wrong.

        The cell must not be one of the illegible texts: the caller, who keeps those, has looked before.
        """
        missing = self.missing

        def read(cell: Cell) -> int | FaultKind | None:
            if not isinstance(cell, str):
                return A_DATE
            text = cell.strip()
            if text in missing:
                return None
            plain = text if text.isdecimal() and text.isascii() else self._plain(text)
            if plain is None:
                return next((kind for pattern, kind in _KINDS if pattern.fullmatch(text)), NOT_A_NUMBER)
            return int(plain) if len(plain) < _SURELY_SMALL else _bounded(plain)

        return read

    def _plain(self, text: str) -> str | None:
        """Bare digits, where the format allows what else is written; else None."""
        if self.decimal_zero and (whole := _DECIMAL_ZERO.fullmatch(text)):
            return whole.group(1)
        grouped = _GROUPED.fullmatch(text)
        if grouped and grouped.group(1) in SEPARATORS[self.thousands]:
            return text.replace(grouped.group(1), "")
        return None


_read_plain = NumberFormat().reader()


def named_count(row: NamedRow, name: str) -> Count:
    """The count in that cell, None where it is empty; what is wrong with it is noted in the row."""
    read = _read_plain(row[name])
    if isinstance(read, FaultKind):
        row.fault(read, name)
        return None
    return read


_SURELY_SMALL = 16


def _bounded(digits: str) -> int | FaultKind:
    significant = digits.lstrip("0")
    if len(significant) > _SURELY_SMALL or int(significant or "0") > LARGEST:
        return TOO_LARGE
    return int(significant or "0")
