"""Who holds which role where: the rows of memberships asked by the policy's rules."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import F, Q, QuerySet
from django.shortcuts import get_object_or_404

from hattama.core.vocabulary import Deed, NotYours
from hattama.web.kernel.accounts.policy import ALLOWED, PRECINCT, Role
from hattama.web.kernel.accounts.tables import Membership, Session
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow, below
from hattama.web.kernel.stores.kept_questions import kept_question, rows_among, tell_ahead

__all__ = [
    "ALLOWED",
    "Role",
    "areas_for",
    "asked_anew",
    "election_for",
    "held_for",
    "holds_role_in",
    "is_allowed",
    "load_account",
    "load_session",
    "place_for",
    "place_now",
    "precinct_people",
    "role_for",
    "role_now",
    "roles_of",
    "sessions_of",
]


class _Held(NamedTuple):
    """A membership: its row id, the role, and the area's row id, code and depth."""

    pk: int
    role: Role
    area: int
    code: str
    depth: int


@kept_question
def account_of(user: int) -> QuerySet[Any]:
    """The account, once for each role; once with none where it holds none."""
    return User.objects.filter(pk=user).annotate(**_held())


@kept_question
def sessions_of(key: str) -> QuerySet[Session]:
    """The session with this key and its account, once for each role; once with none where it holds none."""
    return Session.objects.select_related("account").filter(pk=key).annotate(**_held("account__"))


_PLACES = {"pk": "pk", "role": "role", "area": "area", "code": "area__code", "depth": "area__depth"}


def _held(before: str = "") -> dict[str, F]:
    return {f"held_{name}": F(f"{before}memberships__{place}") for name, place in _PLACES.items()}


def load_session(key: str) -> Session | None:
    """The session with this key; its account is known to whoever asks for it next."""
    rows: list[Any] = sessions_of(key)
    known = [row for row in rows if row.account is not None]
    for row in known:
        row.account.__dict__.update({name: getattr(row, name) for name in _held()})
    if known:
        tell_ahead(account_of, (known[0].account_id,), [row.account for row in known])
    return rows[0] if rows else None


def load_account(user: int) -> User | None:
    """The account with this row id, what it holds kept for everything that a request asks."""
    told = account_of(user)
    for account in told[:1]:
        account.kept_roles = [
            _Held(row.held_pk, Role(row.held_role), row.held_area, row.held_code, row.held_depth)
            for row in told
            if row.held_pk is not None
        ]
    return told[0] if told else None


def _held_by(user: Any) -> Sequence[_Held]:
    """What `user` holds; all of it where it was read with the account."""
    holder = user if hasattr(user, "kept_roles") else load_account(user.pk)
    return getattr(holder, "kept_roles", ())


def role_for(user: Any, deed: Deed, area: AreaRow) -> Role:
    """The role by which `user` may do `deed` for `area`. Raises NotYours when there is none."""
    return place_for(user, deed, area)[0]


def place_for(user: Any, deed: Deed, area: AreaRow) -> tuple[Role, str]:
    """As `role_for`, with the identifier of the area for which that role is held; nearest to `area` first."""
    reach = area.reach_ids()
    within = (held for held in _held_by(user) if held.area in reach)
    for held in sorted(within, key=lambda held: (-held.depth, held.pk)):
        if held.role in ALLOWED[deed]:
            return held.role, held.code
    raise NotYours(f"{deed} in {area.code}")


def role_now(user: Any, deed: Deed, area: AreaRow) -> Role:
    """As `role_for`, for what is done: see `place_now`."""
    return place_now(user, deed, area)[0]


def place_now(user: Any, deed: Deed, area: AreaRow) -> tuple[Role, str]:
    """As `place_for`, asked anew for what is done: since the request began, the role may have been taken
    away, and the account closed."""
    return place_for(asked_anew(user), deed, area)


def asked_anew(user: Any) -> User:
    """The account as it is now, with what it holds. Raises NotYours where it is closed."""
    account = load_account(user.pk)
    if account is None or not account.is_active:
        raise NotYours("a closed account")
    return account


def is_allowed(user: Any, deed: Deed, area: AreaRow) -> bool:
    """Whether `user` may do `deed` for `area`."""
    try:
        role_for(user, deed, area)
    except NotYours:
        return False
    return True


def areas_for(user: Any, deed: Deed, election: ElectionRow) -> QuerySet[AreaRow]:
    """All areas for which `user` may do `deed` in `election`, precincts and units alike."""
    within = Q(pk__in=[])
    for area in held_for(user, deed, election):
        within |= below(area)
    return AreaRow.objects.filter(within, election=election)


def held_for(user: Any, deed: Deed, election: ElectionRow) -> list[AreaRow]:
    """The areas for which `user` holds a role that allows `deed`, the widest first, none in another."""
    allowed = [role.value for role in ALLOWED[deed]]
    memberships = Membership.objects.filter(user=user, area__election=election, role__in=allowed)
    held: dict[int, AreaRow] = {}
    for membership in memberships.select_related("area").order_by("area__depth", "area"):
        if held.keys().isdisjoint(membership.area.reach_ids()):
            held[membership.area_id] = membership.area
    return list(held.values())


def election_for(user: Any, deed: Deed, election_id: str) -> ElectionRow:
    """The open election of an address, for whoever may do `deed` anywhere in it.

    Raises Http404, PermissionDenied.
    """
    return areas_in(user, deed, election_id)[0]


def areas_in(user: Any, deed: Deed, election_id: str, *such: Q) -> tuple[ElectionRow, QuerySet[AreaRow]]:
    """The same with the areas, `such` of them as are asked for, in which this person may do it."""
    row = get_object_or_404(ElectionRow, pk=election_id, opened_at__isnull=False)
    areas = areas_for(user, deed, row).filter(*such)
    if not areas.exists():
        raise PermissionDenied
    return row, areas


def precinct_people(area: AreaRow) -> frozenset[int]:
    """Row ids of the users who are typist or chair of this precinct, for the policy's joined duties."""
    roles = tuple(role.value for role in PRECINCT)
    found = rows_among(Membership, "area_id", area.path_ids(), "user_id", role__in=roles)
    return frozenset(user for (user,) in found)


def roles_of(user: Any) -> frozenset[Role]:
    """Every role that `user` holds anywhere."""
    return frozenset(held.role for held in _held_by(user))


def holds_role_in(user: Any, election: ElectionRow) -> bool:
    """Whether `user` has a role in this election."""
    return Membership.objects.filter(user=user, area__election=election).exists()
