"""How accounts behave at the desk: they are given, never taken."""

import time
from ipaddress import ip_address
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.internal import ratelimit
from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.base.forms import AuthenticateForm, BaseAuthenticateForm, ReauthenticateForm
from allauth.mfa.base.internal.flows import check_rate_limit
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt, encrypt
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django.core.cache.backends.db import DatabaseCache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy

from hattama.web.kernel.accounts.change_rights import find_account
from hattama.web.kernel.accounts.policy import Role
from hattama.web.kernel.accounts.roles import roles_of
from hattama.web.kernel.accounts.sealed_factors import FactorKeyLost
from hattama.web.kernel.accounts.tables import CacheRow

_ACCOUNT = "allauth.account"
_LABEL = gettext_lazy("Name of the key, for yourself")
_KEYS = {"inputmode": "numeric"}
"""Codes of apps and those for a lost one are digits: a telephone shows its number keys."""
_REFUSALS = {
    "username_password_mismatch": gettext_lazy(
        "The user name or the passphrase is not right. Look at the language of the keyboard and at capital "
        "letters. If it is forgotten, ask whoever gave you the account for a new sheet with a code."
    ),
    "too_many_login_attempts": gettext_lazy(
        "Too many failed tries. Wait five minutes, then try again. If the passphrase is forgotten or the "
        "telephone with the codes is lost, call whoever gave you the account meanwhile."
    ),
}
"""What django-allauth refuses at the login, with what to do about it: nobody else is awake to be asked."""
_WITHOUT = gettext_lazy(
    "Without the telephone, type one of your recovery codes here; without them, call whoever gave you the "
    "account."
)
_USED = gettext_lazy("This code was used already, or one after it. Wait until the app shows the next code.")


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


class FailedLogins(DatabaseCache):
    """The cache in the database, in which failed logins are counted: no other row ever pushes one out."""

    def _cull(self, db: str, cursor: Any, now: Any, num: int) -> None:
        # Django's own would go on to drop a third of the rows, whosever they are and however young.
        CacheRow.objects.filter(expires__lt=now).delete()


class EnrolApp(ActivateTOTPForm):
    """The first code of a new authenticator app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= _KEYS


class _OnceOnly(BaseAuthenticateForm):
    """A code of an authenticator app is taken once, and none older than it afterwards (RFC 6238, 5.2)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= _KEYS
        self.fields["code"].help_text = _WITHOUT

    def clean_code(self) -> str:
        """Refuse what was taken before; the steps of time that codes stand for only grow."""
        try:
            if self._is_new():
                return str(super().clean_code())
        except FactorKeyLost as lost:
            raise ValidationError(str(lost)) from None
        check_rate_limit(self.user)
        # Whoever comes here has said the passphrase.
        raise ValidationError(_USED, code="code_used")

    @transaction.atomic
    def _is_new(self) -> bool:
        apps = Authenticator.objects.select_for_update().filter(type=Authenticator.Type.TOTP)
        app = apps.filter(user=self.user).first()
        if app is None:
            return True
        secret, typed = decrypt(app.data["secret"]), self.cleaned_data["code"]
        steps = [
            step
            for step in yield_hotp_counters_from_time()
            if compare_user_code(actual=typed, expected=format_hotp_value(hotp_value(secret, step)))
        ]
        if steps and steps[0] <= app.data.get("step", 0):
            return False
        if steps:
            # What was enrolled before secrets were sealed is sealed by the first code that is taken.
            app.data |= {"step": steps[0], "secret": encrypt(secret)}
            app.save(update_fields=["data"])
        return True


class TakeCode(_OnceOnly, AuthenticateForm):
    """The second step of the login."""


class TakeCodeAgain(_OnceOnly, ReauthenticateForm):
    """The second factor asked for once more, before something that matters."""


class DeskAccountAdapter(DefaultAccountAdapter):
    """Nobody signs up by themselves, and who has just logged in is not asked again at once."""

    error_messages = DefaultAccountAdapter.error_messages | _REFUSALS

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address of who asks: one of IPv4 as such, also where a socket for both writes it as one of
        IPv6, whose networks are counted and not their addresses. All of IPv4 would be one visitor."""
        address = super().get_client_ip(request)
        mapped = getattr(ip_address(address), "ipv4_mapped", None)
        return str(mapped or address)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the try for the account and the address, and for the account from wherever it is tried.

        A stranger's few tries do not keep the person out, who comes from elsewhere. Those of many strangers
        do, for a passphrase alone; a passkey is asked for no passphrase and opens all the same.
        """
        super().pre_authenticate(request, **credentials)
        account = self._account(credentials)
        tries = ratelimit.consume(request, app=_ACCOUNT, action="login_failed_anywhere", key=account)
        if not tries:
            raise self.validation_error("too_many_login_attempts")
        self._login_failed_rl_usage.usage.extend(tries.usage)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # Django-allauth's own holds the name of the host, of which a visitor may say several.
        return f"{self._account(credentials)} {ratelimit.get_ip(request)}"

    def _account(self, credentials: dict[str, Any]) -> str:
        login = str(credentials.get("username", ""))
        account = find_account(login)
        return f"account {account.pk}" if account else f"login {login.lower()}"

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
