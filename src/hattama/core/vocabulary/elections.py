"""An election as its files define it: contests with their choices, areas in a tree, and which rules hold."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property

from hattama.core.vocabulary.words import NO_WORDS, Words


class AreaKind(StrEnum):
    """What a precinct is; `UNIT` is any area above the precincts."""

    UNIT = "unit"
    ORDINARY = "ordinary"
    ABROAD = "abroad"
    MILITARY = "military"
    HOSPITAL = "hospital"
    DETENTION = "detention"
    REMOTE = "remote"
    SHIP = "ship"
    SPECIAL = "special"


_UNIT = AreaKind.UNIT  # To look a member up by its class costs more than all else that is asked here.


@dataclass(frozen=True, slots=True)
class Area:
    """One area of the tree; a precinct is a leaf and its kind is not `UNIT`.

    `area_id` is text (leading zeros are part of it); `parent_id` is None for the root alone.
    `level` is the pack's or election's own word for the step (`nation`, `region`, `district`, `precinct`).
    `number` is the number people know it by, as text. `voters_registered` is the roster's figure or None.
    `commission` names the body that fills in the protocol. `also_in` are the areas right above a precinct in
    other divisions of the country than the first: single-mandate districts beside regions. `position` is
    latitude and longitude in millionths of a degree (WGS 84), where the roster gives them.
    """

    area_id: str
    parent_id: str | None
    level: str
    number: str
    names: Words
    address: Words
    commission: Words
    time_zone: str
    voters_registered: int | None
    kind: AreaKind
    also_in: tuple[str, ...] = ()
    position: tuple[int, int] | None = None

    @property
    def is_precinct(self) -> bool:
        """Whether protocols are expected from this area."""
        return self.kind is not _UNIT

    @property
    def degrees(self) -> tuple[str, ...]:
        """Latitude and longitude as tables write them (`43.238949`); empty where not known."""
        return ("", "") if self.position is None else tuple(map(_written, self.position))


def _written(millionths: int) -> str:
    whole, part = divmod(abs(millionths), 1_000_000)
    return f"{'-' if millionths < 0 else ''}{whole}.{part:06d}"


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A choice that no longer stands, by its own wish or struck: since when, by which norms and decision.

    `after_vote`: that day lies after polling day. Of one that the log told of (at the index `entry`) it is
    known for which `reason` and by whose decision; `decision` is then its number, `document` the SHA-256 of
    its file, and `late` are the norms that allow this only longer before voting.
    """

    on: datetime.date
    norms: tuple[str, ...]
    decision: str
    after_vote: bool = False
    reason: str = ""
    authority: str = ""
    decided_on: datetime.date | None = None
    entry: int | None = None
    late: tuple[str, ...] = ()
    document: str | None = None


@dataclass(frozen=True, slots=True)
class Drawing:
    """A lot of which the log tells at the index `entry`: when it was drawn, and the decision that records it
    (`document`: SHA-256 of its file). `replaces`: the entry whose place it takes."""

    entry: int
    at: datetime.datetime
    authority: str
    decision: str
    decided_on: datetime.date | None
    document: str | None
    replaces: int | None


@dataclass(frozen=True, slots=True)
class Choice:
    """A party list, candidate or answer; `registered_order` breaks ties where law says so (None: unknown).

    A `withdrawn` one keeps its votes and wins nothing. `reinstated`: it stands again, since when and by whose
    decision. `areas` limits it to the ballots of subtrees (empty: wherever the contest is held). `persons`
    are those of a list for whom votes are counted one by one, in the list's order: choices of the voter, too,
    with neither areas nor persons of their own. `lot`: its place in the order that a lot drew, `drawn` by
    which entry of the log (None: by the definition).
    """

    code: str
    names: Words
    registered_order: int | None = None
    withdrawn: Withdrawal | None = None
    reinstated: Withdrawal | None = None
    areas: tuple[str, ...] = ()
    persons: tuple[Choice, ...] = ()
    lot: int | None = None
    drawn: Drawing | None = None


@dataclass(frozen=True)
class Contest:
    """One question put to voters: `choices` in ballot order; `areas` limits it to subtrees (empty: all).

    `short_names`: how lists and links call it, where the law's name is long.
    """

    code: str
    kind: str
    names: Words
    choices: tuple[Choice, ...]
    form: str = ""
    areas: tuple[str, ...] = ()
    seats: int | None = None
    short_names: Words = NO_WORDS

    @property
    def listed_as(self) -> Words:
        """Its name in lists and links."""
        return self.short_names or self.names

    @cached_property
    def persons(self) -> tuple[Choice, ...]:
        """The persons of all lists for whom votes are counted, list by list."""
        return tuple(person for choice in self.choices for person in choice.persons)

    def missing_on(self, ballot: Contest) -> tuple[Choice, ...]:
        """The choices, and the persons of lists, that are not on `ballot`: this contest at some place."""
        gone = (choice for choice in self.choices if choice not in ballot.choices)
        return tuple(one for choice in gone for one in (choice, *choice.persons))

    @cached_property
    def ballots_differ(self) -> bool:
        """Whether some choice is on the ballot of some areas only."""
        return any(choice.areas for choice in self.choices)

    def ballot_at(self, reach: Collection[str]) -> Contest:
        """The contest with the choices on the ballot of a precinct that lies in all of `reach`."""
        if not self.ballots_differ:
            return self
        places = frozenset(reach)
        here = tuple(one for one in self.choices if not one.areas or not places.isdisjoint(one.areas))
        return replace(self, choices=here)


