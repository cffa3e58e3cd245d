"""What may stand under a key of a log entry: one check for each type that docs/format/log.md names.

A check takes any value that JSON can hold and answers something true or false; it never raises.
"""

import datetime
import re
from collections.abc import Callable, Collection, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final

from hattama.core.norms import is_norm_id as _is_norm_id
from hattama.core.transparency_log import KeyRefused, is_key_name, parse_vkey
from hattama.core.vocabulary import YEARS, is_area_id, is_code, is_election_id, is_rule_code

Check = Callable[[Any], object]

_REMEMBERED: Final = 4096
_CLOCK = r"(?:[01]\d|2[0-3]):[0-5]\d"
_MOMENT = re.compile(rf"\d{{4}}-\d\d-\d\dT{_CLOCK}:[0-5]\d[+-]{_CLOCK}", re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)
_ROW = re.compile(r"[a-z0-9_]{1,48}", re.ASCII)
_KEY = re.compile(r"([a-z][a-z0-9_]{0,47})(?:\[([a-z0-9_]{1,48})\])?", re.ASCII)
_BIG_SUM = re.compile(r"[1-9][0-9]{15,39}", re.ASCII)
_PERCENT = re.compile(r"(?:0|[1-9][0-9]{0,2})(?:\.[0-9]{1,4})?", re.ASCII)
_SUM_FROM: Final = 2**53
_INTEGERS = {int}


def _pattern(pattern: re.Pattern[str]) -> Check:
    match = pattern.fullmatch
    return lambda value: type(value) is str and match(value)


def _word(accepts: Callable[[str], bool]) -> Check:
    remembered = lru_cache(maxsize=_REMEMBERED)(accepts)
    return lambda value: type(value) is str and remembered(value)


def one_of(*words: str) -> Check:
    """One of these words."""
    known = frozenset(words)
    return lambda value: type(value) is str and value in known


def is_text(least: int, most: int) -> Check:
    """A string of so many characters."""
    return lambda value: type(value) is str and least <= len(value) <= most


def optional(check: Check) -> Check:
    """Null, or what `check` accepts."""
    return lambda value: value is None or check(value)


def object_of(**checks: Check) -> Callable[[Any], bool]:
    """An object of these keys, under each what its check accepts."""
    return lambda value: (
        type(value) is dict
        and value.keys() == checks.keys()
        and all(check(value[key]) for key, check in checks.items())
    )


def list_of(least: int, most: int, check: Check) -> Callable[[Any], bool]:
    """A list of so many that `check` accepts."""
    return lambda value: type(value) is list and least <= len(value) <= most and all(map(check, value))


def in_order(check: Check) -> Callable[[Any], bool]:
    """A list of what `check` accepts, in its order, nothing in it twice."""
    return lambda value: type(value) is list and all(map(check, value)) and ascends(value)


def ascends(values: Sequence[Any]) -> bool:
    """Whether each is greater than the one before it."""
    return all(one < other for one, other in pairwise(values))


def each_once(check: Check) -> Callable[[Any], bool]:
    """A list of what `check` accepts, nothing in it twice."""
    return lambda value: type(value) is list and all(map(check, value)) and len(set(value)) == len(value)


def by_code(check: Check) -> Callable[[Any], bool]:
    """An object from CODE to what `check` accepts."""
    return lambda value: (
        type(value) is dict and all(map(is_contest, value)) and all(map(check, value.values()))
    )


def is_count(value: Any) -> bool:
    """An integer from 0."""
    return type(value) is int and value >= 0


def is_one(value: Any) -> bool:
    """An integer from 1."""
    return type(value) is int and value >= 1


is_hash = _pattern(_HASH)
is_area = _word(is_area_id)
is_contest = _word(is_code)
is_election = _word(is_election_id)
is_origin = _word(lambda text: is_key_name(text) and len(text) <= 255)
is_key = _pattern(_KEY)
is_percent = _pattern(_PERCENT)
is_rule = _word(is_rule_code)
is_address = _pattern(re.compile(r"https?://[^\s\x00-\x1f]{1,1990}"))
MEDIA_ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/tiff": "tif", "application/pdf": "pdf"}
"""The types of files that an entry may name, each with how names of such files end."""

is_media_type = one_of(*MEDIA_ENDINGS)


@_word
def is_moment(text: str) -> bool:
    """A real moment to the second, with its offset, of YEARS: what is added to it stays a moment."""
    return bool(_MOMENT.fullmatch(text)) and _is_real(datetime.datetime.fromisoformat, text)


@_word
def is_date(text: str) -> bool:
    """A real day of YEARS."""
    return bool(_DATE.fullmatch(text)) and _is_real(datetime.date.fromisoformat, text)


