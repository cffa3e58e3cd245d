"""What a reader can list by name: precincts that have not reported, protocols that do not add up; and
protocols that were annulled, which count nowhere, stay visible, and can be added back to be looked at.
"""

import datetime
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from hattama.core.entries import Contribution, ProtocolEntry, entry_from_body, fold_life
from hattama.core.tabulation import Total
from hattama.core.vocabulary import Contest, Severity, Verdict
from hattama.web.kernel.elections.loading import Definition, load_contribution, load_definition
from hattama.web.kernel.elections.search_lists import MOST_RUNS, Bounds, Found, Runs, united
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow, below
from hattama.web.kernel.log.tables import LogEntry
from hattama.web.kernel.published.tables import PublishedFinding, PublishedProtocol, PublishedTotal
from hattama.web.kernel.stores.kept_questions import among


@dataclass(frozen=True, slots=True)
class CodeCount:
    """How many protocols one rule speaks of: broken in `broken` of them, not to be checked in `unchecked`."""

    code: str
    broken: int
    unchecked: int


def missing_precincts(
    election: ElectionRow, contest: Contest, within: AreaRow | None = None, size: int | None = None
) -> QuerySet[AreaRow]:
    """Precincts of the roster whose protocol of `contest` the log does not hold, in order of place.

    With `size`: those that it did not hold when it had so many entries.
    """
    if size is None:
        reported: QuerySet[Any] = PublishedProtocol.objects.filter(area=OuterRef("pk"), contest=contest.code)
    else:
        reported = LogEntry.objects.filter(
            election=election,
            index__lt=size,
            kind="protocol",
            act__area=OuterRef("pk"),
            act__contest=contest.code,
        )
    rows = AreaRow.objects.filter(_below(within), ~Exists(reported), election=election).exclude(kind="unit")
    if contest.areas:
        rows = rows.filter(_held_in(election, contest))
    return rows.select_related("parent").order_by("ancestry", "sort_key", "code")


def log_size_at(election: ElectionRow, moment: datetime.datetime) -> int:
    """How many entries the log held at a moment: those before the first one published after it."""
    entries = LogEntry.objects.filter(election=election)
    after = entries.filter(published_at__gt=moment).order_by("index")
    first: int | None = after.values_list("index", flat=True).first()
    return entries.count() if first is None else first


def count_by_code(election: ElectionRow, within: AreaRow | None = None) -> list[CodeCount]:
    """Rules that any published protocol breaks or leaves unanswered, by code."""
    found: dict[str, dict[str, int]] = {}
    rows = PublishedFinding.objects.filter(
        _below(within, "protocol__area__"), election=election, is_first=True
    )
    counted = rows.values_list("code", "verdict").annotate(protocols=Count("*")).order_by("code")
    for code, verdict, protocols in counted:
        found.setdefault(code, {})[verdict] = protocols
    return [
        CodeCount(code, counts.get(Verdict.BROKEN, 0), counts.get(Verdict.CANNOT_BE_CHECKED, 0))
        for code, counts in found.items()
    ]


def is_said_of_protocols(election: ElectionRow, code: str) -> bool:
    """Whether the entry of any published protocol says this code."""
    return PublishedFinding.objects.filter(election=election, code=code, is_first=True).exists()


def protocols_with_code(
    election: ElectionRow, code: str, verdict: Verdict, within: AreaRow | None = None
) -> QuerySet[PublishedProtocol]:
    """Protocols in which the rule `code` came out as `verdict`, in order of place."""
    named = PublishedFinding.objects.filter(
        protocol=OuterRef("pk"), code=code, verdict=verdict, is_first=True
    )
    return _in_order(
        PublishedProtocol.objects.filter(_below(within, "area__"), Exists(named), election=election)
    )


def protocols_not_adding_up(
    election: ElectionRow, within: AreaRow | None = None
) -> QuerySet[PublishedProtocol]:
    """Protocols in which a relation that the law requires does not hold, in order of place."""
    # Naming the contests lets the database use its index of broken protocols instead of reading them all.
    contests = [contest.code for contest in load_definition(election).election.contests]
    broken = PublishedProtocol.objects.filter(election=election, contest__in=contests, has_broken=True)
    return _in_order(broken.filter(_below(within, "area__")))


