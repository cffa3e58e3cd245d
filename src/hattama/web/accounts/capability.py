"""Registers the capability with the kernel."""

from __future__ import annotations

from hattama.web.kernel.capability import Capability


class Registration(Capability):
    """Accounts, roles, first logins, credentials on paper."""

    name = "hattama.web.accounts"
    label = "accounts"
