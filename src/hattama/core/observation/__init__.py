"""This room knows what observers saw: forms and answers, samples, and both beside what was published.

It does not know XLSForm, OpenRosa, phones or pages, nor the forms of any one country: those are data.
"""

from hattama.core.observation.allocation import (
    Moments,
    SampleOutOfRange,
    allocate,
    planned_margin,
    spread_weights,
    voters_formula,
)
from hattama.core.observation.copies import CopyBeside, PlaceCopies, lay_copies_beside, read_copy
from hattama.core.observation.estimates import STEPS, Estimate, is_consistent
from hattama.core.observation.footage import CAMERA, RECORDING, VIDEO, Footage, Stretch, cover, stretches_in
from hattama.core.observation.forms import (
    NOT_OBSERVED,
    ObservationForm,
    Option,
    Question,
    QuestionKind,
    Submission,
    first_names,
    standing,
)
from hattama.core.observation.frames import (
    DrawnStation,
    DrawnStratum,
    Frame,
    FrameStation,
    Sample,
    StationTwice,
    draw_sample,
)
from hattama.core.observation.hours import (
    HoursBeside,
    Pace,
    announced_spans,
    counted_in_all,
    fastest,
    lay_hours_beside,
    read_hours,
    read_moment,
    summarise_hours,
)
from hattama.core.observation.masters import MERGED_PHASES, MasterRecord, lay_observers_together, one_a_place
from hattama.core.observation.messages import (
    CODE_DIGITS,
    ShortMessage,
    is_keyword,
    is_tag,
    parse_code,
    parse_message,
    tags_agree,
)
from hattama.core.observation.opened import (
    COPY,
    COUNTING,
    OWN_NOTES,
    TURNOUT,
    OpenedTable,
    Seen,
    by_place,
    seen_at,
    standing_tables,
)
from hattama.core.observation.quick_count import (
    Base,
    QuickCount,
    Response,
    Shares,
    count_quickly,
    official_shares,
    progress_of,
    response_of,
)
from hattama.core.observation.steps import StepBeside, lay_steps_beside
from hattama.core.observation.summaries import (
    EVENTS,
    PhaseSummary,
    QuestionSummary,
    summarise,
    without_repeats,
)
