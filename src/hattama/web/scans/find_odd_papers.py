"""What is odd about the papers that scans show: printed for another place, or beside two protocols."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from django.db import transaction

from hattama.core.protocols import PaperIdentity
from hattama.scanning import REFUSALS
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.published.tables import Scan
from hattama.web.scans.tables import PaperFinding, ScanPage, ScanReadingRow, protocols_with

if TYPE_CHECKING:
    from hattama.scanning import SignatureShelf


@transaction.atomic
def find_odd_papers(scan: Scan, *, now: datetime.datetime) -> list[PaperFinding]:
    """Hold the pages of a read scan against the protocols that it stands beside, and against other papers.

    Records what it finds, once however often it is done; the findings of this scan, and those of others that
    turn out to show the same paper.
    """
    pages = list(ScanPage.objects.filter(scan=scan))
    shows_nothing = ScanReadingRow.objects.filter(scan=scan, reason__in=REFUSALS).exists()
    found: list[PaperFinding] = []
    for area, contest in protocols_with(scan.pk):
        found += [_finding(scan.pk, 1, area, contest, PaperFinding.UNREADABLE)] if shows_nothing else []
        for page in pages:
            found += _of_another_place(page, area, contest)
            found += _same_elsewhere(page, area, contest)
    for finding in found:
        finding.found_at = now
    PaperFinding.objects.bulk_create(found, ignore_conflicts=True)
    return found


def paper_of(page: ScanPage) -> PaperIdentity | None:
    """Whose paper the code of a page names."""
    if not page.paper_election:
        return None
    return PaperIdentity(
        page.paper_election,
        page.paper_contest,
        page.paper_area,
        page.paper_layout,
        page.paper_copy or 0,
        page.paper_page or 0,
    )


def is_paper_of(paper: PaperIdentity, area: AreaRow, contest: str) -> bool:
    """Whether `paper` was printed for this contest in this precinct."""
    return (paper.election_id, paper.area_id, paper.contest) == (area.election_id, area.code, contest)


def _of_another_place(page: ScanPage, area: AreaRow, contest: str) -> Iterator[PaperFinding]:
    paper = paper_of(page)
    if paper is not None and not is_paper_of(paper, area, contest):
        yield _finding(
            page.scan_id,
            page.number,
            area,
            contest,
            PaperFinding.OTHER_PAPER,
            other_election=paper.election_id,
            other_area=paper.area_id,
            other_contest=paper.contest,
        )


def _same_elsewhere(page: ScanPage, area: AreaRow, contest: str) -> Iterator[PaperFinding]:
    """The same handwriting beside another protocol: told at both."""
    for other, bits in _alike(page):
        for other_area, other_contest in protocols_with(other.scan_id):
            if (other_area.pk, other_contest) == (area.pk, contest):
                continue
            one, two = (page, area, contest), (other, other_area, other_contest)
            yield _same(one, two, bits)
            yield _same(two, one, bits)


def _same(
    here: tuple[ScanPage, AreaRow, str], there: tuple[ScanPage, AreaRow, str], bits: int
) -> PaperFinding:
    (page, area, contest), (other, other_area, other_contest) = here, there
    return _finding(
        page.scan_id,
        page.number,
        area,
        contest,
        PaperFinding.SAME_PAPER,
        other_election=other_area.election_id,
        other_area=other_area.code,
        other_contest=other_contest,
        other_scan_id=other.scan_id,
        differing_bits=bits,
    )


def _finding(scan: str, page: int, area: AreaRow, contest: str, kind: str, **other: object) -> PaperFinding:
    return PaperFinding(
        election_id=area.election_id,
        area=area,
        contest=contest,
        scan_id=scan,
        page=page,
        kind=kind,
        **other,
    )


@cache
def signature_shelf(layout: str, form_page: int) -> SignatureShelf:
    """The signatures of one page of one layout that this process has read from the database so far."""
    from hattama.scanning import SignatureShelf

    return SignatureShelf()


def _alike(page: ScanPage) -> Iterator[tuple[ScanPage, int]]:
    """Pages of other scans with this handwriting, and in how many bits they differ."""
    if page.signature is None or page.form_page is None:
        return
    shelf = signature_shelf(page.paper_layout, page.form_page)
    signed = ScanPage.objects.filter(paper_layout=page.paper_layout, form_page=page.form_page)
    # Rows are never taken back, so what was read once is still there.
    new = signed.filter(pk__gt=shelf.last_key).exclude(signature=None).order_by("pk")
    told = new.values_list("pk", "signature")
    shelf.add((pk, bytes(signature)) for pk, signature in told if signature is not None)
    near = shelf.near(bytes(page.signature))
    for other in signed.filter(pk__in=near).exclude(scan=page.scan_id):
        yield other, near[other.pk]
