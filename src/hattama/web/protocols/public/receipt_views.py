"""The receipt of one protocol as a sheet to print, for the commission and for every observer."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from hattama.web.kernel.accounts.access import access
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.log.snapshots import load_log_size
from hattama.web.kernel.pages.election_pages import ElectionPage
from hattama.web.kernel.published.browsing import load_ancestors, opened_elections
from hattama.web.kernel.published.tables import PublishedProtocol
from hattama.web.protocols.public.protocol_sheet import protocol_sheet
from hattama.web.protocols.public.receipts import printed_receipt, qr_code


@access("public")
@require_safe
def receipt(request: HttpRequest, election_id: str, area_id: str, contest: str) -> HttpResponseBase:
    """The receipt of the current protocol of a precinct and contest, under the newest checkpoint.

    It is made anew each time: a checkpoint gains signatures of witnesses without the log growing.
    """
    opened = opened_elections()
    election = next((row for row in opened if row.election_id == election_id), None)
    if election is None:
        raise Http404(election_id)
    page = ElectionPage(request, election, opened, load_log_size(election))
    area = get_object_or_404(AreaRow.objects.select_related("parent"), election=election, code=area_id)
    row = get_object_or_404(PublishedProtocol, area=area, contest=contest)
    rules = page.definition.rules
    held = next(one for one in page.definition.election.contests if one.code == contest)
    found = printed_receipt(election, row.entry_index, row.leaf_hash)
    address = _address(request, reverse("public:area", args=[election_id, area_id]))
    check = f"{address}#{found.fragment}" if found else ""
    context = {
        "area": area,
        "above": load_ancestors(area)[1:],
        "contest": held,
        "sheet": protocol_sheet(rules[contest], held, row, rules),
        "receipt": found,
        "address": address,
        "check": check,
        "qr": qr_code(check) if found else "",
        "proof": reverse("data:receipt", args=[election_id, row.entry_index]),
    }
    response = page.render("protocols/receipt.html", "results", context)
    response["Cache-Control"] = "public, no-cache"
    return response


def _address(request: HttpRequest, path: str) -> str:
    return f"{settings.BASE_URL}{path}" if settings.BASE_URL else request.build_absolute_uri(path)
