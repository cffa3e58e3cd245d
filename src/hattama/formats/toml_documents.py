"""TOML read strictly: every key is asked for by name and type, everything else is a fault with its line.

A reader asks tables for what it needs; a value that is absent or of another type becomes a fault and
the reader goes on with an empty one, so that one look finds everything. Nothing is handed out as long
as a fault is known: the last act of a reader is `TomlDocument.refuse_if_faulty()`, which also finds the keys
that nobody asked for.
"""

from __future__ import annotations

import datetime
import re
import tomllib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from hattama.core.vocabulary import YEARS, Fault, Message, Words
from hattama.formats.faults import FaultKind, InputFaults, refuse_if_any
from hattama.formats.table_rows import NOT_PRINTABLE
from hattama.formats.toml_lines import Path, find_lines, line_of, written_path
from hattama.formats.visible_texts import composed, hidden_sign
from hattama.phrases import LANGUAGES

NOT_UTF8 = FaultKind.of("TOML-ENCODING", Message("the file is not encoded in UTF-8"))
NOT_TOML = FaultKind.of("TOML-SYNTAX", Message("cannot be read as TOML: {found}"))
KEY_MISSING = FaultKind.of("TOML-MISSING", Message("a key that must be there is missing"))
KEY_UNKNOWN = FaultKind.of("TOML-UNKNOWN", Message("unknown key; possible keys: {expected}"))
NOT_A_TEXT = FaultKind.of("TOML-TEXT", Message("a text in quotes was expected, found: {found}"))
NOT_A_LIST = FaultKind.of("TOML-LIST", Message("a list in square brackets was expected, found: {found}"))
NOT_AN_INTEGER = FaultKind.of("TOML-INTEGER", Message("a whole number was expected, found: {found}"))
NOT_A_BOOLEAN = FaultKind.of("TOML-BOOLEAN", Message("true or false was expected, found: {found}"))
NOT_A_DAY = FaultKind.of(
    "TOML-DAY", Message("a date such as 2023-03-19 without quotes was expected, found: {found}")
)
NOT_A_TABLE = FaultKind.of("TOML-TABLE", Message("a table was expected, found: {found}"))
NOT_ALLOWED = FaultKind.of("TOML-VALUE", Message("this value is not possible: {found}; possible: {expected}"))
NO_TEXT = FaultKind.of("TOML-EMPTY", Message("an empty text"))
NO_LANGUAGE = FaultKind.of(
    "PACK-LANGUAGE",
    Message(
        "the text must stand in each of these languages: {found}; absent: {expected}. A pack for readers of "
        "others names them under written_in"
    ),
)

_T = TypeVar("_T")
_Word = TypeVar("_Word", bound=str)
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", re.ASCII)
_SYNTAX_PLACE = re.compile(r" \(at line (\d+), column \d+\)$")


@dataclass(slots=True)
class TomlDocument:
    """One document: its name, where its keys stand, the faults found so far."""

    file: str
    lines: dict[Path, int]
    faults: list[Fault] = field(default_factory=list)
    languages: tuple[str, ...] = LANGUAGES
    """The languages in which every text about a law must stand; others may be added."""
    _tables: dict[Path, TomlTable] = field(default_factory=dict)

    def fault(self, kind: FaultKind, path: Path, found: str = "", expected: str = "") -> None:
        """Note that something is wrong at `path`."""
        row = line_of(path, self.lines)
        field_name = written_path(path)
        self.faults.append(kind.at(self.file, row=row, field=field_name, found=found, expected=expected))

    def table_at(self, path: Path, values: dict[str, object]) -> TomlTable:
        """The one table at `path`, which knows of all that was asked of it."""
        return self._tables.setdefault(path, TomlTable(self, path, values))

    def refuse_if_faulty(self, *, so_far: bool = False) -> None:
        """Raise InputFaults with everything that was found, in the order of the file.

        Keys that nobody asked for are among it, unless it is asked `so_far`, or a part is read alone.
        """
        if not so_far:
            for table in self._tables.values():
                table.close()
        refuse_if_any(sorted(self.faults, key=lambda fault: fault.row))


