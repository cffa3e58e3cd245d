"""The one door by which acts enter the archive: what the log cannot hold is refused before it is stored; and
why something that a commission sends is refused, whatever the state of its protocol.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any, Final, NamedTuple

from django.db import connection
from django.db.models import QuerySet

from hattama.core.entries import CLAIM, TELLING_KINDS, VERSION_KINDS, BrokenLifeCycle, PollsNotClosed
from hattama.core.protocols import LawfulRefusal
from hattama.core.tabulation import NIGHT_KINDS, Acceptance, EntryPlace, EntryUnfit, Ground
from hattama.core.vocabulary import DeedRefused, Finding, Message
from hattama.formats.number_words import read_number_words
from hattama.publish.json_lines import spell
from hattama.web.kernel.elections.loading import (
    CHUNK,
    Definition,
    load_areas_above,
    load_definition,
    path_codes,
    place_at,
    place_of,
)
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.log.tables import NAMED_ENTRY, Act, PendingAct, Taken, act_of
from hattama.web.kernel.stores.kept_questions import kept_question, rows_among
from hattama.web.kernel.stores.kept_rows import insert_rows, insert_values


class SubmissionRefused(DeedRefused):
    """The act is refused; the subclass names the reason."""

    is_mendable = True


class ActNotAccepted(SubmissionRefused):
    """The log cannot hold the act: it contradicts what was accepted before, or speaks of what is not there.

    The text is the core's name for the reason.
    """

    sentence = Message(
        "This contradicts what was recorded before, or speaks of what is not here. Nothing was recorded."
    )
    is_mendable = False


class FiguresDoNotFit(ActNotAccepted):
    """No log entry can carry these figures: a side of a relation reaches 2^53, or they are too many."""

    sentence = Message("Some figures are too large for any protocol. Check their digits.")
    is_mendable = True


class ElectionNotOpen(SubmissionRefused):
    """The election's roster is not frozen yet, so nothing is expected from anybody."""

    sentence = Message("The election is not open.")
    is_mendable = False


class ElectionClosed(SubmissionRefused):
    """The election is closed: its log takes nothing more."""

    sentence = Message("The election is closed: nothing more is taken in. What you sent was not recorded.")
    is_mendable = False


class PollsAreOpen(SubmissionRefused):
    """A protocol came before anything can have been counted at its precinct."""

    sentence = Message(
        "Polls have not closed at this polling station yet: no protocol of it is taken in before that. "
        "Nothing was recorded. If they have, the site's clock is wrong: call whoever runs the site."
    )
    is_mendable = False


class PollsOpenByLaw(LawfulRefusal, PollsAreOpen):
    """The same, where the hours are those that the law sets."""

    sentence = Message(
        "Polls have not closed here yet, by the hours that the law sets ({norms}): no protocol is taken in "
        "before that. Nothing was recorded. If they have, the site's clock is wrong: call whoever runs it."
    )


def polls_are_open(definition: Definition) -> PollsAreOpen:
    """That polls have not closed yet, with the law where the election itself says no hours."""
    hours = definition.pack.polls
    if definition.election.polls is not None or hours is None:
        return PollsAreOpen()
    return PollsOpenByLaw(hours.cited)


class ContestNotHeldHere(SubmissionRefused):
    """The contest is not held in this precinct, or the area is no precinct."""

    sentence = Message("This contest is not held at this polling station.")
    is_mendable = False


class ExplanationNeeded(SubmissionRefused):
    """A required relation does not hold and the commission has not said why: `findings` say which."""

    sentence = Message(
        "The figures disagree. Check them against the paper; if the paper says so, explain that in the form "
        "and submit again."
    )

    def __init__(self, findings: Iterable[Finding] = ()) -> None:
        self.findings = tuple(findings)


class ExplanationTooLong(SubmissionRefused):
    """The explanation has more than 4,000 characters."""

    sentence = Message("The explanation is too long: at most 4,000 characters.")


class LinesToReread(SubmissionRefused):
    """Something is unusual, and the typist has not said that these lines were read again: `codes` of
    rules."""

    sentence = Message(
        "Something here is unusual. Read the marked lines on the paper again, and say that you have."
    )

    def __init__(self, codes: tuple[str, ...]) -> None:
        super().__init__(", ".join(codes))
        self.codes = codes


class UnknownReason(SubmissionRefused):
    """The reason is none of the list."""

    sentence = Message("Choose a reason from the list.")


