"""What an audit commits to, and what follows from that: assertions, sizes, draws, and the risk of counts."""

import bisect
import hashlib
import itertools
import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any, Final

from hattama.core.audits.assertions import Assertion, NoAssertions, assertions_of
from hattama.core.audits.ballot_polling import (
    Guess,
    alpha_risks,
    ballots_to_draw,
    polled_value,
    reported_mean,
)
from hattama.core.audits.batch_comparison import Batch, BatchPlan, measured_risks, plan_batches, taint_of
from hattama.core.audits.record_draw import draw_by_weight, numbers_of
from hattama.core.entries import AuditMethod, Drawn
from hattama.core.outcomes import (
    AGAINST_ALL,
    BALLOTS_FOUND,
    BOTH_MARKED,
    INVALID,
    PARTS,
    ChoiceVotes,
    ContestRules,
    NoOutcome,
    Outcome,
    Votes,
    decide,
    votes_from_total,
)
from hattama.core.protocols import ProtocolRules
from hattama.core.tabulation import Total
from hattama.core.vocabulary import Contest

PILES: Final = (AGAINST_ALL, BOTH_MARKED, INVALID)
_MOST_VOTES: Final = 10**15


@dataclass(frozen=True)
class Committed:
    """The reported figures of every batch: precincts whose protocol counts, in the order of their codes.

    `missing`: precincts that sent no protocol that counts. `unclear`: those whose protocol lacks a figure or
    gives an impossible one, so that nothing can be committed to.
    """

    batches: tuple[tuple[str, Votes], ...]
    missing: int = 0
    unclear: tuple[str, ...] = ()

    @cached_property
    def table(self) -> bytes:
        """The table that is published and hashed: what `hattama audit` reads."""
        lines = ["choice,votes,area"]
        for area, votes in self.batches:
            lines += [f"{code},{number},{area}" for code, number in counted_figures(votes).items()]
        return ("\n".join(lines) + "\n").encode()

    @cached_property
    def places(self) -> dict[str, Votes]:
        """The batches by precinct."""
        return dict(self.batches)

    @cached_property
    def votes(self) -> Votes:
        """The whole: the sums over all batches."""
        first = self.batches[0][1]
        sums: dict[str, int] = {}
        for _, votes in self.batches:
            for code, number in counted_figures(votes).items():
                sums[code] = sums.get(code, 0) + number
        choices = tuple(ChoiceVotes(choice.code, sums[choice.code]) for choice in first.choices)
        return Votes(choices, {part: sums[part] for part in first.parts})

    def told(self) -> dict[str, Any]:
        """What the entry that commits says of it, but for the size of the log."""
        return {
            "batches": len(self.batches),
            "ballots": sum(most_ballots(votes) for _, votes in self.batches),
            "missing": self.missing,
            "batches_sha256": hashlib.sha256(self.table).hexdigest(),
        }


def counted_figures(votes: Votes) -> dict[str, int]:
    """Choices and parts with their numbers, in the order of the table."""
    return {choice.code: choice.votes for choice in votes.choices} | dict(votes.parts)


def most_ballots(votes: Votes) -> int:
    """The papers at a place: as many as were found, or the sum of all piles where that is more."""
    piles = sum(votes.part(pile) or 0 for pile in PILES)
    return max(votes.part(BALLOTS_FOUND) or 0, votes.for_choices + piles)


def commit_batches(
    rules: ProtocolRules, contest: Contest, totals: Iterable[tuple[str, Total]], expected: int
) -> Committed:
    """What can be committed to; `totals`: precincts each by itself, of as many as are `expected`."""
    counted, unclear = dict[str, Votes](), []
    for area, total in totals:
        if not total.counted:
            continue
        told = votes_from_total(rules, contest, total)
        numbers = counted_figures(told.votes).values()
        if told.silent or min(numbers) < 0 or max(numbers) > _MOST_VOTES:
            unclear.append(area)
        counted[area] = Votes(_plain(told.votes), told.votes.parts)
    known = [part for part in PARTS if all(votes.part(part) is not None for votes in counted.values())]
    batches = tuple((area, _with_parts(counted[area], known)) for area in sorted(counted))
    return Committed(batches, expected - len(batches), tuple(sorted(unclear)))


def commit_whole(rules: ProtocolRules, contest: Contest, total: Total) -> Committed:
    """What batches of this total come to, as if they were one: sums, outcome and assertions are theirs."""
    told = votes_from_total(rules, contest, total)
    lacking = told.silent or any(key.endswith("]") for key in told.missing)
    parts, missing = told.votes.parts, told.missing
    known = [part for part in PARTS if part in parts and rules.form.role(part) not in missing]
    whole = (("", _with_parts(told.votes, known)),) if total.counted else ()
    return Committed(whole, total.expected - total.counted, ("",) if lacking else ())


def _with_parts(votes: Votes, known: Collection[str]) -> Votes:
    return Votes(_plain(votes), {part: votes.parts[part] for part in known})


@lru_cache(1)
def read_batches(table: bytes, missing: int) -> Committed:
    """What was committed to, from its table."""
    places: dict[str, dict[str, int]] = {}
    for line in table.decode().splitlines()[1:]:
        code, number, area = line.split(",")
        places.setdefault(area, {})[code] = int(number)
    return Committed(tuple((area, _votes_of(figures)) for area, figures in places.items()), missing)


def _votes_of(figures: Mapping[str, int]) -> Votes:
    choices = tuple(ChoiceVotes(code, number) for code, number in figures.items() if code not in PARTS)
    return Votes(choices, {code: number for code, number in figures.items() if code in PARTS})


