"""Forms of passkeys whose package leaves one label without words."""

from __future__ import annotations

from typing import Any

from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django.utils.translation import gettext_lazy

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
