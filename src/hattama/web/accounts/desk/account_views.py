"""Pages of one's own account that say more than the package's: demonstration accounts, and who must enrol."""

from __future__ import annotations

from typing import Any

from allauth.account.views import LoginView
from allauth.mfa.base.views import AuthenticateView, IndexView

from hattama.web.kernel.accounts.demonstration_codes import (
    PASSPHRASE,
    TYPIST,
    demonstration_code,
    demonstration_usernames,
)
from hattama.web.kernel.accounts.second_factor import lacks_second_factor


class LogIn(LoginView):
    """The login; where demonstration accounts exist it says so, and how to use them."""

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        """What the page shows."""
        context: dict[str, Any] = super().get_context_data(**more)
        names = demonstration_usernames()
        if names:
            context["demonstration_accounts"] = ", ".join([TYPIST, *names])
            context["demonstration_passphrase"] = PASSPHRASE
        return context


class AskForCode(AuthenticateView):
    """The second step of the login; it says the code of a demonstration account, and of no other."""

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        """What the page shows."""
        context: dict[str, Any] = super().get_context_data(**more)
        context["demonstration_code"] = demonstration_code(self.stage.login.user)
        return context


class SecondFactor(IndexView):
    """The factors of one's own account; it says when the desk waits for one."""

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        """What the page shows."""
        context: dict[str, Any] = super().get_context_data(**more)
        context["must_enrol"] = lacks_second_factor(self.request.user)
        return context