def areas_in_doubt(election: ElectionRow, found: Found) -> Runs:
    """Polling stations of which a protocol does not add up, and the areas that they lie in: of many that were
    `found` those that are asked for, of few those among them."""
    stations = PublishedProtocol.objects.filter(election=election, has_broken=True)
    units = PublishedTotal.objects.filter(election=election, with_findings__gt=0)

    def keys(rows: QuerySet[Any], **where: Any) -> list[int]:
        return list(rows.filter(**where).order_by("area").values_list("area_id", flat=True)[:MOST_RUNS])

    def read(key: int) -> tuple[Bounds, bool]:
        parts = [keys(rows, area__gte=key) for rows in (stations, units)]
        # Where one is cut, the other is known no further.
        end = min((part[-1] for part in parts if len(part) == MOST_RUNS), default=None)
        read = {one for part in parts for one in part if end is None or one <= end}
        return united((one, one + 1) for one in read), end is None

    if not found.is_whole or found.count > MOST_RUNS:
        return Runs(read)
    among_them = among(found.row_ids())
    few = {*keys(stations, area__in=among_them), *keys(units, area__in=among_them)}
    return Runs.of(united((one, one + 1) for one in few))


def count_explained(election: ElectionRow, within: AreaRow | None = None) -> int:
    """How many of the protocols that do not add up carry the commission's explanation."""
    return protocols_not_adding_up(election, within).exclude(explanation="").count()


def broken_codes(row: PublishedProtocol) -> list[str]:
    """The codes of required relations that do not hold in a protocol, each once, in the order of the pack."""
    told = (
        finding["code"]
        for finding in row.findings
        if finding["verdict"] == Verdict.BROKEN and finding["severity"] == Severity.HARD
    )
    return list(dict.fromkeys(told))


def _in_order(rows: QuerySet[PublishedProtocol]) -> QuerySet[PublishedProtocol]:
    ordered = rows.select_related("area", "area__parent").order_by(
        "area__ancestry", "area__sort_key", "contest", "pk"
    )
    return ordered.defer("area__search_text", "figures")


def _below(area: AreaRow | None, prefix: str = "") -> Q:
    return Q() if area is None else below(area, prefix)


def _held_in(election: ElectionRow, contest: Contest) -> Q:
    held = Q(pk__in=[])
    for area in AreaRow.objects.filter(election=election, code__in=contest.areas):
        held |= _below(area)
    return held


def with_annulled(
    totals: Mapping[int, Total], areas: Iterable[AreaRow], contest: str, definition: Definition
) -> dict[int, Total]:
    """Totals of one contest as reported: annulled protocols counted as they stood; by row id of the area.

    `totals` are those of `areas` without annulled protocols. One query, of as many rows as were annulled.
    """
    listed = list(areas)
    annulled = PublishedProtocol.objects.none()
    if any(total.annulled for total in totals.values()):
        annulled = _changed(listed[0].election_id, contest).filter(annulled_by__isnull=False)
    return _exchanged(totals, listed, annulled, definition, lambda row, now: now._replace(is_annulled=False))


def has_changed(election: ElectionRow, contest: str) -> bool:
    """Whether any protocol of the contest was corrected or annulled after it first came."""
    return _changed(election.pk, contest).exists()


def as_received(
    totals: Mapping[int, Total], areas: Iterable[AreaRow], contest: str, definition: Definition
) -> dict[int, Total]:
    """Totals of one contest with every protocol as it first came, before corrections and annulments.

    `totals` are those of `areas` now. Two queries, of as many rows as were changed since.
    """
    listed = list(areas)
    changed = _changed(listed[0].election_id, contest) if listed else PublishedProtocol.objects.none()
    forms = {code: rules.form for code, rules in definition.rules.items()}
    entries = LogEntry.objects.filter(
        kind="protocol", act__contest=contest, act__area__in=changed.values("area")
    )
    first = {
        area: entry_from_body(index, json.loads(bytes(body)))
        for area, index, body in entries.order_by("-index").values_list("act__area", "index", "body")
    }

    def received(row: PublishedProtocol, now: Contribution) -> Contribution:
        entry = first[row.area_id]
        assert isinstance(entry, ProtocolEntry), "the log holds what it published"
        derived = definition.derive(contest, entry.figures, entry.area_id)
        return fold_life(None, entry, forms)._replace(derived=derived)

    return _exchanged(totals, listed, changed, definition, received)


def _changed(election_id: str, contest: str) -> QuerySet[PublishedProtocol]:
    rows = PublishedProtocol.objects.filter(election=election_id, contest=contest)
    return rows.filter(Q(version__gt=1) | Q(annulled_by__isnull=False))


def _exchanged(
    totals: Mapping[int, Total],
    areas: Sequence[AreaRow],
    rows: QuerySet[PublishedProtocol],
    definition: Definition,
    instead: Callable[[PublishedProtocol, Contribution], Contribution],
) -> dict[int, Total]:
    """Copies of `totals` in which another contribution stands for each of `rows`."""
    found = {
        pk: replace(total, figures=dict(total.figures), derived=dict(total.derived))
        for pk, total in totals.items()
    }
    for row in rows.select_related("area"):
        seen = load_contribution(row, definition)
        other = instead(row, seen)
        for area in areas:
            if area.pk in found and row.area.lies_within(area):
                found[area.pk].add(seen, -1)
                found[area.pk].add(other, 1)
    return found
