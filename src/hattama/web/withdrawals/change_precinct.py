"""A polling station is closed, merged, moved, renamed, or its form replaced: one proposes, another signs."""

import datetime
from collections.abc import Collection, Mapping
from typing import Any

from django.db import IntegrityError, transaction

from hattama.core.entries import (
    FIELDS_OF,
    BrokenLifeCycle,
    Change,
    Place,
    PrecinctChange,
    amendment_body,
    decision_body,
    decision_from_body,
    fold_precinct,
)
from hattama.core.protocols import PRECINCT_CHANGES, Decision, Extent
from hattama.core.vocabulary import Deed, Message, Tie, refuse_joined_duty
from hattama.web.kernel.accounts.roles import place_now, precinct_people
from hattama.web.kernel.elections.loading import gone_precincts, load_definition, load_path
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.log.accept_acts import SubmissionRefused, load_open_election, refuse_unacceptable
from hattama.web.kernel.log.advance_log import append_acts, hold_log_end
from hattama.web.kernel.log.publish_act import publish_act
from hattama.web.kernel.log.recording import done_by
from hattama.web.kernel.log.tables import Act, act_of
from hattama.web.protocols.change import Grounds, refuse_unfit_decision, refuse_unknown_reason, salted_note
from hattama.web.withdrawals.tables import ProposedChange

Wording = tuple[str, str, str]
"""A field of an area, a language, and the words."""


class StationStandsSo(SubmissionRefused):
    """The polling station is so already, is closed, or another has changed it meanwhile."""

    sentence = Message("The polling station stands so already, or stands no longer. Nothing was recorded.")


class ProposalWaits(SubmissionRefused):
    """A change of this polling station is proposed, and waits for a second person."""

    sentence = Message("A change of this polling station waits to be signed already. Nothing was recorded.")
    is_mendable = False


@transaction.atomic
def propose_change(
    user: Any,
    area: AreaRow,
    said: PrecinctChange,
    words: Collection[Wording],
    grounds: Grounds,
    *,
    now: datetime.datetime,
) -> ProposedChange:
    """Keep what a reviewer or head proposes of `area` for another person to sign.

    Raises NotYours (DecidesOwnPrecinct), PowerRefusal, UnknownReason, ReasonTextNeeded, DecisionNeeded,
    DayNotCome, StationStandsSo, ProposalWaits, ElectionNotOpen or ElectionClosed, and then writes nothing.
    """
    role, held_for = place_now(user, Deed.PROPOSE_CHANGE, area)
    refuse_joined_duty(Deed.PROPOSE_CHANGE, user.pk, {Tie.PRECINCT: precinct_people(area)})
    # It may close before this is signed; what is closed takes in nothing of which that is known.
    load_open_election(area.election_id)
    refuse_unknown_reason(said.change, grounds.note, PRECINCT_CHANGES)
    refuse_unfit_decision(grounds.decision, area, now)
    powers = load_definition(area.election).pack.powers
    powers.refuse(Deed.CHANGE_PRECINCT, "", Extent.PRECINCT, grounds.decision.authority, said.change)
    proposal = ProposedChange(
        area=area,
        change=said.change,
        into=said.into or "",
        contest=said.contest or "",
        words=[list(one) for one in words if one[0] in FIELDS_OF.get(said.change, ())],
        decision=decision_body(grounds.decision, None),
        document=grounds.document,
        note=grounds.note.strip(),
        done_by=done_by(Deed.PROPOSE_CHANGE, role.value, held_for),
        proposed_by=user,
        proposed_at=now,
    )
    _refuse_unfit(area.election, proposal)
    try:
        with transaction.atomic():
            proposal.save()
    except IntegrityError:
        raise ProposalWaits from None
    return proposal


def sign_change(user: Any, proposal: ProposedChange, *, now: datetime.datetime) -> Act:
    """A head who did not propose it publishes the change. Once it is appended it is accepted: where it cannot
    be signed now, whoever writes next does that.

    Raises NotYours (SignsOwnProposal, DecidesOwnPrecinct), StationStandsSo, ElectionClosed or
    WriterLockTaken, and then writes nothing.
    """
    area, deed = proposal.area, Deed.CHANGE_PRECINCT
    role, held_for = place_now(user, deed, area)
    ties = {Tie.PROPOSED: {proposal.proposed_by_id}, Tie.PRECINCT: precinct_people(area)}
    refuse_joined_duty(deed, user.pk, ties)
    with hold_log_end(area.election_id, now) as election:
        if not ProposedChange.objects.select_for_update().filter(pk=proposal.pk).exists():
            raise StationStandsSo
        _refuse_unfit(election, proposal)
        note = salted_note(proposal.note)
        body = amendment_body(
            changes_of(proposal),
            None,
            now,
            precinct=change_of(proposal)._asdict(),
            decision=decision_body(decision_of(proposal), proposal.document),
            note_sha256=note.sha256,
            done_by=[proposal.done_by, done_by(deed, role.value, held_for)],
        )
        act = act_of(election, body, now, area=area, private=note.private, actor=user, role=role.value)
        refuse_unacceptable([act])
        append_acts(election, [act], now)
        proposal.delete()
    publish_act(act, now=now)
    return act


def decline_change(user: Any, proposal: ProposedChange) -> None:
    """Whoever may propose takes a proposal away. Raises NotYours, or StationStandsSo where another signed it
    meanwhile."""
    place_now(user, Deed.PROPOSE_CHANGE, proposal.area)
    if not ProposedChange.objects.filter(pk=proposal.pk).delete()[0]:
        raise StationStandsSo


def change_of(proposal: ProposedChange) -> PrecinctChange:
    """What is proposed."""
    into, contest = proposal.into or None, proposal.contest or None
    return PrecinctChange(proposal.area.code, proposal.change, into, contest)


def decision_of(proposal: ProposedChange) -> Decision:
    """The decision that it rests on."""
    return decision_from_body(proposal.decision)


def changes_of(proposal: ProposedChange) -> list[Change]:
    """Which words it puts for those that stand now."""
    area = AreaRow.objects.get(pk=proposal.area_id)
    return [
        Change(Place(area.code, None, None, field, language), before, after)
        for field, language, after in proposal.words
        if (before := getattr(area, field).get(language, "")) != after
    ]


def _refuse_unfit(election: ElectionRow, proposal: ProposedChange) -> None:
    """Raise StationStandsSo where the change cannot follow what the log says now."""
    told: Mapping[str, Any] = {"precinct": change_of(proposal)._asdict()}
    try:
        fold_precinct(gone_precincts(election), told, lambda code: _contests_at(election, code))
    except BrokenLifeCycle:
        raise StationStandsSo from None
    if proposal.change in FIELDS_OF and not changes_of(proposal):
        raise StationStandsSo


def _contests_at(election: ElectionRow, code: str) -> Collection[str] | None:
    area = AreaRow.objects.filter(election=election, code=code).exclude(kind="unit").first()
    if area is None:
        return None
    return {one.code for one in load_definition(election).contests_at(row.code for row in load_path(area))}
