"""FLOW.csv and DISTRICTS.csv: numbers published one by one, read with every fault at its cell.

A flow has the columns `step`, `kind` (`in`, `out`, `stated`), `count`, and `flow` where there are several.
Districts have `district` and `voters`.
"""

from collections.abc import Iterable
from pathlib import Path

from hattama.core.tabulation import FlowStep, StepKind
from hattama.core.vocabulary import Fault, Message
from hattama.formats.faults import FaultKind, refuse_if_any
from hattama.formats.table_rows import NamedRow, named_rows
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
    faults: list[Fault] = []
    flows: dict[str, list[FlowStep]] = {}
    with open_table(path) as table:
        for row in named_rows(table, ("step", "kind", "count"), ("flow",), faults):
            step = _step(row, table.file, faults)
            if step is not None:
                flows.setdefault(row[1]["flow"], []).append(step)
        if not faults and all(is_unstated(steps) for steps in flows.values()):
            faults += [NOTHING_STATED.at(table.file, found=name or "–") for name in flows or ("",)]
    refuse_if_any(faults)
    return {name: tuple(steps) for name, steps in flows.items()}


def is_unstated(steps: Iterable[FlowStep]) -> bool:
    """Whether a flow states no count that could be held against the others."""
    return all(step.kind is not StepKind.STATED for step in steps)


def read_districts(path: Path) -> dict[str, int]:
    """Voters by district, in the order of the file. Raises InputFaults with everything that is wrong."""
    faults: list[Fault] = []
    voters: dict[str, int] = {}
    with open_table(path) as table:
        for row, cell in named_rows(table, ("district", "voters"), (), faults):
            known = len(faults)
            name, count = cell["district"], _count((row, cell), "voters", table.file, faults)
            if not name:
                faults.append(NO_NAME.at(table.file, row=row, field="district"))
            elif name in voters:
                faults.append(TWICE.at(table.file, row=row, field="district", found=name))
            if len(faults) == known and count is not None:
                voters[name] = count
        if not faults and not any(voters.values()):
            faults.append(NO_VOTERS.at(table.file, field="voters"))
    refuse_if_any(faults)
    return voters


def _step(named: NamedRow, file: str, faults: list[Fault]) -> FlowStep | None:
    row, cell = named
    known = len(faults)
    if not cell["step"]:
        faults.append(NO_NAME.at(file, row=row, field="step"))
    if cell["kind"] not in tuple(StepKind):
        expected = ", ".join(StepKind)
        faults.append(NOT_A_KIND.at(file, row=row, field="kind", found=cell["kind"], expected=expected))
    count = _count(named, "count", file, faults)
    if count is None or len(faults) > known:
        return None
    return FlowStep(cell["step"], StepKind(cell["kind"]), count)


def _count(named: NamedRow, name: str, file: str, faults: list[Fault]) -> int | None:
    row, cell = named
    if not cell[name]:
        faults.append(NO_COUNT.at(file, row=row, field=name))
    return named_count(named, name, file, faults)
