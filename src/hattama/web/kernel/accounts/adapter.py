"""How accounts behave at the desk: they are given, never taken."""

from __future__ import annotations

import time

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from django.http import HttpRequest
from django.urls import reverse

from hattama.web.kernel.accounts.policy import Role
from hattama.web.kernel.accounts.roles import roles_of


class DeskAccountAdapter(DefaultAccountAdapter):
    """Nobody signs up by themselves, and who has just logged in is not asked again at once."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Unless the person has logged in within the last five minutes."""
        records = get_authentication_records(self.request, self.request.user)
        moments = [record["at"] for record in records if "at" in record]
        return not moments or time.time() - max(moments) > app_settings.REAUTHENTICATION_TIMEOUT

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The desk; for a person who keeps accounts and nothing else, the accounts."""
        if roles_of(request.user) == {Role.ADMINISTRATOR}:
            return reverse("rights:elections")
        return str(super().get_login_redirect_url(request))
