"""What an entry says of the deeds that led to it, as findings: the same for who writes it and who checks
it."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from hattama.core.entries.parts import decision_from_body, finding_body
from hattama.core.protocols import DEED_RULES, DoneBy, check_clock, check_decision, check_places
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
    return (*told, *(() if decision is None else check_decision(decision_from_body(decision))))


def deed_findings(body: Mapping[str, Any]) -> tuple[Finding, ...]:
    """What the body of an entry of VERSION_KINDS must say so."""
    times = {"recorded_at": body["recorded_at"], "signed_at": body["signed_at"]}
    return check_deeds(body["area"], body["done_by"], body.get("decision"), **times)


def recorded_no_earlier(body: Mapping[str, Any], moment: str) -> Mapping[str, Any]:
    """The body of an entry as it follows one recorded at `moment`: a log's times never go back.

    Where its own time is earlier it takes this one, and its findings on deeds are those of this time.
    """
    if _moment(body["recorded_at"]) >= _moment(moment):
        return body
    told = {**body, "recorded_at": moment}
    if "findings" in body:
        others = [found for found in body["findings"] if found["code"] not in DEED_RULES]
        told["findings"] = [*others, *map(finding_body, deed_findings(told))]
    return told


def _done(said: Mapping[str, Any]) -> DoneBy:
    return DoneBy(said["deed"], said["role"], said["area"], _moment(said["at"]) if "at" in said else None)


_moment = datetime.datetime.fromisoformat
