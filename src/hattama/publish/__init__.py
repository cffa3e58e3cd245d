"""This room knows the files that the public downloads: a snapshot becomes bytes, the same bytes every time.

It does not know Django, where the snapshot came from, or where the bytes go.
"""

from hattama.publish.bundle import (
    FileDigest,
    FileFacts,
    Snapshot,
    bundle_pieces,
    facts_of,
    outcome_files,
    render_manifest,
)
from hattama.publish.nights import (
    CUSTODY_TABLE,
    TIMELINE,
    NightRecord,
    NightRules,
    night_state_path,
    render_custody_csv,
    render_night_state,
    render_timeline_csv,
)
from hattama.publish.outcomes import OutcomeBasis, outcome_path, render_outcome
from hattama.publish.records import (
    EntryReference,
    ExplanationRecord,
    ProtocolRecord,
    ScanRecord,
    TotalRecord,
)
from hattama.publish.rule_pages import render_rule_pages
from hattama.publish.state import area_state_path, render_area_state, render_precinct_state
from hattama.publish.tables import (
    render_findings_csv,
    render_protocol_tables,
    render_protocols_csv,
    render_totals_csv,
    render_votes_csv,
)
from hattama.publish.typesetting import TypesetterMissing, typeset_pdf, typeset_png
from hattama.publish.views import (
    area_document,
    election_document,
    precinct_document,
    protocol_document,
    render_json,
    total_document,
)

__all__ = [
    "CUSTODY_TABLE",
    "TIMELINE",
    "EntryReference",
    "ExplanationRecord",
    "FileDigest",
    "FileFacts",
    "NightRecord",
    "NightRules",
    "OutcomeBasis",
    "ProtocolRecord",
    "ScanRecord",
    "Snapshot",
    "TotalRecord",
    "TypesetterMissing",
    "area_document",
    "area_state_path",
    "bundle_pieces",
    "election_document",
    "facts_of",
    "night_state_path",
    "outcome_files",
    "outcome_path",
    "precinct_document",
    "protocol_document",
    "render_area_state",
    "render_custody_csv",
    "render_findings_csv",
    "render_json",
    "render_manifest",
    "render_night_state",
    "render_outcome",
    "render_precinct_state",
    "render_protocol_tables",
    "render_protocols_csv",
    "render_rule_pages",
    "render_timeline_csv",
    "render_totals_csv",
    "render_votes_csv",
    "total_document",
    "typeset_pdf",
    "typeset_png",
]
