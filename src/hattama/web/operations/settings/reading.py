"""All settings read at once, so that everything wrong with them is told at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from hattama.core.vocabulary import Message
from hattama.web.operations.settings.database import database_settings
from hattama.web.operations.settings.environment import Environment
from hattama.web.operations.settings.faults import Gathering, SettingFault, SettingsRefused, refuse
from hattama.web.operations.settings.production import Facts, production_faults
from hattama.web.operations.settings.store import store_settings

_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
_CONSOLE = "django.core.mail.backends.console.EmailBackend"


def mail_settings(address: str, sender: str) -> dict[str, Any]:
    """Django's settings for `address`: `smtp://`, `smtp+tls://` (STARTTLS) or `smtps://` with
    `user:password@host:port`, `file:///folder` for letters as files, or nothing.

    MAIL_READY says whether letters can leave; pages offer them only then. Raises SettingsRefused.
    """
    if not address:
        return {"MAIL_READY": False, "EMAIL_BACKEND": _CONSOLE}
    parts = urlsplit(address)
    if "@" not in sender:
        raise refuse(
            "HATTAMA_MAIL_FROM",
            Message("HATTAMA_MAIL_FROM is {sender}, expected an e-mail address").given(sender=f"{sender!r}"),
        )
    shared: dict[str, Any] = {"MAIL_READY": True, "DEFAULT_FROM_EMAIL": sender, "SERVER_EMAIL": sender}
    if parts.scheme == "file" and parts.path and not parts.netloc:
        backend = "django.core.mail.backends.filebased.EmailBackend"
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


@dataclass(frozen=True, slots=True)
class Settings:
    """What the environment says, as Django wants it."""

    env: Environment
    database: dict[str, Any]
    mail: dict[str, Any]
    store: dict[str, Any]


def read_settings(variables: Mapping[str, str]) -> Settings:
    """What `variables` say. Raises SettingsRefused: every fault of shape and, in production, all others."""
    read, faults = _gathered(variables)
    if faults:
        if read.env.production:
            said = {fault.variable for fault in faults}
            faults += [fault for fault in production_faults(variables, Facts()) if fault.variable not in said]
        raise SettingsRefused(fault for fault in faults if fault.refuses)
    return read


def _gathered(variables: Mapping[str, str]) -> tuple[Settings, list[SettingFault]]:
    gathering = Gathering()
    env = Environment.gathered(variables, gathering)
    none: dict[str, Any] = {}
    database = gathering.read(database_settings, env.database_url, env.data_dir, instead=none)
    mail = gathering.read(mail_from, variables, instead=none)
    store = gathering.read(store_settings, variables, instead=none)
    return Settings(env, database, mail, store), gathering.faults
