"""How open an election is, told from counts that follow its log: times, shares, what stands there.

A fixed number of queries, and no protocol is read: there are as many rows as there were different delays.
"""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Count

from hattama.core.protocols import PublicationDuty
from hattama.core.tabulation import Delays, Total, delays_of
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.snapshots import load_last_moment
from hattama.web.kernel.log.tables import LogEntry
from hattama.web.kernel.published.browsing import load_root, totals_of
from hattama.web.openness.tables import OpennessCount

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
    counts = _load_counts(election)
    since_signed = delays_of(counts["signed", ""])
    kinds = dict(entries.filter(kind__in=_CHANGES).values_list("kind").annotate(Count("pk")).order_by("kind"))
    first = entries.filter(kind="protocol").order_by("index").values_list("published_at", flat=True)
    shown = sorted((of, number[0]) for (measure, of), number in counts.items() if measure == "scans")
    return Openness(
        tree_size=tree_size,
        first_at=first.first(),
        last_at=load_last_moment(election),
        contests=tuple(_reach(election, counts)),
        since_received=delays_of(counts["received", ""]),
        since_signed=since_signed,
        fields=len(_fields(election)),
        figures=counts["figures", ""][0],
        illegible=counts["illegible", ""][0],
        scans=tuple(ScanKind(kind, scans, counts["scan_bytes", kind][0]) for kind, scans in shown if scans),
        withdrawn=counts["withdrawn", ""][0],
        changes={kind: kinds.get(kind, 0) for kind in _CHANGES},
        duties=tuple(_duties(election, counts, since_signed)),
    )


_Counts = Mapping[tuple[str, str], Mapping[int, int]]


def _load_counts(election: ElectionRow) -> _Counts:
    """How many by seconds, of each measure and what it is of; 0 of what was never counted."""
    counts: defaultdict[tuple[str, str], Counter[int]] = defaultdict(Counter)
    rows = OpennessCount.objects.filter(election=election)
    for measure, of, seconds, number in rows.values_list("measure", "of", "seconds", "number"):
        counts[measure, of][seconds] = number
    return counts


def _duties(election: ElectionRow, counts: _Counts, signed: Delays) -> Iterator[DutyMet]:
    """What the law of that day asks to publish of each protocol, and of how many it was done."""
    for duty in load_definition(election).pack.publication:
        if duty.deadline is not None:
            yield DutyMet(duty, counts["in_time", duty.code][0], signed.counted + signed.backwards)
        else:
            yield DutyMet(duty, counts["figure", duty.figure][0], counts["shown", ""][0])


def _reach(election: ElectionRow, counts: _Counts) -> list[ContestReach]:
    root = load_root(election)
    totals = totals_of([root]).get(root.pk, {})
    contests = load_definition(election).election.contests
    return [
        _reach_of(c.code, totals[c.code], counts["bare", c.code][0]) for c in contests if c.code in totals
    ]


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
