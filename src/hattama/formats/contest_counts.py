"""One contest with the current protocol of every precinct: what files in others' shapes are made from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from hattama.core.protocols import CHOICES, Protocol, ProtocolRules, derive_figures, figure_key
from hattama.core.tabulation import AreaTree, Total, derive_sums
from hattama.core.vocabulary import Area, Choice, Contest, Count, Election, Withdrawal


@dataclass(frozen=True, slots=True)
class Reading:
    """The current version of one published protocol.

    `kind` is that of its log entry (`protocol`, `correction`, `recount`); `before` the figures of the version
    that was published first, None where this is still the first.
    """

    protocol: Protocol
    kind: str = "protocol"
    is_preliminary: bool = False
    is_annulled: bool = False
    before: Mapping[str, int] | None = None


@dataclass(frozen=True)
class ContestCounts:
    """A contest at one size of the log.

    `readings` by precinct, `totals` by area above them. `origin` names the log, `cut_at` is when its last
    entry was recorded (ISO 8601). `is_closed`: the log takes nothing more; `is_declared`: the highest
    commission has stated final results.
    """

    election: Election
    contest: Contest
    rules: ProtocolRules
    country: str
    tree: AreaTree
    readings: Mapping[str, Reading]
    totals: Mapping[str, Total]
    origin: str
    tree_size: int
    cut_at: str
    is_closed: bool = False
    is_declared: bool = False

    @cached_property
    def precincts(self) -> tuple[Area, ...]:
        """The precincts in which the contest is held, in the order of the first division."""
        held = set(self.contest.areas)
        paths = self.tree.paths() if held else {}
        return tuple(
            area for area in self.tree.precincts() if not held or held.intersection(paths[area.area_id])
        )

    @cached_property
    def units(self) -> tuple[Area, ...]:
        """The areas above the precincts in which the contest is held, in the order of the list."""
        return tuple(area for area in self.tree.areas if not area.is_precinct and area.area_id in self.totals)

    @cached_property
    def held(self) -> frozenset[str]:
        """Identifiers of all of these areas."""
        return frozenset(area.area_id for area in (*self.units, *self.precincts))

    @property
    def withdrawn(self) -> tuple[tuple[Choice, Withdrawal], ...]:
        """The choices that no longer stand: they keep their votes and win nothing."""
        return tuple((choice, choice.withdrawn) for choice in self.contest.choices if choice.withdrawn)

    @property
    def whole(self) -> Total:
        """The total of the whole election."""
        return self.totals.get(self.tree.root.area_id, Total())

    def counted(self, area_id: str) -> Reading | None:
        """The reading of a precinct that counts: received and not annulled."""
        reading = self.readings.get(area_id)
        return None if reading is None or reading.is_annulled else reading

    def part(self, reading: Reading, role: str) -> Count:
        """The figure that plays a part in a protocol, written or derived; None where it cannot be told."""
        return self._part_of(reading.protocol.area_id, reading.protocol.figures, role)

    def part_before(self, reading: Reading, role: str) -> Count:
        """The same of the version that was published first."""
        return (
            None if reading.before is None else self._part_of(reading.protocol.area_id, reading.before, role)
        )

    def total_of(self, total: Total, role: str) -> Count:
        """The sum of a part over the protocols of an area."""
        code = self.rules.form.role(role)
        if code is None:
            return None
        derived = derive_sums(self.rules, self.contest, total)
        return derived[code].known() if code in derived else total.figure(code).known()

    @cached_property
    def vote_keys(self) -> dict[str, str]:
        """The key of the votes of each choice, in the order of the ballot."""
        code = next((line.code for line in self.rules.form.figures if line.group == CHOICES), "")
        return {choice.code: figure_key(code, choice.code) for choice in self.contest.choices} if code else {}

    @cached_property
    def preference_keys(self) -> dict[str, str]:
        """The key of the votes for each person, list by list; nothing where the form counts none."""
        code = self.rules.form.role("preferences")
        return {} if code is None else {one.code: figure_key(code, one.code) for one in self.contest.persons}

    @property
    def against_all(self) -> str:
        """The key of votes against all; empty where the ballot has no such line."""
        return self.rules.form.role("against_all") or ""

    def ballot_at(self, area_id: str) -> Contest:
        """The contest as its ballot at a precinct."""
        differ = self.contest.ballots_differ
        return self.contest.ballot_at(self.tree.reach(area_id)) if differ else self.contest

    def _part_of(self, area_id: str, figures: Mapping[str, int], role: str) -> Count:
        code = self.rules.form.role(role)
        if code is None:
            return None
        if code in figures:
            return figures[code]
        return derive_figures(self.rules, self.ballot_at(area_id), figures).get(code)


def counted_readings(counts: ContestCounts) -> Iterator[tuple[Area, Reading]]:
    """The precincts whose protocol counts, with it, in their order."""
    for area in counts.precincts:
        reading = counts.counted(area.area_id)
        if reading is not None:
            yield area, reading
