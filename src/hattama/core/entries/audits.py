"""Audits and recounts as the log carries them: committed to, seeded, drawn, counted, measured; in this order.

An audit commits to the reported figures of every batch before dice are thrown; what is counted after that was
drawn by the throw, or ordered by somebody's decision. Whether the figures, the draw and the risk are right is
for the room of audits to say; here stands which entry may follow which.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from hattama.core.entries.audit_kinds import (
    AUDIT_COUNT,
    AUDIT_DRAW,
    AUDIT_PLAN,
    AUDIT_RISK,
    AUDIT_SEED,
    RECOUNT_ORDER,
    AuditMethod,
    Stop,
)
from hattama.core.entries.parts import Body, BrokenLifeCycle
from hattama.core.vocabulary import Deed

MOST_AUDITS: Final = 100
"""Audits and recounts in one log."""
MOST_DRAWN: Final = 5_000
"""Draws of one audit: one that would go on beyond is a full count."""
MOST_MEASURED: Final = 100
"""How often the risk of one audit is measured, and how often it is drawn."""


class AuditRefused(BrokenLifeCycle):
    """An entry about audits contradicts those before it; the subclass names the reason."""


class NoSuchAudit(AuditRefused):
    """The entry names an audit or a recount that was never begun, or a number out of its turn."""


class AuditedBefore(AuditRefused):
    """The contest has an audit already: whoever audits until it pleases audits nothing."""


class TooManyAudits(AuditRefused):
    """More audits, draws or measurements than a log can hold to any purpose."""


class SeedOutOfOrder(AuditRefused):
    """A seed comes a second time, or was thrown before the commitment, or after it was recorded."""


class DrawOutOfOrder(AuditRefused):
    """A draw comes before its seed, or does not go on where the last one ended."""


class AuditStopped(AuditRefused):
    """The audit has stopped: nothing of it follows."""


class NotDrawn(AuditRefused):
    """A count of a batch or a ballot that was not drawn, nor ordered to be counted again."""


class CountedBefore(AuditRefused):
    """A batch or a ballot is counted a second time."""


class TwoCountersNeeded(AuditRefused):
    """A count rests on fewer than two counts by hand."""


class MeasuredOutOfOrder(AuditRefused):
    """A risk is measured of a recount, before anything was drawn, or of no more draws than the last one."""


Drawn = tuple[str, int]
"""A precinct, and the number of a ballot in its pile: 0 for the whole batch."""


@dataclass(slots=True)
class Audit:
    """What the log says of one audit or recount. `begun` is the entry that commits to its batches."""

    index: int
    begun: Body
    seed: tuple[int, Body] | None = None
    draws: list[tuple[int, Body]] = field(default_factory=list)
    sequence: list[Drawn] = field(default_factory=list)
    """What was drawn in its order; the same batch may be drawn more than once."""
    drawn: set[Drawn] = field(default_factory=set)
    counts: list[tuple[int, Body]] = field(default_factory=list)
    counted: dict[Drawn, int] = field(default_factory=dict)
    """Where in `counts` each batch or ballot is."""
    measured: list[tuple[int, Body]] = field(default_factory=list)

    @property
    def is_recount(self) -> bool:
        """Whether somebody ordered it, and nothing was drawn."""
        return bool(self.begun["kind"] == RECOUNT_ORDER.name)

    @property
    def contest(self) -> str:
        """The contest that it is about."""
        contest: str = self.begun["contest"]
        return contest

    @property
    def stop(self) -> Stop:
        """What the last measured risk led to."""
        return Stop(self.measured[-1][1]["stop"]) if self.measured else Stop.GOES_ON

    @property
    def method(self) -> AuditMethod:
        """What is counted: a recount is of whole batches."""
        return AuditMethod.BATCHES if self.is_recount else AuditMethod(self.begun["method"])

    def may_count(self, what: Drawn) -> bool:
        """Whether it was drawn or ordered; once a full count was called for, any batch may be counted."""
        if self.is_recount:
            return what[0] in self.begun["areas"] and what[1] == 0
        return what in self.drawn or (self.stop is Stop.FULL_COUNT and what[1] == 0)


Audits = dict[int, Audit]
"""All audits and recounts of a log by number."""


def refuse_audit_entry(audits: Mapping[int, Audit], body: Body) -> None:
    """Raise an AuditRefused where the entry `body`, which fits its schema, may not come next."""
    number = body["number"]
    if body["kind"] in (AUDIT_PLAN.name, RECOUNT_ORDER.name):
        if len(audits) >= MOST_AUDITS:
            raise TooManyAudits(f"{len(audits)}")
        if number != len(audits) + 1:
            raise NoSuchAudit(f"{number}")
        audited = (one.contest for one in audits.values() if not one.is_recount)
        if body["kind"] == AUDIT_PLAN.name and body["contest"] in audited:
            raise AuditedBefore(body["contest"])
        return
    if number not in audits:
        raise NoSuchAudit(f"{number}")
    _REFUSALS[body["kind"]](audits[number], body)


def fold_audit(audits: Audits, index: int, body: Body) -> None:
    """Take one entry into `audits`. Raises an AuditRefused, and then leaves them as they were."""
    refuse_audit_entry(audits, body)
    if body["kind"] in (AUDIT_PLAN.name, RECOUNT_ORDER.name):
        audits[body["number"]] = Audit(index, body)
        return
    audit = audits[body["number"]]
    if body["kind"] == AUDIT_SEED.name:
        audit.seed = (index, body)
    elif body["kind"] == AUDIT_DRAW.name:
        audit.draws.append((index, body))
        named = [(area, ballot) for area, ballot in body["drawn"]]
        audit.sequence += named
        audit.drawn.update(named)
    elif body["kind"] == AUDIT_COUNT.name:
        audit.counted.update(dict.fromkeys(counted_in(body), len(audit.counts)))
        audit.counts.append((index, body))
    else:
        audit.measured.append((index, body))


def counted_in(body: Body) -> list[Drawn]:
    """What the entry of a count counts: the batch, or single ballots of it."""
    area = body["area"]
    return [(area, ballot) for ballot, _ in body["ballots"]] or [(area, 0)]


def risk_limit_of(body: Body) -> Fraction:
    """The risk limit that an audit committed to."""
    return Fraction(body["risk_limit"])


def _refuse_seed(audit: Audit, body: Body) -> None:
    if audit.is_recount:
        raise NoSuchAudit("a recount")
    thrown, committed, told = (
        datetime.datetime.fromisoformat(text)
        for text in (body["thrown_at"], audit.begun["recorded_at"], body["recorded_at"])
    )
    if audit.seed is not None or not committed <= thrown <= told:
        raise SeedOutOfOrder(f"{body['thrown_at']}")


def _refuse_draw(audit: Audit, body: Body) -> None:
    if audit.seed is None or body["after"] != len(audit.sequence):
        raise DrawOutOfOrder(f"{body['after']}")
    if audit.stop is not Stop.GOES_ON:
        raise AuditStopped(audit.stop)
    if len(audit.draws) >= MOST_MEASURED or len(audit.sequence) + len(body["drawn"]) > MOST_DRAWN:
        raise TooManyAudits(f"{len(audit.sequence)}")


def _refuse_count(audit: Audit, body: Body) -> None:
    if audit.stop is Stop.CONFIRMED:
        raise AuditStopped(audit.stop)
    counts = [done for done in body["done_by"] if done["deed"] == Deed.COUNT_BATCH]
    if len(counts) < 2:
        raise TwoCountersNeeded(f"{len(counts)}")
    for what in counted_in(body):
        if not audit.may_count(what):
            raise NotDrawn(f"{what[0]}, {what[1]}")
        if what in audit.counted:
            raise CountedBefore(f"{what[0]}, {what[1]}")


def _refuse_risk(audit: Audit, body: Body) -> None:
    if audit.is_recount or not audit.drawn:
        raise MeasuredOutOfOrder(f"{body['draws']}")
    if audit.stop is not Stop.GOES_ON:
        raise AuditStopped(audit.stop)
    if len(audit.measured) >= MOST_MEASURED:
        raise TooManyAudits(f"{len(audit.measured)}")
    before = audit.measured[-1][1]["draws"] if audit.measured else 0
    if body["draws"] <= before and body["stop"] != Stop.FULL_COUNT:
        raise MeasuredOutOfOrder(f"{body['draws']}")


_REFUSALS: Final = {
    AUDIT_SEED.name: _refuse_seed,
    AUDIT_DRAW.name: _refuse_draw,
    AUDIT_COUNT.name: _refuse_count,
    AUDIT_RISK.name: _refuse_risk,
}
