"""Published rows become the records that the public's files are rendered from."""

import datetime
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain, islice
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Count, QuerySet, Sum, TextField
from django.db.models.functions import Cast, Collate

from hattama.core.outcomes import ContestRules, counted_regions, counts_regions
from hattama.core.tabulation import Total
from hattama.formats.days_of_rest import load_calendar
from hattama.publish.bundle import Snapshot
from hattama.publish.json_lines import read_proven
from hattama.publish.records import ExplanationRecord, ProtocolRecord, ScanRecord, TotalRecord
from hattama.web.kernel.capability import provided
from hattama.web.kernel.elections.loading import Definition, load_definition, load_outcome_rules, load_total
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow, root_of
from hattama.web.kernel.log.tables import LogEntry
from hattama.web.kernel.published.tables import PublicMark, PublishedProtocol, PublishedScan, PublishedTotal
from hattama.web.kernel.stores.content_store import get_content
from hattama.web.kernel.stores.kept_questions import among, kept_question
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
    return next(iter(_public_size(election.pk)), 0)


@kept_question
def _public_size(election: str) -> QuerySet[PublicMark, int]:
    return PublicMark.objects.filter(election=election).values_list("size", flat=True)


def load_last_moment(election: ElectionRow) -> datetime.datetime:
    """When the election's log last took an entry in. Raises LogEntry.DoesNotExist where it is empty."""
    entries = LogEntry.objects.filter(election=election).order_by("-index")
    return entries.values_list("published_at", flat=True)[:1].get()


_SAME = ("contest", "kind", "entry_index", "leaf_hash", "version", "figures", "method", "annulled_by")
_LIFE = ("preliminary", "confirmed_by", "investigation", "paper_index")
_OTHER = ("illegible", "findings", "signed_text", "received_at", "explanation", "explanation_facts")
_COLUMNS = (*_SAME, *_LIFE, *_OTHER)
_JSON = [_COLUMNS.index(name) for name in ("figures", "illegible", "findings", "explanation_facts")]
# As text: that Django reads a country's JSON takes longer than everything else of it.
_ASKED = [Cast(name, TextField()) if at in _JSON else name for at, name in enumerate(_COLUMNS)]
_OF_SCAN = ("scan__media_type", "scan__size_bytes", "scan__pages")


def load_records(rows: QuerySet[PublishedProtocol]) -> Iterator[ProtocolRecord]:
    """Published protocols as records, in the order of area identifier and contest."""
    ordered = rows.order_by(*_in_order()).values_list("pk", "area__code", *_ASKED)
    told = ordered.iterator(chunk_size=CHUNK)
    while some := list(islice(told, CHUNK)):
        scans: dict[int, list[ScanRecord]] = {}
        of_these = PublishedScan.objects.filter(protocol__in=among([pk for pk, *_ in some]))
        for protocol, *scan in of_these.values_list(
            "protocol", "scan_id", *_OF_SCAN, "entry_index", "withdrawn_by"
        ):
            scans.setdefault(protocol, []).append(ScanRecord(*scan))
        for pk, area_id, *values in some:
            for at in _JSON:
                values[at] = values[at] and read_proven(values[at])
            yield _record(area_id, values, scans.get(pk, ()))


def protocol_record(row: PublishedProtocol, scans: Iterable[PublishedScan]) -> ProtocolRecord:
    """One published protocol as a record, with its scans in the order of the log."""
    values = [getattr(row, name) for name in _COLUMNS]
    return _record(row.area.code, values, map(_scan, scans))


def _scan(shown: PublishedScan) -> ScanRecord:
    scan = shown.scan
    facts = (scan.pk, scan.media_type, scan.size_bytes, scan.pages)
    return ScanRecord(*facts, shown.entry_index, shown.withdrawn_by)


def _record(area_id: str, values: Sequence[Any], scans: Iterable[ScanRecord]) -> ProtocolRecord:
    *same, illegible, findings, signed, received, word, facts = values
    return ProtocolRecord(
        area_id=area_id,
        **dict(zip((*_SAME, *_LIFE), same, strict=True)),
        illegible=tuple(illegible),
        findings=tuple(findings),
        signed_at=signed or None,
        recorded_at=received.astimezone(datetime.UTC).isoformat(timespec="seconds"),
        explanation=facts
        and ExplanationRecord(facts["sha256"], facts["salt"] or "", word, facts["withdrawn_by"]),
        scans=tuple(scans),
    )


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
