"""`close`: the election is closed, and what its log adds up to."""

from collections.abc import Mapping
from typing import Any, Final

from hattama.core.entries.audit_kinds import AUDIT_KINDS, RECOUNT_ORDER
from hattama.core.entries.lot import LOT
from hattama.core.entries.parts import Kind, LogIsClosed, always
from hattama.core.entries.schema_types import is_contest_counts, is_election
from hattama.core.entries.total import CUT
from hattama.core.protocols import COURT
from hattama.core.vocabulary import Message

AFTER_CLOSE: Final = frozenset(
    {"key", "redaction", "rights", "record_statement", "record_deed", "seal", "unsealing", LOT, *AUDIT_KINDS}
)
"""Kinds that a closed log still takes: who may decide is said to the last; registers, samples and audits go
on; a lot is drawn once all is counted, or again where a court says so. None of them changes a sum."""


def refuse_after_close(body: Mapping[str, Any]) -> None:
    """Raise LogIsClosed for what a closed log does not take any more."""
    if body["kind"] not in AFTER_CLOSE:
        raise LogIsClosed(body["kind"])
    # A commission recounts before the results are published; a court is asked afterwards.
    if body["kind"] == RECOUNT_ORDER.name and body["decision"]["authority"] != COURT:
        raise LogIsClosed(f"{body['kind']} by {body['decision']['authority']}")


def _contests_agree(body: Mapping[str, Any]) -> str | None:
    same = body["expected"].keys()
    return next((name for name in ("received", "annulled") if body[name].keys() != same), None)


CLOSE: Final = Kind(
    "close",
    always(Message("The election is closed")),
    (
        ("election", "an identifier", is_election),
        CUT,
        *((name, "COUNT by CODE", is_contest_counts) for name in ("expected", "received", "annulled")),
    ),
    _contests_agree,
)
