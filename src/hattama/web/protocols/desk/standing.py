"""What waits for whom: where a protocol stands and what I may do now, and the queue of those that wait for
this very person.
"""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from hattama.core.protocols import (
    CIVIC_REASONS,
    CLOSING_REASONS,
    INVESTIGATION_REASONS,
    EnteredOnce,
    EntriesDiffer,
    State,
    UnderInvestigation,
    current_protocol,
    entered_by,
    state_code,
)
from hattama.core.vocabulary import Contest, Deed, EntryRules
from hattama.phrases import say
from hattama.web.kernel.accounts.roles import areas_for, held_for, is_allowed
from hattama.web.kernel.elections.loading import Definition
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.languages.paper_lines import field_name
from hattama.web.kernel.pages.election_pages import page_language
from hattama.web.kernel.published.browsing import ancestors_of
from hattama.web.protocols.change import change_reasons
from hattama.web.protocols.desk.places import Place
from hattama.web.protocols.life_words import deed_name, done_sentence, no_scan_words, state_name
from hattama.web.protocols.overview import OverviewRow, Scope, awaiting, contests_at_work, load_rows
from hattama.web.protocols.reading import History, differing_fields, load_history, load_life, next_deeds
from hattama.web.protocols.tables import LifeStep, TakenCase
from hattama.web.protocols.take_on import taken_cases

_PAGES = {
    Deed.ENTER: ("desk:enter", gettext_noop("Enter the protocol")),
    Deed.RETYPE: ("desk:differences", gettext_noop("Read the paper again")),
    Deed.DECIDE: ("desk:decide", gettext_noop("Decide the differences")),
    Deed.CONFIRM: ("desk:confirm", gettext_noop("Confirm the protocol")),
    Deed.OPEN_INVESTIGATION: ("desk:investigate", gettext_noop("Open an investigation")),
    Deed.CLOSE_INVESTIGATION: ("desk:close_investigation", gettext_noop("Close the investigation")),
    Deed.CORRECT: ("desk:correct", gettext_noop("Correct the protocol")),
    Deed.RECOUNT: ("desk:recount", gettext_noop("Record a recount")),
    Deed.ANNUL: ("desk:annul", gettext_noop("Declare the protocol invalid")),
}


