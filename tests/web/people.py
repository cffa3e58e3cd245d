"""People of the tiny election: an account with a role in some of its areas."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django.contrib.auth.models import User

from hattama.web.archive.memberships import Membership
from hattama.web.usecases.roles import Role
from tests.web.tiny_election import area_row

PASSPHRASE = "тоғыз қабат торқа"


def person(role: Role, *area_ids: str, username: str = "") -> User:
    """An account that holds `role` for these areas and everything below them."""
    user = get_user_model().objects.create_user(
        username or f"{role.value}-of-{'-'.join(area_ids)}", password=PASSPHRASE
    )
    for area_id in area_ids:
        Membership.objects.create(user=user, area=area_row(area_id), role=role.value)
    return user
