"""Violations of observers' rights in the demonstration: made up, at this voting and at the one before."""

import datetime
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from hattama.demonstration.books import Book, Told, named
from hattama.demonstration.contests import POLLING_ON
from hattama.demonstration.draws import Draws
from hattama.demonstration.earlier import LISTS_ON
from hattama.demonstration.night import CAPITAL_ZONE
from hattama.demonstration.places import Precinct

INCIDENTS: Final = 24
_EARLIER: Final = 6
"""So many of the commissions did the same at the earlier voting."""
_GIST = named(
    "Көрсетілім үшін ойдан шығарылған оқиға.",
    "Случай, выдуманный для демонстрации.",
    "An incident made up for the demonstration.",
)


class _Act(NamedTuple):
    act: str
    right: str
    stage: str
    hour: int
    gndem: str = "procedural"


_ACTS: Final = (
    _Act("removed", "d23_return", "counting", 21),
    _Act("view_hindered", "d20_view", "counting", 22),
    _Act("copy_refused", "d19_protocols", "copies", 23),
    _Act("recording_forbidden", "d17_recording", "voting", 11, "information"),
    _Act("list_not_shown", "d24_information", "voting", 14),
    _Act("not_admitted", "d14_movement", "opening", 7),
    _Act("view_hindered", "d27_each_ballot", "counting", 22),
    _Act("act_refused", "d15_papers", "voting", 16),
)


def made_up_incidents(precincts: Sequence[Precinct], seed: int) -> tuple[Told, ...]:
    """Incidents of the voting and of the earlier one, and what came of each; in the order of a log."""
    book, draws = Book("observers-rights", "2023", "observers"), Draws(seed, "incidents")
    for number in range(INCIDENTS):
        precinct, act = draws.one_of(precincts), _ACTS[number % len(_ACTS)]
        if number < _EARLIER:
            _incident(book, precinct, act, LISTS_ON, number + 3, draws)
        _incident(book, precinct, act, POLLING_ON, number, draws)
    return tuple(book.told)


def _incident(
    book: Book, precinct: Precinct, act: _Act, on: datetime.date, number: int, draws: Draws
) -> None:
    at = datetime.datetime.combine(on, datetime.time(act.hour, draws.below(12) * 5), CAPITAL_ZONE)
    minutes = datetime.timedelta(minutes=draws.between(20, 95))
    is_restored = number % 3 == 0
    commission = f"№ {precinct.area.area_id} учаскелік комиссия (көрсетілім)"
    values: dict[str, Any] = {
        **{"happened_at": at, "voting_on": on, "area": precinct.area.area_id, "level": "precinct"},
        **{"commission": commission, "act": act.act, "right": act.right, "stage": act.stage},
        **{"observer_is": draws.one_of(("citizen", "citizen", "party", "media")), "gndem": act.gndem},
        "gist": _GIST,
    }
    if act.act == "removed":
        is_written = number % 2 == 1
        values |= {"ground": draws.one_of(("sanitary", "breach", "crowding")), "out_at": at}
        values |= {"written_decision": "yes" if is_written else "no"}
        values |= {"decision_reasoned": "yes"} if is_written else {}
        values |= {"back_at": at + minutes} if is_restored else {}
        values["count_missed"] = "no" if is_restored else "yes"
    if is_restored:
        values["restored_at"] = at + minutes
    record = book.say("incident", values, on=on)
    for deed, after, by in _course(number, minutes, is_restored):
        book.do_at("incident", record, deed, at + after, by)


def _course(
    number: int, minutes: datetime.timedelta, is_restored: bool
) -> list[tuple[str, datetime.timedelta, str]]:
    """What is done about it, by turns: complained of, restored, not recognised, punished, or nothing."""
    day = datetime.timedelta(days=1)
    if is_restored:
        return [("complain", minutes / 2, "observer"), ("restore", minutes, "precinct_commission")]
    if number % 6 == 1:
        return [("complain", day, "observer"), ("reject", 4 * day, "territorial_commission")]
    if number % 12 == 2:
        return [("complain", day, "observer"), ("punish", 30 * day, "court")]
    return [("complain", day, "observer")] if number % 2 else []
