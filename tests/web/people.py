"""People of the tiny election: an account with a role in some of its areas."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import User

from hattama.web.kernel.accounts.policy import ABOVE_TYPIST
from hattama.web.kernel.accounts.roles import Role
from hattama.web.kernel.accounts.tables import Membership
from tests.web.second_factor import enrol
from tests.web.tiny_election import area_row

PASSPHRASE = "тоғыз қабат торқа"


def person(role: Role, *area_ids: str, username: str = "", second_factor: bool = True) -> User:
    """An account that holds `role` for these areas and everything below them.

    Above a typist it has the second factor of the tests, unless it is to be without.
    """
    user = get_user_model().objects.create_user(
        username or f"{role.value}-of-{'-'.join(area_ids)}", password=PASSPHRASE
    )
    for area_id in area_ids:
        Membership.objects.create(user=user, area=area_row(area_id), role=role.value)
    if second_factor and role in ABOVE_TYPIST:
        enrol(user)
    return user
