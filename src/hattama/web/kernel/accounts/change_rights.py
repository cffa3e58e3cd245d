"""An administrator gives and takes roles, and closes and opens accounts; every change is told for good.

Each function raises NotYours or ChangesOwnRights where `actor` may not do it, records the change here and for
the public log, and ends the sessions of the person concerned. `actor` is None for the operator at the command
line. A role that decides is proposed by one person and confirmed by another.
"""

import datetime
from collections.abc import Sequence
from enum import StrEnum
from typing import Any, Final

from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q

from hattama.core.entries import FIRST_ADMINISTRATORS, RightsChange
from hattama.core.vocabulary import Deed, DeedRefused, Message, NotYours, Tie, refuse_joined_duty
from hattama.formats.account_lists import LONGEST_NAME, is_login
from hattama.web.kernel.accounts.policy import Role
from hattama.web.kernel.accounts.roles import asked_anew, is_allowed, role_now
from hattama.web.kernel.accounts.second_factor import end_sessions, second_factors
from hattama.web.kernel.accounts.tables import AccountChange, Membership, ProposedRole
from hattama.web.kernel.accounts.tell_rights import Told, needs_two, tell_account, tell_rights
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.languages.search_text import normalise_search_text
from hattama.web.kernel.log.publish_act import publish_act
from hattama.web.kernel.log.tables import acts_waiting


class Change(StrEnum):
    """What was done to an account."""

    MADE = "made"
    GIVEN = "given"
    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    TAKEN = "taken"
    CLOSED = "closed"
    OPENED = "opened"
    FACTOR_REMOVED = "factor_removed"
    CODE_PRINTED = "code_printed"
    CODE_USED = "code_used"
    DEVICE_KEY_MADE = "device_key_made"
    DEVICE_KEY_ENDED = "device_key_ended"
    DEVICE_KEY_LOST = "device_key_lost"


class RightsRefused(DeedRefused):
    """The change is refused; the subclass names the reason."""

    is_mendable = True


class RoleDoesNotFitArea(RightsRefused):
    """A central role is held for the whole country alone, a territorial one not for a precinct, that of a
    district commission for an electoral district."""

    sentence = Message(
        "This role does not fit the area: a central one is held for the whole country, a territorial one "
        "above precincts, that of a district commission for an electoral district."
    )


class AdministratorSeesNoFigures(RightsRefused):
    """One person would be administrator of an election and hold another role in it."""

    sentence = Message("One person cannot be administrator of an election and hold another role in it.")


class RoleHeldAlready(RightsRefused):
    """The person holds this role for this area."""

    sentence = Message("The person holds this role already.")


class RoleProposedAlready(RightsRefused):
    """The role is proposed for this person, and waits for somebody who confirms it."""

    sentence = Message("This role is proposed already, and waits for another administrator to confirm it.")


class FactorsChanged(RightsRefused):
    """The second factor that was shown is gone, or another was set up since."""

    sentence = Message(
        "The second factor that the page showed is gone, or the person has set up another since. Nothing was "
        "changed: look again whether it is to be removed."
    )
    is_mendable = False


class NoUserName(RightsRefused):
    """Nobody could log in by such a name, or it looks like another's."""

    sentence = Message("A user name has 3 to 150 Latin letters, digits or the signs . @ + - _")


class NoPersonsName(RightsRefused):
    """The name of the person is missing or too long."""

    sentence = Message("A new account needs the person's name, at most 150 characters.")


class NoSuchRole(RightsRefused):
    """The person neither holds this role for this area nor is proposed for it: any more, or ever."""

    sentence = Message("The person does not hold this role, and it is not proposed.")


class RolesElsewhere(RightsRefused):
    """The person holds a role, or is proposed for one, in an area whose accounts the administrator does not
    keep."""

    sentence = Message(
        "The person holds a role outside of your area, too. An administrator of all these areas changes it."
    )


OF_NOBODY: Final = 0
"""The operator among the numbers of people: no account has it."""

CENTRAL = (Role.CENTRAL_REVIEWER, Role.CENTRAL_HEAD)
TERRITORIAL = (Role.TERRITORIAL_REVIEWER, Role.TERRITORIAL_HEAD)


def find_account(login: str) -> Any | None:
    """The account with this user name, whatever the case of its letters; None where there is none."""
    return get_user_model().objects.filter(username__iexact=login).first()


@transaction.atomic
def make_account(actor: Any, login: str, name: str, area: AreaRow, *, now: datetime.datetime) -> Any:
    """An account without a passphrase, for somebody who is to hold a role in `area`; its person sets the
    passphrase with a code on paper. Raises NoUserName and NoPersonsName, too."""
    _refuse_stranger(actor, area)
    if not is_login(login):
        raise NoUserName
    if not 0 < len(name) <= LONGEST_NAME:
        raise NoPersonsName
    user = get_user_model()(username=login, first_name=name, email=login if "@" in login else "")
    user.set_unusable_password()
    user.save()
    record_change(actor, user, Change.MADE, area, now=now)
    return user


