"""What everybody may know of demonstration accounts: the passphrase, and the code of the second factor."""

import time
from typing import Any

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value

from hattama.web.kernel.accounts.second_factor import has_second_factor

PASSPHRASE = "hattama-demo-2023"  # noqa: S105 -- published on purpose
"""Known to everyone on purpose; such accounts exist only where a demonstration election does."""

TYPIST = "demo-typist"
"""The account that has no second factor."""

SECRET = "NBQXI5DBNVQS2ZDFNVXW443UOJQXI2LP"  # noqa: S105 -- published on purpose
"""The secret of the authenticator app of every demonstration account above typist; as well known."""


def enrol_demonstration(user: Any) -> None:
    """Give a demonstration account its second factor, unless it has one."""
    if not has_second_factor(user):
        TOTP.activate(user, SECRET)


def demonstration_usernames() -> list[str]:
    """The accounts here whose second factor is the one that everybody knows."""
    known = Authenticator.objects.filter(type=Authenticator.Type.TOTP, data__secret=SECRET)
    return sorted(known.values_list("user__username", flat=True))


def demonstration_code(user: Any) -> str | None:
    """The code that the known secret gives now; None for every account that has a secret of its own."""
    if user.get_username() not in demonstration_usernames():
        return None
    code: str = format_hotp_value(hotp_value(SECRET, int(time.time()) // app_settings.TOTP_PERIOD))
    return code