class ReasonTextNeeded(SubmissionRefused):
    """The reason is none of the listed ones and was not put in words; or the words are too many (4,000)."""

    sentence = Message("Say the reason in words, in at most 4,000 characters.")


class DecisionNeeded(SubmissionRefused):
    """It is not said whose decision this is, or its number is too long (64 characters)."""

    sentence = Message("Say whose decision this is.")


def load_open_election(election_id: str, *, may_be_closed: bool = False) -> ElectionRow:
    """The election; with the writer lock in hand it stays so, for who closes one holds it, too.

    Raises ElectionNotOpen, or ElectionClosed unless it `may_be_closed`.
    """
    election = ElectionRow.objects.get(pk=election_id)
    if election.opened_at is None:
        raise ElectionNotOpen(election_id)
    if election.closed_at is not None and not may_be_closed:
        raise ElectionClosed(election_id)
    return election


def refuse_if_closed(election_id: str) -> None:
    """Raise ElectionClosed where that is so. Asked only with the lock of a precinct in hand: who closes an
    election takes them all."""
    if _is_closed(election_id):
        raise ElectionClosed(election_id)


def _is_closed(election_id: str) -> bool:
    return bool(_closed(election_id))


@kept_question
def _closed(election_id: str) -> QuerySet[ElectionRow, str]:
    return ElectionRow.objects.filter(pk=election_id, closed_at__isnull=False).values_list("pk", flat=True)


_PENDING: Final = 2**51
"""The index from which acts count that the log does not hold yet: they stand after all that it holds."""

_NEW: Final = 2**52
"""The same for acts that are being recorded."""


def record_act(
    election: ElectionRow,
    body: dict[str, Any],
    recorded_at: datetime.datetime,
    *,
    known: Known | None = None,
    findings_hold: bool = False,
    **of: Any,
) -> Act:
    """Write one act and put it in the queue of the log's writer, in the transaction of the caller.

    `known`: what the caller has read of the area, of an election that it has seen open. `of`: see `act_of`;
    `findings_hold` and what is raised: see `record_acts`.
    """
    act = act_of(election, body, recorded_at, **of)
    record_acts([act], known, findings_hold=findings_hold)
    return act


def record_acts(
    acts: Sequence[Act],
    known: Known | None = None,
    *,
    findings_hold: bool = False,
    places: Mapping[str, EntryPlace] | None = None,
) -> None:
    """Write many acts of one election in their order, and put them in the queue of the log's writer.

    `findings_hold`: the caller found what protocols state in this transaction, and it is not found again;
    `places`: what it has read of their areas.
    Raises FiguresDoNotFit, PollsAreOpen or ActNotAccepted for the first that no entry can say, that comes
    before the close of polls, or that contradicts what was accepted before it, whether the log holds that yet
    or not; then none is written. The caller holds the locks of their areas.
    """
    if not acts:
        return
    refuse_unacceptable(acts, known, findings_hold=findings_hold, places=places)
    insert_rows(acts)
    if acts[0].pk is None:
        # They are written at the end of their deed, and are few.
        insert_rows([PendingAct(act=act) for act in acts])
    else:
        insert_values(PendingAct, [{"act_id": act.pk} for act in acts])


def refuse_unacceptable(
    acts: Sequence[Act],
    known: Known | None = None,
    *,
    findings_hold: bool = False,
    places: Mapping[str, EntryPlace] | None = None,
) -> None:
    """Raise what `record_acts` does, for acts that need not wait."""
    election = acts[0].election
    definition = load_definition(election)
    pks = {act.area_id for act in acts if act.area_id is not None}
    if known is None:
        ground = _ground(definition, pks) if places is None else _ground_of(definition, places)
        acceptance = Acceptance(ground, is_closed=_is_closed(election.pk))
    else:
        place = place_at(definition, known.area, path_codes(known.area))
        acceptance = Acceptance(_ground_of(definition, {known.area.code: place}))
    index_of: dict[int | None, int] = {}
    for told in _load_accepted(pks) if known is None else [known.told()]:
        _take_accepted(acceptance, told, index_of)
    for index, act in enumerate(acts, start=_NEW):
        try:
            body = _named(act.kind, act.body, index_of.get(act.follows_id))
            acceptance.take(index, body, findings_hold=findings_hold)
        except EntryUnfit as refusal:
            kind = FiguresDoNotFit if act.kind in (*VERSION_KINDS, CLAIM) else ActNotAccepted
            raise kind(str(refusal)) from None
        except PollsNotClosed:
            raise polls_are_open(definition) from None
        except BrokenLifeCycle as refusal:
            raise ActNotAccepted(type(refusal).__name__) from refusal


