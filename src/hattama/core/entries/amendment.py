"""`amendment`: what the definition or the list of areas calls something is said otherwise. It changes no sum.

The files that the log opened with stay what they are under their hashes; what stands is a fold over them.
Only words can be amended: whatever figures hang on (identifiers, parents, choices, seats, voters) stays.
"""

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, Final, NamedTuple

from hattama.core.entries.parts import DONE_BY, NOTE, Body, BrokenLifeCycle, Kind
from hattama.core.entries.precinct_change import contradicts, is_precinct_change
from hattama.core.entries.schema_types import (
    is_area,
    is_contest,
    is_decision,
    is_text,
    list_of,
    object_of,
    one_of,
    optional,
)
from hattama.core.vocabulary import Area, Choice, Election, Message, Words

AMENDMENT: Final = "amendment"
"""The kind of such an entry."""

AREA_FIELDS: Final = ("names", "address", "commission")
LONGEST_WORDING: Final = 500
LONGEST_WHY: Final = 300
MOST_CHANGES: Final = 30
"""Changes in one entry, at their longest in any script, fit below the 65,535 bytes of the log."""


class NothingCalledSo(BrokenLifeCycle):
    """The entry speaks of an area, a contest or a choice that the election does not have."""


class OtherWordsStand(BrokenLifeCycle):
    """The words that the entry replaces are not those that stand."""


class Place(NamedTuple):
    """Which words are meant: of an area, a choice, a contest, or (all None) the name of the election."""

    area: str | None
    contest: str | None
    choice: str | None
    field: str
    language: str


Wordings = Mapping[Place, str]
"""What is called otherwise than the files say; the empty text where it is called nothing any more."""


class Change(NamedTuple):
    """New words for old; either may be empty."""

    place: Place
    before: str
    after: str


def amendment_body(
    changes: Iterable[Change], why: str | None, recorded_at: datetime.datetime, **decided: Any
) -> dict[str, Any]:
    """The body of one entry of at most MOST_CHANGES; `why` is published and stands for ever.

    Of what a decision changes of a polling station `decided` says the rest: `precinct`, `decision`,
    `note_sha256` and `done_by`.
    """
    told = [{**one.place._asdict(), "before": one.before, "after": one.after} for one in changes]
    nothing: dict[str, Any] = {"precinct": None, "decision": None, "note_sha256": None, "done_by": []}
    return KIND.body(recorded_at, why=why, changes=told, **(nothing | decided))


def written_words(election: Election, area_of: Callable[[str], Area | None], place: Place) -> str | None:
    """What the files say there, the empty text where they say nothing; None where there is no such thing."""
    named: Words | None = None
    if place.area is not None:
        area = area_of(place.area)
        named = None if area is None else getattr(area, place.field)
    elif place.field == "names" and place.contest is None:
        named = election.names if place.choice is None else None
    elif place.field == "names":
        contest = next((one for one in election.contests if one.code == place.contest), None)
        choices = () if contest is None else (*contest.choices, *contest.persons)
        choice = next((one for one in choices if one.code == place.choice), None)
        holder = choice if place.choice is not None else contest
        named = None if holder is None else holder.names
    return None if named is None else named.get(place.language, "")


def fold_amendment(wordings: Wordings, body: Body, written: Callable[[Place], str | None]) -> Wordings:
    """What is called otherwise after the entry; `written` gives what the files say. Raises NothingCalledSo or
    OtherWordsStand."""
    after = dict(wordings)
    for said in body["changes"]:
        place = Place(*(said[name] for name in Place._fields))
        words = written(place)
        if words is None:
            raise NothingCalledSo(str(place))
        if after.get(place, words) != said["before"]:
            raise OtherWordsStand(str(place))
        after[place] = said["after"]
    return after


def renamed(words: Words, wordings: Wordings, place: Place) -> Words:
    """`words`, called as `wordings` has it; `place` says of what they are, in whatever language."""
    said = {one.language: text for one, text in wordings.items() if one._replace(language="") == place}
    return Words.of({name: text for name, text in {**words, **said}.items() if text}) if said else words


def amended_election(election: Election, wordings: Wordings) -> Election:
    """The election with its contests and choices as they are called now."""
    contests = []
    for contest in election.contests:
        choices = tuple(_renamed_choice(one, wordings, contest.code) for one in contest.choices)
        names = renamed(contest.names, wordings, Place(None, contest.code, None, "names", ""))
        contests.append(replace(contest, names=names, choices=choices))
    names = renamed(election.names, wordings, Place(None, None, None, "names", ""))
    return replace(election, names=names, contests=tuple(contests))


def _renamed_choice(choice: Choice, wordings: Wordings, contest: str) -> Choice:
    persons = tuple(_renamed_choice(one, wordings, contest) for one in choice.persons)
    names = renamed(choice.names, wordings, Place(None, contest, choice.code, "names", ""))
    return replace(choice, names=names, persons=persons)


def amended_area(area: Area, wordings: Wordings) -> Area:
    """The area as it is called now."""
    of = Place(area.area_id, None, None, "", "")
    words: dict[str, Any] = {
        name: renamed(getattr(area, name), wordings, of._replace(field=name)) for name in AREA_FIELDS
    }
    return replace(area, **words)


_has_change = object_of(
    area=optional(is_area),
    contest=optional(is_contest),
    choice=optional(is_contest),
    field=one_of(*AREA_FIELDS),
    language=is_text(2, 8),
    before=is_text(0, LONGEST_WORDING),
    after=is_text(0, LONGEST_WORDING),
)


def _is_change(value: Any) -> bool:
    return _has_change(value) and value["before"] != value["after"]


_CHANGED: Final = {
    "closed": Message("Polling station closed by a decision"),
    "merged": Message("Polling station merged into another by a decision"),
    "reopened": Message("Polling station opened again by a decision"),
    "moved": Message("Polling station given another address by a decision"),
    "renamed": Message("Polling station called otherwise by a decision"),
    "form_replaced": Message("Form of the protocol replaced by a decision"),
}


def _says(body: Body) -> Message:
    if body["precinct"] is None:
        return Message("Names of the definition amended")
    return _CHANGED[body["precinct"]["change"]]


KIND: Final = Kind(
    AMENDMENT,
    _says,
    (
        ("why", f"a text of 1 to {LONGEST_WHY} characters, or null", optional(is_text(1, LONGEST_WHY))),
        ("changes", f"a list of up to {MOST_CHANGES} WORDING", list_of(0, MOST_CHANGES, _is_change)),
        ("precinct", "PRECINCT or null", optional(is_precinct_change)),
        ("decision", "DECISION or null", optional(is_decision)),
        NOTE,
        DONE_BY,
    ),
    contradicts,
)
