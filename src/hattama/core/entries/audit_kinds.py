"""The kinds of entries that tell of audits and recounts: what stands in each."""

import re
from enum import StrEnum
from fractions import Fraction
from typing import Any, Final

from hattama.core.entries.parts import DONE_BY, Body, Field, Kind, always
from hattama.core.entries.schema_types import (
    ascends,
    by_code,
    is_area,
    is_contest,
    is_count,
    is_decision,
    is_hash,
    is_moment,
    is_norms,
    is_one,
    is_text,
    list_of,
    one_of,
)
from hattama.core.entries.total import CUT
from hattama.core.vocabulary import Message

MOST_IN_ONE: Final = 500
"""Draws, precincts or ballots that one entry names."""
LEAST_DIGITS: Final = 20
"""Throws of a ten-sided die that make a seed."""


class AuditMethod(StrEnum):
    """What is drawn."""

    BATCHES = "batches"
    """Whole precincts, counted again and compared (Kaplan-Markov)."""
    BALLOTS = "ballots"
    """Single ballots, read (ALPHA)."""


class Stop(StrEnum):
    """What the measured risk leads to."""

    GOES_ON = "goes_on"
    CONFIRMED = "confirmed"
    FULL_COUNT = "full_count"


_LIMIT: Final = re.compile(r"[1-9][0-9]{0,3}/[1-9][0-9]{0,5}", re.ASCII)
_DIGITS: Final = re.compile(rf"[0-9]{{{LEAST_DIGITS},80}}", re.ASCII)


def _is_limit(value: Any) -> bool:
    if type(value) is not str or not _LIMIT.fullmatch(value):
        return False
    told = Fraction(value)
    return told < 1 and value == f"{told.numerator}/{told.denominator}"


def is_seed(value: Any) -> bool:
    """SEED: digits thrown in public, and nothing else."""
    return type(value) is str and bool(_DIGITS.fullmatch(value))


def _is_pair(value: Any) -> bool:
    return type(value) is list and len(value) == 2


_is_drawn = list_of(1, MOST_IN_ONE, lambda one: _is_pair(one) and is_area(one[0]) and is_count(one[1]))
_are_read = list_of(0, MOST_IN_ONE, lambda one: _is_pair(one) and is_one(one[0]) and is_contest(one[1]))
_are_areas = list_of(1, MOST_IN_ONE, is_area)


def _is_ballots(value: Any) -> bool:
    return _are_read(value) and ascends([number for number, _ in value])


def _is_areas(value: Any) -> bool:
    return _are_areas(value) and ascends(value)


_is_figures = by_code(is_count)

_NUMBER: Final[Field] = ("number", "an integer from 1", is_one)
COMMITTED: Final[tuple[Field, ...]] = (
    CUT,
    ("batches", "an integer from 1", is_one),
    ("ballots", "COUNT", is_count),
    ("missing", "COUNT", is_count),
    ("batches_sha256", "HASH", is_hash),
)
"""What is committed to: how many batches, how many papers at most, how many precincts had sent no protocol
that counts, and the hash of the table of all."""


def _counts_one(body: Body) -> str | None:
    """A batch has figures, or single ballots are read; never both."""
    return "ballots" if bool(body["figures"]) is bool(body["ballots"]) else None


AUDIT_PLAN: Final = Kind(
    "audit_plan",
    always(Message("An audit commits to the totals of every batch")),
    (
        _NUMBER,
        ("contest", "CODE", is_contest),
        ("method", " ".join(AuditMethod), one_of(*AuditMethod)),
        ("risk_limit", "a fraction below 1, such as 1/20", _is_limit),
        *COMMITTED,
        DONE_BY,
    ),
)
AUDIT_SEED: Final = Kind(
    "audit_seed",
    always(Message("The seed of an audit was thrown in public")),
    (
        _NUMBER,
        ("seed", "20 to 80 digits", is_seed),
        ("thrown_at", "MOMENT", is_moment),
        ("place", "1 to 200 characters", is_text(1, 200)),
        ("people", "1 to 500 characters", is_text(1, 500)),
        DONE_BY,
    ),
)
AUDIT_DRAW: Final = Kind(
    "audit_draw",
    always(Message("What an audit counts was drawn")),
    (
        _NUMBER,
        ("after", "COUNT", is_count),
        ("drawn", "a list of 1 to 500 DRAWN", _is_drawn),
        DONE_BY,
    ),
)
AUDIT_COUNT: Final = Kind(
    "audit_count",
    always(Message("A batch was counted again")),
    (
        _NUMBER,
        ("area", "AREA", is_area),
        ("figures", "COUNT by CODE", _is_figures),
        ("ballots", "a list of at most 500 READ", _is_ballots),
        DONE_BY,
    ),
    _counts_one,
)
AUDIT_RISK: Final = Kind(
    "audit_risk",
    always(Message("The risk of an audit was measured")),
    (
        _NUMBER,
        ("draws", "COUNT", is_count),
        ("risk", "millionths, an integer up to 1000000", lambda value: is_count(value) and value <= 10**6),
        ("stop", " ".join(Stop), one_of(*Stop)),
        DONE_BY,
    ),
)
RECOUNT_ORDER: Final = Kind(
    "recount_order",
    always(Message("Ballots are to be counted again by a decision")),
    (
        _NUMBER,
        ("contest", "CODE", is_contest),
        ("areas", "a sorted list of 1 to 500 AREA", _is_areas),
        ("norms", "a list of NORM", is_norms),
        ("decision", "DECISION", is_decision),
        *COMMITTED,
        DONE_BY,
    ),
)
AUDIT_KINDS: Final = {
    kind.name: kind for kind in (AUDIT_PLAN, AUDIT_SEED, AUDIT_DRAW, AUDIT_COUNT, AUDIT_RISK, RECOUNT_ORDER)
}
"""Kinds that tell of audits and recounts. None changes a sum: what an audit finds is for those who decide."""
