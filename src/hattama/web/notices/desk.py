"""The desk's word on what changed at one's own precinct, until it is marked as seen; and the addresses of
programs that are sent the log."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from hattama.core.vocabulary import Deed, Text, parse_whole_number
from hattama.fetching import AddressRefused
from hattama.web.kernel.accounts.access import account_of
from hattama.web.kernel.accounts.roles import election_for, holds_role_in
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.snapshots import load_public_size
from hattama.web.notices import webhooks as telling
from hattama.web.notices.precinct_people import mark_seen, news_for
from hattama.web.notices.tables import Webhook


def news_block(request: HttpRequest, election: ElectionRow) -> str:
    """What others changed at this person's precincts, as a part of a page; empty where that is nothing."""
    news = news_for(request.user, election)
    if not news.changes:
        return ""
    definition = load_definition(election).election
    lines = [(change, definition.contest(change.contest)) for change in news.changes]
    told = {"election": definition, "news": news, "lines": lines, "more": news.count - len(lines)}
    return render_to_string("notices/desk/news.html", told, request)


@require_POST
def seen(request: HttpRequest, election_id: str) -> HttpResponseBase:
    """Mark what was shown as seen: all below `until`."""
    election = get_object_or_404(ElectionRow, pk=election_id, opened_at__isnull=False)
    if not holds_role_in(request.user, election):
        raise PermissionDenied
    until = parse_whole_number(request.POST.get("until", ""))
    if until is None:
        return HttpResponse(status=400)
    mark_seen(account_of(request), election, until)
    return redirect("desk:precincts", election_id)


LONGEST_URL = 2000


@never_cache
@sensitive_variables("secret")
@require_http_methods(["GET", "HEAD", "POST"])
def webhooks(request: HttpRequest, election_id: str) -> HttpResponseBase:
    """Addresses that are sent the log of an election: added, tried out, resumed, taken away."""
    election = election_for(request.user, Deed.MANAGE_SETTINGS, election_id)
    if request.method != "POST":
        return _show_webhooks(request, election)
    now, action = timezone.now(), request.POST.get("action", "")
    if action == "add":
        return _add_webhook(request, election)
    number = parse_whole_number(request.POST.get("webhook", "")) or 0
    hook = get_object_or_404(Webhook, pk=number, election=election)
    deeds: dict[str, Callable[[], object]] = {
        "test": lambda: telling.ask_for_test(hook, now=now),
        "resume": lambda: telling.resume(hook, now=now),
        "remove": hook.delete,
    }
    if action not in deeds:
        return HttpResponse(status=400)
    deeds[action]()
    return redirect("desk:webhooks", election_id)


def _add_webhook(request: HttpRequest, election: ElectionRow) -> HttpResponse:
    url = request.POST.get("url", "").strip()
    start = 0 if request.POST.get("from_start") else load_public_size(election)
    try:
        if len(url) > LONGEST_URL:
            raise AddressRefused
        hook = telling.add_webhook(election, url, start, now=timezone.now())
    except AddressRefused:
        return _show_webhooks(
            request, election, fault=_("This is no address of http or https that can be asked.")
        )
    except telling.TooManyWebhooks:
        most = telling.MOST_OF_ELECTION
        return _show_webhooks(
            request, election, fault=_("No more than %(n)s addresses are told.") % {"n": most}
        )
    return _show_webhooks(request, election, made=hook)


def _show_webhooks(
    request: HttpRequest, election: ElectionRow, *, fault: str = "", made: Webhook | None = None
) -> HttpResponse:
    hooks = Webhook.objects.filter(election=election)
    context = {
        "rights_page": "webhooks",
        "election": load_definition(election).election,
        "size": load_public_size(election),
        "hooks": [(hook, _trouble(hook.trouble), _trouble(hook.test_trouble)) for hook in hooks],
        "most_failures": telling.MOST_FAILURES,
        "fault": fault,
        "typed": request.POST.get("url", "") if fault else "",
        "made": made,
        "secret": telling.secret_of(made) if made else "",
    }
    return render(request, "notices/desk/webhooks.html", context, status=400 if fault else 200)


def _trouble(told: str) -> Text | None:
    code, _space, detail = told.partition(" ")
    return telling.TROUBLES[code].given(detail=detail) if code else None
