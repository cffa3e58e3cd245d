"""The page for people with a sheet of paper: the code, a passphrase, and they are in."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from allauth.account.views import LoginView
from allauth.core import ratelimit
from allauth.mfa.base.views import AuthenticateView, IndexView
from django import forms
from django.contrib.auth.password_validation import password_validators_help_text_html, validate_password
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import View

from hattama.web.accounts.use_paper_code import CodeRefused, UnknownCode, use_paper_code
from hattama.web.kernel.accounts.demonstration_codes import (
    PASSPHRASE,
    TYPIST,
    demonstration_code,
    demonstration_usernames,
)
from hattama.web.kernel.accounts.second_factor import lacks_second_factor
from hattama.web.kernel.pages.refusals import refusal_of


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


class PaperCodeForm(forms.Form):
    """The code as printed, and the new passphrase twice."""

    code = forms.CharField(
        label=gettext_lazy("Code from the sheet"),
        max_length=64,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    passphrase = forms.CharField(
        label=gettext_lazy("New passphrase"),
        help_text=password_validators_help_text_html(),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=gettext_lazy("The passphrase once more"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_passphrase(self) -> str:
        """Refuse what is short or common."""
        passphrase: str = self.cleaned_data["passphrase"]
        validate_password(passphrase)
        return passphrase

    def clean(self) -> dict[str, Any]:
        """Refuse two different passphrases."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("passphrase") != cleaned.get("again") and not self.errors:
            self.add_error("again", _("The two passphrases differ."))
        return cleaned


@method_decorator([never_cache, sensitive_post_parameters()], name="dispatch")
class UsePaperCode(View):
    """A code printed for an account becomes its passphrase, once."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The empty form."""
        return self._show(request, PaperCodeForm())

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Set the passphrase and log in, or say why not."""
        form = PaperCodeForm(request.POST)
        if not form.is_valid():
            return self._show(request, form, status=400)
        try:
            user = use_paper_code(
                form.cleaned_data["code"], form.cleaned_data["passphrase"], now=timezone.now()
            )
        except CodeRefused as refused:
            # Precincts share addresses, and on polling day their sheets open at once: guesses alone count.
            if isinstance(refused, UnknownCode):
                limited: HttpResponse | None = ratelimit.consume_or_429(request, action="paper")
                if limited is not None:
                    return limited
            form.add_error("code", refusal_of(refused).sentence)
            return self._show(request, form, status=400)
        # The passphrase was typed a moment ago: enrolling the second factor does not ask for it again.
        record_authentication(request, user, method="paper_code")
        logged_in: HttpResponseBase = perform_login(request, user, email_verification="none")
        return logged_in

    def _show(self, request: HttpRequest, form: PaperCodeForm, status: int = 200) -> HttpResponse:
        return render(request, "account/paper_code.html", {"form": form}, status=status)
