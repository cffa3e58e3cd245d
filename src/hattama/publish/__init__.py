"""This room knows the files that the public downloads: a snapshot becomes bytes, the same bytes every time.

It does not know Django, where the snapshot came from, or where the bytes go.
"""

from hattama.publish.bundle import Snapshot, bundle_files, hash_pieces, render_manifest
from hattama.publish.records import ProtocolRecord, ScanRecord, TotalRecord
from hattama.publish.rule_pages import render_rule_pages
from hattama.publish.tables import (
    render_findings_csv,
    render_protocols_csv,
    render_totals_csv,
    render_votes_csv,
)
from hattama.publish.views import (
    area_document,
    election_document,
    precinct_document,
    protocol_document,
    render_json,
    total_document,
)

__all__ = [
    "ProtocolRecord",
    "ScanRecord",
    "Snapshot",
    "TotalRecord",
    "area_document",
    "bundle_files",
    "election_document",
    "hash_pieces",
    "precinct_document",
    "protocol_document",
    "render_findings_csv",
    "render_json",
    "render_manifest",
    "render_protocols_csv",
    "render_rule_pages",
    "render_totals_csv",
    "render_votes_csv",
    "total_document",
]
