"""This room knows norms of law by edition and date, how they are cited, and the deadlines that they set.

It does not know packs, files or pages, nor what any norm is used for.
"""

from hattama.core.norms.calendars import Calendar, CalendarYear
from hattama.core.norms.deadlines import Deadline, Unit
from hattama.core.norms.norms import Certainty, Edition, Law, LawText, Norm
from hattama.core.norms.provisions import is_norm_id, law_of, parse_provision
