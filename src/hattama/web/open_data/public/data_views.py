"""Files for everyone: tables as CSV, areas and precincts as JSON, log entries and scans byte for byte."""

import datetime
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404

from hattama.core.entries import MEDIA_ENDINGS
from hattama.core.protocols import Form
from hattama.core.vocabulary import Area, AreaKind, Contest, Words, is_area_id, is_sha256
from hattama.publish.nights import render_custody_csv, render_timeline_csv
from hattama.publish.tables import (
    render_findings_csv,
    render_protocols_csv,
    render_totals_csv,
    render_votes_csv,
)
from hattama.publish.views import area_document, election_document, precinct_document, render_json
from hattama.publish.whole_protocols import NAMES, Places, render_names_csv, render_whole_csv
from hattama.verification.nights import night_rules
from hattama.web.claims.tables import is_claim_document
from hattama.web.kernel.accounts.browser_limits import sandboxed
from hattama.web.kernel.elections.loading import load_area, load_definition, load_path, load_total
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow, below, right_below
from hattama.web.kernel.log.bundle_store import AN_HOUR
from hattama.web.kernel.log.snapshots import CHUNK, load_public_size, load_records, load_total_records
from hattama.web.kernel.log.tables import LogEntry
from hattama.web.kernel.pages.file_answers import answer_made, file_response
from hattama.web.kernel.pages.problem_answers import of_the_log
from hattama.web.kernel.published.browsing import load_root
from hattama.web.kernel.published.tables import PublishedFinding, PublishedProtocol, PublishedTotal, Scan
from hattama.web.kernel.stores.content_store import get_content
from hattama.web.night.reading import load_night_records
from hattama.web.night.tables import is_attached_document
from hattama.web.protocols.public_life import is_decision_document

_CSV = "text/csv; charset=utf-8"
_JSON = "application/json; charset=utf-8"
TABLES = ("protocols", "votes", "totals", "timeline", "custody", "findings", "areas", NAMES)
_IMMUTABLE = "public, max-age=31536000, immutable"


def election_json(request: HttpRequest, election_id: str) -> HttpResponseBase:
    """The election, its contests and national totals."""
    row = _opened(election_id)
    tree_size = load_public_size(row)
    totals = PublishedTotal.objects.filter(area=load_root(row))
    national = {record.contest: record.total for record in load_total_records(totals, tree_size)}
    document = election_document(load_definition(row).election, national, tree_size=tree_size)
    changed_at = log_changed_at(row)
    return file_response(
        request, [render_json(document)], _JSON, tag=f"{election_id}-{tree_size}", changed_at=changed_at
    )


@of_the_log
def election_toml(request: HttpRequest, election_id: str) -> HttpResponseBase:
    """The election's definition, byte for byte as the log's first entry hashes it."""
    row = _opened(election_id)
    return file_response(request, [bytes(row.definition)], "application/toml", tag=row.definition_sha256)


@of_the_log
def rule_pack_toml(request: HttpRequest, election_id: str) -> HttpResponseBase:
    """The rule pack in force, byte for byte as the log's first entry hashes it."""
    row = _opened(election_id)
    return file_response(request, [bytes(row.rule_pack)], "application/toml", tag=row.rule_pack_sha256)


def table_csv(request: HttpRequest, election_id: str, table: str) -> HttpResponseBase:
    """A whole-election table: protocols, votes, totals, findings, timeline, custody or areas."""
    row = _opened(election_id)
    if table not in TABLES:
        raise Http404(table)
    name = f"{table}.csv"

    def make() -> Iterable[bytes]:
        return _table(row, table, PublishedProtocol.objects.filter(election=row))

    return answer_made(request, row, name, make, _CSV, name=file_name(row, name))


def area_json(request: HttpRequest, election_id: str, area_id: str) -> HttpResponseBase:
    """A precinct with its protocols, or an area with its totals and its children's."""
    area = _area(election_id, area_id)

    def make() -> Iterable[bytes]:
        return [render_json(_document(area))]

    return answer_made(request, area.election, f"areas/{area_id}.json", make, _JSON)


def _document(area: AreaRow) -> dict[str, Any]:
    own = load_area(area, area.parent.code if area.parent is not None else None)
    if area.is_precinct:
        return precinct_document(own, load_records(PublishedProtocol.objects.filter(area=area)))
    children = AreaRow.objects.filter(right_below(area)).select_related("parent")
    of_children = PublishedTotal.objects.filter(area__in=children).select_related("area")
    return area_document(
        own,
        [
            load_area(child, child.parent.code if child.parent else None)
            for child in children.order_by("sort_key", "code")
        ],
        {row.contest: load_total(row) for row in area.totals.all()},
        {(row.area.code, row.contest): load_total(row) for row in of_children},
    )


