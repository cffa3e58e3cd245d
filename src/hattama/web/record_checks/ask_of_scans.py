"""Where the reader of digits reads another figure than the published one: questions for a reviewer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from hattama.core.protocols import Protocol, ScanQuestion, ScanReading, ask_of_scan
from hattama.scanning.digits import load_card
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.published.tables import PublishedProtocol
from hattama.web.record_checks.record_check import Origin
from hattama.web.record_checks.tables import FigureJudgement
from hattama.web.scans.tables import FigureReadingRow, load_scan_readings

LEAST_CONFIDENCE = int(load_card().threshold * 1000)
"""In thousandths: what the reader is less sure of asks nobody anything."""


@dataclass(frozen=True, slots=True)
class AskedFigure:
    """One question about the version of a protocol that is published now."""

    protocol: PublishedProtocol
    question: ScanQuestion


def questions_within(election: ElectionRow, areas: QuerySet[AreaRow]) -> list[AskedFigure]:
    """Questions about protocols of `areas` that no reviewer has answered for this version, surest first."""
    read = FigureReadingRow.objects.filter(page__scan__published__protocol__area__in=areas)
    rows = PublishedProtocol.objects.filter(
        election=election, annulled_by=None, scans__scan__page_rows__figure_readings__in=read
    )
    protocols = list(rows.distinct().select_related("area").prefetch_related("scans"))
    answered = _answered(election, protocols)
    asked = [one for one in _questions(protocols) if _place(one) not in answered]
    return sorted(asked, key=lambda one: (-one.question.confidence, one.protocol.pk, one.question.key))


def _questions(protocols: Iterable[PublishedProtocol]) -> Iterable[AskedFigure]:
    shown = {
        row.pk: [scan.scan_id for scan in row.scans.all() if scan.withdrawn_by is None] for row in protocols
    }
    readings = load_scan_readings({sha256 for scans in shown.values() for sha256 in scans})
    for row in protocols:
        protocol = Protocol(row.area.code, row.contest, row.figures, frozenset(row.illegible))
        found: dict[str, ScanReading] = {}
        for sha256 in shown[row.pk]:
            found |= readings.get(sha256, {})
        for question in ask_of_scan(protocol, found, LEAST_CONFIDENCE):
            yield AskedFigure(row, question)


def _answered(election: ElectionRow, protocols: Iterable[PublishedProtocol]) -> set[tuple[int, str]]:
    entries = [row.entry_index for row in protocols]
    judged = FigureJudgement.objects.filter(election=election, origin=Origin.MACHINE, entry_index__in=entries)
    return set(judged.values_list("entry_index", "key"))


def _place(asked: AskedFigure) -> tuple[int, str]:
    return asked.protocol.entry_index, asked.question.key
