"""The manifest, the files that it vouches for beside tables and tiles, and where two documents part."""

import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, NamedTuple

from hattama.publish.bundle import Snapshot, outcome_files, render_manifest
from hattama.publish.file_facts import FileFacts, facts_of
from hattama.publish.views import election_document, render_json
from hattama.verification.places import DOCUMENT_BYTES, Place
from hattama.verification.trouble_kinds import DOCUMENT_DIFFERS, DOCUMENT_UNREADABLE, OUTCOME_DIFFERS, noting
from hattama.verification.troubles import TroubleKind, Troubles

MANIFEST_FILE = "manifest.json"
ELECTION_FILE = "election.json"


class Manifest(NamedTuple):
    """A manifest as read, and the size of the log that it names."""

    data: bytes
    size: int
    files: Mapping[str, Any]

    def facts_of(self, path: str) -> FileFacts:
        """What it says of a file; nothing where it says nothing that can be understood."""
        stated = self.files.get(path)
        values = (stated.get("sha256"), stated.get("bytes")) if isinstance(stated, dict) else (None, None)
        return FileFacts(str(values[0]), values[1] if type(values[1]) is int else 0)


def read_manifest(place: Place, troubles: Troubles) -> Manifest | None:
    """The manifest; None, noted, where there is none or it names no size."""
    with noting(troubles):
        data = place.read(MANIFEST_FILE, DOCUMENT_BYTES)
        document: Any = None
        with suppress(ValueError, RecursionError):
            document = json.loads(data)
        size = document.get("tree_size") if isinstance(document, dict) else None
        if type(size) is int and size >= 1:
            files = document.get("files")
            return Manifest(data, size, files if isinstance(files, dict) else {})
        troubles.add(DOCUMENT_UNREADABLE.at(MANIFEST_FILE))
    return None


def check_election_file(snapshot: Snapshot, place: Place, troubles: Troubles) -> FileFacts:
    """Hold `election.json` against what it must be; the facts that the manifest must give of it."""
    totals = {code: record.total for code, record in snapshot.national.items()}
    expected = render_json(election_document(snapshot.election, totals, tree_size=snapshot.tree_size))
    check_document(ELECTION_FILE, expected, place, troubles)
    return facts_of(expected)


def check_outcome_files(snapshot: Snapshot, place: Place, troubles: Troubles) -> dict[str, FileFacts]:
    """Hold the outcome of every contest against what the rules make of the totals; the facts it must have."""
    facts = {}
    for path, expected in outcome_files(snapshot):
        check_document(path, expected, place, troubles, OUTCOME_DIFFERS)
        facts[path] = facts_of(expected)
    return facts


def check_manifest(
    manifest: Manifest, snapshot: Snapshot, root_hash: str, files: Mapping[str, FileFacts], troubles: Troubles
) -> None:
    """Hold the manifest against what it must be."""
    _compare(MANIFEST_FILE, manifest.data, render_manifest(snapshot, root_hash, files), troubles)


def check_document(
    path: str, expected: bytes, place: Place, troubles: Troubles, kind: TroubleKind = DOCUMENT_DIFFERS
) -> None:
    """Hold a document against what it must be."""
    with noting(troubles):
        _compare(path, place.read(path, DOCUMENT_BYTES), expected, troubles, kind)


def _compare(
    path: str, found: bytes, expected: bytes, troubles: Troubles, kind: TroubleKind = DOCUMENT_DIFFERS
) -> None:
    if found != expected:
        where, stands, wanted = first_difference(found, expected)
        troubles.add(kind.at(path, found=f"{where} = {stands}", expected=wanted))


_LONGEST_PATH = 200


def first_difference(found: bytes, expected: bytes) -> tuple[str, str, str]:
    """Where two JSON documents part: the path to the member, what stands there, what must.

    Where they say the same in other bytes, or the found one is no JSON, the path is empty and so is the rest.
    """
    try:
        one, other = json.loads(found), json.loads(expected)
    except (ValueError, RecursionError):
        return "", "", ""
    place, found_there, expected_there = _part(one, other, "")
    return place.lstrip(".")[:_LONGEST_PATH], found_there, expected_there


def _part(found: Any, expected: Any, place: str) -> tuple[str, str, str]:
    if isinstance(found, dict) and isinstance(expected, dict):
        for key in sorted(found.keys() | expected.keys()):
            if key not in found or key not in expected or found[key] != expected[key]:
                return _part(found.get(key, _NOTHING), expected.get(key, _NOTHING), f"{place}.{key}")
    elif isinstance(found, list) and isinstance(expected, list):
        for number in range(max(len(found), len(expected))):
            one, other = _at(found, number), _at(expected, number)
            if one != other:
                return _part(one, other, f"{place}[{number}]")
    elif found != expected:
        return place, _say(found), _say(expected)
    return "", "", ""


class _Nothing:
    """What stands where nothing stands."""


_NOTHING = _Nothing()


def _at(members: list[Any], number: int) -> Any:
    return members[number] if number < len(members) else _NOTHING


def _say(value: Any) -> str:
    return "—" if value is _NOTHING else json.dumps(value, ensure_ascii=False)
