"""`total`: what the operator takes the sum of a contest in an area to be, at a size of the log."""

from collections.abc import Mapping
from typing import Any, Final

from hattama.core.entries.parts import PLACE, Field, Kind, always
from hattama.core.entries.schema_types import is_count, is_hash, is_sums, is_text
from hattama.core.vocabulary import Message

CUT: Final[Field] = ("tree_size", "SIZE", is_count)


def _counts_agree(body: Mapping[str, Any]) -> str | None:
    if body["received"] > body["expected"]:
        return "received"
    if body["annulled"] > body["received"]:
        return "annulled"
    counted = body["received"] - body["annulled"]
    of_counted = ("with_findings", "without_scan", "preliminary")
    return next((name for name in of_counted if body[name] > counted), None)


TOTAL: Final = Kind(
    "total",
    always(Message("Total fixed by the commission")),
    (
        *PLACE,
        ("level", "a word of 1 to 32 characters", is_text(1, 32)),
        CUT,
        ("rule_pack_sha256", "HASH", is_hash),
        *((name, "COUNT", is_count) for name in ("expected", "received", "annulled")),
        *((name, "COUNT", is_count) for name in ("with_findings", "without_scan")),
        ("figures", "SUMS", is_sums),
        ("preliminary", "COUNT", is_count),
    ),
    _counts_agree,
    3,
)
