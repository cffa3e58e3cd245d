"""Published rows become the records that the public's files are rendered from."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Count, Prefetch, QuerySet, Sum
from django.db.models.functions import Collate

from hattama.core.outcomes import ContestRules, counted_regions, counts_regions
from hattama.core.tabulation import Total
from hattama.formats.days_of_rest import load_calendar
from hattama.publish.bundle import Snapshot
from hattama.publish.records import ExplanationRecord, ProtocolRecord, ScanRecord, TotalRecord
from hattama.web.kernel.capability import provided
from hattama.web.kernel.elections.loading import Definition, load_definition, load_outcome_rules, load_total
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow, root_of
from hattama.web.kernel.log.tables import LogEntry
from hattama.web.kernel.published.tables import (
    PublicMark,
    PublishedProtocol,
    PublishedScan,
    PublishedTotal,
)
from hattama.web.kernel.stores.content_store import get_content
from hattama.web.kernel.stores.kept_questions import kept_question
from hattama.web.kernel.stores.kept_readings import kept

CHUNK = 1000


@kept
def load_log_size(election: ElectionRow) -> int:
    """How many entries the election's log holds."""
    return next((index + 1 for index in _last_index(election.pk)), 0)


@kept_question
def _last_index(election: str) -> QuerySet[LogEntry, int]:
    entries = LogEntry.objects.filter(election=election).order_by("-index")
    return entries.values_list("index", flat=True)[:1]


@kept
def load_public_size(election: ElectionRow) -> int:
    """From how many entries of the log the public tables follow: what every page and file speaks of."""
    return PublicMark.objects.filter(election=election).values_list("size", flat=True).first() or 0


def load_last_moment(election: ElectionRow) -> datetime.datetime:
    """When the election's log last took an entry in. Raises LogEntry.DoesNotExist where it is empty."""
    entries = LogEntry.objects.filter(election=election).order_by("-index")
    return entries.values_list("published_at", flat=True)[:1].get()


def load_records(rows: QuerySet[PublishedProtocol]) -> Iterator[ProtocolRecord]:
    """Published protocols as records, in the order of area identifier and contest."""
    # Joined: asked for by their hashes, a thousand scans are more than SQLite takes in one question.
    scans = Prefetch("scans", PublishedScan.objects.select_related("scan"))
    ordered = rows.select_related("area").prefetch_related(scans).order_by(*_in_order())
    for row in ordered.iterator(chunk_size=CHUNK):
        yield protocol_record(row, row.scans.all())
        # What is read ahead holds its row, which holds it: a whole country would wait to be collected.
        vars(row).pop("_prefetched_objects_cache", None)


def protocol_record(row: PublishedProtocol, scans: Iterable[PublishedScan]) -> ProtocolRecord:
    """One published protocol as a record, with its scans in the order of the log."""
    return ProtocolRecord(
        area_id=row.area.code,
        contest=row.contest,
        kind=row.kind,
        entry_index=row.entry_index,
        leaf_hash=row.leaf_hash,
        version=row.version,
        figures=row.figures,
        illegible=tuple(row.illegible),
        findings=tuple(row.findings),
        method=row.method,
        signed_at=row.signed_text or None,
        recorded_at=row.received_at.astimezone(datetime.UTC).isoformat(timespec="seconds"),
        annulled_by=row.annulled_by,
        preliminary=row.preliminary,
        confirmed_by=row.confirmed_by,
        investigation=row.investigation,
        explanation=_explanation(row),
        scans=tuple(
            ScanRecord(
                sha256=shown.scan_id,
                media_type=shown.scan.media_type,
                size_bytes=shown.scan.size_bytes,
                pages=shown.scan.pages,
                entry_index=shown.entry_index,
                withdrawn_by=shown.withdrawn_by,
            )
            for shown in scans
        ),
    )


