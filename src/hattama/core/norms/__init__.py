"""This room knows norms of law by edition and date, how they are cited, and the deadlines that they set.

It does not know packs, files or pages, nor what any norm is used for.
"""

from hattama.core.norms.calendars import Calendar, CalendarYear
from hattama.core.norms.citations import NOTHING_CITED, Citations, Cited
from hattama.core.norms.deadlines import (
    VOTING_EVENTS,
    Answer,
    Deadline,
    Outlook,
    Suspension,
    Unit,
    day_ended,
    due,
    event_moment,
    overdue_by,
)
from hattama.core.norms.norms import CONCERNED, Certainty, Edition, Law, LawText, Norm
from hattama.core.norms.provisions import is_norm_id, law_of, parse_provision
