"""What this room says of values of other rooms: the half of its door that reads those rooms."""

# A door uses none of its names.
# ruff: noqa: F401

from hattama.phrases.cards import (
    SAYS_NOT,
    balance_document,
    card_document,
    card_line,
    criteria_document,
)
from hattama.phrases.deadlines import CERTAINTIES, OUR_READING, say_deadline
from hattama.phrases.forensics import (
    CORRECTED,
    LEFT_OUT,
    PROBABILITY,
    USED,
    forensics_document,
    say_cell,
)
from hattama.phrases.margins import margins_document, told_margins
from hattama.phrases.observation import PHASES, observation_document, observation_paragraphs, phase_words
from hattama.phrases.outcome_documents import outcome_document
from hattama.phrases.outcomes import OutcomeTable, say_group, say_outcome, say_rule_value, say_step, table_of
from hattama.phrases.quick_count import (
    BASES,
    beside_official,
    count_from,
    official_figures,
    quick_count_lines,
    say_interval,
)
from hattama.phrases.records import (
    FIELD_TYPES,
    RULES,
    STANDINGS,
    VISIBILITIES,
    say_clock,
    say_filled,
    say_measure,
    say_part,
    say_share_of,
    say_stated,
    say_summary,
    say_value,
)
from hattama.phrases.register_texts import ReportSentence, report_lines, report_sentences
