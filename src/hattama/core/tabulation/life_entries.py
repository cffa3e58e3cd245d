"""What an entry says of the deeds that led to it, as findings: the same for who writes it and who checks
it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from hattama.core.protocols import Decision, DoneBy, check_decision, check_places
from hattama.core.vocabulary import Finding


def check_deeds(
    area_id: str, done_by: Iterable[Mapping[str, Any]], decision: Mapping[str, Any] | None
) -> tuple[Finding, ...]:
    """Findings on the roles, places and grounds that an entry with figures names.

    `done_by` and `decision` as its body has them; `decision` is None for a first version.
    """
    places = check_places(area_id, (DoneBy(done["deed"], done["role"], done["area"]) for done in done_by))
    return (*places, *(() if decision is None else check_decision(_decision(decision))))


def deed_findings(body: Mapping[str, Any]) -> tuple[Finding, ...]:
    """What the body of an entry of VERSION_KINDS must say so; nothing for entries of the first schema."""
    if body["schema"] == 1:
        return ()
    return check_deeds(body["area"], body["done_by"], body.get("decision"))


def _decision(said: Mapping[str, Any]) -> Decision:
    day, document = said["decided_on"], said["document"]
    return Decision(
        said["authority"],
        said["number"],
        datetime.date.fromisoformat(day) if day else None,
        document["sha256"] if document else None,
    )
