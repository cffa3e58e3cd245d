"""Access rules of addresses: a view or the table of its address names who may open it; without, none can."""

import ipaddress
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from hattama.core.vocabulary import NotYours, is_area_id
from hattama.web.kernel.accounts.browser_limits import kept_nowhere
from hattama.web.kernel.accounts.policy import ABOVE_TYPIST
from hattama.web.kernel.accounts.roles import roles_of
from hattama.web.kernel.accounts.second_factor import has_second_factor
from hattama.web.kernel.accounts.who_asks import ask_who
from hattama.web.kernel.elections.tables import open_precincts
from hattama.web.kernel.pages.addresses import page_of_form
from hattama.web.kernel.pages.refusals import refusal_of

_FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_X_REAL_IP", "HTTP_FORWARDED", "HTTP_VIA")
"""By these a proxy tells for whom it asks: whoever it asks for is not on this machine."""


def is_watcher(request: HttpRequest) -> bool:
    """Whether the request shows HATTAMA_METRICS_TOKEN, or comes from this machine itself.

    What a header says of where a request comes from is never believed: a header can only take the right away.
    A request that shows a wrong token is refused wherever it comes from.
    """
    shown = request.headers.get("Authorization", "")
    if shown:
        scheme, _, token = shown.partition(" ")
        known = settings.METRICS_TOKEN
        return bool(known) and scheme.lower() == "bearer" and constant_time_compare(token.strip(), known)
    return is_local(request)


def is_local(request: HttpRequest) -> bool:
    """Whether the connection itself comes from this machine, and speaks for nobody else."""
    if any(header in request.META for header in _FORWARDED):
        return False
    try:
        address = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_loopback


NO_ROLE = gettext_noop(
    "Your account holds no role at the moment: it was taken away, or waits until a second person confirms it."
    " Call whoever gave you the account. Nothing that you sent is lost by it."
)
"""What is said to whoever logs in and may do nothing; they come again to this page from every other."""

NOT_TAKEN = "not-taken"
"""Stands in the address of the login where something was sent without one."""

_PROTOCOL = {"election_id", "area_id", "contest"}
"""What an address of the desk names where it is about one protocol: whoever opens it asks for its precinct
next."""

View = Callable[..., HttpResponseBase]

RULES = ("public", "signed_in", "desk", "watcher")
"""`public`: anyone. `signed_in`: any account. `desk`: an account that holds a role in some election, and a
second factor where that role is above a typist's. `watcher`: a program that watches the site."""


def account_of(request: HttpRequest) -> User:
    """Who asks, at an address that nobody reaches without an account."""
    assert request.user.is_authenticated
    return request.user


def access(rule: str) -> Callable[[View], View]:
    """Declare and enforce the access rule of a view. Raises ValueError for a rule that does not exist."""
    if rule not in RULES:
        raise ValueError(rule)

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if rule == "desk" and kwargs.keys() >= _PROTOCOL and is_area_id(kwargs["area_id"]):
                ask_who(request, (open_precincts, (kwargs["election_id"], kwargs["area_id"])))
            kept_out = None if rule == "public" else _kept_out(request, rule)
            if kept_out is not None:
                return kept_nowhere(kept_out)
            try:
                answer = view(request, *args, **kwargs)
            except NotYours as refused:
                raise PermissionDenied(refusal_of(refused).sentence) from None
            if rule != "public":
                kept_nowhere(answer)
            return _in_words(request, answer) if rule in ("signed_in", "desk") else answer

        guarded.access_rule = rule  # type: ignore[attr-defined]
        return guarded

    return declare


def open_form(view: View) -> View:
    """A form that anybody may send.

    Nobody is signed in there, and nothing is done in anybody's name: a token against forged requests would
    guard nothing, and its cookie would mark the reader. No report of an error has what was sent.
    """
    form = require_http_methods(["GET", "HEAD", "POST"])(view)
    sent: View = csrf_exempt(access("public")(sensitive_post_parameters()(form)))
    return sent


def _in_words(request: HttpRequest, answer: HttpResponseBase) -> HttpResponseBase:
    """The answer; to whoever opens an address that only takes what a form sends, a page instead of none."""
    if answer.status_code != HTTPStatus.METHOD_NOT_ALLOWED or request.method != "GET":
        return answer
    page = render(request, "405.html", status=answer.status_code)
    page["Allow"] = answer["Allow"]
    return page


def _refused_watcher() -> HttpResponse:
    # A program asks: a page of words would be wasted on it.
    headers = {"Cache-Control": "no-store", "WWW-Authenticate": 'Bearer realm="metrics"'}
    return HttpResponse("refused\n", status=403, content_type="text/plain; charset=utf-8", headers=headers)


def _kept_out(request: HttpRequest, rule: str) -> HttpResponseBase | None:
    """Where to send somebody who may not open the page yet. Raises PermissionDenied when they never may."""
    if rule == "watcher":
        return None if is_watcher(request) else _refused_watcher()
    if not request.user.is_authenticated:
        login = redirect_to_login(page_of_form(request))
        if request.method == "POST":
            # Whoever sent something has to read that it did not arrive.
            login["Location"] += f"&{NOT_TAKEN}=1"
        return login
    if rule != "desk":
        return None
    roles = roles_of(request.user)
    if not roles:
        raise PermissionDenied(_(NO_ROLE))
    if roles & ABOVE_TYPIST and not has_second_factor(request.user):
        return redirect("mfa_index")
    return None
