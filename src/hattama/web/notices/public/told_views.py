"""Being told of changes: where the feed is, and letters for those who ask and confirm."""

from __future__ import annotations

from allauth.core import ratelimit
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from hattama.web.kernel.accounts.access import access
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.log.snapshots import load_log_size
from hattama.web.kernel.pages.election_pages import ElectionPage
from hattama.web.kernel.published.browsing import find_area, load_ancestors, opened_elections
from hattama.web.notices.letters import confirmation_letter, send_letter
from hattama.web.notices.subscriptions import (
    TooManySubscriptions,
    ask_to_be_told,
    confirm_subscription,
    find_asked,
    find_subscribed,
    leave,
)

LONGEST_ADDRESS = 254


# Nobody is signed in here: a token against forged requests would guard nothing, and its cookie would mark the
# reader. What a forged request can bring about is one letter that asks whether it was meant.
@csrf_exempt
@access("public")
@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def told(request: HttpRequest, election_id: str, area_id: str) -> HttpResponseBase:
    """The feed of an area, and the form for letters where the site can send any."""
    area = find_area(election_id, area_id)
    if area is None:
        raise Http404(area_id)
    if request.method != "POST" or not settings.MAIL_READY:
        return _show(request, area)
    limited: HttpResponse | None = ratelimit.consume_or_429(request, action="subscribe")
    if limited is not None:
        return limited
    return _ask(request, area)


@sensitive_variables("email")
def _ask(request: HttpRequest, area: AreaRow) -> HttpResponse:
    email = request.POST.get("email", "").strip()
    try:
        if len(email) > LONGEST_ADDRESS:
            raise ValidationError("")
        validate_email(email)
    except ValidationError:
        return _show(request, area, fault=_("This is no e-mail address."), status=400)
    try:
        asked = ask_to_be_told(area, email, get_language() or "kk", now=timezone.now())
    except TooManySubscriptions:
        asked = None
    if asked is not None and not send_letter(asked, confirmation_letter(asked)):
        # Forgotten at once, so that a second try is no question too many.
        leave(asked)
        return _show(request, area, fault=_("The letter could not be sent. Try again later."), status=503)
    # The same answer whether the address is known or not: nobody learns here who is told of what.
    return _show(request, area, sent=True)


def _show(
    request: HttpRequest, area: AreaRow, *, fault: str = "", sent: bool = False, status: int = 200
) -> HttpResponse:
    page = ElectionPage(request, area.election, opened_elections(), load_log_size(area.election))
    context = {
        "area": area,
        "above": load_ancestors(area)[1:],
        "has_letters": settings.MAIL_READY,
        "fault": fault,
        "sent": sent,
    }
    response = page.render("notices/told.html", "results", context)
    response.status_code = status
    return response


@csrf_exempt
@access("public")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponseBase:
    """The button that confirms: programs that open every address of a letter press no buttons."""
    found = find_asked(token, now=timezone.now())
    if found is not None and request.method == "POST":
        confirm_subscription(found, now=timezone.now())
    # Never an error of the server's: those are written down with the address, and the token is in it.
    return render(request, "notices/confirm.html", {"subscription": found, "section": "results"})


# Programs that read mail send this by themselves (RFC 8058): they have no cookie.
@csrf_exempt
@access("public")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def leave_letters(request: HttpRequest, token: str) -> HttpResponseBase:
    """The button that ends the letters and deletes the address; one POST without a page does the same."""
    found = find_subscribed(token)
    was_left = found is not None and request.method == "POST"
    if found is not None and was_left:
        leave(found)
    context = {"subscription": found, "was_left": was_left, "section": "results"}
    return render(request, "notices/leave.html", context)
