"""`roster`: the protocols that are expected, in as many parts as entries can hold."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any, Final

from hattama.core.entries.parts import Kind, always
from hattama.core.entries.schema_types import is_one, is_precincts
from hattama.core.vocabulary import Message

ROSTER: Final = Kind(
    "roster",
    always(Message("Protocols that are expected")),
    (
        ("part", "an integer from 1", is_one),
        ("parts", "an integer from 1", is_one),
        ("precincts", "precincts in order", is_precincts),
    ),
    lambda body: "part" if body["part"] > body["parts"] else None,
)


def roster_body(
    part: int, parts: int, precincts: Sequence[Mapping[str, Any]], recorded_at: datetime.datetime
) -> dict[str, Any]:
    """The body of one part."""
    return ROSTER.body(recorded_at, part=part, parts=parts, precincts=list(map(dict, precincts)))
