"""An auditor conducts an audit step by step; a head lets precincts be counted again by somebody's decision.

Each step is one entry of the log. What may follow is asked of the book, with the writer's lock in hand.
"""

import datetime
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from django.db import transaction

from hattama.core.audits import AuditBook, Committed, NoAssertions
from hattama.core.entries import (
    MOST_IN_ONE,
    AuditMethod,
    BrokenLifeCycle,
    Stop,
    decision_body,
    entry_body,
    refuse_after_close,
)
from hattama.core.protocols import Decision, Extent, entered_by
from hattama.core.tabulation import EntryUnfit, refuse_unfit
from hattama.core.vocabulary import Deed, Message, Tie, refuse_joined_duty
from hattama.web.audits.reading import audited_contests, commit_now, load_book, plan_now
from hattama.web.audits.tables import CommittedTable
from hattama.web.kernel.accounts.roles import place_for, place_now, precinct_people
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow, root_of
from hattama.web.kernel.log.accept_acts import SubmissionRefused
from hattama.web.kernel.log.advance_log import append_acts, hold_log_end
from hattama.web.kernel.log.publish_act import publish_act
from hattama.web.kernel.log.recording import done_by
from hattama.web.kernel.log.snapshots import load_log_size
from hattama.web.kernel.log.tables import Act, act_of
from hattama.web.kernel.published.tables import Scan
from hattama.web.protocols.change import DayNotCome, refuse_unfit_decision
from hattama.web.protocols.reading import load_life

MOST_RECOUNTED: Final = 100
"""Precincts that one order names at the desk."""


class CannotBeAudited(SubmissionRefused):
    """No sample can confirm the outcome, or figures lack: all ballots are to be counted again."""

    sentence = Message(
        "No sample can confirm this outcome as it stands: figures lack, it is a tie, a choice stands no "
        "longer, or the rules are of another kind. Count all ballots again."
    )
    is_mendable = False


class AuditedAlready(SubmissionRefused):
    """The contest has an audit: whoever audits until it pleases audits nothing."""

    sentence = Message("This contest has an audit already. A contest is audited once.")
    is_mendable = False


class NoSuchPrecincts(SubmissionRefused):
    """An order names no precincts, too many, or some without a protocol that counts."""

    sentence = Message(
        "Name the precincts to be counted again by their codes, at most 100: each must have a published "
        "protocol that counts."
    )


class SeedNotTaken(SubmissionRefused):
    """The seed is no 20 to 80 digits, or it is not said where and before whom it was thrown."""

    sentence = Message(
        "Type 20 to 80 digits in the order in which they were thrown, and say where and before whom: up to "
        "200 and 500 characters."
    )


class NoThrowTime(SubmissionRefused):
    """What was typed for the time of the throw is no time."""

    sentence = Message("The time could not be read: give the day and the clock, such as 2023-03-19 22:40.")


class NoSuchDraws(SubmissionRefused):
    """So many are not drawn at once."""

    sentence = Message("Type how many to draw: from 1 to 500.")


class ThrownBeforeCommitment(SubmissionRefused):
    """The time that is told of a throw is before the totals were committed to."""

    sentence = Message(
        "Dice are thrown after the totals were committed to, and this time is before that. Give the time of "
        "the throw, or throw anew."
    )


class DrawnMeanwhile(SubmissionRefused):
    """More is drawn by now than whoever draws saw."""

    sentence = Message(
        "It was drawn meanwhile, in another window or by somebody else. Nothing more was drawn: look at what "
        "is drawn now."
    )
    is_mendable = False


class OnlyByACourt(SubmissionRefused):
    """After the close a commission orders a recount."""

    sentence = Message("The election is closed: only a court can still order a recount.")


class StepOutOfOrder(SubmissionRefused):
    """The step does not follow from those before it; the text is the core's name for the reason."""

    sentence = Message(
        "This step does not follow from those before it: first the totals are committed to, then the seed is "
        "thrown, then it is drawn, then what was drawn is counted. Nothing was recorded."
    )
    is_mendable = False


