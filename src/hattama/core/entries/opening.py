"""`open`: the first entry of a log, which says on what the election stands."""

import datetime
from collections.abc import Mapping
from typing import Any, Final

from hattama.core.entries.parts import Kind, always
from hattama.core.entries.schema_types import is_election, is_hash, is_origin
from hattama.core.vocabulary import Message

OPEN: Final = Kind(
    "open",
    always(Message("The log begins: definition, areas and rules of the election")),
    (
        ("election", "an identifier", is_election),
        ("origin", "the name of a log", is_origin),
        ("definition_sha256", "HASH", is_hash),
        ("areas_sha256", "HASH", is_hash),
        ("rule_pack_sha256", "HASH", is_hash),
    ),
)


def open_body(
    election: str, origin: str, hashes: Mapping[str, str], recorded_at: datetime.datetime
) -> dict[str, Any]:
    """The body of the entry; `hashes`: the three by their keys."""
    return OPEN.body(recorded_at, election=election, origin=origin, **hashes)