def _is_real(read: Callable[[str], datetime.date], text: str) -> bool:
    try:
        return read(text).year in YEARS
    except ValueError:
        return False


@_word
def is_log_key(text: str) -> bool:
    """A verifier key as a log signs with: Ed25519, type 0x01."""
    try:
        return parse_vkey(text).type == 1
    except KeyRefused:
        return False


def is_figures(value: Any) -> bool:
    """FIGURES: integers from 0 by code, or by code and row."""
    if type(value) is not dict or not _are_codes(tuple(value)):
        return False
    for figure in value.values():
        if type(figure) is int:
            if figure < 0:
                return False
        elif type(figure) is not dict or not _are_rows(tuple(figure)) or not _are_counts(figure.values()):
            return False
    return True


def _are_counts(values: Collection[Any]) -> bool:
    # By whole collections, since a log holds millions of figures.
    return set(map(type, values)) == _INTEGERS and min(values) >= 0


def is_sums(value: Any) -> bool:
    """SUMS: pairs of a sum and how many gave it, by code, or by code and row."""
    if type(value) is not dict or not _are_codes(tuple(value)):
        return False
    for pair in value.values():
        if type(pair) is dict:
            if not _are_rows(tuple(pair)) or not all(map(_is_sum, pair.values())):
                return False
        elif not _is_sum(pair):
            return False
    return True


def _is_sum(pair: Any) -> bool:
    if type(pair) is not list or len(pair) != 2:
        return False
    return is_one(pair[1]) and (is_count(pair[0]) or _is_big_sum(pair[0]))


def _is_big_sum(value: Any) -> bool:
    return type(value) is str and bool(_BIG_SUM.fullmatch(value)) and int(value) >= _SUM_FROM


@lru_cache(maxsize=_REMEMBERED)
def _are_codes(keys: tuple[str, ...]) -> bool:
    return all(is_code(key) for key in keys)


@lru_cache(maxsize=_REMEMBERED)
def _are_rows(keys: tuple[str, ...]) -> bool:
    return bool(keys) and all(_ROW.fullmatch(key) for key in keys)


is_illegible = in_order(is_key)
"""KEYs in their order, each once."""

is_file = object_of(sha256=is_hash, bytes=is_one, media_type=is_media_type, pages=is_one)
"""FILE: what a scan or a document is, never its bytes."""


def is_files(value: Any) -> object:
    """FILEs, each hash once."""
    if type(value) is not list:
        return False
    if len(value) < 2:
        return not value or is_file(value[0])
    return all(map(is_file, value)) and len({file["sha256"] for file in value}) == len(value)


def is_findings(value: Any) -> bool:
    """FINDINGs."""
    return type(value) is list and (not value or all(map(_is_finding, value)))


_is_side = optional(lambda value: type(value) is int)
_has_finding = object_of(
    code=is_rule,
    severity=one_of("hard", "soft"),
    verdict=one_of("broken", "cannot_be_checked"),
    fields=lambda value: type(value) is list and all(type(field) is str for field in value),
    left=_is_side,
    right=_is_side,
    row=lambda value: type(value) is str and (not value or _ROW.fullmatch(value)),
)


def _is_finding(value: Any) -> bool:
    return _has_finding(value) and (value["left"] is None) is (value["right"] is None)


is_decision = object_of(
    authority=is_contest, number=is_text(0, 64), decided_on=optional(is_date), document=optional(is_file)
)
"""DECISION: who decided, under which number, when, and the paper."""

is_norms = each_once(_word(lambda text: len(text) <= 64 and _is_norm_id(text)))
"""NORMs, each once: articles that are cited."""


def is_precincts(value: Any) -> bool:
    """The precincts of one part of the roster, at least one, in the order of their identifiers, each once."""
    if type(value) is not list or not value:
        return False
    if not all(type(one) is dict and one.keys() == _OF_PRECINCT for one in value):
        return False
    areas = [one["area"] for one in value]
    return (
        all(map(is_area, areas)) and ascends(areas) and all(map(_is_held_there, pairwise([_NOWHERE, *value])))
    )


_OF_PRECINCT: Final = {"area", "registered", "contests"}
_NOWHERE: Final = {"contests": ()}
_are_contests = each_once(is_contest)


def _is_held_there(pair: tuple[dict[str, Any], dict[str, Any]]) -> object:
    """Whether contests and voters of the second are sound; neighbours most often hold the same."""
    before, one = pair
    registered, contests = one["registered"], one["contests"]
    if registered is not None and not is_count(registered):
        return False
    # What is equal to texts are texts.
    return contests == before["contests"] or _are_contests(contests)


def is_contest_counts(value: Any) -> bool:
    """COUNTs by contest."""
    return type(value) is dict and _are_codes(tuple(value)) and all(map(is_count, value.values()))
