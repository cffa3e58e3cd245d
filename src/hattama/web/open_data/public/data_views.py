"""Files for everyone: tables as CSV, areas and precincts as JSON, log entries and scans byte for byte."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404

from hattama.core.vocabulary import is_area_id
from hattama.publish.nights import render_custody_csv, render_timeline_csv
from hattama.publish.tables import (
    render_findings_csv,
    render_protocols_csv,
    render_totals_csv,
    render_votes_csv,
)
from hattama.publish.views import area_document, election_document, precinct_document, render_json
from hattama.web.kernel.accounts.access import access
from hattama.web.kernel.accounts.browser_limits import sandboxed
from hattama.web.kernel.elections.loading import load_area, load_definition, load_total
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow, below, right_below
from hattama.web.kernel.log.snapshots import load_log_size, load_records, load_total_records
from hattama.web.kernel.log.tables import LogEntry
from hattama.web.kernel.pages.file_answers import file_response
from hattama.web.kernel.published.tables import PublishedProtocol, PublishedTotal, Scan
from hattama.web.kernel.stores.content_store import get_content
from hattama.web.night.reading import load_night_records, night_rules
from hattama.web.protocols.public_life import is_decision_document

_SHA256 = re.compile(r"[0-9a-f]{64}")
_CSV = "text/csv; charset=utf-8"
_JSON = "application/json; charset=utf-8"
_IMMUTABLE = "public, max-age=31536000, immutable"


@access("public")
def election_json(request: HttpRequest, election_id: str) -> HttpResponseBase:
    """The election, its contests and national totals."""
    row = _opened(election_id)
    tree_size = load_log_size(row)
    totals = PublishedTotal.objects.filter(election=row, area__depth=0)
    national = {record.contest: record.total for record in load_total_records(totals, tree_size)}
    document = election_document(load_definition(row).election, national, tree_size=tree_size)
    changed_at = log_changed_at(row)
    return file_response(
        request, [render_json(document)], _JSON, tag=f"{election_id}-{tree_size}", changed_at=changed_at
    )


@access("public")
def election_toml(request: HttpRequest, election_id: str) -> HttpResponseBase:
    """The election's definition, byte for byte as the log's first entry hashes it."""
    row = _opened(election_id)
    return file_response(request, [bytes(row.definition)], "application/toml", tag=row.definition_sha256)


@access("public")
def rule_pack_toml(request: HttpRequest, election_id: str) -> HttpResponseBase:
    """The rule pack in force, byte for byte as the log's first entry hashes it."""
    row = _opened(election_id)
    return file_response(request, [bytes(row.rule_pack)], "application/toml", tag=row.rule_pack_sha256)


@access("public")
def table_csv(request: HttpRequest, election_id: str, table: str) -> HttpResponseBase:
    """A whole-election table: protocols, votes, totals, findings, timeline, custody or areas."""
    row = _opened(election_id)
    pieces = _table(row, table, PublishedProtocol.objects.filter(election=row))
    return file_response(
        request,
        pieces,
        _CSV,
        tag=f"{table}-{election_id}-{load_log_size(row)}",
        changed_at=log_changed_at(row),
        name=file_name(row, f"{table}.csv"),
    )


@access("public")
def area_json(request: HttpRequest, election_id: str, area_id: str) -> HttpResponseBase:
    """A precinct with its protocols, or an area with its totals and its children's."""
    area = _area(election_id, area_id)
    parent_id = area.parent.code if area.parent is not None else None
    if area.is_precinct:
        records = load_records(PublishedProtocol.objects.filter(area=area))
        document = precinct_document(load_area(area, parent_id), records)
    else:
        children = AreaRow.objects.filter(right_below(area)).select_related("parent")
        totals = {row.contest: load_total(row) for row in area.totals.all()}
        of_children = PublishedTotal.objects.filter(area__in=children).select_related("area")
        document = area_document(
            load_area(area, parent_id),
            [
                load_area(child, child.parent.code if child.parent else None)
                for child in children.order_by("sort_key", "code")
            ],
            totals,
            {(row.area.code, row.contest): load_total(row) for row in of_children},
        )
    return file_response(
        request,
        [render_json(document)],
        _JSON,
        tag=f"{area_id}-{load_log_size(area.election)}",
        changed_at=log_changed_at(area.election),
    )


