"""This room knows shapes of files: rule packs, elections, mappings, tables; read into core values and back.

It does not know what a figure means, who may bring a file, or where anything is kept.
"""

from hattama.formats.area_lists import parse_areas, render_areas
from hattama.formats.election_definition import parse_election, render_election
from hattama.formats.election_folder import ElectionFolder, load_election_folder
from hattama.formats.faults import FaultKind, InputFaults
from hattama.formats.rulepack import parse_rulepack

__all__ = [
    "ElectionFolder",
    "FaultKind",
    "InputFaults",
    "load_election_folder",
    "parse_areas",
    "parse_election",
    "parse_rulepack",
    "render_areas",
    "render_election",
]
