"""This room knows many protocols: the areas they come from, the sums up the map, and what is missing.

It does not know how votes become seats, what a log entry's bytes are, or where rows are kept.
"""

from hattama.core.tabulation.area_checks import MOST_PRECINCTS, check_areas
from hattama.core.tabulation.areas import AreasAreNotATree, AreaTree
from hattama.core.tabulation.entries import (
    EXPLANATION,
    SCAN,
    TELLING_KINDS,
    VERSION_KINDS,
    AnnulmentEntry,
    Entry,
    ProtocolEntry,
    RedactionEntry,
    ScanEntry,
    entry_from_body,
    flatten_figures,
    nest_figures,
    nest_sums,
)
from hattama.core.tabulation.entry_schemas import ENTRY_KINDS, SchemaProblem, check_entry_schema
from hattama.core.tabulation.fold import (
    AnnulledEntryIsNotCurrent,
    BrokenLifeCycle,
    NothingToAttachTo,
    NothingToWithdraw,
    NotOnTheRoster,
    ProtocolAlreadyPublished,
    ReplacedEntryIsNotCurrent,
    ScanAlreadyThere,
    Tabulation,
    VersionOutOfOrder,
    expected_totals,
    fold_entry,
)
from hattama.core.tabulation.levels import check_level
from hattama.core.tabulation.precincts import check_precinct
from hattama.core.tabulation.relation_examples import (
    example_contest,
    failing_example_findings,
    passing_example_findings,
    whole_example_findings,
)
from hattama.core.tabulation.totals import Contribution, Total, summable_figures

__all__ = [
    "ENTRY_KINDS",
    "EXPLANATION",
    "MOST_PRECINCTS",
    "SCAN",
    "TELLING_KINDS",
    "VERSION_KINDS",
    "AnnulledEntryIsNotCurrent",
    "AnnulmentEntry",
    "AreaTree",
    "AreasAreNotATree",
    "BrokenLifeCycle",
    "Contribution",
    "Entry",
    "NotOnTheRoster",
    "NothingToAttachTo",
    "NothingToWithdraw",
    "ProtocolAlreadyPublished",
    "ProtocolEntry",
    "RedactionEntry",
    "ReplacedEntryIsNotCurrent",
    "ScanAlreadyThere",
    "ScanEntry",
    "SchemaProblem",
    "Tabulation",
    "Total",
    "VersionOutOfOrder",
    "check_areas",
    "check_entry_schema",
    "check_level",
    "check_precinct",
    "entry_from_body",
    "example_contest",
    "expected_totals",
    "failing_example_findings",
    "flatten_figures",
    "fold_entry",
    "nest_figures",
    "nest_sums",
    "passing_example_findings",
    "summable_figures",
    "whole_example_findings",
]
