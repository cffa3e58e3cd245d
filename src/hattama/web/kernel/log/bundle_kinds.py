"""What readers are told of each file of a public bundle: its media type, and how long it may be kept."""

from __future__ import annotations

from hattama.core.transparency_log import LogRefusal, parse_tile_path
from hattama.core.vocabulary import is_area_id, is_code
from hattama.publish import CUSTODY_TABLE, TIMELINE
from hattama.web.kernel.log.bundle_store import CHECKPOINT, COSIGNED, KEYS, MANIFEST, POLICY

BUNDLE_TEXT = "text/plain; charset=utf-8"
BYTES = "application/octet-stream"
BRIEFLY = "public, max-age=5"
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


def bundle_kind(path: str) -> tuple[str, str] | None:
    """Media type and caching of a path; an empty type for a scan, None for no path of a bundle."""
    if path in (CHECKPOINT, COSIGNED, KEYS, POLICY):
        return BUNDLE_TEXT, BRIEFLY
    if path in _TOP:
        return _TYPES[path[path.rindex(".") :]], _ASK_AGAIN
    folder, _, rest = path.partition("/")
    if folder == "tile":
        return (BYTES, _IMMUTABLE) if _is_tile(path) else None
    if folder == "key-changes" and rest.isascii() and rest.isdecimal():
        return BUNDLE_TEXT, _IMMUTABLE
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
