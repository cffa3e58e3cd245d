"""One contest at one precinct, as questions find it: its paper, its times, what observers and records say."""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from hattama.core.cards.criteria import Answer, Card, Criterion, Evidence, EvidenceKind, State
from hattama.core.cards.facts import Copy, PrecinctFacts, Standing, standing_of
from hattama.core.entries import Step, StepTime, Timeline, check_timeline
from hattama.core.norms import Calendar
from hattama.core.observation import Seen
from hattama.core.protocols import (
    Protocol,
    ProtocolRules,
    StepDefinition,
    StepScope,
    check_protocol,
    figure_key,
)
from hattama.core.records import Record
from hattama.core.vocabulary import Contest, Count, Election, Finding


@dataclass(frozen=True, slots=True)
class JudgingRules:
    """What cards of an election are judged by."""

    criteria: Sequence[Criterion]
    election: Election
    rules: Mapping[str, ProtocolRules]
    steps: Sequence[StepDefinition]
    calendar: Calendar


class Why(NamedTuple):
    """An answer without its criterion."""

    state: State
    reason: str
    values: tuple[tuple[str, int], ...] = ()
    evidence: tuple[Evidence, ...] = ()


def why(state: State, reason: str, *evidence: Evidence, **values: int) -> Why:
    if len(evidence) > 1:
        evidence = tuple(dict.fromkeys(evidence))
    return Why(state, reason, tuple(values.items()), evidence)


def of_entry(index: int) -> Evidence:
    return Evidence(EvidenceKind.ENTRY, str(index))


def of_file(sha256: str) -> Evidence:
    return Evidence(EvidenceKind.FILE, sha256)


