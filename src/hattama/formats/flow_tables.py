"""FLOW.csv and DISTRICTS.csv: numbers published one by one, read with every fault at its cell.

A flow has the columns `step`, `kind` (`in`, `out`, `stated`), `count`, and `flow` where there are several.
Districts have `district` and `voters`.
"""

from collections.abc import Iterable
from pathlib import Path

from hattama.core.tabulation import FlowStep, StepKind
from hattama.core.vocabulary import Message
from hattama.formats.faults import FaultKind, InputFaults, refuse_if_any
from hattama.formats.table_rows import NamedRow, read_rows
from hattama.formats.tables import open_table
from hattama.formats.whole_numbers import named_count

NO_NAME = FaultKind.of("FLOW-NAME", Message("the name is not given"))
NOT_A_KIND = FaultKind.of(
    "FLOW-KIND", Message("not known what this number does: {found}; it can be {expected}")
)
NO_COUNT = FaultKind.of("FLOW-COUNT", Message("no number is given"))
NOTHING_STATED = FaultKind.of(
    "FLOW-STATED", Message("there is no row “stated” to hold anything against: {found}")
)
TWICE = FaultKind.of("FLOW-TWICE", Message("the district was given before: {found}"))
NO_VOTERS = FaultKind.of("FLOW-NONE", Message("there is no district with voters"))


def read_flows(path: Path) -> dict[str, tuple[FlowStep, ...]]:
    """The steps of each flow in `path` (under the empty name where there is but one).

    A flow in which nothing is stated is there as well, while any other states something. Raises InputFaults
    with everything that is wrong.
    """
    flows: dict[str, list[FlowStep]] = {}

    def read(row: NamedRow) -> None:
        step = _step(row)
        if step is not None:
            flows.setdefault(row["flow"], []).append(step)

    with open_table(path) as table:
        read_rows(table, ("step", "kind", "count"), ("flow",), read)
        if all(is_unstated(steps) for steps in flows.values()):
            refuse_if_any(NOTHING_STATED.at(table.file, found=name or "–") for name in flows or ("",))
    return {name: tuple(steps) for name, steps in flows.items()}


def is_unstated(steps: Iterable[FlowStep]) -> bool:
    """Whether a flow states no count that could be held against the others."""
    return all(step.kind is not StepKind.STATED for step in steps)


def read_districts(path: Path) -> dict[str, int]:
    """Voters by district, in the order of the file. Raises InputFaults with everything that is wrong."""
    voters: dict[str, int] = {}

    def read(row: NamedRow) -> None:
        name, count = row["district"], _count(row, "voters")
        if not name:
            row.fault(NO_NAME, "district")
        elif name in voters:
            row.fault(TWICE, "district")
        if not row.faults and count is not None:
            voters[name] = count

    with open_table(path) as table:
        read_rows(table, ("district", "voters"), (), read)
        if not any(voters.values()):
            raise InputFaults([NO_VOTERS.at(table.file, field="voters")])
    return voters


def _step(row: NamedRow) -> FlowStep | None:
    if not row["step"]:
        row.fault(NO_NAME, "step")
    kind, count = row.one_of("kind", StepKind, NOT_A_KIND), _count(row, "count")
    return None if count is None or row.faults else FlowStep(row["step"], StepKind(kind), count)


def _count(row: NamedRow, name: str) -> int | None:
    if not row[name]:
        row.fault(NO_COUNT, name)
    return named_count(row, name)
