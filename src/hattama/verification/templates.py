"""Templates: entries that differ in figures, codes and moments only are recognised whole by one pattern.

Most entries of a log are first versions of protocols of a few shapes: the same contest, the same figures
given, a scan or none. A template is taken from an entry that was read the slow way and found sound. What then
matches it is canonical JSON and fits the schema, because everything that may differ is held to its type; it
is read three times as fast as JSON. What matches no template is read the slow way.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import chain, zip_longest
from typing import Any

from hattama.core.entries import CONFIRMED, flatten_figures
from hattama.core.transparency_log import canonical_bytes

MOST_IN_A_CONTEST = 16
"""Templates of one contest. An entry that fits none is tried against each, so there must not be many."""

_JOINT = b"\x1f"
# What may stand in each kind of place: before it, the pattern of what is kept, after it. Numbers of fifteen
# digits are below 2^53. An area or a moment may look right and not exist, a list may be any text between
# brackets: whoever takes an entry asks further. Nothing that follows a list can hold the text that ends it.
_PLACES: dict[bytes, tuple[bytes, bytes, bytes]] = {
    b"word": (b'"', rb"([A-Za-z0-9._-]{1,64})", b'"'),
    b"moment": (b'"', rb"([0-9T:+-]{25})", b'"'),
    b"hash": (b'"', rb"([0-9a-f]{64})", b'"'),
    b"number": (b"", rb"(0|[1-9][0-9]{0,14})", b""),
    b"positive": (b"", rb"([1-9][0-9]{0,14})", b""),
    b"list": (b"", rb"(\[[^\x00-\x1f]*\])", b""),
}
_PLACE = re.compile(rb'"<([a-z]+)>"')


class Template:
    """The shape of a first version of a protocol without illegible figures and with one scan at most."""

    def __init__(self, body: Mapping[str, Any]) -> None:
        """`body`: a sound one, for which `can_be_template` holds. `moments`: which groups hold moments."""
        self.contest: str = body["contest"]
        self.figures: dict[str, int] = flatten_figures(_in_order(body["figures"]))
        self.keys: tuple[str, ...] = tuple(self.figures)
        self.has_scan = bool(body["scans"])
        pieces = _PLACE.split(canonical_bytes(_with_places(body)))
        self._around = [pieces[0]]
        pattern = [re.escape(pieces[0])]
        places = pieces[1::2]
        for place, piece in zip(places, pieces[2::2], strict=True):
            before, kept, after = _PLACES[place]
            self._around[-1] += before
            self._around.append(after + piece)
            pattern += [re.escape(before), kept, re.escape(after + piece)]
        self._match = re.compile(b"".join(pattern)).fullmatch
        first = places.index(b"number")
        self.width = len(places)
        """How many groups an entry has."""
        self.figure_places = range(first, first + len(self.keys))
        """Which groups hold the figures, in the order of `keys`."""
        self.findings_place = first + len(self.keys)
        self.moments = tuple(at for at, place in enumerate(places) if place == b"moment")

    def groups_of(self, entry: bytes) -> tuple[bytes, ...] | None:
        """What differs in this entry, in the order of its text; None when it does not fit the template."""
        match = self._match(entry)
        return None if match is None else match.groups()

    def entry_of(self, groups: Sequence[bytes]) -> bytes:
        """The entry, byte for byte: the opposite of `groups_of`."""
        return b"".join(chain.from_iterable(zip_longest(self._around, groups, fillvalue=b"")))


def pack_groups(groups: Sequence[bytes]) -> bytes:
    """The groups as one string of bytes, a third of the entry's length. No group holds the joint."""
    return _JOINT.join(groups)


def unpack_groups(packed: bytes) -> list[bytes]:
    """The opposite of `pack_groups`."""
    return packed.split(_JOINT)


def can_be_template(body: Mapping[str, Any]) -> bool:
    """Whether entries like this sound one can be told by a template."""
    if body["kind"] != "protocol" or body["illegible"] or len(body["scans"]) > 1:
        return False
    return bool(body["figures"]) and _is_plain(body)


def _is_plain(body: Mapping[str, Any]) -> bool:
    """Whether a first version, confirmed, and typed where it belongs: a template has all of this the same."""
    if body["words"]:
        return False
    elsewhere = any(done["area"] is not None or "at" in done for done in body["done_by"])
    return body["version"] == 1 and body["status"] == CONFIRMED and not elsewhere


def _with_places(body: Mapping[str, Any]) -> dict[str, Any]:
    marked = dict(body)
    marked["area"] = "<word>"
    marked["findings"] = "<list>"
    marked["figures"] = {
        code: dict.fromkeys(value, "<number>") if isinstance(value, dict) else "<number>"
        for code, value in body["figures"].items()
    }
    for name, place in (
        ("recorded_at", "<moment>"),
        ("signed_at", "<moment>"),
        ("explanation_sha256", "<hash>"),
    ):
        if body[name] is not None:
            marked[name] = place
    marked["scans"] = [
        {**scan, "bytes": "<positive>", "pages": "<positive>", "sha256": "<hash>"} for scan in body["scans"]
    ]
    return marked


def _in_order(nested: Mapping[str, Any]) -> dict[str, Any]:
    """The figures in the order of canonical JSON."""
    return {
        code: dict(sorted(value.items())) if isinstance(value, dict) else value
        for code, value in sorted(nested.items())
    }
