"""What an entry says of the deeds that led to it, as findings: the same for who writes it and who checks
it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from hattama.core.protocols import Decision, DoneBy, check_clock, check_decision, check_places
from hattama.core.vocabulary import Finding


def check_deeds(
    area_id: str,
    done_by: Iterable[Mapping[str, Any]],
    decision: Mapping[str, Any] | None,
    *,
    recorded_at: str,
    signed_at: str | None,
) -> tuple[Finding, ...]:
    """Findings on the roles, places, times and grounds that an entry with figures names.

    Each as its body has it; `decision` is None for a first version.
    """
    deeds = [_done(done) for done in done_by]
    received, signed = _moment(recorded_at), None if signed_at is None else _moment(signed_at)
    told = (*check_places(area_id, deeds), *check_clock(deeds, received, signed))
    return (*told, *(() if decision is None else check_decision(_decision(decision))))


def deed_findings(body: Mapping[str, Any]) -> tuple[Finding, ...]:
    """What the body of an entry of VERSION_KINDS must say so."""
    times = {"recorded_at": body["recorded_at"], "signed_at": body["signed_at"]}
    return check_deeds(body["area"], body["done_by"], body.get("decision"), **times)


def _done(said: Mapping[str, Any]) -> DoneBy:
    return DoneBy(said["deed"], said["role"], said["area"], _moment(said["at"]) if "at" in said else None)


def _moment(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text)


def _decision(said: Mapping[str, Any]) -> Decision:
    day, document = said["decided_on"], said["document"]
    return Decision(
        said["authority"],
        said["number"],
        datetime.date.fromisoformat(day) if day else None,
        document["sha256"] if document else None,
    )
