"""Long lists read in parts that stay where they are while the log grows: each part begins after a key.

A key is the log index of what a row follows from, so what is published later stands behind every key that
was given out, and nothing slips out of a list between two of its parts. Every function costs a fixed number
of queries.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from hattama.core.entries import TELLING_KINDS
from hattama.web.claims.tables import PublishedClaim
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow, below, right_below
from hattama.web.kernel.log.tables import LogEntry
from hattama.web.kernel.published.tables import PublishedFinding, PublishedProtocol, PublishedScan


@dataclass(frozen=True, slots=True)
class ProtocolQuestion:
    """Which protocols a reader asks for; what is None is not asked.

    `within`: an area with all below it. `state`: `preliminary`, `confirmed` (and not annulled), `annulled` or
    `investigated`. `changed_since`: those of which an entry from this index on speaks. `code`: of a rule.
    """

    within: AreaRow | None = None
    contest: str | None = None
    state: str | None = None
    has_findings: bool | None = None
    has_scan: bool | None = None
    code: str | None = None
    changed_since: int | None = None


_STATES = {
    "preliminary": Q(preliminary=True),
    "confirmed": Q(preliminary=False, annulled_by=None),
    "annulled": Q(annulled_by__isnull=False),
    "investigated": Q(investigation__isnull=False),
}
PROTOCOL_STATES = tuple(_STATES)


def list_protocols(
    election: ElectionRow, question: ProtocolQuestion, after: int, count: int
) -> list[PublishedProtocol]:
    """At most `count` protocols whose current version follows from an entry behind index `after`.

    In the order of that entry, with their areas and scans. A protocol that gets another version on the way
    moves behind every key, so it is met again, and none is missed.
    """
    scans = Prefetch("scans", PublishedScan.objects.select_related("scan"))
    rows = PublishedProtocol.objects.filter(_asked(election, question), election=election)
    rows = rows.filter(entry_index__gt=after).select_related("area").prefetch_related(scans)
    return list(rows.defer("area__search_text", "area__sort_key").order_by("entry_index")[:count])


def _asked(election: ElectionRow, question: ProtocolQuestion) -> Q:
    asked = Q()
    if question.within is not None:
        asked &= below(question.within, "area__")
    if question.contest is not None:
        asked &= Q(contest=question.contest)
    if question.state is not None:
        asked &= _STATES[question.state]
    if question.has_findings is not None:
        asked &= Q(has_broken=question.has_findings)
    if question.has_scan is not None:
        asked &= Q(has_scan=question.has_scan)
    if question.code is not None:
        named = PublishedFinding.objects.filter(protocol=OuterRef("pk"), code=question.code)
        asked &= Q(Exists(named))
    if question.changed_since is not None:
        asked &= Q(Exists(_entries_since(election, question.changed_since)))
    return asked


def _entries_since(election: ElectionRow, index: int) -> QuerySet[LogEntry]:
    return LogEntry.objects.filter(
        election=election,
        index__gte=index,
        kind__in=TELLING_KINDS,
        act__area=OuterRef("area"),
        act__contest=OuterRef("contest"),
    )


@dataclass(frozen=True, slots=True)
class AreaQuestion:
    """Which areas a reader asks for; what is None is not asked. `parent`: right below it, of any division."""

    within: AreaRow | None = None
    parent: AreaRow | None = None
    level: str | None = None
    kind: str | None = None
    only_precincts: bool = False


def list_areas(election: ElectionRow, question: AreaQuestion, after: int, count: int) -> list[AreaRow]:
    """At most `count` areas in the order of the roster, which is frozen, behind the row id `after`."""
    rows = AreaRow.objects.filter(election=election, pk__gt=after)
    if question.within is not None:
        rows = rows.filter(below(question.within))
    if question.parent is not None:
        parent = question.parent
        rows = rows.filter(right_below(parent) if parent.is_beside else Q(parent=parent))
    if question.level is not None:
        rows = rows.filter(level=question.level)
    if question.kind is not None:
        rows = rows.filter(kind=question.kind)
    if question.only_precincts:
        rows = rows.exclude(kind="unit")
    return list(rows.defer("search_text", "sort_key").order_by("pk")[:count])


def received_contests(areas: Iterable[AreaRow]) -> dict[int, list[str]]:
    """Contests of which the log holds a protocol, by row id of the precinct, in the order of their codes."""
    rows = PublishedProtocol.objects.filter(area__in=[area.pk for area in areas])
    received: dict[int, list[str]] = {}
    for pk, contest in rows.order_by("contest").values_list("area__pk", "contest"):
        received.setdefault(pk, []).append(contest)
    return received


@dataclass(frozen=True, slots=True)
class FindingQuestion:
    """Which findings a reader asks for; what is None is not asked."""

    within: AreaRow | None = None
    contest: str | None = None
    code: str | None = None
    severity: str | None = None
    verdict: str | None = None


def list_findings(
    election: ElectionRow, question: FindingQuestion, after: tuple[int, int], count: int
) -> list[PublishedFinding]:
    """At most `count` findings with their protocols, behind the key (log index of the version, row id)."""
    index, pk = after
    behind = Q(protocol__entry_index__gt=index) | Q(protocol__entry_index=index, pk__gt=pk)
    asked = {
        "protocol__contest": question.contest,
        "code": question.code,
        "severity": question.severity,
        "verdict": question.verdict,
    }
    rows = PublishedFinding.objects.filter(behind, election=election)
    rows = rows.filter(**{name: value for name, value in asked.items() if value is not None})
    if question.within is not None:
        rows = rows.filter(below(question.within, "protocol__area__"))
    return list(rows.select_related("protocol__area").order_by("protocol__entry_index", "pk")[:count])


def list_claims(
    election: ElectionRow, within: AreaRow | None, contest: str | None, after: int, count: int
) -> list[PublishedClaim]:
    """At most `count` claims that no later one replaced, in the order of the log behind index `after`."""
    rows = PublishedClaim.objects.filter(election=election, replaced_by=None, entry_index__gt=after)
    if within is not None:
        rows = rows.filter(below(within, "area__"))
    if contest is not None:
        rows = rows.filter(contest=contest)
    return list(rows.select_related("area").order_by("entry_index")[:count])
