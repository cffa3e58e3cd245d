"""Registers the capability with the kernel."""

from django.urls import include, path

from hattama.web.kernel.capability import Addresses, Capability
from hattama.web.kernel.pages.addresses import ELECTION


class Registration(Capability):
    """Accounts, roles, first logins, credentials on paper."""

    pages = ((ELECTION + "rights/", "public.rights"),)

    def spoken(self) -> Addresses:
        from hattama.web.accounts.desk.addresses import own_account

        return [path("account/", include(own_account))]
