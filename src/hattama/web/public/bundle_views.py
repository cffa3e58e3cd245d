"""The public bundle over HTTP: files as they lie in their folder, and receipts made from them."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from hattama.core.transparency_log import LogRefusal, parse_tile_path
from hattama.core.vocabulary import is_area_id, is_code, is_election_id
from hattama.publish import CUSTODY_TABLE, TIMELINE
from hattama.web.archive.bundle_store import CHECKPOINT, COSIGNED, KEYS, MANIFEST, POLICY, public_store
from hattama.web.archive.scans import Scan
from hattama.web.public.file_answers import answer_file
from hattama.web.usecases.access import access
from hattama.web.usecases.browser_limits import sandboxed
from hattama.web.usecases.make_receipt import NotInTheLog, make_receipt

_TEXT = "text/plain; charset=utf-8"
_BYTES = "application/octet-stream"
_BRIEFLY = "public, max-age=5"
_IMMUTABLE = "public, max-age=31536000, immutable"
_AN_HOUR = "public, max-age=3600"
_ASK_AGAIN = "public, no-cache"
_TYPES = {
    ".json": "application/json; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".toml": "application/toml",
}
_TOP = frozenset(
    {
        *("election.toml", "areas.csv", "rulepack.toml", "election.json", MANIFEST),
        *("protocols.csv", "votes.csv", "totals.csv", "findings.csv"),
        *(TIMELINE, CUSTODY_TABLE),
    }
)


@access("public")
@require_safe
def bundle_file(request: HttpRequest, election_id: str, path: str) -> HttpResponseBase:
    """One file of an election's bundle; 404 for whatever is no path of docs/log.md."""
    found = _kind_of(path)
    if found is None or not is_election_id(election_id):
        raise Http404(path)
    content_type, caching = found
    place = public_store(election_id).folder / path
    response = answer_file(request, place, content_type or _scan_type(path), caching=caching)
    # Scans have no type of their own: what is in them, somebody sent.
    return response if content_type else sandboxed(response)


@access("public")
@require_safe
def receipt(request: HttpRequest, election_id: str, index: int) -> HttpResponseBase:
    """The receipt of an entry, as a tlog-proof."""
    try:
        data = make_receipt(election_id, index)
    except NotInTheLog:
        raise Http404(str(index)) from None
    response = HttpResponse(data, content_type=_TEXT)
    response["Cache-Control"] = _BRIEFLY
    response["Access-Control-Allow-Origin"] = "*"
    response["Content-Disposition"] = f'attachment; filename="{election_id}-{index}.tlog-proof"'
    return response


def _kind_of(path: str) -> tuple[str, str] | None:
    """Media type and caching of a path; an empty type for a scan, None for no path of a bundle."""
    if path in (CHECKPOINT, COSIGNED, KEYS, POLICY):
        return _TEXT, _BRIEFLY
    if path in _TOP:
        return _TYPES[path[path.rindex(".") :]], _ASK_AGAIN
    folder, _, rest = path.partition("/")
    if folder == "tile":
        return (_BYTES, _IMMUTABLE) if _is_tile(path) else None
    if folder == "key-changes" and rest.isascii() and rest.isdecimal():
        return _TEXT, _IMMUTABLE
    if folder == "state":
        return (_TYPES[".json"], _ASK_AGAIN) if _is_state(rest) else None
    if folder == "outcomes":
        return (_TYPES[".json"], _ASK_AGAIN) if rest.endswith(".json") and is_code(rest[:-5]) else None
    if folder == "scans" and _is_scan(rest):
        return "", _AN_HOUR
    return None


def _is_tile(path: str) -> bool:
    try:
        parse_tile_path(path)
    except LogRefusal:
        return False
    return True


def _is_state(rest: str) -> bool:
    folder, _, name = rest.partition("/")
    return folder in ("areas", "precincts", "nights") and name.endswith(".json") and is_area_id(name[:-5])


def _is_scan(rest: str) -> bool:
    folder, _, sha256 = rest.partition("/")
    return len(sha256) == 64 and not sha256.strip("0123456789abcdef") and sha256[:2] == folder


def _scan_type(path: str) -> str:
    found = Scan.objects.filter(pk=path[-64:]).values_list("media_type", flat=True).first()
    return found or _BYTES