@dataclass
class Asked:
    """One contest at one precinct, of which every question is asked."""

    facts: PrecinctFacts
    code: str
    rules: JudgingRules
    timeline: Timeline

    def __post_init__(self) -> None:
        facts, code = self.facts, self.code
        self.contest: Contest = facts.ballots.get(code) or self.rules.election.contest(code)
        self.own: ProtocolRules = self.rules.rules[code]
        self.standing: Standing = standing_of(facts, code, {code: self.own.form})
        self.copies = tuple(copy for copy in facts.copies if copy.contest == code)
        self.figures = self._figures()
        current = self.standing.contribution
        there = [copy.index for copy in self.copies] if current is None else [current.index]
        self.paper = tuple(map(of_entry, there))
        """The entries in which the figures stand."""
        self.findings = self._findings()
        """Code, severity and verdict of what was found of the figures; None where there is no paper."""

    def card(self, answers: Iterable[Answer]) -> Card:
        """The card with these answers."""
        current = self.standing.contribution
        is_there = current is not None and not current.is_annulled
        paper = self.figures if is_there or self.is_of_copies else {}
        votes = self._votes(paper)
        return Card(
            self.facts.area_id,
            self.code,
            tuple(answers),
            votes,
            self._voters(paper, votes),
            None if current is None else current.index,
            tuple(sorted({copy.organisation for copy in self.copies})) if self.is_of_copies else (),
        )

    @property
    def is_of_copies(self) -> bool:
        """Whether there is no protocol and the figures are those of observers' copies, which agree."""
        return self.standing.body is None and bool(self.copies) and not differing_copies(self.copies)

    def _figures(self) -> Mapping[str, int]:
        """Those of the protocol that stands; where there is none, of copies that do not contradict."""
        if self.standing.body is None:
            return self.copies[0].figures if self.is_of_copies else {}
        return self.standing.figures

    def _findings(self) -> tuple[tuple[str, str, str], ...] | None:
        body = self.standing.body
        if body is not None:
            return tuple([(one["code"], one["severity"], one["verdict"]) for one in body["findings"]])
        if not self.is_of_copies:
            return None
        copied = Protocol(self.facts.area_id, self.code, self.figures)
        found = check_protocol(self.own, self.contest, copied)
        return tuple((one.code, one.severity.value, one.verdict.value) for one in found)

    @cached_property
    def step_findings(self) -> tuple[Finding, ...]:
        found = check_timeline(
            self.timeline,
            self.rules.steps,
            polling_on=self.rules.election.polling_on,
            calendar=self.rules.calendar,
        )
        return tuple(finding for contest, finding in found if contest in ("", self.code))

    def times(self, steps: Sequence[StepDefinition]) -> tuple[Evidence, ...]:
        """The entries that state when these steps were taken; a step that none states has none."""
        return tuple(of_entry(time.index) for _, time in self._stated(steps))

    def moments(self, steps: Sequence[StepDefinition]) -> dict[Step, datetime.datetime]:
        """When these steps were taken."""
        return {step: time.moment for step, time in self._stated(steps)}

    def _stated(self, steps: Sequence[StepDefinition]) -> Iterator[tuple[Step, StepTime]]:
        for step in steps:
            key = (self.code if step.scope is StepScope.CONTEST else "", step.code)
            if key in self.timeline:
                yield key, self.timeline[key][-1]

    def defined(self, criterion: Criterion) -> list[StepDefinition]:
        """The steps that this criterion names, as far as the rules know them."""
        return [step for step in self.rules.steps if step.code in criterion.steps]

    def named(self, finding: Finding) -> tuple[Evidence, ...]:
        """The entries that state the times of which a finding speaks."""
        return self.times([step for step in self.rules.steps if step.code in finding.fields])

    def role(self, part: str, figures: Mapping[str, int]) -> Count:
        """The figure of the paper that plays a part of the form."""
        return figures.get(self.own.form.role(part) or "")

    def _votes(self, figures: Mapping[str, int]) -> Count:
        code = self.own.form.role("votes") or ""
        keys = [figure_key(code, choice.code) for choice in self.contest.choices]
        keys += [against] if (against := self.own.form.role("against_all")) else []
        known = [figures[key] for key in keys if key in figures]
        return sum(known) if len(known) == len(keys) else None

    def _voters(self, figures: Mapping[str, int], votes: Count) -> Count:
        roles = ("registered", "ballots_issued", "participants", "ballots_found")
        told = [self.facts.registered, votes, *(self.role(part, figures) for part in roles)]
        return max((value for value in told if value is not None), default=None)

    def records(self, register: str) -> list[Record]:
        """In the order of their names: a site and a bundle read them in different orders."""
        told = (one for one in self.facts.records if one.register.register_id == register)
        return sorted(told, key=lambda one: one.record_id)

    def acts(self, criterion: Criterion) -> Iterator[Record]:
        """The acts against observers here that this criterion asks of."""
        told = self.records("observers-rights") if self.facts.records else ()
        acts = (one for one in told if "act" in {field.code for field in one.kind.fields})
        return (one for one in acts if one.value("act") in criterion.acts)


def of_record(record: Record) -> Evidence:
    return Evidence(EvidenceKind.RECORD, record.record_id)


def differing_copies(copies: Sequence[Copy], against: Mapping[str, int] | None = None) -> list[Copy]:
    """The copies with a figure that is another in `against` (where there is none: in the first of them)."""
    if against is None:
        against = copies[0].figures
    # What only one of them gives is no difference: what was not given is not nought.
    return [one for one in copies if any(against.get(key, n) != n for key, n in one.figures.items())]


def of_tables(seen: Sequence[Seen]) -> Iterator[Evidence]:
    """The entries that opened the tables in which this stands, and the tables."""
    for one in seen:
        yield of_entry(one.table.index)
        yield of_file(one.table.sha256)


def keys_of(words: Mapping[str, object]) -> frozenset[str]:
    """The keys of the figures whose words are given; groups stand nested there."""
    keys: set[str] = set()
    for code, said in words.items():
        rows = said.items() if isinstance(said, Mapping) else [("", said)]
        keys |= {figure_key(code, row) for row, one in rows if one}
    return frozenset(keys)
