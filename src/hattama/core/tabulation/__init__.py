"""This room knows many protocols: the areas they come from, the sums up the map, and what is missing.

It does not know how votes become seats, what a log entry's bytes are, or where rows are kept.
"""

from hattama.core.tabulation.acceptance import (
    NIGHT_KINDS,
    Acceptance,
    EntryPlace,
    EntryUnfit,
    FindingsDiffer,
    Ground,
    expected_findings,
    refuse_elsewhere,
    refuse_unfit,
)
from hattama.core.tabulation.area_checks import MOST_PRECINCTS, check_areas
from hattama.core.tabulation.areas import AreasAreNotATree, AreaTree
from hattama.core.tabulation.claims import (
    Against,
    ClaimCheck,
    ClaimPair,
    check_against_claims_below,
    check_against_protocols,
    check_claims,
    compare_claims,
    in_paper_order,
    level_relation,
)
from hattama.core.tabulation.delays import Delays, delays_of
from hattama.core.tabulation.differences import (
    Cell,
    CellDifference,
    TableComparison,
    cells_of,
    compare_tables,
)
from hattama.core.tabulation.finding_rules import OWN_RULES, FindingRule, RuleKind, rule_book
from hattama.core.tabulation.flows import FlowCheck, FlowStep, StepKind, check_flow
from hattama.core.tabulation.fold import Tabulation, expected_totals, fold_entry
from hattama.core.tabulation.levels import check_level
from hattama.core.tabulation.percentiles import NotAPercentile, percentile_of
from hattama.core.tabulation.precincts import check_arrival, check_precinct
from hattama.core.tabulation.relation_examples import (
    example_contest,
    failing_example_findings,
    passing_example_findings,
    whole_example_findings,
)
from hattama.core.tabulation.spans import Spread, spread_of
from hattama.core.tabulation.totals import Total, derive_sums
from hattama.core.tabulation.turnout import TurnoutFinding, TurnoutLimits, check_turnout
from hattama.core.tabulation.views import View, is_in_view, view_totals

__all__ = [
    "MOST_PRECINCTS",
    "NIGHT_KINDS",
    "OWN_RULES",
    "Acceptance",
    "Against",
    "AreaTree",
    "AreasAreNotATree",
    "Cell",
    "CellDifference",
    "ClaimCheck",
    "ClaimPair",
    "Delays",
    "EntryPlace",
    "EntryUnfit",
    "FindingRule",
    "FindingsDiffer",
    "FlowCheck",
    "FlowStep",
    "Ground",
    "NotAPercentile",
    "RuleKind",
    "Spread",
    "StepKind",
    "TableComparison",
    "Tabulation",
    "Total",
    "TurnoutFinding",
    "TurnoutLimits",
    "View",
    "cells_of",
    "check_against_claims_below",
    "check_against_protocols",
    "check_areas",
    "check_arrival",
    "check_claims",
    "check_flow",
    "check_level",
    "check_precinct",
    "check_turnout",
    "compare_claims",
    "compare_tables",
    "delays_of",
    "derive_sums",
    "example_contest",
    "expected_findings",
    "expected_totals",
    "failing_example_findings",
    "fold_entry",
    "in_paper_order",
    "is_in_view",
    "level_relation",
    "passing_example_findings",
    "percentile_of",
    "refuse_elsewhere",
    "refuse_unfit",
    "rule_book",
    "spread_of",
    "view_totals",
    "whole_example_findings",
]