@dataclass(frozen=True, slots=True)
class DeedLink:
    """Something that this person may do now: its page, its words, and whether it is waited for."""

    deed: Deed
    address: str
    words: str

    @property
    def is_awaited(self) -> bool:
        """Whether the protocol gets no further before somebody does it."""
        return self.deed in (Deed.ENTER, Deed.RETYPE, Deed.DECIDE, Deed.CONFIRM)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a protocol stands.

    `done` says what was done last, `done_at` when; empty where the protocol itself says more.
    `fields`: the names of those in which two entries differ, without values. `may_end_rounds`: whether this
    person may end the rounds of reading again, which has no page of its own. `taken`: which reviewer works
    on it.
    """

    code: str
    name: str
    done: str
    done_at: datetime.datetime | None
    sentence: str
    fields: tuple[str, ...]
    deeds: tuple[DeedLink, ...]
    may_end_rounds: bool
    steps: tuple[tuple[LifeStep, str], ...]
    taken: TakenCase | None
    may_take: bool


def standing_of(user: Any, place: Place, language: str) -> Standing:
    """Where the protocol of this place stands, as `user` is told."""
    code = place.contest.code
    history = load_history(place.area, code)
    keys = differing_fields(user, place.area, code)
    deeds = next_deeds(user, place.area, code)
    names = (field_name(place.rules, place.contest, key, language) for key in keys)
    done, done_at = _just_done(history)
    return Standing(
        code=state_code(history.state),
        name=state_name(state_code(history.state)),
        done=done,
        done_at=done_at,
        sentence=""
        if place.area.election.closed_at
        else waited_for(history.state, place.election.entry, int(user.pk)),
        fields=tuple(f"{mark} {label}".strip() for mark, label in names),
        deeds=deed_links(deeds, place.address),
        may_end_rounds=Deed.END_ROUNDS in deeds,
        # What the log does of itself right after a confirmation is no news of its own.
        steps=tuple(
            (step, step_words(step, place.definition, language))
            for step in history.steps
            if step.deed != Deed.PUBLISH.value
        ),
        taken=taken_cases([place.area.pk], code).get(place.area.pk),
        may_take=bool(deeds) and is_allowed(user, Deed.DECIDE, place.area),
    )


def _just_done(history: History) -> tuple[str, datetime.datetime | None]:
    """What a person did last, as a sentence, and when. Of an entry by which a protocol became public there is
    none: that it is published says more."""
    last = next((step for step in reversed(history.steps) if step.actor_id is not None), None)
    # A scan that comes to a published protocol is an act, and no step of its life.
    scan = next((act for act in reversed(history.acts) if act.kind == "scan" and act.actor_id), None)
    if scan is not None and (last is None or scan.recorded_at > last.recorded_at):
        return _("The scan is added to the published protocol."), scan.recorded_at
    if last is None or (last.deed in _ENTERING and current_protocol(history.state) is not None):
        return "", None
    return done_sentence(last.deed), last.recorded_at


_ENTERING = (Deed.ENTER, Deed.RETYPE)


def step_words(step: LifeStep, definition: Definition, language: str) -> str:
    """What was done, and for which reason of the list; of an entry without a scan why there was none."""
    listed = (*INVESTIGATION_REASONS, *CLOSING_REASONS, *change_reasons(definition), *CIVIC_REASONS)
    reason = next((one.words for one in listed if one.code == step.reason), None)
    words, why = deed_name(step.deed), step.data.get("no_scan")
    # What was read from a file leads to no step; this came after a backup was restored.
    words = _("taken from a copy of the log") if step.deed == Deed.IMPORT else words
    words = f"{words}: {say(reason, language)}" if reason is not None else words
    return words if why is None else f"{words}, {no_scan_words(why)}"


def deed_links(deeds: Sequence[Deed], address: tuple[str, str, str]) -> tuple[DeedLink, ...]:
    """The pages on which these deeds are done; a deed without a page of its own is left out."""
    pages = ((deed, *_PAGES[deed]) for deed in deeds if deed in _PAGES)
    return tuple(DeedLink(deed, reverse(name, args=address), _(words)) for deed, name, words in pages)


def waited_for(state: State, rules: EntryRules, person: int) -> str:
    """What is waited for before the protocol gets further, as this person is told; empty when nothing is."""
    match state:
        case EnteredOnce() if rules.entries > 1:
            return _(
                "One person has entered it. Another now enters it from the paper, without seeing what the "
                "first typed."
            )
        case EntriesDiffer():
            return _differing(state, person)
    return {
        "expected": _("Nobody has entered this protocol yet."),
        "entered_once": _("It is entered. Another person confirms it before it is published."),
        "entered_twice": _(
            "Two people have read the same. Another person confirms it before it is published."
        ),
        "under_investigation": _("A commission is looking into this protocol. It counts meanwhile."),
        "annulled": _("It is declared invalid: it stays visible and counts nowhere."),
    }.get(state_code(state), "")


def _differing(state: EntriesDiffer, person: int) -> str:
    if state.is_for_reviewer:
        return _(
            "The two entries still differ, and nobody reads the paper again any more. A reviewer decides "
            "from the scan."
        )
    if person in state.reread_by:
        return _("You have read the paper again. The other person has not yet.")
    if person in entered_by(state):
        return _("Your entry and the other one differ. Read these fields on the paper again.")
    return _("Two entries differ. Both people read the paper again, each alone.")


MOST_SHOWN = 20
MOST_ASKED = 200
"""Of how many protocols it is asked in full whether they wait for this person."""

_AWAITED = (Deed.RETYPE, Deed.DECIDE, Deed.CONFIRM, Deed.ENTER, Deed.CLOSE_INVESTIGATION)


@dataclass(frozen=True, slots=True)
class AwaitingLine:
    """One protocol that waits for this person: where, why, since when and how long, after whose step, on
    which pages they act; and which reviewer has taken it. `above`: what it lies in below the root."""

    area: AreaRow
    above: Sequence[AreaRow]
    contest: Contest
    links: tuple[DeedLink, ...]
    why: str
    since: datetime.datetime | None
    age: str
    after: str
    taken: TakenCase | None
    may_take: bool


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits: what no other reviewer has taken first, then by deed, then what waits longest; `more` where
    there is more than is shown."""

    lines: tuple[AwaitingLine, ...]
    more: bool