def _explanation(row: PublishedProtocol) -> ExplanationRecord | None:
    facts = row.explanation_facts
    if facts is None:
        return None
    return ExplanationRecord(facts["sha256"], facts["salt"] or "", row.explanation, facts["withdrawn_by"])


def load_total_records(rows: QuerySet[PublishedTotal], log_size: int) -> Iterator[TotalRecord]:
    """Totals as records, in the order of area identifier and contest, stated at `log_size`.

    A total that no later entry touched is the same at every later size of the log.
    """
    ordered = rows.select_related("area").order_by(*_in_order())
    return (
        TotalRecord(row.area.code, row.contest, log_size, load_total(row))
        for row in ordered.iterator(chunk_size=CHUNK)
    )


def _in_order() -> tuple[Collate, Collate]:
    # By code point, whatever language the database sorts in: files must not depend on it.
    collation = "C" if connection.vendor == "postgresql" else "BINARY"
    return Collate("area__code", collation), Collate("contest", collation)


def load_snapshot(election: ElectionRow) -> Snapshot:
    """The whole published election. The caller holds a transaction, so that it all speaks of one moment."""
    definition = load_definition(election)
    rules = load_outcome_rules(election).rules
    tree_size = load_public_size(election)
    root = root_of(election)
    rows = PublishedProtocol.objects.filter(election=election)
    replaced = rows.filter(version__gt=1).order_by("contest").values_list("contest")
    later = dict(replaced.annotate(later=Sum("version") - Count("pk")))
    national = {record.contest: record for record in load_total_records(root.totals.all(), tree_size)}
    return Snapshot(
        election=definition.election,
        pack=definition.pack,
        outcome_rules=rules,
        origin=election.origin,
        definition=bytes(election.definition),
        rule_pack=bytes(election.rule_pack),
        areas_csv=_areas_csv(election.areas_sha256),
        tree_size=tree_size,
        cut_at=load_entry(election, tree_size - 1)["recorded_at"],
        # Every version of a protocol but the first replaces one, so the number of the last counts them.
        published={code: one.total.received + later.get(code, 0) for code, one in national.items()},
        national=national,
        regions=load_regions(definition, rules, root),
        protocols=lambda: load_records(rows),
        totals=lambda: load_total_records(PublishedTotal.objects.filter(election=election), tree_size),
        calendar=load_calendar(definition.pack.country, ZoneInfo(definition.election.time_zone)),
        nights=lambda: chain.from_iterable(load(election) for load in provided("night_records")),
        texts=lambda: chain.from_iterable(load(election) for load in provided("record_texts")),
    )


@lru_cache(maxsize=2)
def _areas_csv(areas_sha256: str) -> bytes:
    # Under its hash it is the same for ever: a store that is away keeps no table from being written.
    return get_content(areas_sha256)


def load_regions(
    definition: Definition, rules: Mapping[str, ContestRules], root: AreaRow
) -> dict[str, tuple[tuple[str, Total], ...]]:
    """The totals of all regions in the order of identifiers, for each contest whose rules count them.

    A region of which nothing has come has an empty one: how many regions there are follows from the election.
    """
    counting = [c.code for c in definition.election.contests if counts_regions(rules.get(c.kind))]
    if not counting:
        return {}
    regions = counted_regions(sorted(root.children.filter(kind="unit"), key=lambda area: area.code))
    held = {
        (row.area_id, row.contest): load_total(row)
        for row in PublishedTotal.objects.filter(area__in=regions, contest__in=counting)
    }
    return {
        contest: tuple((area.code, held.get((area.pk, contest), Total())) for area in regions)
        for contest in counting
    }


def load_entry(election: ElectionRow, index: int) -> dict[str, Any]:
    """What one entry of the log says. Raises LogEntry.DoesNotExist."""
    body = LogEntry.objects.values_list("body", flat=True).get(election=election, index=index)
    said: dict[str, Any] = json.loads(bytes(body))
    return said
