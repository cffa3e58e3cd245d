"""This room knows how papers and batches are drawn by a public seed and counted again, and what that shows.

It does not know who the readers are, how a scan is shown to them, or what becomes of a published figure.
"""

from hattama.core.audits.assertions import ASSERTION_WORDS, Assertion, NoAssertions
from hattama.core.audits.audit_book import AuditBook
from hattama.core.audits.audit_plan import (
    AuditPlan,
    Committed,
    commit_batches,
    commit_whole,
    counted_figures,
    plan_audit,
    read_batches,
)
from hattama.core.audits.ballot_polling import NOT_FOUND
from hattama.core.audits.error_rate import ErrorInterval, error_interval
from hattama.core.audits.record_draw import LEAST_SEED, SeedTooShort, draw_in_order
from hattama.core.audits.record_reading import (
    NOT_ON_PAPER,
    UNREADABLE,
    Answer,
    FigureCheck,
    ReadAgain,
    RecordCheck,
    check_record,
)
