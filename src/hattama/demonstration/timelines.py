"""Times of the night as some commissions of the demonstration state them: most in order, a few not."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from hattama.core.protocols import Protocol, StepPlace
from hattama.demonstration.contests import PARTY_CONTEST, POLLING_ON
from hattama.demonstration.draws import Draws

ONE_IN = 8
"""One commission in so many states its times; the others, as in life, do not."""

_CLOSES_AT = datetime.time(20)
_SLIPPED_IN_TEN_THOUSAND = 150
_EARLY_IN_TEN_THOUSAND = 200
_ELSEWHERE_IN_TEN_THOUSAND = 300

Times = Mapping[str, datetime.datetime]


@dataclass(frozen=True, slots=True)
class StatedTimes:
    """What a commission states when it sends a protocol: times of the precinct's steps, of its contest's, and
    where steps of the contest were taken (where it says so)."""

    of_precinct: Times
    of_contest: Times
    places: Mapping[str, StepPlace]


def stated_times(protocol: Protocol, seed: int) -> StatedTimes | None:
    """The times that stand beside a protocol of the demonstration; None where its commission states none.

    The protocol's moment of signing is one of them. Whether a commission states times hangs on the seed and
    the precinct alone, so both its protocols agree.
    """
    draws = Draws(seed, f"times/{protocol.area_id}")
    if draws.below(ONE_IN) or protocol.signed_at is None:
        return None
    signed = protocol.signed_at
    closed = datetime.datetime.combine(POLLING_ON, _CLOSES_AT, tzinfo=signed.tzinfo)
    opened = closed + (signed - closed) * 3 // 10
    own = Draws(seed, f"times/{protocol.area_id}/{protocol.contest}")
    if protocol.contest == PARTY_CONTEST:
        of_precinct = _opening(closed, opened, own)
    else:
        of_precinct = {"delivered": _later(signed, own, 15, 40)}
    of_contest, places = _counting(signed, opened, own)
    return StatedTimes(of_precinct, of_contest, places)


def _opening(closed: datetime.datetime, opened: datetime.datetime, draws: Draws) -> Times:
    span = opened - closed
    # A slip of the finger: eight in the morning, as if the count had lasted all day and half the night.
    stated = closed - datetime.timedelta(hours=12) if draws.happens(_SLIPPED_IN_TEN_THOUSAND) else closed
    return {
        "closed": stated,
        "count_started": stated,
        "unused_cancelled": _to_the_minute(closed + span * 4 // 10),
        "lists_announced": _to_the_minute(closed + span * 7 // 10),
        "portable_opened": _to_the_minute(closed + span * 9 // 10),
        "boxes_opened": _to_the_minute(opened),
    }


def _counting(
    signed: datetime.datetime, opened: datetime.datetime, draws: Draws
) -> tuple[Times, dict[str, StepPlace]]:
    span = signed - opened
    counted = opened + span * 8 // 10
    if draws.happens(_EARLY_IN_TEN_THOUSAND):
        counted = _later(signed, draws, 10, 45)
    times = {
        "sorted": _to_the_minute(opened + span * draws.between(40, 55) // 100),
        "counted": _to_the_minute(counted),
        "completed": _to_the_minute(max(counted, opened + span * 9 // 10)),
        "signed": signed,
        "posted": _later(signed, draws, 2, 12),
        "copy_handed": _later(signed, draws, 5, 25),
    }
    is_elsewhere = draws.happens(_ELSEWHERE_IN_TEN_THOUSAND)
    return times, {"completed": StepPlace.TERRITORIAL if is_elsewhere else StepPlace.PREMISES}


def _later(moment: datetime.datetime, draws: Draws, least: int, most: int) -> datetime.datetime:
    return moment + datetime.timedelta(minutes=draws.between(least, most))


def _to_the_minute(moment: datetime.datetime) -> datetime.datetime:
    return moment.replace(second=0, microsecond=0)
