"""`withdrawal`: a choice ceases to stand after the log was opened, or stands again. It changes no sum.

What stands is a fold over the election itself: each entry gives one in which the choice is withdrawn, or is
so no more. An outcome decided from that election is the law's answer, whoever asks it.
"""

import datetime
from dataclasses import replace
from typing import Final, NamedTuple

from hattama.core.entries.parts import (
    DONE_BY,
    NOTE,
    Body,
    BrokenLifeCycle,
    Kind,
    NoSuchContest,
    decision_from_body,
)
from hattama.core.entries.schema_types import is_contest, is_date, is_decision, is_norms, one_of
from hattama.core.protocols import LEAVING_REASONS, REINSTATED, Decision, Powers
from hattama.core.vocabulary import Deed, Election, Message, Withdrawal

WITHDRAWAL: Final = "withdrawal"
"""The kind of such an entry."""

_RETURNS: Final = REINSTATED.code
_REASONS: Final = (*(reason.code for reason in LEAVING_REASONS), _RETURNS)


class NoSuchChoice(BrokenLifeCycle):
    """The entry speaks of a choice that the contest does not have."""


class ChoiceHasLeft(BrokenLifeCycle):
    """A choice is withdrawn that stands no longer."""


class ChoiceStands(BrokenLifeCycle):
    """A choice is put back that stands."""


class OtherNorms(BrokenLifeCycle):
    """The entry names other norms than those by which the rule pack gives its authority this decision."""


class WithdrawalEntry(NamedTuple):
    """What an entry says of one choice: since when it stands no longer (or does again), why, who decided it.

    `reason` is a code of LEAVING_REASONS, or REINSTATED.
    """

    index: int  # type: ignore[assignment]
    contest: str
    choice: str
    reason: str
    since: datetime.date
    norms: tuple[str, ...]
    decision: Decision

    @property
    def returns(self) -> bool:
        """Whether the choice stands again."""
        return self.reason == _RETURNS


def withdrawal_from_body(index: int, body: Body) -> WithdrawalEntry:
    """What the body of an entry of this kind says; it fits its schema."""
    return WithdrawalEntry(
        index,
        body["contest"],
        body["choice"],
        body["reason"],
        datetime.date.fromisoformat(body["since"]),
        tuple(body["norms"]),
        decision_from_body(body["decision"]),
    )


def fold_withdrawal(election: Election, entry: WithdrawalEntry, powers: Powers) -> Election:
    """The election after the entry; `powers` are those of its rule pack.

    Raises NoSuchContest, NoSuchChoice, ChoiceHasLeft, ChoiceStands or OtherNorms.
    """
    contest = next((one for one in election.contests if one.code == entry.contest), None)
    if contest is None:
        raise NoSuchContest(f"entry {entry.index}: {entry.contest}")
    choice = next((one for one in contest.choices if one.code == entry.choice), None)
    if choice is None:
        raise NoSuchChoice(f"entry {entry.index}: {entry.contest}, {entry.choice}")
    if (choice.withdrawn is None) is entry.returns:
        refusal = ChoiceStands if entry.returns else ChoiceHasLeft
        raise refusal(f"entry {entry.index}: {entry.contest}, {entry.choice}")
    by = (entry.reason, entry.decision.authority)
    if entry.norms != powers.norms_of(Deed.WITHDRAW, contest.kind, *by):
        raise OtherNorms(f"entry {entry.index}: {' '.join(entry.norms)}")
    late = powers.too_late_by(Deed.WITHDRAW, contest.kind, *by, entry.since, election.polling_on)
    said = _withdrawal(election, entry, late)
    left, back = (None, said) if entry.returns else (said, None)
    choice = replace(choice, withdrawn=left, reinstated=back)
    choices = tuple(choice if one.code == choice.code else one for one in contest.choices)
    changed = replace(contest, choices=choices)
    contests = tuple(changed if one.code == contest.code else one for one in election.contests)
    return replace(election, contests=contests)


def _withdrawal(election: Election, entry: WithdrawalEntry, late: tuple[str, ...]) -> Withdrawal:
    return Withdrawal(
        entry.since,
        entry.norms,
        entry.decision.number,
        after_vote=entry.since > election.polling_on,
        reason=entry.reason,
        authority=entry.decision.authority,
        decided_on=entry.decision.decided_on,
        entry=entry.index,
        late=late,
        document=entry.decision.document,
    )


_LEFT: Final = Message("A choice no longer stands")
_RETURNED: Final = Message("A choice stands again")


KIND: Final = Kind(
    WITHDRAWAL,
    lambda body: _RETURNED if body["reason"] == _RETURNS else _LEFT,
    (
        ("contest", "CODE", is_contest),
        ("choice", "CODE", is_contest),
        ("reason", " ".join(_REASONS), one_of(*_REASONS)),
        ("since", "DATE", is_date),
        ("norms", "a list of NORM, each once", is_norms),
        ("decision", "DECISION", is_decision),
        NOTE,
        DONE_BY,
    ),
)
"""`norms` are those by which it is this authority's decision for this reason."""
