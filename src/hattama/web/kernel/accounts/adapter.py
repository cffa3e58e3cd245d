"""How accounts behave at the desk: they are given, never taken."""

from __future__ import annotations

import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy

from hattama.web.kernel.accounts.policy import Role
from hattama.web.kernel.accounts.roles import roles_of

_LABEL = gettext_lazy("Name of the key, for yourself")


class AddPasskey(AddWebAuthnForm):
    """A new key. That it stands for the passphrase, too, is what most people want of it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _LABEL
        self.fields["passwordless"].initial = True


class RenamePasskey(EditWebAuthnForm):
    """Another name for a key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _LABEL


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
