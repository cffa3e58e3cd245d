"""How open an election is, measured from its log and its published rows: times, shares, what stands there.

Nothing is remembered between two readings, so whoever reads measures. A fixed number of queries; the times
and the figures of every protocol are read once.
"""

import datetime
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Count, Min, Sum

from hattama.core.norms import due, overdue_by
from hattama.core.protocols import PublicationDuty
from hattama.core.tabulation import Delays, Total, delays_of
from hattama.formats.days_of_rest import load_calendar
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.tables import LogEntry
from hattama.web.kernel.published.browsing import load_root, totals_of
from hattama.web.kernel.published.tables import PublishedProtocol, PublishedScan, Scan

CHUNK = 5000
_CHANGES = ("correction", "recount", "annulment", "redaction")


@dataclass(frozen=True, slots=True)
class ContestReach:
    """How far one contest is published. `with_scan` and `with_figures` of those that count: a source may show
    papers and give no figure of them. `level`: the finest one reached."""

    contest: str
    expected: int
    received: int
    counted: int
    with_scan: int
    with_figures: int
    level: str


@dataclass(frozen=True, slots=True)
class ScanKind:
    """Scans of one media type that anyone can open, and how many bytes they are together."""

    media_type: str
    scans: int
    size_bytes: int


class DutyMet(NamedTuple):
    """A duty of the law to publish: for how many protocols `of` those of which it can be told it was met."""

    duty: PublicationDuty
    met: int
    of: int


@dataclass(frozen=True, slots=True)
class Openness:
    """What was measured.

    `first_at` is when the first protocol was published (None before), `last_at` when the log took its last
    entry in. `since_received` runs from when the site recorded the first version of a protocol,
    `since_signed` from the time of signing on the paper, both to its publication. `figures` are numbers in
    current versions, `illegible` those that are on the paper and cannot be read. `changes`: entries by kind
    that changed what was there, the earlier state of which stays readable. `withdrawn`: scans that were taken
    out of sight.
    """

    tree_size: int
    first_at: datetime.datetime | None
    last_at: datetime.datetime
    contests: tuple[ContestReach, ...]
    since_received: Delays
    since_signed: Delays
    fields: int
    figures: int
    illegible: int
    scans: tuple[ScanKind, ...]
    withdrawn: int
    changes: dict[str, int]
    duties: tuple[DutyMet, ...]


def load_openness(election: ElectionRow, tree_size: int) -> Openness:
    """Measure an opened election. `tree_size`: how many entries its log holds."""
    entries = LogEntry.objects.filter(election=election)
    moments = _moments(election)
    figures, illegible = _figures(election)
    kinds = dict(entries.filter(kind__in=_CHANGES).values_list("kind").annotate(Count("pk")).order_by("kind"))
    first = entries.filter(kind="protocol").aggregate(first=Min("published_at"))["first"]
    taken = PublishedScan.objects.filter(protocol__election=election, withdrawn_by__isnull=False)
    return Openness(
        tree_size=tree_size,
        first_at=first,
        last_at=entries.order_by("-index").values_list("published_at", flat=True)[:1].get(),
        contests=tuple(_reach(election)),
        since_received=delays_of((recorded, published) for recorded, _, published in moments),
        since_signed=delays_of((signed, published) for _, signed, published in moments),
        fields=len(_fields(election)),
        figures=figures,
        illegible=illegible,
        scans=tuple(_scans(election)),
        withdrawn=taken.count(),
        changes={kind: kinds.get(kind, 0) for kind in _CHANGES},
        duties=tuple(_duties(election, moments)),
    )


_Moments = list[tuple[datetime.datetime, datetime.datetime | None, datetime.datetime]]


def _moments(election: ElectionRow) -> _Moments:
    """When the first versions of all protocols were recorded, signed and published."""
    first = LogEntry.objects.filter(election=election, kind="protocol", act__follows=None)
    rows = first.values_list("act__recorded_at", "act__body__signed_at", "published_at")
    told = rows.iterator(chunk_size=CHUNK)
    return [(recorded, _moment(signed), published) for recorded, signed, published in told]


def _duties(election: ElectionRow, moments: _Moments) -> Iterator[DutyMet]:
    """What the law of that day asks to publish of each protocol, and of how many it was done."""
    definition = load_definition(election)
    calendar = load_calendar(definition.pack.country, ZoneInfo(definition.election.time_zone))
    for duty in definition.pack.publication:
        if duty.deadline is not None:
            answers = [(due(duty.deadline, signed, calendar), at) for _, signed, at in moments if signed]
            yield DutyMet(duty, sum(overdue_by(answer, at) is None for answer, at in answers), len(answers))
        else:
            shown = PublishedProtocol.objects.filter(election=election)
            yield DutyMet(duty, shown.filter(figures__has_key=duty.figure).count(), shown.count())


def _moment(text: str | None) -> datetime.datetime | None:
    return datetime.datetime.fromisoformat(text) if text else None


def _reach(election: ElectionRow) -> list[ContestReach]:
    root = load_root(election)
    totals = totals_of([root]).get(root.pk, {})
    contests = load_definition(election).election.contests
    imported = PublishedProtocol.objects.filter(
        election=election, preliminary=True, method="imported", annulled_by=None
    )
    bare = Counter(imported.values_list("contest", flat=True))
    return [_reach_of(c.code, totals[c.code], bare[c.code]) for c in contests if c.code in totals]


def _reach_of(contest: str, total: Total, bare: int) -> ContestReach:
    # The log publishes protocols of precincts and nothing coarser: the first one reaches the precinct.
    return ContestReach(
        contest=contest,
        expected=total.expected,
        received=total.received,
        counted=total.counted,
        with_scan=total.counted - total.without_scan,
        with_figures=total.counted - bare,
        level="precinct" if total.received else "",
    )


def _fields(election: ElectionRow) -> set[tuple[str, str]]:
    """Every line of every form of the election, each form once."""
    forms = {rules.form.code: rules.form for rules in load_definition(election).rules.values()}
    return {(code, figure.code) for code, form in forms.items() for figure in form.figures}


def _figures(election: ElectionRow) -> tuple[int, int]:
    """How many figures the current versions give, and how many are on the paper and cannot be read."""
    counted: Counter[str] = Counter()
    rows = PublishedProtocol.objects.filter(election=election).values_list("figures", "illegible")
    for figures, illegible in rows.iterator(chunk_size=CHUNK):
        counted["figures"] += len(figures)
        counted["illegible"] += len(illegible)
    return counted["figures"], counted["illegible"]


def _scans(election: ElectionRow) -> list[ScanKind]:
    shown = PublishedScan.objects.filter(protocol__election=election, withdrawn_by=None).values("scan")
    rows = Scan.objects.filter(pk__in=shown).values_list("media_type")
    found = rows.annotate(Count("pk"), Sum("size_bytes")).order_by("media_type")
    return [ScanKind(*row) for row in found]
