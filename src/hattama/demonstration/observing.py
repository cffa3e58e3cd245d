"""What observers of the demonstration saw, form by form, and what commissions announced in the same hours.

All of it is made up, against the protocols of the night: most copies agree with them, two do not; most hours
were announced as they were counted, some by a tenth higher, which is to be found.
"""

import datetime
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from hattama.core.entries import Notion, TurnoutPoint
from hattama.core.observation import NOT_OBSERVED, ObservationForm, Question, QuestionKind
from hattama.core.protocols import Protocol
from hattama.demonstration.contests import PARTY_CONTEST, POLLING_ON
from hattama.demonstration.draws import Draws
from hattama.demonstration.night import CAPITAL_ZONE
from hattama.demonstration.places import Precinct

OBSERVED: Final = 24
"""So many polling stations have an observer, the first whose protocols of the lists arrived."""
_DIFFERING: Final = (3, 11)
_WITHOUT_COPY: Final = (5, 14, 20)
_RAISED_ONE_IN: Final = 3
_FLAGGED, _UNSEEN = 1800, 700
_BEGAN, _ENDED = (
    datetime.datetime.combine(POLLING_ON, datetime.time(hour), CAPITAL_ZONE) for hour in (9, 11)
)
_MARKED: Final = ("opening", "voting", "counting", "tabulation")
OBSERVED_PHASES: Final = (*_MARKED, "copy", "turnout")
"""The phases of which the observers send forms."""


@dataclass(frozen=True, slots=True)
class FilledForm:
    """What one observer sends of one place; `phase` is that of the form."""

    phase: str
    observer: str
    area_id: str
    answers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Hours:
    before: int
    counted: int
    announced: int


def observed_protocols(protocols: Iterable[Protocol]) -> list[Protocol]:
    """The protocols of the lists at whose polling stations there is an observer."""
    lists = (one for one in protocols if one.contest == PARTY_CONTEST)
    return list(itertools.islice(lists, OBSERVED))


def announced_hours(protocols: Iterable[Protocol]) -> Iterator[TurnoutPoint]:
    """How many had received ballots where observers counted, as commissions announced at nine and eleven."""
    for place, protocol in enumerate(observed_protocols(protocols)):
        hours = _hours(place, protocol)
        for at, voters in ((_BEGAN, hours.before), (_ENDED, hours.before + hours.announced)):
            yield TurnoutPoint(protocol.area_id, Notion.BALLOTS_ISSUED, at, voters)


def _hours(place: int, protocol: Protocol) -> _Hours:
    issued = protocol.figures.get("ballots_issued", 0)
    before, counted = issued // 10, issued // 4
    # At least one voter more, however few came.
    is_raised = place % _RAISED_ONE_IN == 1
    return _Hours(before, counted, counted + -(-counted // 10) if is_raised else counted)


def filled_forms(
    forms: Iterable[ObservationForm],
    protocols: Iterable[Protocol],
    precincts: Iterable[Precinct],
    seed: int,
) -> Iterator[FilledForm]:
    """What the observers send of each phase, one by one; each of them stays at one polling station."""
    draws = Draws(seed, "observing")
    seen = observed_protocols(protocols)
    above = {one.area.area_id: one.area.parent_id or "" for one in precincts}
    for form in forms:
        places = [one.area_id for one in seen]
        if form.phase == "tabulation":
            places = list(dict.fromkeys(above[one] for one in places))
        for place, area_id in enumerate(places):
            if form.phase in _MARKED:
                answers = dict(_marks(form.questions, draws))
            else:
                answers = (
                    _copy(place, seen[place], form) if form.phase == "copy" else _count(place, seen[place])
                )
            # Where one comes is drawn by nobody: whoever is first at the commission is there alone.
            yield FilledForm(form.phase, f"demo-{place + 1:02}", area_id, {"station": area_id, **answers})


def _marks(questions: Sequence[Question], draws: Draws) -> Iterator[tuple[str, str]]:
    for question in questions:
        if question.kind is not QuestionKind.CHOICE or not question.options:
            continue
        flagged = [one.code for one in question.options if one.flagged]
        sound = [one.code for one in question.options if not one.flagged and one.code != NOT_OBSERVED]
        is_unseen, is_wrong = draws.happens(_UNSEEN), draws.happens(_FLAGGED)
        if is_unseen and any(one.code == NOT_OBSERVED for one in question.options):
            yield question.name, NOT_OBSERVED
        elif flagged and (is_wrong or not sound):
            yield question.name, draws.one_of(flagged)
        elif sound:
            yield question.name, draws.one_of(sound)


def _copy(place: int, protocol: Protocol, form: ObservationForm) -> dict[str, str]:
    answers = {"contest": protocol.contest}
    if place in _WITHOUT_COPY:
        return answers | {"copy": "none", "why_none": "refused"}
    answers |= {"copy": "certified", "seal": "yes"}
    leading = max(
        (key for key in protocol.figures if key.startswith("votes[")), key=protocol.figures.__getitem__
    )
    for key, number in protocol.figures.items():
        name = f"figure_{key}"
        if key.startswith("votes["):
            name = f"figure_votes.{protocol.contest}.{key[6:-1]}"
        if name in form.by_name:
            # On the observer's copy the leading list has fewer votes than were published.
            answers[name] = str(
                number - max(1, number // 20) if key == leading and place in _DIFFERING else number
            )
    return answers


def _count(place: int, protocol: Protocol) -> dict[str, str]:
    hours = _hours(place, protocol)
    said = {
        **{"arrived_at": _BEGAN.isoformat(), "left_at": _ENDED.isoformat(), "n05d": hours.counted},
        **{"n05a": protocol.figures.get("voters_listed", 0), "n05b": hours.before, "tables": 2},
        **{"n05c": hours.before + hours.announced, "list_shown": "yes" if place % 4 else "no"},
    }
    return {name: str(text) for name, text in said.items()}