def refuse_contradiction(election: ElectionRow, said: Sequence[tuple[int, Taken, Mapping[str, Any]]]) -> None:
    """Raise BrokenLifeCycle where one of these entries, by index, contradicts those of the log before it.

    What was refused at the door never comes here: this is for what was put into the queue by another hand.
    """
    pks = {act.area_id for _, act, _ in said if act.area_id is not None and act.kind in _TELLING}
    if not pks:
        return
    acceptance = Acceptance(_ground(load_definition(election), pks))
    for told in _load_accepted(pks, logentry__index__gte=0):
        _take_accepted(acceptance, told, {})
    for index, _, body in said:
        acceptance.remember(index, body)


def _ground(definition: Definition, pks: Collection[int]) -> Ground:
    areas = load_areas_above(pks)
    return _ground_of(definition, {areas[pk].code: place_of(definition, areas[pk], areas) for pk in pks})


def _ground_of(definition: Definition, places: Mapping[str, EntryPlace]) -> Ground:
    read = partial(read_number_words, languages=definition.pack.languages)
    pack = definition.pack
    return Ground(definition.election, definition.rules, pack.steps, places, read, pack.powers, spell)


_Told = tuple[int, str, dict[str, Any], int | None, int | None]
"""Of an act its row id, kind and body, the act that it follows, and the index of its entry."""


_UNWRITTEN: Final = 2**50
"""The row id from which acts count that are written at the end of their deed."""


class Known(NamedTuple):
    """What is recorded of an area: all its acts in their order, each with its `index` in the log (None while
    it waits); and whether its election is closed. Read with the lock of the area in hand it holds to the end
    of the transaction."""

    area: AreaRow
    acts: list[Act]
    is_closed: bool

    def told(self) -> list[_Told]:
        """The acts that later ones are held against."""
        return [
            (act.pk or number, act.kind, act.body, act.follows_id, getattr(act, "index", None))
            for number, act in enumerate(self.acts, start=_UNWRITTEN)
            if act.kind in _TELLING
        ]


def load_known(area: AreaRow) -> Known:
    """What is recorded of `area` now."""
    acts, told = [], recorded_of(area.pk)
    for _, index, *values in told:
        if values[0] is not None:
            acts.append(act := Act.from_db(connection.alias, _COLUMNS, values))
            act.index = index  # type: ignore[attr-defined]
    return Known(area, acts, is_closed=told[0][0] is not None)


_COLUMNS = [field.attname for field in Act._meta.concrete_fields]


@kept_question
def recorded_of(area: int) -> QuerySet[AreaRow, tuple[Any, ...]]:
    """When the election was closed, then an act of the area with the index of its entry; one row at least."""
    acts = (f"act__{column}" for column in _COLUMNS)
    rows = AreaRow.objects.filter(pk=area).order_by("act__pk")
    return rows.values_list("election__closed_at", "act__logentry__index", *acts)


_TELLING = TELLING_KINDS | NIGHT_KINDS


def _load_accepted(area_pks: set[int], **only: int) -> Iterator[list[_Told]]:
    ordered = sorted(area_pks)
    columns = ("pk", "kind", "body", "follows", "logentry__index")
    for start in range(0, len(ordered), CHUNK):
        yield rows_among(Act, "area", ordered[start : start + CHUNK], *columns, kind__in=_TELLING, **only)


def _take_accepted(acceptance: Acceptance, told: list[_Told], index_of: dict[int | None, int]) -> None:
    """Let `acceptance` know what was accepted of these areas; the index of each act, as it stands there, goes
    into `index_of`.

    What contradicts those before it is left out, as who verifies the log leaves it out.
    """
    placed = sorted(((_PENDING + row[0] if row[4] is None else row[4]), *row) for row in told)
    for index, pk, kind, body, follows, _ in placed:
        index_of[pk] = index
        with suppress(BrokenLifeCycle):
            acceptance.remember(index, _named(kind, body, index_of.get(follows)))


def _named(kind: str, body: dict[str, Any], index: int | None) -> dict[str, Any]:
    """What the entry of an act will say: with the entry that it names."""
    return body if index is None else {**body, NAMED_ENTRY[kind]: index}