BodyOf = Callable[[AuditBook, int, Sequence[Mapping[str, Any]]], dict[str, Any]]
"""The body of the entry, by the book, the size of the log, and who does it."""


def commit_audit(
    user: Any,
    row: ElectionRow,
    contest: str,
    method: AuditMethod,
    limit: Fraction,
    *,
    now: datetime.datetime,
    is_tried: bool = False,
) -> int:
    """Commit to the totals of every batch of a contest; the number of the audit.

    Raises NotYours, CannotBeAudited, AuditedAlready, StepOutOfOrder, ElectionNotOpen or WriterLockTaken.
    """

    def body(book: AuditBook, size: int, done: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        if contest in audited_contests(book):
            raise AuditedAlready(contest)
        held = load_definition(row).election.contest(contest)
        committed = commit_now(row, held)
        try:
            plan_now(row, held, committed)
        except NoAssertions as why:
            raise CannotBeAudited(str(why)) from None
        told = _keep(row, committed, size)
        said = {"number": len(book.audits) + 1, "contest": contest, "method": method, "risk_limit": limit}
        return entry_body("audit_plan", now, **said, **told, done_by=done)

    act = record_step(user, row, Deed.CONDUCT_AUDIT, [root_of(row)], body, now=now, is_tried=is_tried)
    return int(act.body["number"])


def throw_seed(
    user: Any,
    row: ElectionRow,
    number: int,
    seed: str,
    place: str,
    people: str,
    thrown_at: datetime.datetime,
    *,
    now: datetime.datetime,
    is_tried: bool = False,
) -> None:
    """Record the public throw. Raises SeedNotTaken, DayNotCome, ThrownBeforeCommitment, and what
    `commit_audit` raises."""
    if thrown_at > now:
        raise DayNotCome(thrown_at.isoformat())

    def body(book: AuditBook, size: int, done: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        audit = book.audits.get(number)
        if audit is not None and thrown_at < datetime.datetime.fromisoformat(audit.begun["recorded_at"]):
            raise ThrownBeforeCommitment(thrown_at.isoformat())
        said = {"seed": seed, "place": place, "people": people, "thrown_at": thrown_at, "done_by": done}
        told = entry_body("audit_seed", now, number=number, **said)
        try:
            refuse_unfit(told)
        except EntryUnfit as refusal:
            raise SeedNotTaken(str(refusal)) from None
        return told

    record_step(user, row, Deed.CONDUCT_AUDIT, [root_of(row)], body, now=now, is_tried=is_tried)


def draw_on(
    user: Any,
    row: ElectionRow,
    number: int,
    count: int,
    *,
    now: datetime.datetime,
    seen: int | None = None,
) -> None:
    """Draw so many more, by the seed; only where so many are drawn as were `seen`. Raises NoSuchDraws,
    DrawnMeanwhile, and what `commit_audit` raises."""

    def body(book: AuditBook, size: int, done: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        audit = book.audits.get(number)
        if audit is None or audit.seed is None:
            raise StepOutOfOrder(f"{number}")
        if not 0 < count <= MOST_IN_ONE:
            raise NoSuchDraws(f"{count}")
        after = len(audit.sequence)
        if seen not in (None, after):
            raise DrawnMeanwhile(f"{after}")
        drawn = book.drawn(number, after + count)[after:]
        return entry_body("audit_draw", now, number=number, after=after, drawn=drawn, done_by=done)

    record_step(user, row, Deed.CONDUCT_AUDIT, [root_of(row)], body, now=now)


def measure_risk(
    user: Any,
    row: ElectionRow,
    number: int,
    *,
    calls_all: bool = False,
    now: datetime.datetime,
    is_tried: bool = False,
) -> None:
    """Measure the risk of what was counted so far; with `calls_all` the audit ends in a full count.

    Raises what `commit_audit` raises.
    """

    def body(book: AuditBook, size: int, done: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        if number not in book.audits or book.audits[number].is_recount:
            raise StepOutOfOrder(f"{number}")
        told = book.measure(number)
        stop = Stop.CONFIRMED if told.is_confirmed else Stop.FULL_COUNT if calls_all else Stop.GOES_ON
        said = {"draws": len(told.rows), "risk": told.risk, "stop": stop}
        return entry_body("audit_risk", now, number=number, **said, done_by=done)

    record_step(user, row, Deed.CONDUCT_AUDIT, [root_of(row)], body, now=now, is_tried=is_tried)


def order_recount(
    user: Any,
    row: ElectionRow,
    contest: str,
    areas: Sequence[AreaRow],
    decision: Decision,
    document: Scan | None,
    *,
    now: datetime.datetime,
    is_tried: bool = False,
) -> int:
    """Let precincts be counted again by the decision of a commission or a court, with its file; the number
    of the recount.

    Raises NotYours, PowerRefusal, OnlyByACourt, DecisionNeeded, DayNotCome, NoSuchPrecincts, and what
    `commit_audit` raises.
    """
    if not 0 < len(areas) <= MOST_RECOUNTED:
        raise NoSuchPrecincts(f"{len(areas)}")
    definition = load_definition(row)
    kind = definition.election.contest(contest).kind
    refuse_unfit_decision(decision, areas[0], now)
    authority = decision.authority
    definition.pack.powers.refuse(Deed.RECOUNT, kind, Extent.PRECINCT, authority)
    for area in areas:
        place_for(user, Deed.RECOUNT, area)
        tied = {Tie.ENTERED: entered_by(load_life(area, contest)), Tie.PRECINCT: precinct_people(area)}
        refuse_joined_duty(Deed.RECOUNT, user.pk, tied)

    def body(book: AuditBook, size: int, done: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        codes = sorted({area.code for area in areas})
        committed = commit_now(row, definition.election.contest(contest), codes)
        if committed.missing or committed.unclear:
            raise NoSuchPrecincts(f"{committed.missing}")
        told = _keep(row, committed, size)
        norms = definition.pack.powers.norms_of(Deed.RECOUNT, kind, "", authority)
        said = {"number": len(book.audits) + 1, "contest": contest, "areas": codes, "norms": norms}
        decided = {"decision": decision_body(decision, document), "done_by": done}
        return entry_body("recount_order", now, **said, **told, **decided)

    act = record_step(user, row, Deed.RECOUNT, areas[:1], body, now=now, is_tried=is_tried)
    return int(act.body["number"])


def _keep(row: ElectionRow, committed: Committed, size: int) -> dict[str, Any]:
    """Keep the table that is committed to; what the entry says of it."""
    told = committed.told()
    CommittedTable.objects.get_or_create(
        election=row, sha256=told["batches_sha256"], defaults={"table": committed.table}
    )
    return {"tree_size": size, **told}


def _refuse_late(body: Mapping[str, Any]) -> None:
    try:
        refuse_after_close(body)
    except BrokenLifeCycle as refusal:
        raise OnlyByACourt(str(refusal)) from None


def record_step(
    user: Any,
    row: ElectionRow,
    deed: Deed,
    places: Sequence[AreaRow],
    body_of: BodyOf,
    *,
    now: datetime.datetime,
    is_tried: bool = False,
) -> Act:
    """Append one entry about an audit, done in the user's role for the first of `places`; or, where it
    `is_tried`, find that it would be appended, and leave nothing behind.

    Once it is appended it is accepted: where it cannot be signed now, whoever writes next does that.
    """
    role, held_for = place_now(user, deed, places[0])
    with hold_log_end(row.pk, now, may_be_closed=True) as election:
        book = load_book(election)
        size = load_log_size(election)
        body = body_of(book, size, [done_by(deed, role.value, held_for)])
        if election.closed_at is not None:
            _refuse_late(body)
        try:
            refuse_unfit(body)
            book.take(size, body)
        except (BrokenLifeCycle, EntryUnfit) as refusal:
            raise StepOutOfOrder(type(refusal).__name__) from None
        # Whatever is touched where it is done shows its files: that of a decision, too.
        act = act_of(election, body, now, area=places[0], actor=user, role=role.value)
        if is_tried:
            transaction.set_rollback(True)
            return act
        append_acts(election, [act], now)
    publish_act(act, now=now)
    return act
