"""`snapshot`: a source's cumulative file was taken in; what it changed stands in the entries that follow it.

Its entries have the same `recorded_at` and `method` imported; corrections and annulments among them name the
snapshot's hash and day as the decision of `source`.
"""

from typing import Final

from hattama.core.entries.parts import Kind, always
from hattama.core.entries.schema_types import is_count, is_hash, is_moment, is_one, is_text
from hattama.core.vocabulary import Message

SNAPSHOT: Final = "snapshot"
"""The kind of such an entry. It changes no sum by itself."""

SNAPSHOT_COUNTS: Final = ("new", "unchanged", "changed", "removed", "returned", "kept", "left_out")
"""Protocols of a snapshot: come for the first time; as before; corrected; gone; back again; worked on by
people here, so that the source no longer changes them; in faulty rows."""


KIND: Final = Kind(
    SNAPSHOT,
    always(Message("A snapshot of the source taken in")),
    (
        ("file", "a text of 1 to 200 characters", is_text(1, 200)),
        ("sha256", "HASH", is_hash),
        ("bytes", "an integer from 1", is_one),
        ("mapping_sha256", "HASH", is_hash),
        ("taken_at", "MOMENT", is_moment),
        *((name, "COUNT", is_count) for name in SNAPSHOT_COUNTS),
    ),
)
