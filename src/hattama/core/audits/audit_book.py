"""What the entries of an audit must say: batches, draw, counts and risk, by what was committed to.

Whoever conducts an audit, whoever writes the log and whoever checks it later ask the same book.
"""

import itertools
import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from hattama.core.audits.assertions import NoAssertions
from hattama.core.audits.audit_plan import AuditPlan, Committed, counted_figures, plan_audit
from hattama.core.audits.ballot_polling import NOT_FOUND
from hattama.core.entries import (
    AUDIT_COUNT,
    AUDIT_DRAW,
    AUDIT_RISK,
    AUDIT_SEED,
    Audit,
    AuditRefused,
    Audits,
    Drawn,
    Stop,
    fold_audit,
    refuse_audit_entry,
    risk_limit_of,
)
from hattama.core.outcomes import ContestRules

_MILLION: Final = 10**6
Body = Mapping[str, Any]


class CommitmentDiffers(AuditRefused):
    """The batches committed to are not those of the log, or no sample can confirm their outcome."""


class DrawDiffers(AuditRefused):
    """The draw is not that of the seed."""


class CountDoesNotFit(AuditRefused):
    """A count names other choices than the batch committed to, or none of its ballots."""


class RiskDiffers(AuditRefused):
    """The measured risk, or what it leads to, is not that of the counts."""


class Measured(NamedTuple):
    """What the counts come to: after each draw in turn what was drawn, the risk, whether it suffices."""

    rows: tuple[tuple[Drawn, float, bool], ...]

    @property
    def risk(self) -> int:
        """The risk after the last draw in millionths, rounded up."""
        return _MILLION if not self.rows else min(_MILLION, math.ceil(self.rows[-1][1] * _MILLION))

    @property
    def is_confirmed(self) -> bool:
        """Whether it is at most the limit."""
        return bool(self.rows) and self.rows[-1][2]


class AuditBook:
    """All audits and recounts of a log, and whether an entry may come next.

    `commit`: what the log at the size that a body names holds of its contest (of its areas, where it names
    any). `rules_of`: how the votes of a contest become an outcome, and its seats.
    """

    def __init__(
        self,
        commit: Callable[[Body], Committed],
        rules_of: Callable[[str], tuple[ContestRules | None, int | None]],
    ) -> None:
        self.audits: Audits = {}
        self._commit = commit
        self._rules_of = rules_of
        self._committed: dict[int, Committed] = {}
        self._plans: dict[int, AuditPlan] = {}
        self._sequences: dict[int, tuple[Iterator[Drawn], list[Drawn]]] = {}

    def take(self, index: int, body: Body, *, is_trusted: bool = False) -> None:
        """Take the next entry in. Raises an AuditRefused, and then nothing has changed.

        `is_trusted`: it was asked about when it was written, and only its place is asked about now.
        """
        refuse_audit_entry(self.audits, body)
        if not is_trusted:
            self._check(index, body)
        fold_audit(self.audits, index, body)

    def committed(self, number: int) -> Committed:
        """The batches that an audit or a recount committed to."""
        if number not in self._committed:
            self._committed[number] = self._commit(self.audits[number].begun)
        return self._committed[number]

    def plan(self, number: int) -> AuditPlan:
        """What follows from them. Raises NoAssertions."""
        if number not in self._plans:
            audit = self.audits[number]
            self._plans[number] = plan_audit(self.committed(number), *self._rules_of(audit.contest))
        return self._plans[number]

    def drawn(self, number: int, count: int) -> list[Drawn]:
        """The first `count` draws of an audit's seed."""
        audit = self.audits[number]
        assert audit.seed is not None, "a draw without a seed is refused before"
        if number not in self._sequences:
            sequence = self.plan(number).sequence(audit.method, audit.seed[1]["seed"])
            self._sequences[number] = (sequence, [])
        rest, known = self._sequences[number]
        known.extend(itertools.islice(rest, max(0, count - len(known))))
        return known[:count]

    def count_of(self, audit: Audit, what: Drawn) -> Any:
        """What was counted of a batch (figures) or read on a ballot; None while nobody has.

        A batch drawn that a recount counted is counted.
        """
        place = audit.counted.get(what)
        if place is None:
            return None if what[1] else self._recounted(audit, what)
        body = audit.counts[place][1]
        return dict(body["ballots"])[what[1]] if what[1] else body["figures"]

    def _recounted(self, audit: Audit, what: Drawn) -> Any:
        alike = (one for one in self.audits.values() if one.is_recount and one.contest == audit.contest)
        found = [one.counts[one.counted[what]][1]["figures"] for one in alike if what in one.counted]
        if not found:
            return None
        codes = set(counted_figures(self.committed(audit.begun["number"]).votes))
        return next((figures for figures in found if codes <= set(figures)), None)

    def measure(self, number: int) -> Measured:
        """The risk after each draw that was counted, in the order of the draw, until it suffices."""
        audit = self.audits[number]
        counts: list[tuple[str, Any]] = []
        for what in audit.sequence:
            count = self.count_of(audit, what)
            if count is None:
                break
            counts.append((what[0], count))
        risks = self.plan(number).risks(audit.method, counts, risk_limit_of(audit.begun))
        until = next((place for place, (_, enough) in enumerate(risks, 1) if enough), len(risks))
        told = zip(audit.sequence, risks[:until], strict=False)
        return Measured(tuple((what, risk, enough) for what, (risk, enough) in told))

    def _check(self, index: int, body: Body) -> None:
        kind = body["kind"]
        if kind == AUDIT_DRAW.name:
            wanted = self.drawn(body["number"], body["after"] + len(body["drawn"]))[body["after"] :]
            if [tuple(one) for one in body["drawn"]] != wanted:
                raise DrawDiffers(f"{body['after']}")
        elif kind == AUDIT_COUNT.name:
            self._check_count(body)
        elif kind == AUDIT_RISK.name:
            self._check_risk(body)
        elif kind != AUDIT_SEED.name:
            self._check_commitment(index, body)

    def _check_commitment(self, index: int, body: Body) -> None:
        committed = self._commit(body)
        is_partial = committed.unclear or not committed.batches
        if body["tree_size"] > index or is_partial:
            raise CommitmentDiffers(f"{body['tree_size']}")
        if any(body[key] != value for key, value in committed.told().items()):
            raise CommitmentDiffers(body["batches_sha256"])
        if "areas" in body:
            if [area for area, _ in committed.batches] != body["areas"]:
                raise CommitmentDiffers("areas")
            return
        try:
            plan_audit(committed, *self._rules_of(body["contest"]))
        except NoAssertions as why:
            raise CommitmentDiffers(str(why)) from None

    def _check_count(self, body: Body) -> None:
        audit = self.audits[body["number"]]
        committed = self.committed(body["number"])
        votes = committed.places.get(body["area"])
        if votes is None:
            raise CountDoesNotFit(body["area"])
        codes: set[str] = set(counted_figures(votes))
        if body["figures"] and codes != set(body["figures"]):
            raise CountDoesNotFit(body["area"])
        if body["ballots"]:
            possible = {*self.plan(body["number"]).codes(audit.method), NOT_FOUND}
            if any(read not in possible for _, read in body["ballots"]):
                raise CountDoesNotFit(body["area"])

    def _check_risk(self, body: Body) -> None:
        measured = self.measure(body["number"])
        wrong = body["draws"] != len(measured.rows) or abs(body["risk"] - measured.risk) > 1
        if wrong or (body["stop"] == Stop.CONFIRMED) is not measured.is_confirmed:
            raise RiskDiffers(f"{body['risk']}")