def _plain(votes: Votes) -> tuple[ChoiceVotes, ...]:
    """Codes and votes alone, as the table has them."""
    return tuple(ChoiceVotes(choice.code, choice.votes) for choice in votes.choices)


class AuditPlan:
    """What follows from batches committed to, whose whole are `votes` with this outcome.

    Raises NoAssertions where no sample can confirm it.
    """

    def __init__(self, committed: Committed, votes: Votes, rules: ContestRules, outcome: Outcome) -> None:
        self.committed = committed
        self.votes = votes
        self.outcome = outcome
        batches = [
            Batch(area, counted_figures(votes), most_ballots(votes)) for area, votes in committed.batches
        ]
        self.plan: BatchPlan = plan_batches(assertions_of(rules, votes, outcome), batches)
        self._places = {batch.name: place for place, batch in enumerate(batches)}
        self._ends = list(itertools.accumulate(batch.most_ballots for batch in batches))

    @property
    def ballots(self) -> int:
        """All papers that there can be."""
        return self._ends[-1]

    @cached_property
    def polled(self) -> tuple[Assertion, ...]:
        """The assertions that single ballots can speak against."""
        return tuple(one for one in self.plan.assertions if one.least < 0)

    def to_draw(self, method: AuditMethod, limit: Fraction) -> int | None:
        """How many draws confirm the outcome, on average where single ballots are drawn; None: count all."""
        if method is AuditMethod.BATCHES:
            draws = self.plan.draws(limit)
            return draws if draws < len(self.plan.batches) else None
        figures = self._figures_read
        needed = max((ballots_to_draw(one, figures, self.ballots, limit) for one in self.polled), default=1.0)
        return math.ceil(needed) if needed < self.ballots else None

    def codes(self, method: AuditMethod) -> tuple[str, ...]:
        """What a count gives numbers of; of a single ballot, what it can be."""
        every = tuple(counted_figures(self.votes))
        if method is AuditMethod.BATCHES:
            return every
        return (
            *(c for c in every if c not in PARTS or c in PILES),
            *((INVALID,) if INVALID not in every else ()),
        )

    @cached_property
    def _figures_read(self) -> dict[str, int]:
        """What single ballots are, as reported."""
        read = self.codes(AuditMethod.BALLOTS)
        return {code: number for code, number in counted_figures(self.votes).items() if code in read}

    def sequence(self, method: AuditMethod, seed: str) -> Iterator[Drawn]:
        """What a seed draws, in its order."""
        if method is AuditMethod.BATCHES:
            return ((self.plan.batches[one].name, 0) for one in draw_by_weight(seed, self.plan.bounds))
        return self._ballots(seed)

    def _ballots(self, seed: str) -> Iterator[Drawn]:
        """Single ballots, each once: numbers of the seed modulo all papers, over the batches in order."""
        seen: set[int] = set()
        for number in numbers_of(seed):
            ballot = number % self.ballots
            if ballot in seen:
                continue
            seen.add(ballot)
            yield self._ballot(ballot)
            if len(seen) == self.ballots:
                return

    def _ballot(self, number: int) -> Drawn:
        place = bisect.bisect_right(self._ends, number)
        before = self._ends[place - 1] if place else 0
        return self.plan.batches[place].name, number - before + 1

    def taint(self, area: str, figures: Mapping[str, int]) -> Fraction:
        """The error of a batch counted again in parts of what is possible there.

        Papers that were committed to and are not there count as the worst, as single ballots do.
        """
        place = self._places[area]
        piles = sum(number for code, number in figures.items() if code not in PARTS or code in PILES)
        papers = max(piles, figures.get(BALLOTS_FOUND, 0))
        lost = max(0, self.plan.batches[place].most_ballots - papers)
        return taint_of(self.plan, place, figures, papers, lost)

    def risks(self, method: AuditMethod, counts: Sequence[Any], limit: Fraction) -> list[tuple[float, bool]]:
        """The risk after each draw, and whether it is at most the limit.

        `counts`: of batches drawn, their figures by precinct and code; of ballots, what each of them is.
        """
        if method is AuditMethod.BATCHES:
            known: dict[str, Fraction] = {}
            for area, figures in counts:
                if area not in known:
                    known[area] = self.taint(area, figures)
            taints = (known[area] for area, _ in counts)
            return [(one.risk, one.is_confirmed) for one in measured_risks(self.plan, taints, limit)]
        return self._polled_risks([read for _, read in counts], limit)

    def _polled_risks(self, read: Sequence[str], limit: Fraction) -> list[tuple[float, bool]]:
        """Of each assertion the least risk so far; of all together the greatest of these."""
        figures = {
            c: n for c, n in counted_figures(self.votes).items() if c in self.codes(AuditMethod.BALLOTS)
        }
        worst = [0.0] * len(read)
        for one in self.polled:
            upper = float(one.upper)
            guess = Guess(reported_mean(one, figures, self.ballots))
            values = (polled_value(one, ballot) for ballot in read)
            risks = itertools.accumulate(alpha_risks(values, upper, guess, self.ballots), min)
            worst = [max(pair) for pair in zip(worst, risks, strict=True)]
        # A float may stand on either side of the limit: so near it, one ballot more decides.
        bar = float(limit) * (1 - 1e-9)
        return [(risk, risk <= bar) for risk in worst]


def plan_audit(committed: Committed, rules: ContestRules | None, seats: int | None) -> AuditPlan:
    """The plan of an audit of what these batches come to. Raises NoAssertions."""
    if committed.unclear or not committed.batches:
        raise NoAssertions("unclear")
    votes = committed.votes
    decided = decide(rules, votes, seats=seats)
    if isinstance(decided, NoOutcome) or rules is None:
        raise NoAssertions("no_outcome")
    return AuditPlan(committed, votes, rules, decided)