def awaiting_me(user: Any, election: ElectionRow, definition: Definition) -> Queue:
    """What waits for `user` in this election: re-reading, deciding, confirming, a second entry, closing.

    A precinct of which nobody has sent anything stands in the list of precincts and not here.
    """
    mine = {deed: held_for(user, deed, election) for deed in _AWAITED}
    busy = contests_at_work(area for areas in mine.values() for area in areas)
    found = [
        line
        for contest in definition.election.contests
        if contest.code in busy
        for line in islice(_lines(user, election, definition, contest, mine), MOST_SHOWN + 1)
    ]
    found.sort(key=lambda line: _urgency(line, user))
    return Queue(tuple(found[:MOST_SHOWN]), len(found) > MOST_SHOWN)


def _urgency(line: AwaitingLine, user: Any) -> tuple[bool, int, datetime.datetime]:
    since = line.since or timezone.now()
    return _is_of_another(line.taken, user), _AWAITED.index(line.links[0].deed), since


def _is_of_another(taken: TakenCase | None, user: Any) -> bool:
    return taken is not None and taken.person_id != user.pk


def _lines(
    user: Any,
    election: ElectionRow,
    definition: Definition,
    contest: Contest,
    mine: Mapping[Deed, Sequence[AreaRow]],
) -> Iterator[AwaitingLine]:
    rules = definition.election.entry
    # Those that could wait; `next_deeds` knows for sure and costs more.
    candidates = (
        pk
        for deed, areas in mine.items()
        if areas
        for pk in awaiting(Scope(election, contest, areas), deed, user, rules)[:MOST_ASKED]
    )
    wanted = list(dict.fromkeys(candidates))[:MOST_ASKED]
    if not wanted:
        return
    taken = taken_cases(wanted, contest.code)
    wanted.sort(key=lambda pk: _is_of_another(taken.get(pk), user))
    rows = load_rows(wanted, contest.code)
    above = ancestors_of(row.area for row in rows)
    decided = areas_for(user, Deed.DECIDE, election).filter(pk__in=wanted)
    reviewed = set(decided.values_list("pk", flat=True))
    for row in rows:
        area = row.area
        area.election = election
        open_now = next_deeds(user, area, contest.code)
        awaited = [deed for deed in _AWAITED if deed in open_now]
        if awaited:
            links = deed_links(awaited, (election.pk, area.code, contest.code))
            said = (_why(row, area, contest), row.since, _age(row.since), row.actor_name or "")
            where = (area, above[area.pk][1:], contest, links)
            yield AwaitingLine(*where, *said, taken.get(area.pk), area.pk in reviewed)


def _why(row: OverviewRow, area: AreaRow, contest: Contest) -> str:
    """The state in words, and what is in doubt: how many fields differ, why it is looked into."""
    state, named = load_life(area, contest.code), state_name(row.state)
    if isinstance(state, EntriesDiffer):
        return _("%(state)s: fields that differ: %(n)s") % {"state": named, "n": len(state.keys)}
    if isinstance(state, UnderInvestigation):
        reason = next((one.words for one in INVESTIGATION_REASONS if one.code == state.reason), None)
        return f"{named}: {say(reason, page_language())}" if reason else named
    return named


def _age(since: datetime.datetime | None) -> str:
    """For how long it has waited; empty where nobody has done anything yet."""
    if since is None:
        return ""
    minutes = max(0, int((timezone.now() - since).total_seconds()) // 60)
    days, hours = divmod(minutes // 60, 24)
    if days:
        return _("waits %(days)s d %(hours)s h") % {"days": days, "hours": hours}
    return _("waits %(hours)s h %(minutes)s min") % {"hours": hours, "minutes": minutes % 60}
