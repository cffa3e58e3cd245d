"""Canonical JSON: the one spelling of an entry.

RFC 8785 (JSON Canonicalization Scheme), narrowed so that every reader in every language sees the same value:
keys are [a-z0-9_]+ (so that order by UTF-16 unit and by code point agree), numbers are whole and nearer to
zero than 2^53 (RFC 7493, section 2.2), and one entry is at most 65,535 bytes (tlog-tiles, entry bundles).
"""

import json
import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from operator import itemgetter
from typing import Any, Final, NoReturn, TypeAlias

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

# The form of a text is what stands outside its strings, without digits, together with its keys: thousands of
# protocols of one election differ in figures and codes only. Whether a form is canonical is worked out once
# and remembered, which makes reading an entry about half as costly as encoding it again to compare.

MAX_DEPTH: Final = 32
"""Levels of objects and lists. A limit of our own: the answer must not hang on a reader's stack."""

KEY = re.compile(r"[a-z0-9_]+")

_DIGITS: Final = b"0123456789"
_DIGITS_ALIKE = bytes.maketrans(_DIGITS, b"1" * 10)
# Ten to the fifteenth is below 2^53: a number of fewer digits than this is in range.
_LONG_NUMBER: Final = b"1" * 16
_TOKEN = re.compile(rb'[{}\[\]]|":?')
_REMEMBERED: Final = 256


def has_canonical_form(text: str) -> bool:
    """True if this JSON, already read without floats, is canonical and within all limits but its length.

    False leaves the question open: escapes, long numbers, minus zero and texts of fewer than two keys are for
    the slower way, and so is whatever is wrong. Without a backslash every quote is a delimiter, and the JSON
    reader has refused raw control characters in strings, so that only what stands outside can be loose.
    """
    if "\\" in text:
        return False
    pieces = text.split('"')
    outside = '"'.join(pieces[::2]).encode("utf-8")
    if b"-0" in outside or _LONG_NUMBER in outside.translate(_DIGITS_ALIKE):
        return False
    skeleton = outside.translate(None, _DIGITS)
    keys_of = _key_picker(skeleton)
    return keys_of is not None and _is_canonical_form(skeleton, keys_of(pieces))


@lru_cache(maxsize=_REMEMBERED)
def _key_picker(skeleton: bytes) -> Callable[[list[str]], tuple[str, ...]] | None:
    """What takes the keys out of the pieces between quotes, given the text outside the strings."""
    strings = re.findall(rb'":?', skeleton)
    places = [2 * number + 1 for number, string in enumerate(strings) if string == b'":']
    return itemgetter(*places) if len(places) > 1 else None


@lru_cache(maxsize=_REMEMBERED)
def _is_canonical_form(skeleton: bytes, keys: tuple[str, ...]) -> bool:
    """True if nothing is loose or nested too deep, and each object's keys are allowed, in order, unique."""
    if any(space in skeleton for space in (b" ", b"\t", b"\r", b"\n")):
        return False
    rest = iter(keys)
    last_keys: list[str] = []
    for token in _TOKEN.findall(skeleton):
        if token in (b"{", b"["):
            last_keys.append("")
            if len(last_keys) > MAX_DEPTH:
                return False
        elif token in (b"}", b"]"):
            last_keys.pop()
        elif token == b'":':
            key = next(rest)
            if key <= last_keys[-1] or not KEY.fullmatch(key):
                return False
            last_keys[-1] = key
    return True


CanonicalValue: TypeAlias = bool | int | str | list["CanonicalValue"] | dict[str, "CanonicalValue"] | None

MAX_ENTRY_BYTES: Final = 65_535
INTEGER_LIMIT: Final = 2**53

_SURROGATE = re.compile(r"[\ud800-\udfff]")


def safe_integer(number: int) -> int | str:
    """A sum as JSON carries it: a number where every reader holds it exactly, else its digits as a text."""
    return number if -INTEGER_LIMIT < number < INTEGER_LIMIT else str(number)


def spell_plainly(value: object) -> bytes:
    """The bytes of a value that entries can hold; UnicodeEncodeError for half of a surrogate pair."""
    return _ENCODER.encode(value).encode("utf-8")


def canonical_bytes(value: object, spell: Callable[[Any], bytes] = spell_plainly) -> bytes:
    """The canonical UTF-8 bytes of a value made of dict, list, str, int, bool and None.

    `spell`: a shell's way to the very same bytes, asked of what has no fault but half of a surrogate pair.

    Raises an `EntryRefused` named for the reason: `ValueNotAllowed` (any other type, tuples and subclasses
    included), `KeyNotAllowed`, `FloatNotAllowed`, `IntegerOutOfRange`, `LoneSurrogate`, `NestedTooDeep`,
    `EntryTooLong`.
    """
    _refuse_what_entries_cannot_hold([value], MAX_DEPTH)
    try:
        data = spell(value)
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
    if not has_canonical_form(text):
        _require_canonical(text, value)
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


def _require_canonical(text: str, value: CanonicalValue) -> None:
    """The slower way: judge the value, spell it again, compare. Names the reason if they differ."""
    _refuse_what_entries_cannot_hold([value], MAX_DEPTH)
    spelled = _ENCODER.encode(value)
    if _SURROGATE.search(spelled):
        raise LoneSurrogate("a string holds half of a surrogate pair")
    if spelled != text:
        _DUPLICATE_FINDER.raw_decode(text)
        raise NotCanonical("spacing, an escape, a number or the order of keys is not canonical")


def _refuse_what_entries_cannot_hold(members: Iterable[object], levels_left: int) -> None:
    for member in members:
        kind = type(member)
        if kind is int:
            if not -INTEGER_LIMIT < member < INTEGER_LIMIT:  # type: ignore[operator]
                raise IntegerOutOfRange("2^53 or more from zero")
        elif kind is dict or kind is list:
            if levels_left == 0:
                raise NestedTooDeep(f"more than {MAX_DEPTH} levels")
            if member:
                _refuse_what_entries_cannot_hold(_members(member), levels_left - 1)
        elif kind is not str and kind is not bool and member is not None:
            raise FloatNotAllowed(repr(member)) if kind is float else ValueNotAllowed(kind.__name__)


def _members(container: object) -> Iterable[object]:
    if isinstance(container, dict):
        _refuse_keys(tuple(container))
        return container.values()
    assert isinstance(container, list)
    return container


@lru_cache(maxsize=256)
def _refuse_keys(keys: tuple[object, ...]) -> None:
    """Judges the keys of one object. Entries of one kind repeat their keys, so what passed is remembered."""
    for key in keys:
        if not isinstance(key, str) or not KEY.fullmatch(key):
            raise KeyNotAllowed(ascii(key)[:40])


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
