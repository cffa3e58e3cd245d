"""Canonical JSON: the one spelling of an entry.

RFC 8785 (JSON Canonicalization Scheme), narrowed so that every reader in every language sees the same value:
keys are [a-z0-9_]+ (so that order by UTF-16 unit and by code point agree), numbers are whole and nearer to
zero than 2^53 (RFC 7493, section 2.2), and one entry is at most 65,535 bytes (tlog-tiles, entry bundles).
"""

import json
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final, NoReturn, TypeAlias

from hattama.core.transparency_log.refusals import (
    DuplicateKey,
    EntryTooLong,
    FloatNotAllowed,
    IntegerOutOfRange,
    KeyNotAllowed,
    LoneSurrogate,
    NestedTooDeep,
    NotCanonical,
    NotJson,
    NotUtf8,
    ValueNotAllowed,
)

CanonicalValue: TypeAlias = bool | int | str | list["CanonicalValue"] | dict[str, "CanonicalValue"] | None

MAX_ENTRY_BYTES: Final = 65_535
INTEGER_LIMIT: Final = 2**53
# A limit of our own, so that the answer does not hang on how deep the caller's stack already is.
MAX_DEPTH: Final = 32

_Container: TypeAlias = list[CanonicalValue] | dict[str, CanonicalValue]

_KEY = re.compile(r"[a-z0-9_]+")
_LOOSE = re.compile(r"[ \t\r\n]|-0")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def canonical_bytes(value: object) -> bytes:
    """The canonical UTF-8 bytes of a value made of dict, list, str, int, bool and None.

    Raises an `EntryRefused` named for the reason: `ValueNotAllowed` (any other type, tuples and subclasses
    included), `KeyNotAllowed`, `FloatNotAllowed`, `IntegerOutOfRange`, `LoneSurrogate`, `NestedTooDeep`,
    `EntryTooLong`.
    """
    _refuse_what_entries_cannot_hold(value, MAX_DEPTH)
    try:
        data = _ENCODER.encode(value).encode("utf-8")
    except UnicodeEncodeError as error:
        raise LoneSurrogate("a string holds half of a surrogate pair") from error
    if len(data) > MAX_ENTRY_BYTES:
        raise EntryTooLong(f"{len(data)} bytes")
    return data


def parse_canonical(data: bytes) -> CanonicalValue:
    """The value of canonical bytes: if accepted, `canonical_bytes(parse_canonical(data)) == data`.

    Raises an `EntryRefused` named for the reason; never anything else, whatever the bytes.
    """
    if len(data) > MAX_ENTRY_BYTES:
        raise EntryTooLong(f"{len(data)} bytes")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotUtf8(f"byte {error.start}") from error
    value = _parse_json(text)
    key_count = _count_keys([value], MAX_DEPTH + 1)
    if not _is_plainly_canonical(text, key_count) and _reencoded(value) != text:
        _refuse_by_name(text, value)
    return value


def _parse_json(text: str) -> CanonicalValue:
    value: CanonicalValue
    try:
        value, end = _DECODER.raw_decode(text)
    except json.JSONDecodeError as error:
        raise NotJson(f"{error.msg} at character {error.pos}") from error
    except RecursionError as error:
        raise NestedTooDeep("the reader's own stack ran out") from error
    except ValueError as error:  # Python refuses to read decimals of thousands of digits
        raise IntegerOutOfRange("a number of thousands of digits") from error
    if end != len(text):
        raise NotJson(f"something follows the value at character {end}")
    return value


def _is_plainly_canonical(text: str, key_count: int) -> bool:
    """True if the text is canonical for reasons that need no second encoding; False leaves the question open.

    Without a backslash every quote is a delimiter, so that the odd pieces between quotes are the structure:
    it may hold no space and no minus zero, and one colon for each key that survived parsing (a repeated key
    leaves a colon too many). Raw control characters inside strings were already refused by the JSON reader,
    and the order of keys by `_count_keys`.
    """
    if "\\" in text:
        return False
    structure = "".join(text.split('"')[::2])
    return structure.count(":") == key_count and not _LOOSE.search(structure)


