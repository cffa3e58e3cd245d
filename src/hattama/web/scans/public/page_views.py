"""Pictures of the pages of published scans, and of single figures on them: made from the file, without its
metadata, and the same for ever."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from hattama.web.kernel.accounts.access import access
from hattama.web.kernel.accounts.browser_limits import sandboxed
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.pages.file_answers import file_response
from hattama.web.kernel.published.tables import PublishedScan
from hattama.web.kernel.stores.content_store import get_content
from hattama.web.kernel.stores.page_pictures import cut_figure, halve
from hattama.web.scans.figure_boxes import SHOWN_TYPE, page_boxes
from hattama.web.scans.tables import ScanPage

_IMMUTABLE = "public, max-age=31536000, immutable"


@access("public")
@require_safe
def scan_page(request: HttpRequest, sha256: str, number: int) -> HttpResponseBase:
    """One page of a published scan as a picture: laid straight where its corner marks were found.

    With `?small` at half its size, which is what a page shows before anybody zooms.
    """
    page = _page(_beside(sha256), number)
    if "small" in request.GET:
        return _picture(request, halve(get_content(page.shown)), tag=f"{page.shown}-small")
    return _picture(request, get_content(page.shown), tag=page.shown)


@access("public")
@require_safe
def figure_picture(request: HttpRequest, sha256: str, number: int, figure: str) -> HttpResponseBase:
    """What is written for one figure, cut out of a page that was laid straight."""
    beside = _beside(sha256)
    page = _page(beside, number)
    definition = load_definition(beside.protocol.election)
    contest = definition.election.contest(beside.protocol.contest)
    box = page_boxes(definition, contest, page).get(figure)
    if box is None:
        raise Http404(figure)
    return _picture(request, cut_figure(get_content(page.shown), box), tag=f"{page.shown}-{figure}")


def _beside(sha256: str) -> PublishedScan:
    """The scan where it stands beside a protocol, unless it was withdrawn."""
    shown = PublishedScan.objects.select_related("protocol__election")
    beside = shown.filter(scan=sha256, withdrawn_by=None).first()
    if beside is None:
        raise Http404(sha256)
    return beside


def _page(beside: PublishedScan, number: int) -> ScanPage:
    pages = ScanPage.objects.exclude(shown="").defer("signature")
    return get_object_or_404(pages, scan=beside.scan_id, number=number)


def _picture(request: HttpRequest, picture: bytes, tag: str) -> HttpResponseBase:
    response = file_response(request, [picture], SHOWN_TYPE, tag=tag)
    response["Cache-Control"] = _IMMUTABLE
    return sandboxed(response)
