"""An administrator gives and takes roles, and closes and opens accounts; every change is told for good.

Each function raises NotYours or ChangesOwnRights where `actor` may not do it, records the change, and ends
the sessions of the person concerned. `actor` is None for the operator at the command line.
"""

from __future__ import annotations

import datetime
from enum import StrEnum
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.db import transaction

from hattama.core.vocabulary import Deed, DeedRefused, Message, NotYours, Tie, refuse_joined_duty
from hattama.web.kernel.accounts.policy import Role
from hattama.web.kernel.accounts.roles import is_allowed, role_for
from hattama.web.kernel.accounts.second_factor import end_sessions
from hattama.web.kernel.accounts.tables import AccountChange, Membership
from hattama.web.kernel.elections.tables import AreaRow


class Change(StrEnum):
    """What was done to an account."""

    MADE = "made"
    GIVEN = "given"
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
    """A central role is held for the whole country alone, a territorial one not for a precinct."""

    sentence = Message(
        "This role does not fit the area: a central one is held for the whole country, a territorial one "
        "above precincts."
    )


class AdministratorSeesNoFigures(RightsRefused):
    """One person would be administrator of an election and hold another role in it."""

    sentence = Message("One person cannot be administrator of an election and hold another role in it.")


class RoleHeldAlready(RightsRefused):
    """The person holds this role for this area."""

    sentence = Message("The person holds this role already.")


class NoSuchRole(RightsRefused):
    """The person does not hold this role for this area: somebody else has taken it meanwhile."""

    sentence = Message("The person does not hold this role any more.")


class RolesElsewhere(RightsRefused):
    """The person holds a role in an area, too, whose accounts the administrator does not keep."""

    sentence = Message(
        "The person holds a role outside of your area, too. An administrator of all these areas changes it."
    )


CENTRAL = (Role.CENTRAL_REVIEWER, Role.CENTRAL_HEAD)
TERRITORIAL = (Role.TERRITORIAL_REVIEWER, Role.TERRITORIAL_HEAD)


def find_account(login: str) -> Any | None:
    """The account with this user name, whatever the case of its letters; None where there is none."""
    return get_user_model().objects.filter(username__iexact=login).first()


@transaction.atomic
def make_account(actor: Any, login: str, name: str, area: AreaRow, *, now: datetime.datetime) -> Any:
    """An account without a passphrase, for somebody who is to hold a role in `area`; its person sets the
    passphrase with a code on paper."""
    _refuse_stranger(actor, area)
    user = get_user_model()(username=login, first_name=name, email=login if "@" in login else "")
    user.set_unusable_password()
    user.save()
    record_change(actor, user, Change.MADE, area, now=now)
    return user


@transaction.atomic
def give_role(actor: Any, whom: Any, role: Role, area: AreaRow, *, now: datetime.datetime) -> Membership:
    """Give `whom` the role for `area` and everything below. Raises RightsRefused with the reason, too.

    A role more ends sessions, and may keep a person from deciding: so `actor` keeps the accounts of every
    area in which `whom` holds one already.
    """
    _refuse_stranger(actor, area)
    _refuse_roles_elsewhere(actor, whom)
    refuse_unfit(whom, role, area)
    membership, fresh = Membership.objects.get_or_create(user=whom, area=area, role=role.value)
    if not fresh:
        raise RoleHeldAlready
    record_change(actor, whom, Change.GIVEN, area, role=role, now=now)
    end_sessions(whom)
    return membership


@transaction.atomic
def take_role(actor: Any, whom: Any, role: Role, area: AreaRow, *, now: datetime.datetime) -> None:
    """Take the role for `area` from `whom`. Raises NoSuchRole where it is not held."""
    _refuse_stranger(actor, area)
    _refuse_roles_elsewhere(actor, whom)
    gone, _ = Membership.objects.filter(user=whom, area=area, role=role.value).delete()
    if not gone:
        raise NoSuchRole
    record_change(actor, whom, Change.TAKEN, area, role=role, now=now)
    end_sessions(whom)


@transaction.atomic
def close_account(actor: Any, whom: Any, *, now: datetime.datetime) -> None:
    """Nobody logs in with this account any more; what was done with it stays told."""
    _set_open(actor, whom, Change.CLOSED, now)


@transaction.atomic
def open_account(actor: Any, whom: Any, *, now: datetime.datetime) -> None:
    """Open an account that was closed; its roles are as they were."""
    _set_open(actor, whom, Change.OPENED, now)


@transaction.atomic
def remove_second_factor(actor: Any, whom: Any, *, now: datetime.datetime) -> None:
    """For somebody who lost the telephone: take all factors away, so that new ones are enrolled.

    Keys that telephones hold for the account are lost with it: what they sign is not taken in any more.
    """
    refuse_foreign_account(actor, whom)
    Authenticator.objects.filter(user=whom).delete()
    whom.device_keys.filter(ended_at=None).update(ended_at=now, lost=True)
    record_change(actor, whom, Change.FACTOR_REMOVED, None, now=now)
    end_sessions(whom)


def refuse_unfit(whom: Any, role: Role, area: AreaRow) -> None:
    """Raise RoleDoesNotFitArea or AdministratorSeesNoFigures where `whom` cannot be given the role."""
    if (role in CENTRAL and area.depth) or (role in TERRITORIAL and area.is_precinct):
        raise RoleDoesNotFitArea
    others = Membership.objects.filter(user=whom, area__election=area.election_id)
    if role is Role.ADMINISTRATOR:
        others = others.exclude(role=Role.ADMINISTRATOR.value)
    else:
        others = others.filter(role=Role.ADMINISTRATOR.value)
    if others.exists():
        raise AdministratorSeesNoFigures


def refuse_foreign_account(actor: Any, whom: Any) -> None:
    """Raise unless `actor` keeps the accounts of every area where `whom` holds a role, and there is one."""
    if actor is None:
        return
    areas = [membership.area for membership in whom.memberships.select_related("area")]
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
    end_sessions(whom)


def _refuse_stranger(actor: Any, area: AreaRow) -> None:
    if actor is not None:
        role_for(actor, Deed.MANAGE_ACCOUNTS, area)


def _refuse_roles_elsewhere(actor: Any, whom: Any) -> None:
    _refuse_self(actor, whom)
    held = whom.memberships.select_related("area")
    if actor is not None and not all(is_allowed(actor, Deed.MANAGE_ACCOUNTS, one.area) for one in held):
        raise RolesElsewhere


def _refuse_self(actor: Any, whom: Any) -> None:
    if actor is not None:
        refuse_joined_duty(Deed.MANAGE_ACCOUNTS, actor.pk, {Tie.SELF: {whom.pk}})
