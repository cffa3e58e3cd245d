"""The public bundle over HTTP: files as they lie in their folder, and receipts made from them."""

import hashlib
import json
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404

from hattama.core.vocabulary import is_election_id
from hattama.formats.xlsx_sums import render_sums_xlsx
from hattama.publish.data_package import DATA_PACKAGE, MEDIA_TYPES
from hattama.web.kernel.accounts.browser_limits import sandboxed
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.bundle_store import BRIEFLY, BUNDLE_TEXT, BYTES, bundle_kind, public_store
from hattama.web.kernel.log.shown_checkpoints import NotInTheLog, make_receipt
from hattama.web.kernel.pages.election_pages import shown_area
from hattama.web.kernel.pages.file_answers import answer_file, answer_made
from hattama.web.kernel.pages.problem_answers import of_the_log
from hattama.web.kernel.published.tables import Scan
from hattama.web.kernel.stores.content_store import ContentAltered
from hattama.web.kernel.stores.made_files import make_alone
from hattama.web.open_data.open_records import load_area_counts
from hattama.web.open_data.public.data_views import file_name
from hattama.web.open_data.write_open_data import current_open_data, write_open_data

_WITH_CHARSET = ("csv", "json", "xml", "cff", "jsonld")


def open_data_file(request: HttpRequest, election_id: str, path: str) -> HttpResponseBase:
    """One file of the open data; 404 for whatever the package does not list."""
    row = get_object_or_404(ElectionRow, pk=election_id, opened_at__isnull=False)
    # Made now where nobody has made them yet; brought up to the log by whoever keeps it.
    written = current_open_data(election_id) or make_alone(lambda: write_open_data(election_id))
    folder = written.folder
    listed = package_hashes(folder)
    if path not in listed and path != DATA_PACKAGE:
        raise Http404(path)
    extension = path.rsplit(".", 1)[-1]
    kind = MEDIA_TYPES[extension]
    charset = "; charset=utf-8" if extension in _WITH_CHARSET else ""
    name = file_name(row, path)
    return answer_file(request, folder / path, f"{kind}{charset}", etag=listed.get(path, ""), name=name)


def package_hashes(folder: Path) -> dict[str, str]:
    """SHA-256 of every file that the package in `folder` lists, by path."""
    return _hashes(folder / DATA_PACKAGE)


@lru_cache(maxsize=16)
def _hashes(package: Path) -> dict[str, str]:
    # A folder is named for its writing and never written into again.
    resources = json.loads(package.read_bytes())["resources"]
    return {resource["path"]: resource["hash"].removeprefix("sha256:") for resource in resources}


def area_workbook(request: HttpRequest, election_id: str, area_id: str, contest: str) -> HttpResponseBase:
    """One contest in one area above the precincts, as a workbook whose formulas add the sums again."""
    area = shown_area(election_id, area_id)
    if area.is_precinct or not area.totals.filter(contest=contest).exists():
        raise Http404(area_id)
    row = area.election
    held = load_definition(row).election.contest(contest)

    def make() -> Iterable[bytes]:
        return [render_sums_xlsx(load_area_counts(area, held))]

    path, name = f"workbooks/{area_id}/{contest}.xlsx", file_name(row, f"{area_id}-{contest}.xlsx")
    return answer_made(request, row, path, make, MEDIA_TYPES["xlsx"], name=name)


@of_the_log
def bundle_file(request: HttpRequest, election_id: str, path: str) -> HttpResponseBase:
    """One file of an election's bundle; 404 for whatever is no path of docs/format/log.md."""
    found = bundle_kind(path)
    if found is None or not is_election_id(election_id):
        raise Http404(path)
    content_type, caching = found
    place = public_store(election_id).folder / path
    if not content_type and place.is_file():
        _require_whole(place)
    response = answer_file(request, place, content_type or _scan_type(path), caching=caching)
    # Scans have no type of their own: what is in them, somebody sent.
    return response if content_type else sandboxed(response)


@of_the_log
def receipt(request: HttpRequest, election_id: str, index: int) -> HttpResponseBase:
    """The receipt of an entry, as a tlog-proof; 404 where a file of the tree is gone, as for that file."""
    if not is_election_id(election_id):
        raise Http404(election_id)
    try:
        data = make_receipt(election_id, index)
    except (NotInTheLog, FileNotFoundError):
        raise Http404(str(index)) from None
    response = HttpResponse(data, content_type=BUNDLE_TEXT)
    response["Cache-Control"] = BRIEFLY
    response["Content-Disposition"] = f'attachment; filename="{election_id}-{index}.tlog-proof"'
    return response


def _require_whole(scan: Path) -> None:
    """Raises ContentAltered where a scan has not the hash that is its name."""
    facts = scan.stat()
    # A player asks for a recording in hundreds of parts: what nobody has written into is read through once.
    if _sha256_of(scan, facts.st_ino, facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns) != scan.name:
        raise ContentAltered(scan.name)


@lru_cache(maxsize=1024)
def _sha256_of(scan: Path, *_state: int) -> str:
    with scan.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _scan_type(path: str) -> str:
    found = Scan.objects.filter(pk=path[-64:]).values_list("media_type", flat=True).first()
    return found or BYTES
