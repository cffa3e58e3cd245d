"""The public bundle over HTTP: files as they lie in their folder, and receipts made from them."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from hattama.core.vocabulary import is_election_id
from hattama.web.kernel.accounts.access import access
from hattama.web.kernel.accounts.browser_limits import sandboxed
from hattama.web.kernel.log.bundle_kinds import BRIEFLY, BUNDLE_TEXT, BYTES, bundle_kind
from hattama.web.kernel.log.bundle_store import public_store
from hattama.web.kernel.log.make_receipt import NotInTheLog, make_receipt
from hattama.web.kernel.pages.file_answers import answer_file
from hattama.web.kernel.published.scans import Scan
from hattama.web.kernel.stores.content_store import ContentAltered


@access("public")
@require_safe
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


@access("public")
@require_safe
def receipt(request: HttpRequest, election_id: str, index: int) -> HttpResponseBase:
    """The receipt of an entry, as a tlog-proof; 404 where a file of the tree is gone, as for that file."""
    try:
        data = make_receipt(election_id, index)
    except (NotInTheLog, FileNotFoundError):
        raise Http404(str(index)) from None
    response = HttpResponse(data, content_type=BUNDLE_TEXT)
    response["Cache-Control"] = BRIEFLY
    response["Access-Control-Allow-Origin"] = "*"
    response["Content-Disposition"] = f'attachment; filename="{election_id}-{index}.tlog-proof"'
    return response


def _require_whole(scan: Path) -> None:
    """Raises ContentAltered where a scan has not the hash that is its name."""
    with scan.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != scan.name:
            raise ContentAltered(scan.name)


def _scan_type(path: str) -> str:
    found = Scan.objects.filter(pk=path[-64:]).values_list("media_type", flat=True).first()
    return found or BYTES