class TomlTable:
    """A table of a document. Each question marks its key as known; keys nobody asked for are faults."""

    def __init__(self, document: TomlDocument, path: Path, values: dict[str, object]) -> None:
        self.document = document
        self.path = path
        self.values = values
        self._asked: dict[str, None] = {}
        self._faulty: set[str] = set()

    def __contains__(self, key: str) -> bool:
        return key in self.values

    def fault(self, kind: FaultKind, key: str = "", found: str = "", expected: str = "") -> None:
        """Note that something is wrong with `key`, or with the table when no key is given."""
        self._faulty.add(key)
        self.document.fault(kind, (*self.path, key) if key else self.path, found, expected)

    def text(
        self,
        key: str,
        *,
        required: bool = True,
        check: Callable[[str], bool] | None = None,
        expected: str = "",
    ) -> str:
        """A text, not empty, for which `check` holds (`expected` says what it asks for); "" when absent."""
        value = self._of_type(key, str, NOT_A_TEXT, required)
        if value is None:
            return ""
        if not value.strip():
            self.fault(NO_TEXT, key)
        elif sign := hidden_sign(value, several_lines=True):
            self.fault(NOT_PRINTABLE, key, sign)
        elif check is not None and not check(value):
            self.fault(NOT_ALLOWED, key, value, expected)
        return value

    def plain_text(self, key: str) -> str:
        """A text, which may be empty and may hold anything; the empty string when absent."""
        value = self._of_type(key, str, NOT_A_TEXT, required=False)
        return "" if value is None else value

    def one_of(self, key: str, possible: Iterable[_Word], default: _Word, *, required: bool = False) -> _Word:
        """The one of the possible words that is written; `default` when absent or when it is none of them."""
        value = self._of_type(key, str, NOT_A_TEXT, required)
        known: dict[str, _Word] = {word: word for word in possible}
        if value is not None and value not in known:
            self.fault(NOT_ALLOWED, key, value, ", ".join(known))
        return known.get(value or "", default)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, which may be empty ones; empty when absent."""
        value = self._of_type(key, list, NOT_A_LIST, required=False)
        if value is None:
            return ()
        if not all(isinstance(item, str) for item in value):
            self.fault(NOT_A_TEXT, key, _shown(next(i for i in value if not isinstance(i, str))))
        return tuple(item for item in value if isinstance(item, str))

    def texts_of(self, key: str, possible: Sequence[str]) -> tuple[str, ...]:
        """Those of the possible words that are listed; a fault for every other."""
        listed = self.texts(key)
        for word in listed:
            if word not in possible:
                self.fault(NOT_ALLOWED, key, word, ", ".join(possible))
        return tuple(word for word in listed if word in possible)

    def integer(self, key: str, *, least: int, default: int | None = None) -> int | None:
        """An integer not below `least`; `default` when absent."""
        value = self._of_type(key, int, NOT_AN_INTEGER, required=False)
        if value is None:
            return default
        if value < least:
            self.fault(NOT_ALLOWED, key, str(value), f"≥ {least}")
        return value

    def boolean(self, key: str, default: bool = False) -> bool:
        """True or false; `default` when absent."""
        value = self._of_type(key, bool, NOT_A_BOOLEAN, required=False)
        return default if value is None else value

    def day(self, key: str) -> datetime.date:
        """A calendar day, which must be there."""
        value = self._of_type(key, datetime.date, NOT_A_DAY, required=True)
        if value is not None and value.year not in YEARS:
            self.fault(NOT_A_DAY, key, _shown(value))
        return datetime.date.min if value is None else value

    def words(self, key: str, *, required: bool = True) -> Words:
        """A text in at least one language: `{ kk = "…", ru = "…", en = "…" }`."""
        table = self.table(key, required=required)
        return Words(()) if table is None else table.as_words()

    def as_words(self) -> Words:
        """This whole table as a text in several languages."""
        for language in self.values:
            if not _LANGUAGE.fullmatch(language):
                self.fault(NOT_ALLOWED, language, language, "kk, ru, en, …")
        texts = {language: self.text(language) for language in self.values}
        if not texts:
            self.fault(NO_TEXT)
        return Words.of(texts)

    def table(self, key: str, *, required: bool = True) -> TomlTable | None:
        """The table under `key`, or None when absent."""
        value = self._of_type(key, dict, NOT_A_TABLE, required)
        return None if value is None else self.document.table_at((*self.path, key), value)

    def tables(self, key: str, *, required: bool = True) -> list[TomlTable]:
        """The array of tables under `key`; empty when absent."""
        value = self._of_type(key, list, NOT_A_LIST, required)
        if value is None:
            return []
        if required and not value:
            self.fault(KEY_MISSING, key)
        tables = []
        for index, item in enumerate(value):
            path = (*self.path, key, index)
            if isinstance(item, dict):
                tables.append(self.document.table_at(path, item))
            else:
                self.document.fault(NOT_A_TABLE, path, _shown(item))
        return tables

    def anything(self, key: str) -> object:
        """The value under `key` as it is, or None when absent."""
        self._asked[key] = None
        return self.values.get(key)

    def close(self) -> None:
        """Report keys that nobody asked for, once: of a part that is read alone, or in the end of all."""
        possible = ", ".join(self._asked)
        for key in self.values:
            if key not in self._asked and key not in self._faulty:
                self.fault(KEY_UNKNOWN, key, expected=possible)

    def _of_type(self, key: str, wanted: type[_T], otherwise: FaultKind, required: bool) -> _T | None:
        self._asked[key] = None
        if key not in self.values:
            if required:
                self.fault(KEY_MISSING, key)
            return None
        value = self.values[key]
        # A boolean is an integer to Python, and a date with a clock is a date; to the reader they are not.
        if isinstance(value, wanted) and (type(value) is wanted or wanted not in (int, datetime.date)):
            return value
        self.fault(otherwise, key, _shown(value))
        return None


def words_in_all_languages(table: TomlTable, key: str, *, required: bool = True) -> Words:
    """A text in every language of its document; without words when absent and not required."""
    words = table.words(key, required=required)
    if key in table:
        for language in table.document.languages:
            if language not in words:
                table.fault(NO_LANGUAGE, key, ", ".join(table.document.languages), language)
    return words


MOST_DOTS = 1000
"""In one line. A key of a hundred thousand parts takes tomllib a square of that in time and in memory."""


def read_toml(data: bytes, file: str) -> TomlTable:
    """The document's top table. Raises InputFaults when the bytes are not UTF-8 or not TOML."""
    try:
        text = composed(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        raise InputFaults([NOT_UTF8.at(file, row=row)]) from error
    if any(line.count(".") > MOST_DOTS for line in text.split("\n")):
        raise InputFaults([NOT_TOML.at(file, found="a.a.a.a.…")])
    try:
        values = tomllib.loads(text)
    except RecursionError as error:
        raise InputFaults([NOT_TOML.at(file, found="[[[[…")]) from error
    except ValueError as error:
        # TOMLDecodeError is one of these; a number of thousands of digits is refused by another.
        message = str(error)
        place = _SYNTAX_PLACE.search(message)
        row = int(place.group(1)) if place else text.count("\n") + 1
        found = _SYNTAX_PLACE.sub("", message)
        raise InputFaults([NOT_TOML.at(file, row=row, found=found)]) from error
    return TomlDocument(file, find_lines(text)).table_at((), values)


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    return text if len(text) <= 60 else text[:59] + "…"
