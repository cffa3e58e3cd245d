"""Addresses of one's own account, and those at which administrators keep accounts and roles.

Nobody signs up: accounts are given by an administrator.

The views are django-allauth's; each is given its access rule here. The pages met on the way in are public,
since whoever is on the way is not signed in yet; allauth itself asks for the step before.
"""

from allauth.account import views
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.urls import URLPattern, URLResolver, include, path
from django.views.decorators.cache import never_cache

from hattama.web.accounts.desk import rights_views
from hattama.web.accounts.desk.paper_code_views import AskForCode, LogIn, SecondFactor, UsePaperCode
from hattama.web.kernel.accounts.access import View, access
from hattama.web.kernel.accounts.hashing_line import in_line

own = access("signed_in")


def on_the_way_in(view: View) -> View:
    """A page for whoever is not signed in yet, kept by no browser and no proxy."""
    return access("public")(never_cache(view))


second_factor = [
    path("", own(SecondFactor.as_view()), name="mfa_index"),
    path("authenticate/", on_the_way_in(AskForCode.as_view()), name="mfa_authenticate"),
    path("reauthenticate/", own(factor.reauthenticate), name="mfa_reauthenticate"),
    path("totp/activate/", own(totp.activate_totp), name="mfa_activate_totp"),
    path("totp/deactivate/", own(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("recovery-codes/", own(recovery.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "recovery-codes/generate/", own(recovery.generate_recovery_codes), name="mfa_generate_recovery_codes"
    ),
    path(
        "recovery-codes/download/", own(recovery.download_recovery_codes), name="mfa_download_recovery_codes"
    ),
    path("passkeys/", own(passkeys.list_webauthn), name="mfa_list_webauthn"),
    path("passkeys/add/", own(passkeys.add_webauthn), name="mfa_add_webauthn"),
    path("passkeys/login/", on_the_way_in(passkeys.login_webauthn), name="mfa_login_webauthn"),
    path(
        "passkeys/reauthenticate/", own(passkeys.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"
    ),
    path("passkeys/<number:pk>/remove/", own(passkeys.remove_webauthn), name="mfa_remove_webauthn"),
    path("passkeys/<number:pk>/edit/", own(passkeys.edit_webauthn), name="mfa_edit_webauthn"),
]

rights = [
    path("", rights_views.elections, name="elections"),
    path("<slug:election_id>/", rights_views.people, name="people"),
    path("<slug:election_id>/give", rights_views.give, name="give"),
    path("<slug:election_id>/confirm", rights_views.confirm, name="confirm"),
    path("<slug:election_id>/take", rights_views.take, name="take"),
    path("<slug:election_id>/account", rights_views.account, name="account"),
    path("<slug:election_id>/settings", rights_views.settings, name="settings"),
    path("<slug:election_id>/changes", rights_views.changes, name="changes"),
    path("<slug:election_id>/reads", rights_views.reads, name="reads"),
]

own_account: list[URLPattern | URLResolver] = [
    path("login/", on_the_way_in(in_line(LogIn.as_view())), name="account_login"),
    path("closed/", on_the_way_in(views.account_inactive), name="account_inactive"),
    path("logout/", on_the_way_in(views.logout), name="account_logout"),
    path("password/", own(in_line(views.password_change)), name="account_change_password"),
    path("reauthenticate/", own(in_line(views.reauthenticate)), name="account_reauthenticate"),
    path("paper/", on_the_way_in(in_line(UsePaperCode.as_view())), name="account_paper_code"),
    path("rights/", include((rights, "rights"))),
    path("second-factor/", include(second_factor)),
]