def area_csv(request: HttpRequest, election_id: str, area_id: str) -> HttpResponseBase:
    """All protocols of an area or a precinct, one row each with every figure and vote."""
    area = _area(election_id, area_id)
    row = area.election

    def make() -> Iterable[bytes]:
        definition = load_definition(row)
        # An area is of one election: asked for that, too, a database begins with all that it has.
        within = PublishedProtocol.objects.all()
        if area.is_precinct:
            rows, shown = within.filter(area=area), Q(pk__in=area.path_ids())
            held = {contest.code for contest in definition.contests_at(one.code for one in load_path(area))}
        else:
            units = Q(election=row, kind="unit")
            rows, shown = within.filter(_below(area, "area__")), units | _below(area)
            held = set(area.totals.values_list("contest", flat=True))
        papers = [(one, form) for one, form in _papers(row) if one.code in held]
        return render_whole_csv(load_records(rows), _places(shown), papers)

    name = file_name(row, f"areas/{area_id}.csv")
    return answer_made(request, row, f"areas/{area_id}.csv", make, _CSV, name=name)


@of_the_log
def log_entry(request: HttpRequest, election_id: str, index: int) -> HttpResponseBase:
    """One entry of the log: the canonical bytes whose hash is the leaf."""
    entry = get_object_or_404(LogEntry, election_id=election_id, index=index)
    return file_response(request, [bytes(entry.body)], _JSON, tag=entry.leaf_hash, caching=_IMMUTABLE)


@of_the_log
def scan(request: HttpRequest, sha256: str) -> HttpResponseBase:
    """The scan of a published protocol, a decision or a commission's table, byte for byte as received."""
    if not is_sha256(sha256):
        raise Http404
    row = Scan.objects.filter(pk=sha256, published__withdrawn_by=None).first()
    # Who else names it is asked only of what is there: hashes that nobody has cost one look.
    if row is None or not (
        row.published.filter(withdrawn_by=None).exists()
        or is_decision_document(sha256)
        or is_claim_document(sha256)
        or is_attached_document(sha256)
    ):
        raise Http404
    response = file_response(request, [get_content(sha256)], row.media_type, tag=sha256, caching=AN_HOUR)
    # Whatever a hostile file holds, a browser must not run it in this site's name.
    sandboxed(response)
    response["Content-Disposition"] = f'inline; filename="{sha256[:16]}.{MEDIA_ENDINGS[row.media_type]}"'
    return response


def _below(area: AreaRow, prefix: str = "") -> Q:
    """As `below`; of a district without units of its own by an index, however large the country is."""
    if area.is_beside or AreaRow.objects.filter(parent=area, kind="unit").exists():
        return below(area, prefix)
    return Q(**{f"{prefix}ancestry": area.branch})


def _places(shown: Q) -> Places:
    """The areas that are `shown`, with those above them among them, and of them what a table says."""
    codes: dict[int | None, str] = {}
    nothing = Words(())

    def areas() -> Iterator[Area]:
        columns = ("pk", "parent_id", "code", "level", "number", "names", "kind")
        rows = AreaRow.objects.filter(shown).order_by("depth", "pk").values_list(*columns)
        for pk, parent, code, level, number, names, kind in rows.iterator(chunk_size=CHUNK):
            codes[pk] = code
            place = (code, codes.get(parent), level, number)
            yield Area(*place, Words.of(names), nothing, nothing, "", None, AreaKind(kind))

    return Places(areas())


def _papers(election: ElectionRow) -> list[tuple[Contest, Form]]:
    definition = load_definition(election)
    return [(one, definition.rules[one.code].form) for one in definition.election.contests]


def _table(election: ElectionRow, table: str, rows: QuerySet[PublishedProtocol]) -> Iterable[bytes]:
    definition = load_definition(election)
    contests = {contest.code: contest for contest in definition.election.contests}
    forms = {code: rules.form for code, rules in definition.rules.items()}
    if table == NAMES:
        return render_names_csv(_papers(election))
    if table == "protocols":
        return render_protocols_csv(load_records(rows), forms)
    if table == "votes":
        return render_votes_csv(load_records(rows), contests, forms)
    if table == "totals":
        totals = PublishedTotal.objects.filter(election=election)
        return render_totals_csv(load_total_records(totals, load_public_size(election)))
    if table == "timeline":
        return render_timeline_csv(
            load_night_records(election), night_rules(definition.pack, definition.election)
        )
    if table == "custody":
        return render_custody_csv(load_night_records(election))
    if table == "findings":
        found = PublishedFinding.objects.filter(election=election)
        return render_findings_csv(load_records(rows.filter(pk__in=found.values("protocol"))))
    return [get_content(election.areas_sha256)]


def log_changed_at(election: ElectionRow) -> datetime.datetime | None:
    """When the newest entry was published: nothing that follows from the log changed later."""
    entries = LogEntry.objects.filter(election=election).order_by("-index")
    return entries.values_list("published_at", flat=True).first()


def file_name(row: ElectionRow, path: str) -> str:
    """What a file is saved as, from here and from nginx: `election-what.ending`."""
    return f"{row.election_id}-{path.replace('/', '-')}"


def _opened(election_id: str) -> ElectionRow:
    return get_object_or_404(ElectionRow, pk=election_id, opened_at__isnull=False)


def _area(election_id: str, area_id: str) -> AreaRow:
    # No identifier has such letters, and a NUL among them would be an error of the database.
    if not is_area_id(area_id):
        raise Http404
    rows = AreaRow.objects.select_related("election", "parent")
    return get_object_or_404(rows, election_id=election_id, code=area_id, election__opened_at__isnull=False)
