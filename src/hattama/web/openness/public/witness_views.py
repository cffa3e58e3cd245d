"""Who has witnessed the log: which size, when, and whether anybody keeps evidence against it."""

import datetime
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone

from hattama.core.transparency_log import PolicyWitness, evidence_path
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.bundle_store import public_store
from hattama.web.kernel.log.gather_cosignatures import WitnessReport, judge, load_reports
from hattama.web.kernel.log.witnesses import WitnessesMalformed, WitnessSettings, load_witnesses
from hattama.web.kernel.pages.election_pages import ElectionPage, conditional


@dataclass(frozen=True, slots=True)
class WitnessLine:
    """One witness: the size it holds, when it signed last (None: never), whether that is too long ago, and
    the names and addresses of the evidence that it says to keep."""

    witness: PolicyWitness
    size: int
    signed_at: datetime.datetime | None
    is_old: bool
    is_silent: bool
    evidence: tuple[tuple[str, str], ...]


def witnesses(request: HttpRequest, election_id: str) -> HttpResponseBase:
    """The witnesses of the log, each with what it signed. It grows old while the log stands still."""
    now = timezone.now()

    def state(row: ElectionRow) -> str:
        return f"{now:%Y%m%d%H%M} {load_reports(row.pk)}"

    return conditional(request, election_id, lambda page: _page(page, now), besides=state)


def _page(page: ElectionPage, now: datetime.datetime) -> HttpResponse:
    try:
        configured = load_witnesses()
    except WitnessesMalformed:
        # The operator is told by the watch; to readers it is as if there were none.
        configured = WitnessSettings()
    signed = public_store(page.row.pk).checkpoint()
    judged = judge(page.row, configured, signed) if signed is not None and configured.witnesses else None
    quorum_at = None if judged is None else _moment(judged.quorum_at)
    minutes = page.definition.election.greatest_age_minutes
    lines = [
        _line(page.row.origin, witness, report, minutes, now)
        for witness, report in _with_reports(page.row.pk, configured)
    ]
    context = {
        "lines": lines,
        "quorum": configured.quorum,
        "minutes": minutes,
        "newest": judged,
        "quorum_at": quorum_at,
        "is_old": _is_old(quorum_at, minutes, now) and page.row.closed_at is None,
        "has_evidence": any(line.evidence for line in lines),
    }
    return page.render("openness/witnesses.html", "data", context)


def _line(
    origin: str, witness: PolicyWitness, report: WitnessReport, minutes: int | None, now: datetime.datetime
) -> WitnessLine:
    """What is shown of one witness."""
    signed_at = _moment(report.cosigned_at)
    is_old = _is_old(signed_at, minutes, now)
    prefix = f"{witness.url}/{evidence_path(origin)}"
    kept = tuple((name, f"{prefix}/{name}/README.md") for name in report.evidence)
    return WitnessLine(witness, report.held_size, signed_at, is_old, bool(report.trouble), kept)


def _with_reports(election_id: str, configured: WitnessSettings) -> list[tuple[PolicyWitness, WitnessReport]]:
    reports = {report.name: report for report in load_reports(election_id)}
    return [(one, reports.get(one.name, WitnessReport(one.name))) for one in configured.witnesses]


def _moment(at: int | None) -> datetime.datetime | None:
    return None if at is None else datetime.datetime.fromtimestamp(at, datetime.UTC)


def _is_old(at: datetime.datetime | None, minutes: int | None, now: datetime.datetime) -> bool:
    return at is not None and minutes is not None and now - at > datetime.timedelta(minutes=minutes)
