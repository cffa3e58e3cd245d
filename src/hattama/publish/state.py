"""The state of every area and precinct: one line of JSON each, in the order of identifiers by code point.

The documents are those of docs/format/log.md. Each names the size of the log at which its area was touched
last: while nothing touches it, its line stays the same to the byte.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from hattama.core.tabulation import Total
from hattama.core.vocabulary import Area
from hattama.publish.json_lines import render_line
from hattama.publish.records import EntryReference, ProtocolRecord
from hattama.publish.views import area_facts, protocol_document

STATE_SCHEMA = 1


AREA_STATES: Final = "state/areas.jsonl"
PRECINCT_STATES: Final = "state/precincts.jsonl"


EXPLANATIONS: Final = "explanations/"


def explanation_path(sha256: str) -> str:
    """Where the bundle shows an explanation: the very bytes of which the log holds the hash."""
    return f"{EXPLANATIONS}{sha256[:2]}/{sha256}"


def render_explanation(text: str, salt: str) -> bytes:
    """An explanation as a file; its SHA-256 is the one that the log holds."""
    return f"{salt}\n{text}".encode()


def render_area_state(
    area: Area, path: Sequence[str], children: Sequence[str], totals: Mapping[str, Total], tree_size: int
) -> bytes:
    """An area above the precincts.

    `path`: identifiers from the root to itself; `children`: those right below, in any order;
    `totals` by contest.
    """
    return render_line(
        {
            "area": {**area_facts(area), "path": list(path)},
            "children": sorted(children),
            "schema": STATE_SCHEMA,
            "totals": {contest: total.facts() for contest, total in totals.items()},
            "tree_size": tree_size,
        }
    )


def render_precinct_state(
    area: Area,
    path: Sequence[str],
    entries: Mapping[str, Sequence[EntryReference]],
    protocols: Mapping[str, ProtocolRecord],
    tree_size: int,
) -> bytes:
    """A precinct. `entries`: for each contest held there those about it; `protocols`: those received."""
    return render_line(
        {
            "area": {**area_facts(area), "path": list(path)},
            "contests": {
                contest: contest_document(about, protocols.get(contest)) for contest, about in entries.items()
            },
            "schema": STATE_SCHEMA,
            "tree_size": tree_size,
        }
    )


def contest_document(entries: Sequence[EntryReference], protocol: ProtocolRecord | None) -> dict[str, Any]:
    """One contest of a precinct: the entries about it, and its protocol."""
    about = [{"index": one.index, "kind": one.kind, "leaf_sha256": one.leaf_hash} for one in entries]
    return {"entries": about, "protocol": protocol_document(protocol) if protocol else None}
