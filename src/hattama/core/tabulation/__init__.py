"""This room knows many protocols: the areas they come from, the sums up the map, and what is missing.

It does not know how votes become seats, what a log entry's bytes are, or where rows are kept.
"""

from typing import TYPE_CHECKING

from hattama.core.tabulation.acceptance import (
    NIGHT_KINDS,
    Acceptance,
    EntryPlace,
    EntryUnfit,
    Ground,
    differing_findings,
    expected_findings,
    refuse_before_close,
    refuse_elsewhere,
    refuse_unfit,
)
from hattama.core.tabulation.area_checks import check_areas, first_division
from hattama.core.tabulation.areas import AreaTree
from hattama.core.tabulation.claims import (
    ClaimCheck,
    ClaimPair,
    check_against_protocols,
    check_claims,
    compare_claims,
    in_paper_order,
    level_relation,
)
from hattama.core.tabulation.finding_rules import OWN_RULES, FindingRule, RuleKind, rule_book
from hattama.core.tabulation.fold import Tabulation, expected_totals, fold_entry
from hattama.core.tabulation.precincts import check_arrival, check_precinct
from hattama.core.tabulation.relation_examples import (
    failing_example_findings,
    passing_example_findings,
    whole_example_findings,
)
from hattama.core.tabulation.totals import OFF_BALLOT, Total, derive_at, derive_sums, on_ballots
from hattama.core.vocabulary import late_names

if TYPE_CHECKING:
    from hattama.core.tabulation.coverage import CopyPrecinct, cover
    from hattama.core.tabulation.delays import Delays, Spread, delay_of, delays_of, spread_of
    from hattama.core.tabulation.differences import (
        Cell,
        CellDifference,
        TableComparison,
        cells_of,
        compare_tables,
    )
    from hattama.core.tabulation.flows import FlowCheck, FlowStep, StepKind, check_flow
    from hattama.core.tabulation.turnout import TurnoutFinding, check_turnout
    from hattama.core.tabulation.views import view_totals
else:
    # What is asked of totals and tables beside the sums.
    __getattr__ = late_names(__name__, "coverage", "delays", "differences", "flows", "turnout", "views")
