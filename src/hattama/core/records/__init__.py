"""This room knows what somebody stated of a record, when and by which document; kinds, courses, measures.

It does not know files, packs' bytes, logs or pages, nor any one kind: those are data.
"""

from hattama.core.records.clocks import Reading, Standing, read_clocks
from hattama.core.records.conditions import (
    NOT_FIELDS,
    STATE,
    Asked,
    Compared,
    Condition,
    ConditionSyntaxError,
    Literal,
    Path,
    parse_condition,
    parse_operands,
    parts_of,
    paths_in,
    paths_of,
)
from hattama.core.records.courses import CourseTrouble, check_course, powers_over, render_course
from hattama.core.records.facts import RecordFacts, facts_of
from hattama.core.records.formulas import Reckoning, parse_formula, parse_group_relation
from hattama.core.records.kinds import (
    BodyPower,
    ChartShape,
    Clock,
    CourseDeed,
    CourseState,
    DayStep,
    Field,
    Item,
    Letter,
    Measure,
    NumberRelation,
    RecordCourse,
    RecordKind,
    Register,
    Visibility,
)
from hattama.core.records.letters import DueLetter, letters_about, missed_now
from hattama.core.records.measures import (
    MeasureValue,
    measure_cells,
    measure_records,
    numbers_shown_first,
    published_share,
    register_findings,
    unknown_tables,
)
from hattama.core.records.pack_numbers import (
    Aggregate,
    Alike,
    DatedCall,
    DatedTable,
    DatedValue,
    GroupRelation,
    KindRule,
    MeasureFormula,
    Must,
    Outlying,
    Recurring,
    Related,
)
from hattama.core.records.records import (
    Moment,
    Record,
    RecordDeed,
    RecordFinding,
    RecordRefused,
    RecordRule,
    Registry,
)
from hattama.core.records.statements import (
    LONGEST_QUOTATION,
    Document,
    Statement,
    read_said,
    said_body,
    said_text,
)
from hattama.core.records.subject_pages import FlowStep, GridLine, PageShape, SubjectPage, Turn, flow_balances
from hattama.core.records.values import (
    LONGEST_NAME,
    LONGEST_TEXT,
    SMALL_UNITS,
    FieldType,
    Money,
    NamedFile,
    Range,
    Said,
    Sealed,
    UnfitValue,
    read_day,
)
