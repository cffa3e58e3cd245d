"""This room knows each kind of log entry: value, schema, body, and how it follows from those before.

It does not know sums up the map, what a log's bytes prove, or where entries are kept.
"""

from typing import TYPE_CHECKING

from hattama.core.entries.amendment import (
    AMENDMENT,
    AREA_FIELDS,
    LONGEST_WHY,
    LONGEST_WORDING,
    MOST_CHANGES,
    Change,
    Place,
    Wordings,
    amended_area,
    amended_election,
    amendment_body,
    fold_amendment,
    written_words,
)
from hattama.core.entries.annulment import AnnulmentEntry
from hattama.core.entries.audit_kinds import (
    AUDIT_COUNT,
    AUDIT_DRAW,
    AUDIT_KINDS,
    AUDIT_PLAN,
    AUDIT_RISK,
    AUDIT_SEED,
    MOST_IN_ONE,
    RECOUNT_ORDER,
    AuditMethod,
    Stop,
)
from hattama.core.entries.claim import CLAIM, Claim, ClaimEntry, ClaimKey, Stage, claim_from_body, fold_claim
from hattama.core.entries.closing import AFTER_CLOSE, refuse_after_close
from hattama.core.entries.confirmation import ConfirmationEntry
from hattama.core.entries.copy_source import (
    BROUGHT,
    COPY_SOURCE,
    LONGEST_BRINGER,
    NOBODY_SAID,
    Bringer,
    CopySource,
    copy_source_in,
)
from hattama.core.entries.custody import (
    ARCHIVE,
    CUSTODY,
    EVERYBODY,
    SIGNATURE_TYPE,
    CustodyChain,
    CustodyEntry,
    check_chain,
    fold_custody,
)
from hattama.core.entries.deeds import check_deeds, deed_findings, recorded_no_earlier
from hattama.core.entries.investigation import InvestigationEntry
from hattama.core.entries.lot import CHOICE_KINDS, LOT, drawn_among, drawn_order, fold_choices, standing_lot
from hattama.core.entries.nesting import LONGEST_WORDS, flatten_figures, nest_figures, nest_sums
from hattama.core.entries.observers import (
    ENROLLED,
    OBSERVER_COPY,
    OBSERVER_KINDS,
    REVOKED,
    CopyPlace,
    ObserverCopy,
    ObserverStanding,
    SignedCopy,
    copy_digest,
    fold_observers,
    parse_copy,
)
from hattama.core.entries.parts import (
    BrokenLifeCycle,
    NoSuchArea,
    NotHere,
    NotOnTheRoster,
    PollsNotClosed,
    decision_body,
    decision_from_body,
    file_body,
    finding_body,
    moment_text,
    recorded_text,
    salted_sha256,
    sealed_digest,
)
from hattama.core.entries.precinct_change import FIELDS_OF, PrecinctChange, fold_precinct, gone_after
from hattama.core.entries.record_kinds import RECORD_KINDS
from hattama.core.entries.redaction import EXPLANATION, SCAN, RedactionEntry
from hattama.core.entries.registry import (
    TELLING_KINDS,
    Entry,
    SchemaProblem,
    check_entry_schema,
    entry_body,
    entry_from_body,
    entry_message,
    fold_life,
)
from hattama.core.entries.rights import (
    DECIDING_ROLES,
    FIRST_ADMINISTRATORS,
    OF_ACCOUNTS,
    OPERATOR,
    Holding,
    Opening,
    RightsChange,
    RightsStanding,
    change_body,
    deciding_deeds,
    fold_rights,
    held_of_few,
    rights_bodies,
)
from hattama.core.entries.scan import ScanAlreadyThere, ScanEntry
from hattama.core.entries.schema_types import MEDIA_ENDINGS, is_findings, is_moment
from hattama.core.entries.seals import (
    LONGEST_ORGANISATION,
    RESULTS,
    SAMPLE,
    SEAL_KINDS,
    SENT_FORMS,
    UNSEALING,
    Seal,
    SealStanding,
    fold_seal,
)
from hattama.core.entries.snapshot import SNAPSHOT, SNAPSHOT_COUNTS
from hattama.core.entries.standing import Contribution, summable_figures
from hattama.core.entries.steps import STEPS, Step, StepTime, Timeline, check_timeline, fold_steps, steps_at
from hattama.core.entries.turnout import (
    NOTION_WORDS,
    TURNOUT,
    Notion,
    StandingTurnout,
    TurnoutEntry,
    TurnoutPoint,
    refuse_strange_turnout,
    standing_turnout,
    stated_share,
    turnout_entry,
)
from hattama.core.entries.version import (
    CONFIRMED,
    PRELIMINARY,
    VERSION_KINDS,
    ProtocolEntry,
    is_bare,
    keeps_paper,
    protocol_in,
    version_body,
)
from hattama.core.vocabulary import late_names

if TYPE_CHECKING:
    from hattama.core.entries.audits import (
        Audit,
        AuditRefused,
        Audits,
        Drawn,
        counted_in,
        fold_audit,
        refuse_audit_entry,
        risk_limit_of,
    )
    from hattama.core.entries.records import Opened, fold_record, record_deed_body, statement_body
else:
    # Few logs hold any of these.
    __getattr__ = late_names(__name__, "audits", "records")
