"""This room knows many protocols: the areas they come from, the sums up the map, and what is missing.

It does not know how votes become seats, what a log entry's bytes are, or where rows are kept.
"""

from hattama.core.tabulation.area_checks import MOST_PRECINCTS, check_areas
from hattama.core.tabulation.areas import AreasAreNotATree, AreaTree
from hattama.core.tabulation.claims import (
    PLAIN_LEVEL,
    Against,
    Claim,
    ClaimCheck,
    Stage,
    check_against_claims_below,
    check_against_protocols,
    check_claims,
    level_relation,
)
from hattama.core.tabulation.differences import (
    Cell,
    CellDifference,
    TableComparison,
    cells_of,
    compare_tables,
)
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
from hattama.core.tabulation.turnout import (
    Notion,
    PointSaysNothing,
    TurnoutFinding,
    TurnoutLimits,
    TurnoutPoint,
    check_turnout,
)
from hattama.core.tabulation.turnout_rules import TURNOUT_RULES, TurnoutRule
from hattama.core.tabulation.views import View, is_in_view, view_totals

__all__ = [
    "ENTRY_KINDS",
    "EXPLANATION",
    "MOST_PRECINCTS",
    "PLAIN_LEVEL",
    "SCAN",
    "TELLING_KINDS",
    "TURNOUT_RULES",
    "VERSION_KINDS",
    "Against",
    "AnnulledEntryIsNotCurrent",
    "AnnulmentEntry",
    "AreaTree",
    "AreasAreNotATree",
    "BrokenLifeCycle",
    "Cell",
    "CellDifference",
    "Claim",
    "ClaimCheck",
    "Contribution",
    "Entry",
    "NotOnTheRoster",
    "NothingToAttachTo",
    "NothingToWithdraw",
    "Notion",
    "PointSaysNothing",
    "ProtocolAlreadyPublished",
    "ProtocolEntry",
    "RedactionEntry",
    "ReplacedEntryIsNotCurrent",
    "ScanAlreadyThere",
    "ScanEntry",
    "SchemaProblem",
    "Stage",
    "TableComparison",
    "Tabulation",
    "Total",
    "TurnoutFinding",
    "TurnoutLimits",
    "TurnoutPoint",
    "TurnoutRule",
    "VersionOutOfOrder",
    "View",
    "cells_of",
    "check_against_claims_below",
    "check_against_protocols",
    "check_areas",
    "check_claims",
    "check_entry_schema",
    "check_level",
    "check_precinct",
    "check_turnout",
    "compare_tables",
    "entry_from_body",
    "example_contest",
    "expected_totals",
    "failing_example_findings",
    "flatten_figures",
    "fold_entry",
    "is_in_view",
    "level_relation",
    "nest_figures",
    "nest_sums",
    "passing_example_findings",
    "summable_figures",
    "view_totals",
    "whole_example_findings",
]