class ConfirmedBy(StrEnum):
    """What makes entered figures stand."""

    EQUAL_ENTRIES = "equal_entries"
    """As many equal entries as the election asks for; one is equal to itself."""
    PERSON = "person"
    """A person who entered none of them."""


@dataclass(frozen=True, slots=True)
class EntryRules:
    """How protocols of an election are entered: by how many people (1 or 2), and what confirms them.

    With `preliminary` the one entry is published at once, marked as preliminary, until a person confirms it;
    a definition with two entries cannot have it, since the second is blind to the first.
    """

    entries: int = 1
    preliminary: bool = False
    confirmed_by: ConfirmedBy = ConfirmedBy.EQUAL_ENTRIES

    @property
    def one_step(self) -> bool:
        """Whether an entry is entered, confirmed and published in one act."""
        return self.entries == 1 and self.confirmed_by is ConfirmedBy.EQUAL_ENTRIES


@dataclass(frozen=True, slots=True)
class PaperCodes:
    """When the one-time codes on paper of precincts are good, by each precinct's own clock.

    From the full `hour` (0 to 23) of the day that stands `days_before` polling day, for `valid_hours`.
    """

    days_before: int = 0
    hour: int = 0
    valid_hours: int = 72


@dataclass(frozen=True, slots=True)
class PollingHours:
    """When polls open and close on polling day, by the precinct's own clock.

    `may_end_early`: voting may be ended once everybody on the list has voted.
    """

    opens: datetime.time
    closes: datetime.time
    may_end_early: bool = False

    @property
    def counted_from(self) -> datetime.time:
        """Before this nothing can have been counted. Who may end early may do so any time after opening."""
        return self.opens if self.may_end_early else self.closes


@dataclass(frozen=True, slots=True)
class Polls:
    """The hours of polls, and those of the areas where they are others; no area is named twice."""

    hours: PollingHours
    elsewhere: tuple[tuple[tuple[str, ...], PollingHours], ...] = ()

    def hours_at(self, path: Sequence[str]) -> PollingHours:
        """The hours of a precinct whose path is `path` (root to itself): those of the nearest area named."""
        found = {area_id: hours for areas, hours in self.elsewhere for area_id in areas}
        return next((found[area_id] for area_id in reversed(path) if area_id in found), self.hours)


@dataclass(frozen=True, slots=True)
class Election:
    """An election without its areas. `polling_on` is the calendar day of voting; `rule_pack` names the pack.

    `polls` None: the hours of polls are not said, and those of the law hold, where the rule pack has any.
    `greatest_age_minutes`: for so long witnesses of the open log may be silent before newer entries may be
    withheld; None: not said.

    `civic`: its protocols are copies that observers and citizens brought, read twice by volunteers, and no
    commission's; it has a log of its own beside that of the authority's election.

    `notices` are sentences that must stand wherever figures are shown (demonstration, scaled figures).
    """

    election_id: str
    names: Words
    polling_on: datetime.date
    rule_pack: str
    contests: tuple[Contest, ...]
    time_zone: str = "UTC"
    demonstration: bool = False
    notices: tuple[Words, ...] = field(default=())
    entry: EntryRules = EntryRules()
    paper_codes: PaperCodes = PaperCodes()
    polls: Polls | None = None
    greatest_age_minutes: int | None = None
    civic: bool = False

    @property
    def vote(self) -> str:
        """What vote it is: "referendum" where a contest is a question to voters, else "election"."""
        kinds = {contest.kind for contest in self.contests}
        return "referendum" if "referendum" in kinds else "election"

    def contest(self, code: str) -> Contest:
        """The contest with this code; KeyError when the election has none such."""
        for contest in self.contests:
            if contest.code == code:
                return contest
        raise KeyError(code)

    def held_at(self, reach: Collection[str]) -> tuple[Contest, ...]:
        """The contests held in a precinct that lies in all of `reach`, each as its ballot there."""
        places = frozenset(reach)
        held = (one for one in self.contests if not one.areas or not places.isdisjoint(one.areas))
        return tuple(one.ballot_at(places) for one in held)

    def counted_from(
        self, path: Sequence[str], zone: datetime.tzinfo, by_law: PollingHours | None = None
    ) -> datetime.datetime | None:
        """The moment before which nothing can have been counted at a precinct; None where no hours are known.

        `path` are its areas from the root to itself, `zone` is its clock; `by_law` the hours that the law
        sets for it, which hold where the definition says none.
        """
        hours = by_law if self.polls is None else self.polls.hours_at(path)
        if hours is None:
            return None
        return datetime.datetime.combine(self.polling_on, hours.counted_from, tzinfo=zone)


class View(StrEnum):
    """Which protocols a total counts."""

    COUNTED = "counted"
    """What counts: received and not annulled."""
    AS_REPORTED = "as_reported"
    """Annulled protocols too, as they stood."""
    WITH_SCAN = "with_scan"
    """What counts and has a scan of the paper whose figures stand that was not withdrawn."""
    CONFIRMED = "confirmed"
    """What counts and was confirmed, not preliminary."""
    ADDING_UP = "adding_up"
    """What counts and breaks no relation that the law requires."""
