"""Long lists read in parts that stay where they are while the log grows: each part begins after a key.

A key is the log index of what a row follows from, so what is published later stands behind every key that
was given out, and nothing slips out of a list between two of its parts. Every function costs a fixed number
of queries.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from hattama.core.entries import TELLING_KINDS, VERSION_KINDS
from hattama.web.claims.tables import PublishedClaim
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow, below, in_order, right_below
from hattama.web.kernel.log.tables import LogEntry
from hattama.web.kernel.published.browsing import load_root
from hattama.web.kernel.published.missing import load_finding_counts
from hattama.web.kernel.published.tables import PublishedFinding, PublishedProtocol, PublishedScan
from hattama.web.kernel.stores.kept_questions import among


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
    asked = PublishedProtocol.objects.filter(_asked(question), entry_index__gt=after)
    asked = asked.select_related("area").prefetch_related(scans).order_by("entry_index")
    asked = asked.defer("area__search_text", "area__sort_key")
    rows = in_order(asked, election, question.within, "area__")
    if question.code is not None:
        named = PublishedFinding.objects.filter(election=election, code=question.code)
        if sum(load_finding_counts(load_root(election)).get(question.code, ())) < FEW:
            rows = asked = _few(asked, question, set(named.values_list("protocol", flat=True)))
        else:
            has_it = Exists(named.filter(protocol=OuterRef("pk")))
            rows, asked = rows.filter(has_it), asked.filter(has_it)
    since = question.changed_since
    if since is None or since <= after + 1:
        return list(rows[:count])
    # What stands behind that place has changed since; of what stands before, few entries speak.
    told = _few(asked, question, _told_of_since(election, since))
    found = list(told.filter(entry_index__lt=since)[:count])
    return found + list(rows.filter(entry_index__gte=since)[: count - len(found)])


FEW = 20_000
"""So few protocols are found by what names them; more are met soon enough in the order of the log."""


def _few(
    rows: QuerySet[PublishedProtocol], question: ProtocolQuestion, keys: set[int]
) -> QuerySet[PublishedProtocol]:
    """Those of these row ids, which are of the election that is asked about."""
    found = rows.filter(pk__in=among(keys))
    return found if question.within is None else found.filter(below(question.within, "area__"))


def _asked(question: ProtocolQuestion) -> Q:
    asked = Q()
    if question.contest is not None:
        asked &= Q(contest=question.contest)
    if question.state is not None:
        asked &= _STATES[question.state]
    if question.has_findings is not None:
        asked &= Q(has_broken=question.has_findings)
    if question.has_scan is not None:
        # As one of some values: a column that stands for itself, SQLite looks up in no index.
        asked &= Q(has_scan__in=[question.has_scan])
    return asked


def _told_of_since(election: ElectionRow, index: int) -> set[int]:
    """Row ids of protocols of which entries from this index on speak that made no version of them."""
    kinds = TELLING_KINDS - {*VERSION_KINDS}
    entries = LogEntry.objects.filter(election=election, kind__in=kinds, index__gte=index)
    told = set(entries.values_list("act__area_id", "act__contest"))
    rows = PublishedProtocol.objects.filter(area__in=among({area for area, _ in told}))
    return {pk for pk, *key in rows.values_list("pk", "area_id", "contest") if tuple(key) in told}


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
    within = question.within or load_root(election)
    rows = AreaRow.objects.filter(pk__gt=max(after, within.pk - 1), pk__lt=within.after)
    if within.is_beside:
        rows = AreaRow.objects.filter(below(within), pk__gt=after)
    if question.parent is not None:
        parent = question.parent
        rows = rows.filter(right_below(parent) if parent.is_beside else Q(parent=parent))
    if question.level is not None:
        rows = rows.filter(election=election, level=question.level)
    if question.kind is not None:
        rows = rows.filter(election=election, kind=question.kind)
    if question.only_precincts:
        rows = rows.exclude(kind="unit")
    return list(rows.defer("search_text", "sort_key").order_by("pk")[:count])


def received_contests(areas: Iterable[AreaRow]) -> dict[int, list[str]]:
    """Contests of which the log holds a protocol, by row id of the precinct, in the order of their codes."""
    rows = PublishedProtocol.objects.filter(area__in=[area.pk for area in areas])
    received: dict[int, list[str]] = {}
    for pk, contest in sorted(rows.values_list("area_id", "contest")):
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
    behind = Q(entry_index__gt=index) | Q(entry_index=index, pk__gt=pk)
    asked = {
        "protocol__contest": question.contest,
        "code": question.code,
        "severity": question.severity,
        "verdict": question.verdict,
    }
    rows = in_order(PublishedFinding.objects.all(), election, question.within, "area__")
    rows = rows.filter(behind, entry_index__gte=index)
    rows = rows.filter(**{name: value for name, value in asked.items() if value is not None})
    return list(rows.select_related("protocol__area").order_by("entry_index", "pk")[:count])


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
