"""Two readings of the same papers, laid side by side: in which precincts and figures they differ."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from hattama.core.protocols import FigureDifference, Form, Protocol, compare_entries, figure_key
from hattama.core.tabulation import AreaTree
from hattama.core.vocabulary import Election
from hattama.formats.faults import refuse_if_any
from hattama.formats.importing import collect_protocols, read_protocols
from hattama.formats.mapping import TableMapping
from hattama.formats.mapping_readings import Reading


@dataclass(frozen=True, slots=True)
class DifferingProtocol:
    """One paper that two readings give differently."""

    area_id: str
    contest: str
    differences: tuple[FigureDifference, ...]


@dataclass(frozen=True, slots=True)
class ReadingsComparison:
    """Two readings of a table. `compared` papers are in both; the others are named by precinct."""

    compared: int
    differing: tuple[DifferingProtocol, ...]
    only_first: tuple[str, ...]
    only_second: tuple[str, ...]

    @property
    def distance(self) -> int:
        """All differences of all papers, added up without their signs."""
        return sum(figure.distance for paper in self.differing for figure in paper.differences)


def compare_readings(
    path: Path,
    mapping: TableMapping,
    election: Election,
    areas: AreaTree,
    forms: Mapping[str, Form],
    first: str,
    second: str,
) -> ReadingsComparison:
    """Two readings of the table at `path`, compared in the figures that both of them give a column for.

    A figure that one reading gives and the other lacks is a difference; a paper that one of them lacks
    whole is not. Raises InputFaults when either reading has a fault.
    """

    def read(name: str) -> list[Protocol]:
        rows = read_protocols(path, mapping, election, areas, forms, reading=name)
        result = collect_protocols(rows, path.name)
        refuse_if_any(result.faults)
        return [imported.protocol for imported in result.protocols]

    keys = _shared_keys(mapping.chosen(first), mapping.chosen(second), election)
    return compare_protocols(read(first), read(second), keys)


def compare_protocols(
    first: Iterable[Protocol], second: Iterable[Protocol], keys: Mapping[str, tuple[str, ...]]
) -> ReadingsComparison:
    """Protocols of two readings compared; `keys` gives for each contest the figures to look at."""
    others = {(protocol.area_id, protocol.contest): protocol for protocol in second}
    compared, differing, only_first = 0, [], []
    for protocol in first:
        other = others.pop((protocol.area_id, protocol.contest), None)
        if other is None:
            only_first.append(protocol.area_id)
            continue
        compared += 1
        differences = compare_entries(protocol, other, keys[protocol.contest])
        if differences:
            differing.append(DifferingProtocol(protocol.area_id, protocol.contest, differences))
    only_second = tuple(area_id for area_id, _ in others)
    return ReadingsComparison(compared, tuple(differing), tuple(only_first), only_second)


def _shared_keys(first: Reading, second: Reading, election: Election) -> dict[str, tuple[str, ...]]:
    return {
        contest.code: tuple(
            key
            for key in _keys(first, [choice.code for choice in contest.choices])
            if key in _keys(second, [choice.code for choice in contest.choices])
        )
        for contest in election.contests
    }


def _keys(reading: Reading, choices: list[str]) -> list[str]:
    """The keys of figures that a reading gives a column for; a long table may give any choice."""
    keys = list(reading.figures)
    votes = reading.votes
    if votes is not None:
        given = choices if votes.choice else [code for code in choices if code in votes.columns]
        keys += [*votes.figures.values(), *(figure_key(votes.figure, code) for code in given)]
    return keys
