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
from hattama.publish.catalogue import CATALOGUE, ElectionData, render_catalogue
from hattama.publish.changes import CORRECTIONS, ChangeRecord, Figures, render_corrections_csv
from hattama.publish.citation import CITATION, render_citation
from hattama.publish.columns import Column, Kind, Table
from hattama.publish.data_package import (
    DATA_PACKAGE,
    LICENCE,
    MEDIA_TYPES,
    DataFile,
    render_data_package,
    table_schema,
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
from hattama.publish.open_tables import AREA_KEY, OpenData, open_table_pieces
from hattama.publish.outcomes import OutcomeBasis, outcome_path, render_outcome
from hattama.publish.records import (
    EntryReference,
    ExplanationRecord,
    ProtocolRecord,
    ScanRecord,
    TotalRecord,
)
from hattama.publish.rule_pages import render_rule_pages
from hattama.publish.sitemap import pages_in_a_part, render_sitemap, render_sitemap_index
from hattama.publish.state import area_state_path, render_area_state, render_precinct_state
from hattama.publish.table_descriptions import describe_tables
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
    "AREA_KEY",
    "CATALOGUE",
    "CITATION",
    "CORRECTIONS",
    "CUSTODY_TABLE",
    "DATA_PACKAGE",
    "LICENCE",
    "MEDIA_TYPES",
    "TIMELINE",
    "ChangeRecord",
    "Column",
    "DataFile",
    "ElectionData",
    "EntryReference",
    "ExplanationRecord",
    "Figures",
    "FileDigest",
    "FileFacts",
    "Kind",
    "NightRecord",
    "NightRules",
    "OpenData",
    "OutcomeBasis",
    "ProtocolRecord",
    "ScanRecord",
    "Snapshot",
    "Table",
    "TotalRecord",
    "TypesetterMissing",
    "area_document",
    "area_state_path",
    "bundle_pieces",
    "describe_tables",
    "election_document",
    "facts_of",
    "night_state_path",
    "open_table_pieces",
    "outcome_files",
    "outcome_path",
    "pages_in_a_part",
    "precinct_document",
    "protocol_document",
    "render_area_state",
    "render_catalogue",
    "render_citation",
    "render_corrections_csv",
    "render_custody_csv",
    "render_data_package",
    "render_findings_csv",
    "render_json",
    "render_manifest",
    "render_night_state",
    "render_outcome",
    "render_precinct_state",
    "render_protocol_tables",
    "render_protocols_csv",
    "render_rule_pages",
    "render_sitemap",
    "render_sitemap_index",
    "render_timeline_csv",
    "render_totals_csv",
    "render_votes_csv",
    "table_schema",
    "total_document",
    "typeset_pdf",
    "typeset_png",
]