@access("public")
def area_csv(request: HttpRequest, election_id: str, area_id: str) -> HttpResponseBase:
    """All protocols of the precincts in an area, or of one precinct."""
    area = _area(election_id, area_id)
    within = PublishedProtocol.objects.filter(election=area.election)
    rows = within.filter(area=area) if area.is_precinct else within.filter(below(area, "area__"))
    tag = f"csv-{area_id}-{load_log_size(area.election)}"
    return file_response(
        request,
        _table(area.election, "protocols", rows),
        _CSV,
        tag=tag,
        changed_at=log_changed_at(area.election),
        name=file_name(area.election, f"{area_id}.csv"),
    )


@access("public")
def log_entry(request: HttpRequest, election_id: str, index: int) -> HttpResponseBase:
    """One entry of the log: the canonical bytes whose hash is the leaf."""
    entry = get_object_or_404(LogEntry, election_id=election_id, index=index)
    return file_response(request, [bytes(entry.body)], _JSON, tag=entry.leaf_hash, caching=_IMMUTABLE)


@access("public")
def scan(request: HttpRequest, sha256: str) -> HttpResponseBase:
    """The scan of a published protocol or the file of a decision, byte for byte as it was received."""
    if not _SHA256.fullmatch(sha256):
        raise Http404
    shown = Scan.objects.filter(published__isnull=False, published__withdrawn_by=None)
    row = shown.filter(pk=sha256).first()
    if row is None and is_decision_document(sha256):
        row = Scan.objects.filter(pk=sha256, published__withdrawn_by=None).first()
    if row is None:
        raise Http404
    response = file_response(request, [get_content(sha256)], row.media_type, tag=sha256, caching=_IMMUTABLE)
    # Whatever a hostile file holds, a browser must not run it in this site's name.
    sandboxed(response)
    extension = {"image/jpeg": "jpg", "image/png": "png", "image/tiff": "tif", "application/pdf": "pdf"}
    response["Content-Disposition"] = f'inline; filename="{sha256[:16]}.{extension[row.media_type]}"'
    return response


def _table(election: ElectionRow, table: str, rows: QuerySet[PublishedProtocol]) -> Iterable[bytes]:
    definition = load_definition(election)
    contests = {contest.code: contest for contest in definition.election.contests}
    forms = {code: rules.form for code, rules in definition.rules.items()}
    if table == "protocols":
        return render_protocols_csv(load_records(rows), forms)
    if table == "votes":
        return render_votes_csv(load_records(rows), contests, forms)
    if table == "totals":
        totals = PublishedTotal.objects.filter(election=election)
        return render_totals_csv(load_total_records(totals, load_log_size(election)))
    if table == "timeline":
        return render_timeline_csv(load_night_records(election), night_rules(definition))
    if table == "custody":
        return render_custody_csv(load_night_records(election))
    if table == "findings":
        return render_findings_csv(load_records(rows.exclude(findings=[])))
    if table == "areas":
        return [get_content(election.areas_sha256)]
    raise Http404(table)


def log_changed_at(election: ElectionRow) -> datetime.datetime | None:
    """When the newest entry was published: nothing that follows from the log changed later."""
    entries = LogEntry.objects.filter(election=election).order_by("-index")
    return entries.values_list("published_at", flat=True).first()


def file_name(row: ElectionRow, path: str) -> str:
    """What a file is saved as: `YYYYMMDD__country__election__what.ending`, so that names sort by time."""
    country = load_definition(row).pack.country.lower()
    return f"{row.polling_on:%Y%m%d}__{country}__{row.election_id}__{path.replace('/', '-')}"


def _opened(election_id: str) -> ElectionRow:
    return get_object_or_404(ElectionRow, pk=election_id, opened_at__isnull=False)


def _area(election_id: str, area_id: str) -> AreaRow:
    # No identifier has such letters, and a NUL among them would be an error of the database.
    if not is_area_id(area_id):
        raise Http404
    rows = AreaRow.objects.select_related("election", "parent")
    return get_object_or_404(rows, election_id=election_id, code=area_id, election__opened_at__isnull=False)
