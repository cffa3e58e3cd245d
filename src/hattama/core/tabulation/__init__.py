"""This room knows many protocols: the areas they come from, the sums up the map, and what is missing.

It does not know how votes become seats, what a log entry's bytes are, or where rows are kept.
"""

from hattama.core.tabulation.area_checks import MOST_PRECINCTS, check_areas
from hattama.core.tabulation.areas import AreasAreNotATree, AreaTree
from hattama.core.tabulation.entries import (
    Entry,
    ProtocolEntry,
    ScanEntry,
    entry_from_body,
    flatten_figures,
    nest_figures,
)
from hattama.core.tabulation.fold import (
    BrokenLifeCycle,
    NothingToAttachTo,
    NotOnTheRoster,
    ProtocolAlreadyPublished,
    ReplacedEntryIsNotCurrent,
    Tabulation,
    expected_totals,
    fold_entry,
)
from hattama.core.tabulation.totals import Contribution, Total, summable_figures

__all__ = [
    "MOST_PRECINCTS",
    "AreaTree",
    "AreasAreNotATree",
    "BrokenLifeCycle",
    "Contribution",
    "Entry",
    "NotOnTheRoster",
    "NothingToAttachTo",
    "ProtocolAlreadyPublished",
    "ProtocolEntry",
    "ReplacedEntryIsNotCurrent",
    "ScanEntry",
    "Tabulation",
    "Total",
    "check_areas",
    "entry_from_body",
    "expected_totals",
    "flatten_figures",
    "fold_entry",
    "nest_figures",
    "summable_figures",
]
