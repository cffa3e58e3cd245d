"""Questions and answers at the desk: written where a protocol stands, told on the first page until they are
answered."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from hattama.core.vocabulary import Deed, DeedRefused, parse_whole_number
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.pages.bounded_requests import storable
from hattama.web.kernel.pages.refusals import refusal_of
from hattama.web.protocols.desk.places import find_place, to_standing
from hattama.web.protocols.desk.views import show_standing
from hattama.web.protocols.remarks import remarks_for, remarks_of, write_remark

MOST_SHOWN = 20


def remark(request: HttpRequest, election_id: str, area_id: str, contest: str) -> HttpResponseBase:
    """What is typed where the protocol stands goes to the other side."""
    place = find_place(request.user, election_id, area_id, contest, Deed.SEE_DESK)
    if request.method != "POST":
        return to_standing(place)
    text = storable(request.POST.get("remark", "")).replace("\r\n", "\n")
    awaits, seen = "settled" not in request.POST, parse_whole_number(request.POST.get("seen", "")) or 0
    try:
        write_remark(request.user, place.area, contest, text, awaits=awaits, seen=seen, now=timezone.now())
    except DeedRefused as refused:
        return show_standing(request, place, remark_refusal=refusal_of(refused), remark=text)
    return redirect(f"{reverse('desk:done', args=place.address)}?sent=remark#remarks")


def remarks_block(request: HttpRequest, election: ElectionRow) -> str:
    """What awaits this person's answer, and what they wrote themselves and nobody answered, as a part of a
    page; empty where there is neither."""
    found = list(remarks_for(request.user, election, MOST_SHOWN + 1))
    own = list(remarks_of(request.user, election)[: MOST_SHOWN + 1])
    if not (found or own):
        return ""
    read = load_definition(election).election
    lines = [(one, read.contest(one.contest), first) for one, first in found[:MOST_SHOWN]]
    told = {"election": read, "lines": lines, "more": len(found) > MOST_SHOWN}
    told["own"] = [(one, read.contest(one.contest)) for one in own[:MOST_SHOWN]]
    told["more_own"] = len(own) > MOST_SHOWN
    return render_to_string("protocols/desk/remarks_news.html", told, request)
