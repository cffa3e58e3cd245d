"""This room knows the nouns every other room uses: counts, shares, words, elections, deeds, findings, faults.

It does not know forms, files, laws or tables.
"""

from hattama.core.vocabulary.counts import (
    MOST_DIGITS,
    YEARS,
    Count,
    Share,
    Tally,
    parse_whole_number,
    percent_places,
    percent_units,
    round_half_up,
    share_of,
    tally,
)
from hattama.core.vocabulary.deeds import (
    KEPT_FROM,
    Deed,
    DeedRefused,
    DutiesNotSeparate,
    NotYours,
    ReadsTwice,
    Tie,
    TypistNotKnown,
    joined_duty,
    refusals_under,
    refuse_joined_duty,
)
from hattama.core.vocabulary.elections import (
    Area,
    AreaKind,
    Choice,
    ConfirmedBy,
    Contest,
    Drawing,
    Election,
    EntryRules,
    PaperCodes,
    PollingHours,
    Polls,
    View,
    Withdrawal,
)
from hattama.core.vocabulary.findings import Fault, Finding, Severity, Verdict
from hattama.core.vocabulary.identifiers import (
    is_area_id,
    is_code,
    is_election_id,
    is_record_id,
    is_rule_code,
    is_sha256,
)
from hattama.core.vocabulary.late_names import late_names
from hattama.core.vocabulary.spreadsheets import csv_text, inert_cell, inert_cells, is_formula
from hattama.core.vocabulary.system_reasons import system_reason
from hattama.core.vocabulary.words import NO_WORDS, Message, Text, Words, fill, isolated
