"""Being told of changes: Atom feeds (RFC 4287) of what the log takes in, and letters for those who ask and
confirm.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from allauth.core import ratelimit
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables

from hattama.phrases import say
from hattama.web.kernel.accounts.access import open_form
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.log.snapshots import load_public_size
from hattama.web.kernel.pages.addresses import absolute
from hattama.web.kernel.pages.area_names import area_name
from hattama.web.kernel.pages.election_pages import (
    ElectionPage,
    page_language,
    program_digest,
    shown_area,
    shown_election,
)
from hattama.web.kernel.pages.feeds import ATOM, PlainFeed
from hattama.web.kernel.pages.file_answers import answer_made
from hattama.web.kernel.published.browsing import ancestors_of, opened_elections, placed
from hattama.web.notices.changes import Change, last_change, latest_changes
from hattama.web.notices.letters import confirmation_letter, send_letter
from hattama.web.notices.subscriptions import (
    ask_to_be_told,
    confirm_subscription,
    find_asked,
    find_subscribed,
    leave,
)

MOST = 60
"""Entries of a feed. Whoever must miss nothing on the night reads the log itself."""


def site_feed(request: HttpRequest) -> HttpResponseBase:
    """What all open elections take in."""
    opened = opened_elections()
    if not opened:
        raise Http404
    return _answer(request, _("Hattama"), reverse("public:home"), [(row, None) for row in opened])


def election_feed(request: HttpRequest, election_id: str) -> HttpResponseBase:
    """What one election takes in."""
    row = shown_election(election_id)
    title = say(load_definition(row).election.names, page_language())
    home = reverse("public:election", args=[election_id])
    return _answer(request, title, home, [(row, None)])


def area_feed(request: HttpRequest, election_id: str, area_id: str) -> HttpResponseBase:
    """What is taken in about an area and everything below it, or about one precinct."""
    area = shown_area(election_id, area_id)
    names = say(load_definition(area.election).election.names, page_language())
    home = reverse("public:area", args=[election_id, area_id])
    return _answer(request, f"{area_name(area)} · {names}", home, [(area.election, area)])


Place = tuple[ElectionRow, AreaRow | None]
"""An election, or one area of it with all below."""


def _answer(request: HttpRequest, title: str, home: str, places: Sequence[Place]) -> HttpResponseBase:
    """The feed of these places, made once for the last change in any of them."""
    last = [(row.pk, row.definition_sha256, last_change(row, within)) for row, within in places]
    of = f"{program_digest()} {absolute(request, request.path)} {title} {last}"

    def make() -> Iterable[bytes]:
        changes = [(row, change) for row, within in places for change in latest_changes(row, within, MOST)]
        changes.sort(key=lambda pair: pair[1].published_at, reverse=True)
        return [_feed(request, title, home, places[0][0], changes[:MOST])]

    return answer_made(request, places[0][0], "feed.atom", make, ATOM, of=of)


def _feed(
    request: HttpRequest,
    title: str,
    home: str,
    election: ElectionRow,
    changes: list[tuple[ElectionRow, Change]],
) -> bytes:
    about = _("Protocols, corrections and decisions as the public log takes them in")
    feed = PlainFeed(request, election, title, home, about)
    above = ancestors_of(change.area for _row, change in changes)
    for row, change in changes:
        feed.add_item(**_item(request, row, change, above[change.area.pk]))
    return feed.encoded()


def _item(request: HttpRequest, row: ElectionRow, change: Change, above: list[AreaRow]) -> dict[str, Any]:
    definition = load_definition(row)
    contest = change.of_contest(definition.election, page_language())
    what = change.sentence(definition.election, page_language())
    place = " · ".join(area_name(area) for area in (*above[1:], change.area))
    # Who reads a feed sees no page, and that of the site has elections of the authority beside copies.
    whose = f" {say(definition.election.notices[0], page_language())}" if definition.election.civic else ""
    return {
        "title": f"{place}: {what}",
        "link": absolute(request, change.page),
        "description": f"{contest or what}.{whose}",
        # A tag URI (RFC 4151): the log's host, the day of the voting, the place in the log.
        "unique_id": f"tag:{row.origin.partition('/')[0]},{row.polling_on:%Y-%m-%d}:{row.pk}/{change.index}",
        "pubdate": change.published_at,
        "updateddate": change.published_at,
    }


LONGEST_ADDRESS = 254


# What a forged request can bring about is one letter that asks whether it was meant.
@open_form
@never_cache
def told(request: HttpRequest, election_id: str, area_id: str) -> HttpResponseBase:
    """The feed of an area, and the form for letters where the site can send any."""
    area = shown_area(election_id, area_id)
    if request.method != "POST" or not settings.MAIL_READY:
        return _show(request, area)
    return ratelimit.consume_or_429(request, action="subscribe") or _ask(request, area)


@sensitive_variables("email")
def _ask(request: HttpRequest, area: AreaRow) -> HttpResponse:
    email = request.POST.get("email", "").strip()
    try:
        if len(email) > LONGEST_ADDRESS:
            raise ValidationError("")
        validate_email(email)
    except ValidationError:
        return _show(request, area, fault=_("This is no e-mail address."), status=400)
    asked = ask_to_be_told(area, email, page_language(), now=timezone.now())
    if asked is not None and not send_letter(asked, confirmation_letter(asked)):
        # Forgotten at once, so that a second try is no question too many.
        leave(asked)
        return _show(request, area, fault=_("The letter could not be sent. Try again later."), status=503)
    # The same answer whether the address is known or not: nobody learns here who is told of what.
    return redirect(f"{request.path}?sent=1#letters")


def _show(request: HttpRequest, area: AreaRow, *, fault: str = "", status: int = 200) -> HttpResponse:
    page = ElectionPage(request, area.election, opened_elections(), load_public_size(area.election))
    context = {
        **placed(area),
        "has_letters": settings.MAIL_READY,
        "fault": fault,
        "sent": not fault and "sent" in request.GET,
    }
    return page.render("notices/told.html", "results", context, status=status)


@open_form
@never_cache
def confirm(request: HttpRequest, token: str) -> HttpResponseBase:
    """The button that confirms: programs that open every address of a letter press no buttons."""
    found = find_asked(token, now=timezone.now())
    if found is not None and request.method == "POST":
        confirm_subscription(found, now=timezone.now())
        return redirect(request.path)
    # Never an error of the server's: those are written down with the address, and the token is in it.
    return render(request, "notices/confirm.html", {"subscription": found, "section": "results"})


# Programs that read mail send this by themselves (RFC 8058): they have no cookie.
@open_form
@never_cache
def leave_letters(request: HttpRequest, token: str) -> HttpResponseBase:
    """The button that ends the letters and deletes the address; one POST without a page does the same."""
    found = find_subscribed(token)
    if found is not None and request.method == "POST":
        leave(found)
        # Such programs follow no redirect: RFC 8058, section 3.1 forbids one.
        if "List-Unsubscribe" not in request.POST:
            return redirect(request.path)
        found = None
    return render(request, "notices/leave.html", {"subscription": found, "section": "results"})
