"""Pages of administrators: who holds which role, giving and taking roles, sheets, what was changed."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from urllib.parse import urlencode

import segno
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hattama.core.vocabulary import Deed, DutiesNotSeparate, NotYours, parse_whole_number
from hattama.web.accounts.account_lists import MOST_LISTED, ListedRoles, changes_within, role_words
from hattama.web.accounts.use_paper_code import print_paper_code, times_of_code
from hattama.web.kernel.accounts.access import access
from hattama.web.kernel.accounts.change_rights import (
    RightsRefused,
    close_account,
    confirm_roles,
    count_keepers,
    find_account,
    give_role,
    make_account,
    open_account,
    publish_rights,
    remove_second_factor,
    take_role,
)
from hattama.web.kernel.accounts.policy import Role
from hattama.web.kernel.accounts.record_read import Personal, record_read
from hattama.web.kernel.accounts.roles import areas_for, held_for
from hattama.web.kernel.accounts.second_factor import second_factors
from hattama.web.kernel.accounts.tables import AccountChange, Membership, ProposedRole, reads_within
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.pages.addresses import absolute
from hattama.web.kernel.pages.refusals import refusal_of
from hattama.web.kernel.published.missing import in_any
from hattama.web.offline.device_keys import lose_device_keys
from hattama.web.offline.tables import live_device_keys

CHANGE_WORDS = {
    "made": gettext_lazy("account made"),
    "given": gettext_lazy("role given"),
    "proposed": gettext_lazy("role proposed"),
    "confirmed": gettext_lazy("proposed role confirmed"),
    "declined": gettext_lazy("proposal taken back"),
    "taken": gettext_lazy("role taken away"),
    "closed": gettext_lazy("account closed"),
    "opened": gettext_lazy("account opened again"),
    "factor_removed": gettext_lazy("second factor removed"),
    "code_printed": gettext_lazy("code printed on a sheet"),
    "code_used": pgettext_lazy("what was changed", "passphrase set with the code of a sheet"),
    "device_key_made": gettext_lazy("telephone prepared for a night without a network"),
    "device_key_ended": gettext_lazy("key of a telephone ended"),
    "device_key_lost": gettext_lazy("telephone said to be lost: its key is void"),
}


class WrongInput(Exception):
    """A field of the form cannot be read; its name is the argument."""


FIELDS = {
    "area": gettext_lazy("The election has no such area."),
    "role": gettext_lazy("Choose a role."),
    "proposed": gettext_lazy("Mark the roles that you mean."),
}

ASKED = frozenset({"close", "factor", "keys"})
"""Before these it is asked whether they are meant, as before taking a role: they take access at once."""

PAGE_SIZE = 50
PROPOSALS = 200
"""How many proposed roles the page shows, the widest areas first; the rest once these are settled."""


@access("desk")
@require_safe
def elections(request: HttpRequest) -> HttpResponseBase:
    """The elections whose accounts I keep; straight to the people when there is one."""
    kept = [row for row in ElectionRow.objects.all() if _areas(request, row).exists()]
    if not kept:
        raise PermissionDenied
    if len(kept) == 1:
        return redirect("rights:people", kept[0].pk)
    listed = [(row, load_definition(row).election) for row in kept]
    return render(request, "accounts/desk/rights_elections.html", {"elections": listed})


@access("desk")
@require_safe
def people(request: HttpRequest, election_id: str) -> HttpResponseBase:
    """Who holds which role in the areas whose accounts I keep."""
    election, areas = _mine(request, election_id)
    return _show_people(request, election, areas)


@access("desk")
@require_POST
def give(request: HttpRequest, election_id: str) -> HttpResponseBase:
    """Give somebody a role; an account that does not exist is made."""
    election, areas = _mine(request, election_id)

    def change() -> None:
        area = AreaRow.objects.filter(election=election, code=_sent(request, "area")).first()
        role = _role(request)
        if area is None:
            raise WrongInput("area")
        login, now = _sent(request, "login"), timezone.now()
        user = find_account(login)
        user = user or make_account(request.user, login, _sent(request, "name"), area, now=now)
        give_role(request.user, user, role, area, now=now)

    return _after(request, election, areas, change)


@access("desk")
@require_POST
def confirm(request: HttpRequest, election_id: str) -> HttpResponseBase:
    """Put the marked roles in force that another person proposed, or take the proposals back."""
    election, areas = _mine(request, election_id)
    numbers = [parse_whole_number(number) or 0 for number in request.POST.getlist("proposed")]
    marked = list(_proposals(_kept(request, election)).filter(pk__in=numbers[:PROPOSALS]))

    def change() -> None:
        if not marked:
            raise WrongInput("proposed")
        if _sent(request, "action") == "decline":
            for one in marked:
                take_role(request.user, one.user, Role(one.role), one.area, now=timezone.now())
        else:
            confirm_roles(request.user, marked, now=timezone.now())

    return _after(request, election, areas, change)


@access("desk")
@require_POST
def take(request: HttpRequest, election_id: str) -> HttpResponseBase:
    """Take a role away."""
    election, areas = _mine(request, election_id)
    held = _held(request, election, areas)

    def change() -> None:
        take_role(request.user, held.user, Role(held.role), held.area, now=timezone.now())

    return _after(request, election, areas, change, asks_first=("take", [held]))


@access("desk")
@require_POST
@never_cache
def account(request: HttpRequest, election_id: str) -> HttpResponseBase:
    """Close or open an account, take its second factor away, or print a sheet with a code."""
    election, areas = _mine(request, election_id)
    held = _held(request, election, areas)
    deed = _sent(request, "action")
    if deed == "print":
        return _print(request, election, areas, held)
    deeds = {
        "close": close_account,
        "open": open_account,
        "factor": remove_second_factor,
        "keys": lose_device_keys,
    }
    if deed not in deeds:
        raise PermissionDenied
    roles = held.user.memberships.filter(area__in=areas).select_related("area")
    asks = (deed, list(roles)) if deed in ASKED else None
    shown = {"seen": _sent(request, "factor")} if deed == "factor" else {}
    do = partial(deeds[deed], request.user, held.user, now=timezone.now(), **shown)
    return _after(request, election, areas, do, asks_first=asks)


@access("desk")
@require_safe
def changes(request: HttpRequest, election_id: str) -> HttpResponseBase:
    """What was changed, by whom and when."""
    election, areas = _mine(request, election_id)
    rows = changes_within(election, areas)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    known = load_definition(election).election
    roles = role_words(known)
    told = [_told(row, roles) for row in page]
    context = {"election": known, "page": page, "changes": told}
    return render(request, "accounts/desk/rights_changes.html", context)


@access("desk")
@require_safe
def settings(request: HttpRequest, election_id: str) -> HttpResponseBase:
    """How the election is set: read here, written in its files, frozen when it opens."""
    row = get_object_or_404(ElectionRow, pk=election_id)
    if not areas_for(request.user, Deed.MANAGE_SETTINGS, row).exists():
        raise PermissionDenied
    context = {"election": load_definition(row).election, "row": row}
    return render(request, "accounts/desk/rights_settings.html", context)


def _told(row: AccountChange, roles: Mapping[str, str]) -> tuple[AccountChange, Any, str]:
    return row, CHANGE_WORDS[row.change], roles.get(row.role, "")


def _areas(request: HttpRequest, election: ElectionRow) -> QuerySet[AreaRow]:
    return areas_for(request.user, Deed.MANAGE_ACCOUNTS, election)


def _mine(request: HttpRequest, election_id: str) -> tuple[ElectionRow, QuerySet[AreaRow]]:
    election = get_object_or_404(ElectionRow, pk=election_id)
    areas = _areas(request, election)
    if not areas.exists():
        raise PermissionDenied
    return election, areas


def _kept(request: HttpRequest, election: ElectionRow) -> list[AreaRow]:
    return held_for(request.user, Deed.MANAGE_ACCOUNTS, election)


def _proposals(areas: list[AreaRow]) -> QuerySet[ProposedRole]:
    """Roles for these areas that wait for a second person."""
    rows = in_any(ProposedRole.objects.all(), areas).select_related("user", "area__election", "proposed_by")
    return rows.order_by("area__depth", "area__sort_key", "role", "pk")


def _held(request: HttpRequest, election: ElectionRow, areas: QuerySet[AreaRow]) -> Membership:
    number = _sent(request, "held")
    rows = Membership.objects.select_related("user", "area").filter(area__election=election)
    held = get_object_or_404(rows, pk=parse_whole_number(number) or 0)
    if not areas.filter(pk=held.area_id).exists():
        raise NotYours(number)
    return held


def _sent(request: HttpRequest, name: str) -> str:
    return str(request.POST.get(name, "")).strip()


def _role(request: HttpRequest) -> Role:
    if _sent(request, "role") not in list(Role):
        raise WrongInput("role")
    return Role(_sent(request, "role"))


def _read_at(request: HttpRequest, election: ElectionRow, **said: int) -> str:
    """The list of people that was looked at, for pages of addresses that only take what is sent."""
    query = request.GET.get("q", "") or _sent(request, "q")
    return f"{reverse('rights:people', args=[election.pk])}?{urlencode({'q': query} | said)}"


def _after(
    request: HttpRequest,
    election: ElectionRow,
    areas: QuerySet[AreaRow],
    change: Callable[[], None],
    asks_first: tuple[str, list[Membership]] | None = None,
) -> HttpResponseBase:
    asks = asks_first is not None and not _sent(request, "sure")
    try:
        # An account that was made for a role goes with the role when that is refused. What is asked first
        # is tried: nobody is asked about what would be refused.
        with transaction.atomic():
            change()
            transaction.set_rollback(asks)
    except WrongInput as wrong:
        return _show_people(request, election, areas, refusal=str(FIELDS[wrong.args[0]]), status=400)
    except (RightsRefused, DutiesNotSeparate) as refused:
        return _show_people(request, election, areas, *refusal_of(refused))
    if asks and asks_first is not None:
        return _ask(request, election, *asks_first)
    publish_rights(now=timezone.now())
    return redirect(_read_at(request, election, done=1))


def _ask(request: HttpRequest, election: ElectionRow, deed: str, held: list[Membership]) -> HttpResponse:
    """Whether `deed` is meant: of whom, with which roles, and what comes of it."""
    known = load_definition(election).election
    roles = role_words(known)
    context = {
        "election": known,
        "read_at": _read_at(request, election),
        "query": _sent(request, "q"),
        "number": _sent(request, "held"),
        "factor": _sent(request, "factor"),
        "deed": deed,
        "whom": held[0].user,
        "held": [(one, roles[one.role]) for one in held],
    }
    return render(request, "accounts/desk/rights_ask.html", context)


def _print(
    request: HttpRequest, election: ElectionRow, areas: QuerySet[AreaRow], held: Membership
) -> HttpResponseBase:
    now = timezone.now()
    start, end = times_of_code(election, held.area, Role(held.role), now)
    try:
        code = print_paper_code(
            request.user, held.user, held.area, valid_from=start, valid_until=end, now=now
        )
    except DutiesNotSeparate as refused:
        return _show_people(request, election, areas, *refusal_of(refused))
    # Behind a proxy the request itself may not know under which name and scheme people come.
    address = absolute(request, reverse("account_paper_code"))
    known = load_definition(election).election
    context = {
        "election": known,
        "read_at": _read_at(request, election),
        "held": held,
        "role": role_words(known)[held.role],
        "code": code,
        "qr": segno.make(f"{address}#{code}", error="m", micro=False).svg_data_uri(scale=5),
        "address": address,
        "valid_from": start,
        "valid_until": end,
    }
    return render(request, "accounts/desk/rights_sheet.html", context)


def _show_people(
    request: HttpRequest,
    election: ElectionRow,
    areas: QuerySet[AreaRow],
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    record_read(request.user, Personal.ACCOUNTS, election_id=election.pk, now=timezone.now())
    query = request.GET.get("q", "").strip()
    listed = ListedRoles(election, _kept(request, election), query)
    page = Paginator(listed, PAGE_SIZE).get_page(request.GET.get("page"))
    users = [held.user_id for held in page]
    phones, factors = live_device_keys(users), second_factors(users)
    known = load_definition(election).election
    roles = role_words(known)
    mine = changes_within(election, areas).filter(actor=request.user.pk)
    last = mine.first() if "done" in request.GET and not refusal else None
    # One deed may be several changes: with a second factor go the roles that decide.
    done = mine.filter(moment=last.moment)[:PAGE_SIZE] if last else ()
    context = {
        "election": known,
        "query": query,
        "done": [_told(row, roles) for row in done],
        "page": page,
        "most": MOST_LISTED if page.paginator.count >= MOST_LISTED else None,
        "people": [
            (held, roles[held.role], phones.get(held.user_id, 0), factors.get(held.user_id, ""))
            for held in page
        ],
        "proposed": [(one, roles[one.role]) for one in _proposals(_kept(request, election))[:PROPOSALS]],
        "roles": roles.items(),
        "is_alone": count_keepers(election) == 1,
        "typed": request.POST if refusal else {},
        "read_at": _read_at(request, election) if request.method == "POST" else None,
        "refusal": refusal,
    }
    return render(request, "accounts/desk/rights.html", context, status=status)


READ_WORDS = {
    Personal.REPORT.value: gettext_lazy("a report, perhaps with a contact"),
    Personal.REPORT_PHOTO.value: gettext_lazy("the photograph sent with a report"),
    Personal.SENT_COPY.value: gettext_lazy("the picture of a copy that a stranger sent"),
    Personal.ACCOUNTS.value: gettext_lazy("people and their roles"),
    Personal.TYPING.value: gettext_lazy("how typists type"),
    Personal.RECORD.value: gettext_lazy("a record of a register"),
    Personal.CUSTODY_NAMES.value: gettext_lazy("names of those who had the papers"),
}


@access("desk")
@require_safe
def reads(request: HttpRequest, election_id: str) -> HttpResponseBase:
    """Who looked at what is personal in the areas whose accounts I keep, newest first."""
    election, areas = _mine(request, election_id)
    rows = reads_within(election, areas)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "rights_page": "reads",
        "election": load_definition(election).election,
        "page": page,
        "reads": [(row, READ_WORDS[row.what]) for row in page],
    }
    return render(request, "accounts/desk/rights_reads.html", context)
