"""How letters leave: by a mail server, or as files in a folder."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.core.mail.backends.filebased import EmailBackend

from hattama.core.vocabulary import Message, system_reason
from hattama.web.operations.settings.faults import SettingFault, refuse

_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
_FOLDER = Message(
    "HATTAMA_MAIL names the folder {folder}, and letters cannot be written there: {why}. Expected: a folder "
    "that is there and that the site's account may write"
)


class LettersInFolder(EmailBackend):
    """Django's, for which a folder that cannot be made or written is what it is: trouble of the system, that
    may pass. Whoever sends letters waits it out, as a mail server that is away."""

    def __init__(self, *args: Any, **options: Any) -> None:
        """Raises OSError."""
        try:
            super().__init__(*args, **options)
        except ImproperlyConfigured as trouble:
            raise OSError(str(trouble)) from trouble


def folder_fault(folder: str | None) -> SettingFault | None:
    """What is wrong with the folder that letters are left in; None where nothing is, or there is none.

    A start is not refused for it: an election goes on without letters.
    """
    if folder is None or (why := _why_unwritable(Path(folder))) is None:
        return None
    return SettingFault("HATTAMA_MAIL", _FOLDER.given(folder=folder, why=system_reason(why)), refuses=False)


def _why_unwritable(folder: Path) -> str | None:
    if not folder.exists():
        return "No such file or directory"
    if not folder.is_dir():
        return "Not a directory"
    return None if os.access(folder, os.W_OK | os.X_OK) else "Permission denied"


def mail_settings(address: str, sender: str) -> dict[str, Any]:
    """Django's settings for `address`: `smtp://`, `smtp+tls://` (STARTTLS) or `smtps://` with
    `user:password@host:port`, `file:///folder` for letters as files, or nothing.

    MAIL_READY says whether letters can leave; pages offer them only then. Raises SettingsRefused.
    """
    if not address:
        return {"MAIL_READY": False, "EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    parts = urlsplit(address)
    if "@" not in sender:
        raise refuse(
            "HATTAMA_MAIL_FROM",
            Message("HATTAMA_MAIL_FROM is {sender}, expected an e-mail address").given(sender=f"{sender!r}"),
        )
    shared: dict[str, Any] = {"MAIL_READY": True, "DEFAULT_FROM_EMAIL": sender, "SERVER_EMAIL": sender}
    if parts.scheme == "file" and parts.path and not parts.netloc:
        backend = f"{LettersInFolder.__module__}.{LettersInFolder.__qualname__}"
        return shared | {"EMAIL_BACKEND": backend, "EMAIL_FILE_PATH": parts.path}
    # Of a password with an unescaped # or ?, a part would be taken for the port, and its user for the host.
    in_full = not (parts.query or parts.fragment or _port(parts) is None) and parts.path in ("", "/")
    if parts.scheme not in _PORTS or not parts.hostname or not in_full:
        # A password may stand in it: what was found is not repeated.
        example = "smtp+tls://user:password@host:587"
        raise refuse(
            "HATTAMA_MAIL", Message("HATTAMA_MAIL is no address such as {example}").given(example=example)
        )
    return shared | {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": _port(parts) or _PORTS[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": 20,
    }


def _port(parts: SplitResult) -> int | None:
    """The port that an address names, 0 where it names none; None where it is no number up to 65535."""
    try:
        return parts.port or 0
    except ValueError:
        return None


def mail_from(variables: Mapping[str, str]) -> dict[str, Any]:
    """The same from HATTAMA_MAIL and HATTAMA_MAIL_FROM."""
    return mail_settings(variables.get("HATTAMA_MAIL", ""), variables.get("HATTAMA_MAIL_FROM", ""))
