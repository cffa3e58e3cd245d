"""What an entry says of the deeds that led to it, as findings: the same for who writes it and who checks
it."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from hattama.core.entries.parts import decision_from_body, finding_body
from hattama.core.protocols import (
    DEED_RULES,
    STATED_TIME_CANNOT_BE,
    DoneBy,
    check_clock,
    check_decision,
    check_places,
)
from hattama.core.vocabulary import Finding


def check_deeds(
    area_id: str,
    done_by: Iterable[Mapping[str, Any]],
    decision: Mapping[str, Any] | None,
    *,
    recorded_at: str,
    signed_at: str | None,
    civic: bool,
) -> tuple[Finding, ...]:
    """Findings on the roles, places, times and grounds that an entry with figures names.

    Each as its body has it; `decision` is None for a first version. In a `civic` count nobody acts for a
    commission: no place is another's and no decision lacks, and of deeds clocks alone are asked.
    """
    deeds = [_done(done) for done in done_by]
    clock = check_clock(deeds, _moment(recorded_at), None if signed_at is None else _moment(signed_at))
    if civic:
        return clock
    decided = () if decision is None else check_decision(decision_from_body(decision))
    return (*check_places(area_id, deeds), *clock, *decided)


def deed_findings(body: Mapping[str, Any], *, civic: bool) -> tuple[Finding, ...]:
    """What the body of an entry of VERSION_KINDS must say so."""
    times = {"recorded_at": body["recorded_at"], "signed_at": body["signed_at"]}
    return check_deeds(body["area"], body["done_by"], body.get("decision"), **times, civic=civic)


def recorded_no_earlier(body: Mapping[str, Any], moment: str) -> Mapping[str, Any]:
    """The body of an entry as it follows one recorded at `moment`: a log's times never go back.

    Where its own time is earlier it takes this one, and its finding on clocks is that of this time.
    """
    if _moment(body["recorded_at"]) >= _moment(moment):
        return body
    told = {**body, "recorded_at": moment}
    if "findings" in body:
        others = [found for found in body["findings"] if found["code"] not in DEED_RULES]
        # What of places and grounds was asked, the time does not change.
        stays = {found["code"] for found in body["findings"]} | {STATED_TIME_CANNOT_BE.code}
        deeds = [found for found in deed_findings(told, civic=False) if found.code in stays]
        told["findings"] = [*others, *map(finding_body, deeds)]
    return told


def _done(said: Mapping[str, Any]) -> DoneBy:
    return DoneBy(said["deed"], said["role"], said["area"], _moment(said["at"]) if "at" in said else None)


_moment = datetime.datetime.fromisoformat
