"""The night: when each protocol is signed and when it arrives."""

import datetime
from dataclasses import dataclass

from hattama.core.vocabulary import AreaKind
from hattama.demonstration.contests import POLLING_ON
from hattama.demonstration.draws import Draws
from hattama.demonstration.sites import Site

CAPITAL_HOURS_AHEAD = 6
CAPITAL_ZONE = datetime.timezone(datetime.timedelta(hours=CAPITAL_HOURS_AHEAD))
_CLOSES_AT = 20
_MINUTE = 60
_SMALL_AND_QUICK = frozenset({AreaKind.MILITARY, AreaKind.HOSPITAL, AreaKind.DETENTION, AreaKind.SHIP})


@dataclass(frozen=True, slots=True)
class Moment:
    """When a protocol was signed (on the paper, to the minute) and how many seconds after the capital's close
    of polls it arrives."""

    signed_at: datetime.datetime
    arrives_after: int


def moments(site: Site, found: int, draws: Draws) -> tuple[Moment, Moment]:
    """The moments of the two protocols of a precinct: the party contest is counted first.

    `found` is the number of ballots to count in one contest.
    """
    closes_after = (CAPITAL_HOURS_AHEAD - site.hours_ahead) * 60
    # Unused ballots and lists first, then about four ballots a minute for each contest and pair of hands.
    opened = 35 + draws.below(35)
    pace = draws.between(7, 16)
    first = opened + found // pace + draws.below(20)
    second = first + found // pace + 10 + draws.below(25)
    if draws.happens(300):
        second += draws.between(60, 200)
    return (
        _moment(site, closes_after, first, draws),
        _moment(site, closes_after, second, draws),
    )


def _moment(site: Site, closes_after: int, signed_after: int, draws: Draws) -> Moment:
    zone = datetime.timezone(datetime.timedelta(hours=site.hours_ahead))
    closed = datetime.datetime.combine(POLLING_ON, datetime.time(_CLOSES_AT), tzinfo=zone)
    signed = closed + datetime.timedelta(minutes=signed_after)
    arrives = (closes_after + signed_after) * _MINUTE + _journey(site, draws)
    # Where clocks are far ahead the paper is signed before the capital's polls close; it is sent after them.
    return Moment(signed, max(arrives, draws.between(5 * _MINUTE, 25 * _MINUTE)))


def _journey(site: Site, draws: Draws) -> int:
    """Seconds from signing to arrival."""
    if site.kind in _SMALL_AND_QUICK:
        return draws.between(3 * _MINUTE, 30 * _MINUTE)
    if site.in_town:
        return draws.between(4 * _MINUTE, 45 * _MINUTE)
    journey = draws.between(8 * _MINUTE, 90 * _MINUTE)
    if draws.happens(1200):
        journey += draws.between(60 * _MINUTE, 240 * _MINUTE)
    return journey
