"""The second factor of an account, an authenticator app or a passkey; and the end of its sessions."""

from collections.abc import Iterable
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession

from hattama.web.kernel.accounts.policy import ABOVE_TYPIST
from hattama.web.kernel.accounts.roles import roles_of

# Recovery codes stand in for a lost factor; alone they are none.
FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def has_second_factor(user: Any) -> bool:
    """Whether `user` has enrolled an authenticator app or a passkey."""
    return bool(is_mfa_enabled(user, FACTORS))


def second_factors(users: Iterable[int]) -> dict[int, str]:
    """Which factors each of these accounts (row ids) has that has any: another text for others."""
    rows = Authenticator.objects.filter(user__in=list(users), type__in=FACTORS).order_by("pk")
    found: dict[int, str] = {}
    for user, pk in rows.values_list("user", "pk"):
        found[user] = f"{found[user]}-{pk}" if user in found else f"{pk}"
    return found


def lacks_second_factor(user: Any) -> bool:
    """Whether the desk waits until `user` enrols: a role above typist, and no factor."""
    return bool(roles_of(user) & ABOVE_TYPIST) and not has_second_factor(user)


def end_sessions(user: Any, keep: str | None = None) -> None:
    """Log `user` out everywhere, but for the session with the key `keep`."""
    for session in UserSession.objects.filter(user=user).exclude(session_key=keep or ""):
        session.end()


def end_other_sessions(sender: Any, request: Any, user: Any, **more: Any) -> None:
    """A factor was enrolled, or taken away by its person: sessions that began without it, or with one that
    may be in other hands, end; all but the one that did it."""
    end_sessions(user, keep=request.session.session_key)
