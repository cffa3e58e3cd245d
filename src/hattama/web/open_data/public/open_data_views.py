"""The open data over HTTP: files of one writing, by the names that people will save them under."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from hattama.formats.xlsx_sums import render_sums_xlsx
from hattama.publish import DATA_PACKAGE, MEDIA_TYPES
from hattama.web.kernel.accounts.access import access
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.snapshots import load_log_size
from hattama.web.kernel.pages.file_answers import answer_file, file_response
from hattama.web.kernel.published.browsing import find_area
from hattama.web.open_data.open_records import load_area_counts
from hattama.web.open_data.public.data_views import file_name, log_changed_at
from hattama.web.open_data.write_open_data import current_open_data, write_open_data

_WITH_CHARSET = ("csv", "json", "xml", "cff", "jsonld")


@access("public")
@require_safe
def open_data_file(request: HttpRequest, election_id: str, path: str) -> HttpResponseBase:
    """One file of the open data; 404 for whatever the package does not list."""
    row = get_object_or_404(ElectionRow, pk=election_id, opened_at__isnull=False)
    # Made now where nobody has made them yet; brought up to the log by whoever keeps it.
    folder = (current_open_data(election_id) or write_open_data(election_id)).folder
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


@access("public")
@require_safe
def area_workbook(request: HttpRequest, election_id: str, area_id: str, contest: str) -> HttpResponseBase:
    """One contest in one area above the precincts, as a workbook whose formulas add the sums again."""
    area = find_area(election_id, area_id)
    if area is None or area.is_precinct or not area.totals.filter(contest=contest).exists():
        raise Http404(area_id)
    row = area.election
    held = load_definition(row).election.contest(contest)
    return file_response(
        request,
        (render_sums_xlsx(load_area_counts(area, held)) for _ in range(1)),
        MEDIA_TYPES["xlsx"],
        tag=f"xlsx-{area_id}-{contest}-{load_log_size(row)}",
        changed_at=log_changed_at(row),
        name=file_name(row, f"{area_id}-{contest}.xlsx"),
    )
