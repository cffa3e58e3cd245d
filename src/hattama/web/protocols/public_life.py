"""What the log says of a precinct's protocols, entry by entry: every version, and what was done about it."""

import datetime
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from hattama.core.entries import PRELIMINARY, VERSION_KINDS, decision_from_body, keeps_paper
from hattama.core.protocols import Decision, Protocol
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.log.tables import LogEntry
from hattama.web.kernel.published.browsing import opened_elections
from hattama.web.kernel.stores.kept_questions import kept_question
from hattama.web.kernel.stores.kept_readings import kept_by_key
from hattama.web.protocols.life_steps import protocol_of
from hattama.web.protocols.tables import DECIDED

_KINDS = (*VERSION_KINDS, "confirmation", "investigation", "annulment")


@dataclass(frozen=True, slots=True)
class PublicStep:
    """One entry of the log about a protocol.

    `kind` is that of the entry; of an investigation `opens` tells its two kinds apart. `protocol` is what a
    version says, else None; `note` is the text that stands beside a reason. `within` is the area
    whose results were declared invalid, where that is more than the precinct. `keeps_paper`: a version whose
    figures are those of the paper of the version before. `role`, held for the area `role_area` (empty: the
    precinct itself), is that of whoever did the last deed of it.
    """

    kind: str
    contest: str
    index: int
    published_at: datetime.datetime
    version: int
    protocol: Protocol | None
    is_preliminary: bool
    opens: bool
    reason: str
    note: str
    decision: Decision | None
    within: str = ""
    keeps_paper: bool = False
    role: str = ""
    role_area: str = ""


def load_public_life(precinct: AreaRow, size: int) -> dict[str, list[PublicStep]]:
    """The steps of each contest's protocol among the first `size` entries, in the order of the log; one
    query. The log may be ahead of the tables, which say what stands."""
    lives = kept_by_key({precinct.pk}, _lives).get(precinct.pk, {})
    return {contest: [step for step in steps if step.index < size] for contest, steps in lives.items()}


def _lives(keys: set[int]) -> dict[int, dict[str, list[PublicStep]]]:
    lives: dict[int, dict[str, list[PublicStep]]] = {}
    for area, kind, index, published_at, data, private in _entries_about(list(keys)):
        body = json.loads(bytes(data))
        step = _step(kind, index, published_at, body, private)
        lives.setdefault(area, {}).setdefault(step.contest, []).append(step)
    return lives


@kept_question
def _entries_about(areas: list[int]) -> QuerySet[LogEntry, tuple[Any, ...]]:
    entries = LogEntry.objects.filter(act__area__in=areas, kind__in=_KINDS).order_by("index")
    return entries.values_list("act__area_id", "kind", "index", "published_at", "body", "act__private")


def is_decision_document(sha256: str) -> bool:
    """Whether the log names this file as that of a decision."""
    # By the index of kinds, which begins with the election: such entries are few.
    decided = LogEntry.objects.filter(election__in=opened_elections(), kind__in=DECIDED)
    return decided.filter(act__body__decision__document__sha256=sha256).exists()


def _step(
    kind: str,
    index: int,
    published_at: datetime.datetime,
    body: Mapping[str, Any],
    private: Mapping[str, Any],
) -> PublicStep:
    decision = body.get("decision")
    done = (body.get("done_by") or [{}])[-1]
    return PublicStep(
        kind=kind,
        contest=body["contest"],
        index=index,
        published_at=published_at,
        version=body.get("version", 0),
        protocol=protocol_of(body) if kind in VERSION_KINDS else None,
        is_preliminary=body.get("status") == PRELIMINARY,
        opens=body.get("state") == "opened",
        reason=body.get("reason", ""),
        note=private.get("note", ""),
        decision=decision_from_body(decision) if decision else None,
        within="" if body.get("within") == body["area"] else body.get("within", ""),
        keeps_paper=kind in VERSION_KINDS and keeps_paper(body),
        role=done.get("role") or "",
        role_area=done.get("area") or "",
    )
