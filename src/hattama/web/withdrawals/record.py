"""That a choice stands no longer, or does again, goes into the log by somebody's decision."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from hattama.core.entries import CHOICE_KINDS, decision_body, entry_body
from hattama.core.protocols import LEAVING_REASONS, REINSTATED, ChangeReason
from hattama.core.vocabulary import Choice, Contest, Deed, Message
from hattama.web.kernel.accounts.roles import place_now
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.log.accept_acts import SubmissionRefused, refuse_unacceptable
from hattama.web.kernel.log.advance_log import append_acts, hold_log_end
from hattama.web.kernel.log.publish_act import publish_act
from hattama.web.kernel.log.recording import done_by, keep_with_election
from hattama.web.kernel.log.tables import Act, WrittenEntry, act_of
from hattama.web.protocols.change import Grounds, refuse_unfit_decision, refuse_unknown_reason, salted_note
from hattama.web.protocols.powers import extent_of


class StandsSoAlready(SubmissionRefused):
    """The choice is withdrawn already, or stands already; or somebody else was quicker."""

    sentence = Message("This is so already. Nothing was recorded.")
    is_mendable = False


def reasons_for(choice: Choice) -> tuple[ChangeReason, ...]:
    """Why this choice can cease to stand; of one that did so already, that it is reinstated."""
    return LEAVING_REASONS if choice.withdrawn is None else (REINSTATED,)


def withdraw_choice(
    user: Any,
    area: AreaRow,
    contest: str,
    choice: str,
    since: datetime.date,
    grounds: Grounds,
    *,
    now: datetime.datetime,
    is_tried: bool = False,
) -> Act:
    """A head records that a choice of a contest held in all of `area` stands no longer since a day, or again;
    or, where it `is_tried`, finds that it would be recorded, and leaves nothing behind.

    Once it is appended it is accepted: where it cannot be signed now, whoever writes next does that. Raises
    NotYours, PowerRefusal, UnknownReason, ReasonTextNeeded, DecisionNeeded, DayNotCome, StandsSoAlready,
    ElectionNotOpen, ElectionClosed or WriterLockTaken, and then writes nothing.
    """
    role, held_for = place_now(user, Deed.WITHDRAW, area)
    with hold_log_end(area.election_id, now) as election:
        note = salted_note(grounds.note)
        done = done_by(Deed.WITHDRAW, role.value, held_for)
        told = {"note_sha256": note.sha256, "done_by": [done]}
        body = _body(election, area, (contest, choice), since, grounds, now, **told)
        # The contest stands in the body alone: an act with one is about a precinct's protocol.
        act = act_of(election, body, now, area=area, private=note.private, actor=user, role=role.value)
        refuse_unacceptable([act])
        if is_tried:
            transaction.set_rollback(True)
            return act
        append_acts(election, [act], now)
    publish_act(act, now=now)
    return act


def _body(
    election: ElectionRow,
    area: AreaRow,
    which: tuple[str, str],
    since: datetime.date,
    grounds: Grounds,
    now: datetime.datetime,
    **told: Any,
) -> dict[str, Any]:
    """What the entry says; raises what `withdraw_choice` does."""
    definition = load_definition(election)
    contest = definition.election.contest(which[0])
    choice = next(one for one in contest.choices if one.code == which[1])
    if (grounds.reason == REINSTATED.code) is (choice.withdrawn is None):
        raise StandsSoAlready
    refuse_unknown_reason(grounds.reason, grounds.note, reasons_for(choice))
    refuse_unfit_decision(grounds.decision, area, now)
    powers, authority = definition.pack.powers, grounds.decision.authority
    powers.refuse(Deed.WITHDRAW, contest.kind, extent_of(area, contest), authority, grounds.reason)
    return entry_body(
        "withdrawal",
        now,
        contest=contest.code,
        choice=choice.code,
        reason=grounds.reason,
        since=since,
        norms=powers.norms_of(Deed.WITHDRAW, contest.kind, grounds.reason, authority),
        decision=decision_body(grounds.decided(), grounds.document),
        **told,
    )


def area_of(contest: Contest, root: AreaRow) -> str:
    """The area whose commission answers for a contest: the one it is limited to, or all of the country."""
    return contest.areas[0] if len(contest.areas) == 1 else root.code


def publish_withdrawals(election: ElectionRow, entries: Sequence[WrittenEntry]) -> None:
    """Keep with the election what `entries` say of choices."""
    if keep_with_election(election, "withdrawals", entries, CHOICE_KINDS):
        load_definition(election)