@transaction.atomic
def give_role(actor: Any, whom: Any, role: Role, area: AreaRow, *, now: datetime.datetime) -> Told:
    """Give `whom` the role for `area` and everything below, or propose it; what was done says which.

    Raises RightsRefused with the reason, too. A role more ends sessions, and may keep a person from
    deciding: so `actor` keeps the accounts of every area in which `whom` holds one already.
    """
    told = grant_role(actor, whom, role, area, now=now)
    tell_rights([told], now=now)
    return told


def grant_role(actor: Any, whom: Any, role: Role, area: AreaRow, *, now: datetime.datetime) -> Told:
    """As `give_role`, within the caller's transaction, and left to the caller to tell the log."""
    _refuse_stranger(actor, area)
    _refuse_roles_elsewhere(actor, whom)
    refuse_unfit(whom, role, area)
    if needs_two(role, area) and not _is_first_administrator(actor, role, area):
        return _propose(actor, whom, role, area, now)
    found_by = {"search_text": _search_text(whom)}
    if not Membership.objects.get_or_create(found_by, user=whom, area=area, role=role.value)[1]:
        raise RoleHeldAlready
    if needs_two(role, area):
        ProposedRole.objects.filter(user=whom, area=area, role=role.value).delete()
    return _done(Change.GIVEN, whom, role, area, (actor,), now)


def _search_text(user: Any) -> str:
    return normalise_search_text(f"{user.get_username()} {user.first_name}")


@transaction.atomic
def confirm_roles(actor: Any, proposals: Sequence[ProposedRole], *, now: datetime.datetime) -> None:
    """Put roles in force that somebody else has proposed: all of them, or none where one is refused.

    Raises ConfirmsOwnProposal, too, and RightsRefused where the person has got another role meanwhile.
    """
    told = []
    for proposal in proposals:
        _refuse_stranger(actor, proposal.area, Deed.CONFIRM_ROLE)
        _refuse_roles_elsewhere(actor, proposal.user)
        tied = {Tie.SELF: {proposal.user_id}, Tie.PROPOSED: {proposal.proposed_by_id or OF_NOBODY}}
        refuse_joined_duty(Deed.CONFIRM_ROLE, OF_NOBODY if actor is None else actor.pk, tied)
        role = Role(proposal.role)
        refuse_unfit(proposal.user, role, proposal.area)
        if not ProposedRole.objects.filter(pk=proposal.pk).delete()[0]:
            raise NoSuchRole
        found_by = {"search_text": _search_text(proposal.user)}
        Membership.objects.create(user=proposal.user, area=proposal.area, role=role.value, **found_by)
        by = (proposal.proposed_by, actor)
        told.append(_done(Change.CONFIRMED, proposal.user, role, proposal.area, by, now))
    tell_rights(told, now=now)


@transaction.atomic
def take_role(actor: Any, whom: Any, role: Role, area: AreaRow, *, now: datetime.datetime) -> None:
    """Take the role for `area` from `whom`, or back what was proposed. Raises NoSuchRole where neither is."""
    _refuse_stranger(actor, area)
    _refuse_roles_elsewhere(actor, whom)
    this = {"user": whom, "area": area, "role": role.value}
    change = Change.TAKEN if Membership.objects.filter(**this).delete()[0] else Change.DECLINED
    if change is Change.DECLINED and not ProposedRole.objects.filter(**this).delete()[0]:
        raise NoSuchRole
    tell_rights([_done(change, whom, role, area, (actor,), now)], now=now)


@transaction.atomic
def close_account(actor: Any, whom: Any, *, now: datetime.datetime) -> None:
    """Nobody logs in with this account any more; what was done with it stays told."""
    _set_open(actor, whom, Change.CLOSED, now)


@transaction.atomic
def open_account(actor: Any, whom: Any, *, now: datetime.datetime) -> None:
    """Open an account that was closed; its roles are as they were."""
    _set_open(actor, whom, Change.OPENED, now)


@transaction.atomic
def remove_second_factor(actor: Any, whom: Any, *, now: datetime.datetime, seen: str | None = None) -> None:
    """For somebody who lost the telephone: take all factors away, so that new ones are enrolled.

    Keys that telephones hold for the account are lost with it: what they sign is not taken in any more. And
    roles that decide wait again for another person's confirmation: whoever takes a factor away could enrol
    their own, and act as two. `seen`: which factors the page showed (`second_factors`), where a page did;
    FactorsChanged where the account has none or others by now.
    """
    refuse_foreign_account(actor, whom)
    if seen is not None and seen != second_factors([whom.pk]).get(whom.pk):
        raise FactorsChanged
    Authenticator.objects.filter(user=whom).delete()
    whom.device_keys.filter(ended_at=None).update(ended_at=now, lost=True)
    record_change(actor, whom, Change.FACTOR_REMOVED, None, now=now)
    tell_account(RightsChange.FACTOR_REMOVED, whom, actor, now=now)
    tell_rights(_propose_anew(actor, whom, now), now=now)
    end_sessions(whom)


