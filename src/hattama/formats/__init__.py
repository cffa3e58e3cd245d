"""This room knows shapes of files: rule packs, elections, mappings, tables; read into core values and back.

It does not know what a figure means, who may bring a file, or where anything is kept.
"""

from hattama.formats.area_lists import parse_areas, render_areas
from hattama.formats.election_definition import parse_election, render_election
from hattama.formats.election_folder import ElectionFolder, load_election_folder
from hattama.formats.faults import FaultKind, InputFaults, render_fault_report
from hattama.formats.importing import (
    BlankRow,
    FaultyRow,
    ImportedProtocol,
    ImportResult,
    collect_protocols,
    read_protocols,
)
from hattama.formats.mapping import TableMapping, parse_mapping
from hattama.formats.readings import ReadingsComparison, compare_readings
from hattama.formats.rosters import define_election, read_roster
from hattama.formats.rulepack import parse_rulepack
from hattama.formats.tables import open_table

__all__ = [
    "BlankRow",
    "ElectionFolder",
    "FaultKind",
    "FaultyRow",
    "ImportResult",
    "ImportedProtocol",
    "InputFaults",
    "ReadingsComparison",
    "TableMapping",
    "collect_protocols",
    "compare_readings",
    "define_election",
    "load_election_folder",
    "open_table",
    "parse_areas",
    "parse_election",
    "parse_mapping",
    "parse_rulepack",
    "read_protocols",
    "read_roster",
    "render_areas",
    "render_election",
    "render_fault_report",
]
