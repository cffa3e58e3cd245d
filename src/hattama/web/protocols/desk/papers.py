"""Scans that came with the entries of a protocol, for whoever reads the paper at the desk."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hattama.web.kernel.accounts.access import access
from hattama.web.kernel.accounts.browser_limits import sandboxed
from hattama.web.kernel.accounts.roles import Deed
from hattama.web.kernel.published.scans import Scan
from hattama.web.kernel.stores.content_store import get_content
from hattama.web.kernel.stores.page_pictures import halve
from hattama.web.protocols.desk.places import Place, find_place
from hattama.web.protocols.reading import scans_entered
from hattama.web.scans.figure_boxes import SHOWN_TYPE, ShownPage, load_shown_pages
from hattama.web.scans.tables import ScanPage


@dataclass(frozen=True, slots=True)
class Paper:
    """A scan, with its pages as they may be shown: none before it has been read."""

    scan: Scan
    pages: tuple[ShownPage, ...]


def papers_of(place: Place) -> list[Paper]:
    """The scans that came with entries at this place, each once, in order of arrival. They show the paper and
    nothing of what anybody typed, so that a second reader may look at them, too."""
    hashes = scans_entered(place.area, place.contest.code)
    found = Scan.objects.in_bulk(hashes)
    pages = load_shown_pages(place.definition, dict.fromkeys(hashes, place.contest)) if hashes else {}
    return [Paper(found[sha256], tuple(pages.get(sha256, ()))) for sha256 in hashes]


@access("desk")
@never_cache
@require_safe
def paper_page(
    request: HttpRequest, election_id: str, area_id: str, contest: str, sha256: str, number: int
) -> HttpResponseBase:
    """A page of a scan that came with an entry, as it may be shown."""
    place = find_place(request.user, election_id, area_id, contest, Deed.SEE_DESK)
    if sha256 not in scans_entered(place.area, contest):
        raise Http404(sha256)
    page = get_object_or_404(ScanPage.objects.exclude(shown=""), scan=sha256, number=number)
    picture = get_content(page.shown)
    shown = halve(picture) if "small" in request.GET else picture
    return sandboxed(HttpResponse(shown, content_type=SHOWN_TYPE))