def refuse_unfit(whom: Any, role: Role, area: AreaRow) -> None:
    """Raise RoleDoesNotFitArea or AdministratorSeesNoFigures where `whom` cannot be given the role."""
    fits = True
    if role in CENTRAL:
        fits = not area.depth
    elif role is Role.DISTRICT_MEMBER:
        fits = area.is_beside
    elif role in TERRITORIAL:
        fits = not (area.is_precinct or area.is_beside)
    if not fits:
        raise RoleDoesNotFitArea
    keeps = Q(role=Role.ADMINISTRATOR.value)
    other = ~keeps if role is Role.ADMINISTRATOR else keeps
    if Membership.objects.filter(other, user=whom, area__election=area.election_id).exists():
        raise AdministratorSeesNoFigures


def refuse_foreign_account(actor: Any, whom: Any) -> None:
    """Raise unless `actor` keeps the accounts of every area where `whom` holds a role or is proposed for
    one, and there is one: whoever sets a passphrase has what is confirmed tomorrow, too."""
    if actor is None:
        return
    areas = _areas_of(whom)
    if not areas:
        raise NotYours("an account without a role")
    for area in areas:
        _refuse_stranger(actor, area)
    _refuse_self(actor, whom)


def record_change(
    actor: Any,
    whom: Any,
    change: Change,
    area: AreaRow | None,
    *,
    role: Role | None = None,
    now: datetime.datetime,
) -> None:
    """Tell for good what was done, by whom, to whom, where and when."""
    AccountChange.objects.create(
        election_id=area.election_id if area else "",
        area_id=area.code if area else "",
        actor=actor,
        whom=whom,
        change=change.value,
        role=role.value if role else "",
        moment=now,
    )


def _set_open(actor: Any, whom: Any, change: Change, now: datetime.datetime) -> None:
    refuse_foreign_account(actor, whom)
    whom.is_active = change is Change.OPENED
    whom.save(update_fields=["is_active"])
    record_change(actor, whom, change, None, now=now)
    tell_account(RightsChange(change.value), whom, actor, now=now)
    end_sessions(whom)


def publish_rights(*, now: datetime.datetime) -> None:
    """Bring every log forward until it holds the changes of rights that wait for it, where it can be."""
    waiting = acts_waiting(kind="rights").select_related("election")
    for act in {act.election_id: act for act in waiting}.values():
        publish_act(act, now=now)


def _propose_anew(actor: Any, whom: Any, now: datetime.datetime) -> list[Told]:
    told = []
    for held in whom.memberships.select_related("area__election"):
        if needs_two(Role(held.role), held.area):
            held.delete()
            told.append(_propose(actor, whom, Role(held.role), held.area, now))
    return told


def _propose(actor: Any, whom: Any, role: Role, area: AreaRow, now: datetime.datetime) -> Told:
    this = {"user": whom, "area": area, "role": role.value}
    if Membership.objects.filter(**this).exists():
        raise RoleHeldAlready
    said = {"proposed_by": actor, "proposed_at": now}
    if not ProposedRole.objects.get_or_create(defaults=said, **this)[1]:
        raise RoleProposedAlready
    return _done(Change.PROPOSED, whom, role, area, (actor,), now)


def _is_first_administrator(actor: Any, role: Role, area: AreaRow) -> bool:
    """Whether the operator makes one of the first two administrators of the election: before there are two,
    nobody is there who could confirm."""
    if actor is not None or role is not Role.ADMINISTRATOR or area.depth:
        return False
    # Two commands at once shall not count the same two: the log would hold a third, and contradict itself.
    AreaRow.objects.select_for_update().get(pk=area.pk)
    return count_keepers(area.election) < FIRST_ADMINISTRATORS


def count_keepers(election: ElectionRow) -> int:
    """How many administrators with open accounts hold the whole election."""
    role = Role.ADMINISTRATOR.value
    keepers = Membership.objects.filter(area__election=election, area__depth=0, role=role)
    return keepers.filter(user__is_active=True).count()


def _done(
    change: Change, whom: Any, role: Role, area: AreaRow, by: tuple[Any, ...], now: datetime.datetime
) -> Told:
    """Record what was done, end the person's sessions, and say it for the log."""
    record_change(by[-1], whom, change, area, role=role, now=now)
    end_sessions(whom)
    return Told(RightsChange(change.value), whom, role, area, by, now)


def _refuse_stranger(actor: Any, area: AreaRow, deed: Deed = Deed.MANAGE_ACCOUNTS) -> None:
    if actor is not None:
        role_now(actor, deed, area)


def _refuse_roles_elsewhere(actor: Any, whom: Any) -> None:
    _refuse_self(actor, whom)
    if actor is None:
        return
    holder = asked_anew(actor)
    if not all(is_allowed(holder, Deed.MANAGE_ACCOUNTS, area) for area in _areas_of(whom)):
        raise RolesElsewhere


def _areas_of(whom: Any) -> list[AreaRow]:
    """Where `whom` holds a role, and where one waits to be confirmed."""
    roles = (*whom.memberships.select_related("area"), *whom.proposed_roles.select_related("area"))
    return [role.area for role in roles]


def _refuse_self(actor: Any, whom: Any) -> None:
    if actor is not None:
        refuse_joined_duty(Deed.MANAGE_ACCOUNTS, actor.pk, {Tie.SELF: {whom.pk}})
