"""`total`: what the operator takes the sum of a contest in an area to be, at a size of the log."""

import datetime
from collections.abc import Mapping
from typing import Any, Final

from hattama.core.entries.parts import PLACE, Field, Kind, always
from hattama.core.entries.schema_types import is_count, is_hash, is_sums, is_text
from hattama.core.vocabulary import Message

CUT: Final[Field] = ("tree_size", "SIZE", is_count)


def total_body(
    area_id: str,
    level: str,
    contest: str,
    *,
    tree_size: int,
    rule_pack_sha256: str,
    facts: Mapping[str, Any],
    recorded_at: datetime.datetime,
) -> dict[str, Any]:
    """The body of the entry that states one total of the log at this size; `facts`: its counts and sums."""
    of = {"area": area_id, "level": level, "contest": contest}
    return TOTAL.body(recorded_at, **of, tree_size=tree_size, rule_pack_sha256=rule_pack_sha256, **facts)


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
