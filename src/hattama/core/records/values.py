"""Values of a record's fields, as statements carry them and as logs and files write them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from hattama.core.norms import is_norm_id
from hattama.core.vocabulary import YEARS, Words, is_area_id, is_code, is_record_id, is_sha256

LONGEST_TEXT: Final = 4000
LONGEST_NAME: Final = 300
SMALL_UNITS: Final = 100
"""How many of its smallest unit one whole of a currency is."""
_LARGEST: Final = 2**53 - 1
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""Signs that XML 1.0 cannot say; a log that held one would keep it, and no feed of records could be read."""
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
_LANGUAGE = re.compile(r"[a-z]{2,3}", re.ASCII)
_MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]{1,100}", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d", re.ASCII)


class FieldType(StrEnum):
    """What a field holds. WORDS: a text in several languages. LINK: to a record of a kind."""

    TEXT = "text"
    WORDS = "words"
    WHOLE_NUMBER = "whole_number"
    MONEY = "money"
    DATE = "date"
    DATETIME = "datetime"
    CODE = "code"
    AREA = "area"
    ORGANISATION = "organisation"
    PERSON = "person"
    NORM = "norm"
    LINK = "link"
    FILE = "file"


FREE_TYPES: Final = frozenset({FieldType.TEXT, FieldType.WORDS, FieldType.PERSON, FieldType.FILE})
"""What people write as they please may name people: a log, which forgets nothing, has it as a salted hash."""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in the currency's smallest unit (ISO 4217), and the day by whose rate it is exchanged."""

    minor: int
    currency: str
    on: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class NamedFile:
    """A file by its hash; its bytes are kept elsewhere."""

    sha256: str
    name: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Range:
    """Not one value but two between which it lies, either of them None where it is open."""

    least: Value | None
    most: Value | None


@dataclass(frozen=True, slots=True)
class Sealed:
    """A value that the log holds as a salted hash only, and that nobody has opened here."""

    sha256: str


Value = str | int | datetime.date | datetime.datetime | Words | Money | NamedFile
Said = Value | Range | Sealed | None
"""What a statement says of a field; None: the source states none."""


class UnfitValue(ValueError):
    """A field of this type cannot hold this; the text says what it can."""


def value_body(value: Value) -> Any:
    """A value as JSON holds it; `read_value` reads it back."""
    if isinstance(value, Words):
        return dict(value)
    if isinstance(value, Money):
        day = value.on.isoformat() if value.on else None
        return {"minor": value.minor, "currency": value.currency, "on": day}
    if isinstance(value, NamedFile):
        return {"sha256": value.sha256, "name": value.name, "media_type": value.media_type}
    if isinstance(value, datetime.datetime):
        return value.isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, datetime.date) else value


def read_value(type_: FieldType, body: Any) -> Value:
    """The value that JSON gives for a field of this type. Raises UnfitValue."""
    value, expected = _READERS[type_]
    try:
        read = value(body)
    except (ValueError, TypeError, KeyError):
        read = None
    if read is None:
        raise UnfitValue(expected)
    return read


def read_day(body: Any) -> datetime.date | None:
    """A day as JSON and forms write it; None where it is none."""
    if type(body) is not str or len(body) != len("2023-03-19"):
        return None
    try:
        day = datetime.date.fromisoformat(body)
    except ValueError:
        return None
    return day if day.year in YEARS else None


def _text(most: int) -> Callable[[Any], Value | None]:
    def read(body: Any) -> Value | None:
        fits = type(body) is str and body.strip() and len(body) <= most and not _NO_TEXT.search(body)
        return str(body) if fits else None

    return read


def _as(accepts: Callable[[str], object]) -> Callable[[Any], Value | None]:
    return lambda body: body if type(body) is str and accepts(body) else None


def _words(body: Any) -> Value | None:
    text = _text(LONGEST_TEXT)
    fits = type(body) is dict and body and all(_LANGUAGE.fullmatch(key) for key in body)
    return Words.of(body) if fits and all(map(text, body.values())) else None


def _whole(body: Any) -> int | None:
    return body if type(body) is int and abs(body) <= _LARGEST else None


def _money(body: Any) -> Value | None:
    if (
        type(body) is not dict
        or body.keys() != {"minor", "currency", "on"}
        or not _CURRENCY.fullmatch(body["currency"])
    ):
        return None
    minor, day = _whole(body["minor"]), None if body["on"] is None else read_day(body["on"])
    return (
        None
        if minor is None or (day is None) != (body["on"] is None)
        else Money(minor, body["currency"], day)
    )


def _moment(body: Any) -> Value | None:
    if type(body) is not str or not _MOMENT.fullmatch(body):
        return None
    moment = datetime.datetime.fromisoformat(body)
    return moment if moment.year in YEARS else None


def _file(body: Any) -> Value | None:
    if type(body) is not dict or body.keys() != {"sha256", "name", "media_type"}:
        return None
    if not _text(LONGEST_NAME)(body["name"]):
        return None
    is_named = is_sha256(body["sha256"]) and _MEDIA_TYPE.fullmatch(body["media_type"])
    return NamedFile(**body) if is_named else None


_READERS: Final[Mapping[FieldType, tuple[Callable[[Any], Value | None], str]]] = {
    FieldType.TEXT: (_text(LONGEST_TEXT), f"1…{LONGEST_TEXT}"),
    FieldType.WORDS: (_words, '{"kk": "…", "ru": "…", "en": "…"}'),
    FieldType.WHOLE_NUMBER: (_whole, "128"),
    FieldType.MONEY: (_money, '{"minor": 105000000, "currency": "KZT", "on": "2023-02-18"}'),
    FieldType.DATE: (read_day, "2023-03-19"),
    FieldType.DATETIME: (_moment, "2023-03-19T17:59:00+06:00"),
    FieldType.CODE: (_as(is_code), "a_code"),
    FieldType.AREA: (_as(is_area_id), "KZ-ALA"),
    FieldType.ORGANISATION: (_text(LONGEST_NAME), f"1…{LONGEST_NAME}"),
    FieldType.PERSON: (_text(LONGEST_NAME), f"1…{LONGEST_NAME}"),
    FieldType.NORM: (_as(is_norm_id), "kz-elections/20(9)"),
    FieldType.LINK: (_as(is_record_id), "k3v9p2x7"),
    FieldType.FILE: (_file, '{"sha256": "…", "name": "act.pdf", "media_type": "application/pdf"}'),
}
"""How each type is read, and how one of its values looks."""
