"""This room knows how papers and batches are drawn by a public seed and counted again, and what that shows.

It does not know who the readers are, how a scan is shown to them, or what becomes of a published figure.
"""

from hattama.core.audits.assertions import Assertion, AssertionKind, NoAssertions, assertions_of
from hattama.core.audits.batch_comparison import (
    Batch,
    BatchPlan,
    MeasuredRisk,
    measured_risks,
    plan_batches,
    taint_of,
)
from hattama.core.audits.batch_draw import draw_by_weight
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
