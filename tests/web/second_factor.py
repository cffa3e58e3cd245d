"""A second factor for people of the tests: an authenticator app whose secret everybody knows."""

import time

from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.contrib.auth.models import User

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PERIOD_SECONDS = 30


def enrol(user: User) -> None:
    """Give `user` the authenticator app of the tests."""
    TOTP.activate(user, SECRET)


def code(secret: str = SECRET, steps_ahead: int = 0) -> str:
    """What the app shows now; each code is taken once, so a second login needs the one a step ahead."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // PERIOD_SECONDS + steps_ahead))
