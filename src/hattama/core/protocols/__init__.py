"""This room knows one protocol: its form, figures, control relations, two entries compared, its life.

It does not know other protocols, files or tables.
"""

from typing import TYPE_CHECKING

from hattama.core.protocols.bodies import OFFICES, Bodies, Body, Remit
from hattama.core.protocols.checks import check_protocol, derive_figures, derived_parts
from hattama.core.protocols.chronometry import (
    STEP_LATE,
    STEP_PARTS,
    STEP_PLACE,
    STEP_RULES,
    RecordedStep,
    StepDefinition,
    StepLimit,
    StepPlace,
    StepScope,
    check_steps,
    find_part,
)
from hattama.core.protocols.custody import (
    CUSTODY_RULES,
    Attachment,
    CustodyEvent,
    CustodyRecord,
    Holder,
    Seal,
    check_custody,
    is_paper,
)
from hattama.core.protocols.deed_rules import (
    DEED_RULES,
    OF_COMMISSIONS,
    STATED_TIME_CANNOT_BE,
    DoneBy,
    check_clock,
    check_decision,
    check_places,
)
from hattama.core.protocols.figures_in_words import check_words
from hattama.core.protocols.figures_lookup import FigureReader
from hattama.core.protocols.form_rules import FORM_RULES, MISSING, FormRule, check_signing
from hattama.core.protocols.forms import (
    CHOICES,
    NAMED_GROUPS,
    PERSONS,
    ROLES,
    FigureDefinition,
    Form,
    RowGroup,
    figure_key,
    form_keys,
    is_known_key,
    named_rows,
    row_names,
    row_places,
    split_key,
)
from hattama.core.protocols.life_reasons import (
    CHANGE_REASONS,
    CIVIC_REASONS,
    CLOSED,
    CLOSING_REASONS,
    FORM_REPLACED,
    INVESTIGATION_REASONS,
    LEAVING_REASONS,
    MERGED,
    MOVED,
    OF_SAME_PAPER,
    OTHER,
    PRECINCT_CHANGES,
    REASONED_DEEDS,
    REINSTATED,
    RENAMED,
    REOPENED,
    SET_ASIDE,
    SOURCE,
    ChangeReason,
    Decision,
)
from hattama.core.protocols.powers import (
    BODIES,
    BODY_WORDS,
    COMMISSIONS,
    COURT,
    LAWFUL_DEEDS,
    VOLUNTEERS,
    Extent,
    LawfulRefusal,
    Power,
    Powers,
)
from hattama.core.protocols.protocol import Protocol
from hattama.core.protocols.relation_text import parse_expression, parse_statement
from hattama.core.protocols.relations import (
    COMPARISONS,
    LONGEST_TEXT,
    RESERVED,
    Comparison,
    Expression,
    Lookup,
    Name,
    Number,
    Refusal,
    RelationSyntaxError,
    Same,
    Statement,
    Sum,
    Within,
    holds,
    names_in,
    sides,
)
from hattama.core.protocols.rules import (
    DerivedQuantity,
    Figures,
    LawfulHours,
    ProtocolRules,
    PublicationDuty,
    Relation,
    RelationExample,
    RulePack,
    Scope,
)
from hattama.core.protocols.second_look import SECOND_LOOK_RULES, AreaSoFar, SecondLook, check_second_look
from hattama.core.protocols.written_sums import written_sums
from hattama.core.vocabulary import late_names

if TYPE_CHECKING:
    from hattama.core.protocols.corner_marks import MARKS_OF_A_PAGE, MOST_PAGES, corner_mark, marks_of_page
    from hattama.core.protocols.entry_comparison import FigureDifference, compare_entries
    from hattama.core.protocols.letter_sizes import LEAST_LETTERS, count_lines, height_of_lines, lines_held
    from hattama.core.protocols.life import (
        annul,
        close_investigation,
        confirm,
        correct,
        decide,
        end_rounds,
        enter,
        import_published,
        open_investigation,
        publish,
        recount,
        retype,
    )
    from hattama.core.protocols.life_diagram import render_life_diagram, render_life_table
    from hattama.core.protocols.life_openings import deeds_open_to, life_refusal
    from hattama.core.protocols.life_refusals import NotInThisState
    from hattama.core.protocols.life_states import (
        ROUNDS,
        SIGNED_AT,
        UNKNOWN_TYPIST,
        Confirmed,
        EnteredOnce,
        EnteredTwice,
        EntriesDiffer,
        Expected,
        Published,
        Ruling,
        Source,
        State,
        TypedEntry,
        UnderInvestigation,
        current_protocol,
        differing_keys,
        entered_by,
    )
    from hattama.core.protocols.life_table import deeds_in, state_code
    from hattama.core.protocols.offline_statement import (
        SIGNED_PREFIX,
        EntryStep,
        OfflineStatement,
        StatementMalformed,
        parse_offline,
    )
    from hattama.core.protocols.paper_identity import (
        MOST_COPIES,
        ORIGINAL,
        PaperIdentity,
        parse_paper,
        render_paper,
    )
    from hattama.core.protocols.scan_questions import ScanQuestion, ScanReading, ask_of_scan
    from hattama.core.protocols.sheet_layout import (
        CELL_DIGITS,
        DIGITS,
        LABEL_EDGE,
        MARK_COLUMN,
        MARK_SIDE,
        ROW_COUNTS,
        SHEET_MARGIN,
        SHEET_SIZE,
        Box,
        FigureBoxes,
        SheetDoesNotFit,
        SheetLayout,
        find_layout,
        lay_out,
        paper_languages,
        paper_texts,
    )
else:
    # The life of a protocol, and its paper: who adds up or checks what was published needs neither.
    __getattr__ = late_names(
        __name__,
        "entry_comparison",
        "life_states",
        "life_table",
        "life_refusals",
        "life",
        "life_openings",
        "life_diagram",
        "letter_sizes",
        "corner_marks",
        "sheet_layout",
        "paper_identity",
        "offline_statement",
        "scan_questions",
    )
