"""Lists of what people reported, for the public and for reviewers, each with its steps."""

from collections import Counter
from collections.abc import Iterable

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.translation import pgettext_lazy

from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.published.missing import in_any
from hattama.web.reports.tables import DifferenceReport, ReportStep

STATES = {
    "new": pgettext_lazy("state of a report", "new"),
    "looked_at": pgettext_lazy("state of a report", "being looked at"),
    "our_error": pgettext_lazy("state of a report", "error of the commission"),
    "paper_differs": pgettext_lazy("state of a report", "the papers differ"),
    "not_confirmed": pgettext_lazy("state of a report", "not confirmed"),
}
"""States by their code (usecases/review_report.py)."""

_STATE = Subquery(ReportStep.objects.filter(report=OuterRef("pk")).order_by("-pk").values("state")[:1])


def reports_of(area: AreaRow) -> QuerySet[DifferenceReport]:
    """Reports about a precinct, the newest first."""
    return DifferenceReport.objects.filter(area=area).prefetch_related("steps")


def reports_within(election: ElectionRow, areas: QuerySet[AreaRow]) -> QuerySet[DifferenceReport]:
    """Reports about any of `areas`, the newest first."""
    rows = DifferenceReport.objects.filter(election=election, area__in=areas)
    return rows.select_related("area").prefetch_related("steps")


def waiting_reports(election: ElectionRow, areas: Iterable[AreaRow]) -> QuerySet[DifferenceReport]:
    """Reports about precincts in `areas` that nobody has answered yet, the oldest first."""
    rows: QuerySet[DifferenceReport] = in_any(DifferenceReport.objects.filter(election=election), areas)
    return rows.annotate(last=_STATE).filter(Q(last=None) | Q(last="looked_at")).order_by("pk")


def released_photo_of(number: int) -> str:
    """The hash of the photograph that a reviewer last released beside report `number`, or empty."""
    steps = ReportStep.objects.filter(~Q(released_sha256=""), report=number).order_by("-pk")
    return steps.values_list("released_sha256", flat=True).first() or ""


def differing_papers(area: AreaRow) -> dict[str, int]:
    """How many reports about a precinct were answered with *the papers differ*, by contest."""
    rows = DifferenceReport.objects.filter(area=area).annotate(last=_STATE).filter(last="paper_differs")
    return dict(Counter(rows.order_by().values_list("contest", flat=True)))


def last_step(election: ElectionRow) -> str:
    """Another text as soon as a report in a civic count was answered: its precinct's page says so."""
    if not load_definition(election).election.civic:
        return ""
    steps = ReportStep.objects.filter(report__election=election).order_by("-pk")
    return str(steps.values_list("pk", flat=True).first())
