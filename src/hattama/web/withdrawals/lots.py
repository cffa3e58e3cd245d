"""What a lot drew among those whom nothing else orders goes into the log, by the decision that records it."""

import datetime
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from django.db import transaction

from hattama.core.entries import LOT, decision_body, drawn_among, drawn_order, entry_body, standing_lot
from hattama.core.outcomes import tied_for_lot, votes_from_total
from hattama.core.protocols import Decision
from hattama.core.vocabulary import Choice, Contest, Deed, Drawing, Message
from hattama.web.kernel.accounts.roles import place_now
from hattama.web.kernel.elections.loading import load_definition, load_outcome_rules, load_total
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.log.accept_acts import SubmissionRefused, refuse_unacceptable
from hattama.web.kernel.log.advance_log import append_acts, hold_log_end
from hattama.web.kernel.log.publish_act import publish_act
from hattama.web.kernel.log.recording import done_by
from hattama.web.kernel.log.tables import Act, act_of
from hattama.web.kernel.published.tables import PublishedTotal, Scan
from hattama.web.protocols.change import DayNotCome, refuse_unfit_decision
from hattama.web.withdrawals.record import StandsSoAlready


class NotTheTied(SubmissionRefused):
    """Those named are not they who are tied by the protocols in the log now."""

    sentence = Message(
        "Those named are not they between whom a lot decides, by the protocols that are published now. "
        "Nothing was recorded."
    )


class TieNow(NamedTuple):
    """Between whom a lot decides: choices of the contest, or persons of the list `of_list`; which one was
    recorded already (None: none) and whom it `drew`, and how many protocols could change who is tied."""

    tied: tuple[Choice, ...]
    of_list: Choice | None
    standing: Drawing | None
    drew: tuple[Choice, ...]
    missing: int

    @property
    def is_decided(self) -> bool:
        """Whether the lot that was recorded already decides between these."""
        return set(self.tied) <= set(self.drew)


def load_ties(row: ElectionRow, contest: Contest) -> Iterator[TieNow]:
    """Every tie of a contest that a lot decides, or has decided, as the public tables have it."""
    total = PublishedTotal.objects.filter(area__election=row, area__depth=0, contest=contest.code).first()
    if total is None:
        return
    rules = load_outcome_rules(row).rules.get(contest.kind)
    rules_of_form, held = load_definition(row).rules[contest.code], load_total(total)
    votes = votes_from_total(rules_of_form, contest, held).votes
    for of_list in (None, *(one for one in contest.choices if one.persons)):
        code = None if of_list is None else of_list.code
        among = drawn_among(contest, code)
        tied = tied_for_lot(rules, votes, code, seats=contest.seats)
        if tied:
            who = tuple(one for one in among if one.code in tied)
            yield TieNow(who, of_list, standing_lot(among), drawn_order(among), held.missing)


def record_lot(
    user: Any,
    area: AreaRow,
    contest: str,
    choice: str | None,
    order: Sequence[str],
    drawn_at: datetime.datetime,
    decision: Decision,
    document: Scan | None,
    *,
    replaces: int | None = None,
    now: datetime.datetime,
    is_tried: bool = False,
) -> Act:
    """A head records what a lot drew in a contest held in all of `area`, or among persons of a list, in place
    of the mistaken record `replaces`; of a closed election, too, since what is counted stays as it is.
    Where it `is_tried`, it is found that it would be recorded, and nothing is left behind.

    Once it is appended it is accepted: where it cannot be signed now, whoever writes next does that. Raises
    NotYours, DecisionNeeded, DayNotCome, NotTheTied, StandsSoAlready (another record stands than is said),
    ElectionNotOpen or WriterLockTaken, and then writes nothing.
    """
    role, held_for = place_now(user, Deed.RECORD_LOT, area)
    with hold_log_end(area.election_id, now, may_be_closed=True) as election:
        refuse_unfit_decision(decision, area, now)
        if drawn_at > now:
            raise DayNotCome(drawn_at.isoformat())
        held = load_definition(election).election.contest(contest)
        tie = next((one for one in load_ties(election, held) if _code(one.of_list) == choice), None)
        if tie is None or sorted(order) != sorted(one.code for one in tie.tied):
            raise NotTheTied(" ".join(order))
        if (tie.standing and tie.standing.entry) != replaces:
            raise StandsSoAlready
        body = entry_body(
            LOT,
            now,
            contest=contest,
            choice=choice,
            order=order,
            drawn_at=drawn_at,
            replaces=replaces,
            decision=decision_body(decision, document),
            done_by=[done_by(Deed.RECORD_LOT, role.value, held_for)],
        )
        act = act_of(election, body, now, area=area, actor=user, role=role.value)
        refuse_unacceptable([act])
        if is_tried:
            transaction.set_rollback(True)
            return act
        append_acts(election, [act], now)
    publish_act(act, now=now)
    return act


def _code(of_list: Choice | None) -> str | None:
    return None if of_list is None else of_list.code
