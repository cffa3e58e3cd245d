"""Published rows become the records that the public's files are rendered from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db.models import Count, Prefetch, QuerySet

from hattama.publish import ProtocolRecord, ScanRecord, Snapshot, TotalRecord
from hattama.web.archive.acts import LogEntry
from hattama.web.archive.content_store import get_content
from hattama.web.archive.elections import AreaRow, ElectionRow
from hattama.web.archive.loading import load_definition, load_total
from hattama.web.archive.published import PublishedProtocol, PublishedScan, PublishedTotal

CHUNK = 1000


def load_log_size(election: ElectionRow) -> int:
    """How many entries the election's log holds."""
    last = LogEntry.objects.filter(election=election).order_by("-index").values_list("index", flat=True).first()
    return 0 if last is None else last + 1


def load_records(rows: QuerySet[PublishedProtocol]) -> Iterator[ProtocolRecord]:
    """Published protocols as records, in the order of area identifier and contest."""
    # Joined: asked for by their hashes, a thousand scans are more than SQLite takes in one question.
    scans = Prefetch("scans", PublishedScan.objects.select_related("scan"))
    ordered = rows.select_related("area").prefetch_related(scans).order_by("area__area_id", "contest")
    return (protocol_record(row) for row in ordered.iterator(chunk_size=CHUNK))


def protocol_record(row: PublishedProtocol) -> ProtocolRecord:
    """One published protocol as a record."""
    return ProtocolRecord(
        area_id=row.area.area_id,
        contest=row.contest,
        entry_index=row.entry_index,
        leaf_hash=row.leaf_hash,
        version=row.version,
        figures=row.figures,
        illegible=tuple(row.illegible),
        findings=tuple(row.findings),
        explanation=row.explanation,
        method=row.method,
        signed_at=row.signed_at,
        received_at=row.received_at,
        published_at=row.published_at,
        scans=tuple(
            ScanRecord(
                sha256=shown.scan_id,
                media_type=shown.scan.media_type,
                size_bytes=shown.scan.size_bytes,
                pages=shown.scan.pages,
            )
            for shown in row.scans.all()
        ),
    )


def load_total_records(rows: QuerySet[PublishedTotal], log_size: int) -> Iterator[TotalRecord]:
    """Totals as records, in the order of area identifier and contest, stated at `log_size`.

    A total that no later entry touched is the same at every later size of the log.
    """
    ordered = rows.select_related("area").order_by("area__area_id", "contest")
    return (
        TotalRecord(row.area.area_id, row.contest, log_size, load_total(row))
        for row in ordered.iterator(chunk_size=CHUNK)
    )


def load_snapshot(election: ElectionRow) -> Snapshot:
    """The whole published election. The caller holds a transaction, so that all its files speak of one moment."""
    definition = load_definition(election)
    log_size = load_log_size(election)
    root = AreaRow.objects.get(election=election, depth=0)
    national = {record.contest: record for record in load_total_records(root.totals.all(), log_size)}
    received = dict(
        PublishedProtocol.objects.filter(election=election)
        .values_list("contest")
        .annotate(Count("pk"))
        .order_by("contest")
    )
    return Snapshot(
        election=definition.election,
        pack=definition.pack,
        definition=bytes(election.definition),
        rule_pack=bytes(election.rule_pack),
        areas_csv=get_content(election.areas_sha256),
        log_size=log_size,
        expected={code: record.total.expected for code, record in national.items()},
        received={code: received.get(code, 0) for code in national},
        national=national,
        protocols=lambda: load_records(PublishedProtocol.objects.filter(election=election)),
        totals=lambda: load_total_records(PublishedTotal.objects.filter(election=election), log_size),
        entries=lambda: _entries(election),
    )


def _entries(election: ElectionRow) -> Iterable[bytes]:
    bodies = LogEntry.objects.filter(election=election).order_by("index").values_list("body", flat=True)
    return (bytes(body) for body in bodies.iterator(chunk_size=CHUNK))