def _reencoded(value: CanonicalValue) -> str:
    # Keys are already known to be in order, so that the encoder need not sort them again.
    return _ENCODER_AS_IS.encode(value)


def _refuse_by_name(text: str, value: CanonicalValue) -> NoReturn:
    _DUPLICATE_FINDER.raw_decode(text)
    if _SURROGATE.search(_reencoded(value)):
        raise LoneSurrogate("a string holds half of a surrogate pair")
    raise NotCanonical("spacing, an escape or a number is not in canonical form")


def _count_keys(container: _Container, depth_left: int) -> int:
    """Keys in parsed JSON, refusing on the way what no entry may hold. One pass: this is the hot path."""
    if depth_left == 0:
        raise NestedTooDeep(f"more than {MAX_DEPTH} levels")
    count = 0
    members: Iterable[CanonicalValue] = container
    if isinstance(container, dict):
        count = _ordered_keys(tuple(container))
        members = container.values()
    for member in members:
        kind = type(member)
        if kind is str:
            continue
        if kind is int:
            if not -INTEGER_LIMIT < member < INTEGER_LIMIT:  # type: ignore[operator]
                raise IntegerOutOfRange(str(member)[:24])
        elif kind is dict or kind is list:
            count += _count_keys(member, depth_left - 1)  # type: ignore[arg-type]
    return count


@lru_cache(maxsize=256)
def _ordered_keys(keys: tuple[str, ...]) -> int:
    """How many keys; refuses a bad one or a wrong order. Entries of one kind repeat keys: hence the cache."""
    for key in keys:
        if not _KEY.fullmatch(key):
            raise KeyNotAllowed(ascii(key)[:40])
    if list(keys) != sorted(keys):
        raise NotCanonical("the keys are not in order")
    return len(keys)


def _refuse_what_entries_cannot_hold(value: object, levels_left: int) -> None:
    kind = type(value)
    if kind is dict or kind is list:
        if levels_left == 0:
            raise NestedTooDeep(f"more than {MAX_DEPTH} levels")
        for member in _members(value):
            _refuse_what_entries_cannot_hold(member, levels_left - 1)
    elif kind is int:
        if not -INTEGER_LIMIT < value < INTEGER_LIMIT:  # type: ignore[operator]
            raise IntegerOutOfRange("2^53 or more from zero")
    elif kind is float:
        raise FloatNotAllowed(repr(value))
    elif kind is not str and kind is not bool and value is not None:
        raise ValueNotAllowed(kind.__name__)


def _members(container: object) -> Iterable[object]:
    if isinstance(container, dict):
        for key in container:
            if type(key) is not str or not _KEY.fullmatch(key):
                raise KeyNotAllowed(ascii(key)[:40])
        return container.values()
    assert isinstance(container, list)
    return container


def _refuse_float(literal: str) -> NoReturn:
    raise FloatNotAllowed(literal[:24])


def _refuse_constant(literal: str) -> NoReturn:
    raise NotJson(literal)


def _refuse_duplicates(pairs: list[tuple[str, CanonicalValue]]) -> None:
    seen: set[str] = set()
    for key, _ in pairs:
        if key in seen:
            raise DuplicateKey(ascii(key)[:40])
        seen.add(key)


_DECODER = json.JSONDecoder(parse_float=_refuse_float, parse_constant=_refuse_constant)
_DUPLICATE_FINDER = json.JSONDecoder(object_pairs_hook=_refuse_duplicates)
_ENCODER = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False, check_circular=False
)
_ENCODER_AS_IS = json.JSONEncoder(
    separators=(",", ":"), ensure_ascii=False, allow_nan=False, check_circular=False
)
