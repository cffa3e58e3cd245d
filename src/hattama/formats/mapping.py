"""A mapping: which columns of somebody's table are what, read from TOML and checked against an election.

The keys are described for people in docs/format/mappings.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from hattama.core.vocabulary import Message
from hattama.formats.constructions import Construction, read_construction
from hattama.formats.faults import FaultKind, InputFaults
from hattama.formats.mapping_readings import Reading, RowFilter, read_filters, read_readings
from hattama.formats.mapping_rosters import RosterMapping, read_roster_mapping
from hattama.formats.tables import TableOptions, read_table_options
from hattama.formats.toml_documents import TomlTable, read_toml
from hattama.formats.whole_numbers import SEPARATORS, NumberFormat

NO_READING = FaultKind.of("MAP-READING", Message("the mapping has no reading “{found}”; it has: {expected}"))


@dataclass(frozen=True, slots=True)
class TableMapping:
    """Which columns of a table are what. `file` is the mapping's own name, for faults.

    `definition` is the election's file, beside the mapping, where the roster comes from the table too.
    `readings` hold what differs between readings of the same papers; the one called `reading` is the default.
    """

    file: str
    definition: str
    table: TableOptions
    numbers: NumberFormat
    area: Construction
    contest: Construction
    explanation: Construction | None
    readings: Mapping[str, Reading]
    reading: str
    roster: RosterMapping | None
    filters: tuple[RowFilter, ...] = ()

    def chosen(self, name: str | None) -> Reading:
        """The reading of this name, or the default one. Raises InputFaults when there is none."""
        wanted = self.reading if name is None else name
        if wanted not in self.readings:
            possible = ", ".join(self.readings)
            raise InputFaults([NO_READING.at(self.file, found=wanted, expected=possible)])
        return self.readings[wanted]


def parse_mapping(data: bytes, file: str) -> TableMapping:
    """The mapping in `data`; `file` is the name that faults give it. Raises InputFaults with all faults."""
    top = read_toml(data, file)
    head = top.table("mapping", required=False)
    definition = head.text("election", required=False) if head else ""
    default = head.text("reading", required=False) if head else ""
    protocol = top.table("protocol")
    area = read_construction(protocol, "area") if protocol else None
    contest = read_construction(protocol, "contest") if protocol else None
    explanation = read_construction(protocol, "explanation", required=False) if protocol else None
    filters = read_filters(top)
    readings = read_readings(top, filters)
    roster = top.table("roster", required=False)
    table, numbers = read_table_options(top), read_number_format(top)
    rosters = read_roster_mapping(roster) if roster else None
    if default not in readings and (default or len(readings) > 1):
        (head or top).fault(NO_READING, "reading", default, ", ".join(readings))
    top.document.refuse_if_faulty()
    assert area is not None and contest is not None, "their absence is a fault"
    reading = default or next(iter(readings))
    return TableMapping(
        file, definition, table, numbers, area, contest, explanation, readings, reading, rosters, filters
    )


def read_number_format(top: TomlTable) -> NumberFormat:
    """How the file writes counts, by `[numbers]`."""
    table = top.table("numbers", required=False)
    if table is None:
        return NumberFormat()
    return NumberFormat(
        missing=frozenset(table.texts("missing")) | {""},
        illegible=frozenset(table.texts("illegible")),
        thousands=table.one_of("thousands", tuple(SEPARATORS), "none"),
        decimal_zero=table.one_of("decimal_zero", ("refuse", "accept"), "refuse") == "accept",
    )
