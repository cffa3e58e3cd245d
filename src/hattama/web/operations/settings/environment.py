"""What the environment says: read once, checked at the start, refused with a sentence when it is wrong."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from hattama.core.transparency_log import is_key_name
from hattama.core.vocabulary import Message
from hattama.phrases import CATALOGUES, LANGUAGES
from hattama.web.kernel.stores.durable_files import make_once
from hattama.web.operations.settings.faults import Gathering, refuse, refuse_value

LONGEST_ORIGIN = 200
NOBODY = "hattama.invalid"
"""The name of logs on a site that has no name: .invalid is nobody's (RFC 2606)."""
_SITE = re.compile(r"https?://(?:[^\s@:/?#\[\]]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")
"""Scheme, host and perhaps a port, and nothing else: not even a space at its end."""
LOG_FORMATS = ("json", "text")
LEAST_KEY = 32
"""Characters below which a kept key is no key."""
LEAST_TOKEN = 24
"""Characters; a token drawn by `openssl rand -hex 24` has twice as many."""


@dataclass(frozen=True, slots=True)
class Environment:
    """The settings that an operator gives by environment variable."""

    data_dir: Path
    base_url: str
    database_url: str
    secret: str
    time_zone: str
    languages: tuple[str, ...] = LANGUAGES
    log_origin: str = NOBODY
    log_key: str = ""
    log_signer: str = ""
    proxies: int = 0
    mirrors: tuple[str, ...] = ()
    production: bool = False
    log_format: str = ""
    metrics_token: str = ""

    @classmethod
    def gathered(cls, variables: Mapping[str, str], gathering: Gathering) -> Environment:
        """What `variables.py` lists. What cannot be read is told to `gathering` and counts as not given."""

        def said(name: str, default: str = "") -> str:
            return variables.get(name, "") or default

        base_url = gathering.read(_base_url, said("HATTAMA_BASE_URL"), instead="")
        return cls(
            data_dir=Path(said("HATTAMA_DATA", "var")).resolve(),
            base_url=base_url,
            database_url=said("DATABASE_URL"),
            secret=said("HATTAMA_SECRET_KEY"),
            time_zone=gathering.read(_time_zone, said("HATTAMA_TIME_ZONE", "UTC"), instead="UTC"),
            languages=gathering.read(_languages, said("HATTAMA_LANGUAGES"), instead=LANGUAGES),
            log_origin=gathering.read(_log_origin, said("HATTAMA_LOG_ORIGIN"), base_url, instead=NOBODY),
            log_key=said("HATTAMA_LOG_KEY"),
            log_signer=said("HATTAMA_LOG_SIGNER"),
            proxies=gathering.read(_count, "HATTAMA_PROXIES", said("HATTAMA_PROXIES", "0"), instead=0),
            mirrors=gathering.read(_mirrors, said("HATTAMA_MIRRORS"), instead=()),
            production=gathering.read(_yes, "HATTAMA_PRODUCTION", said("HATTAMA_PRODUCTION"), instead=True),
            log_format=gathering.read(_log_format, said("HATTAMA_LOG_FORMAT"), instead=""),
            metrics_token=gathering.read(_metrics_token, said("HATTAMA_METRICS_TOKEN"), instead=""),
        )

    @property
    def is_https(self) -> bool:
        """Whether people reach the site over TLS, so that cookies may be marked secure."""
        return self.base_url.startswith("https://")

    @property
    def allowed_hosts(self) -> list[str]:
        """The host of the base address, and this machine."""
        local = ["localhost", "127.0.0.1", "[::1]"]
        host = urlsplit(self.base_url).hostname
        return [host, *local] if host else local

    @property
    def trusted_origins(self) -> list[str]:
        """The base address, for the check of cross-site requests behind a proxy."""
        return [self.base_url] if self.base_url else []

    def secret_key(self) -> str:
        """The key that signs sessions: from the environment, else made once and kept (mode 600)."""
        if self.secret:
            return self.secret
        path = self.data_dir / "secret_key"
        if not path.exists():
            make_once(path, secrets.token_urlsafe(50))
        key = path.read_text("ascii").strip()
        if len(key) < LEAST_KEY:
            raise refuse(
                "HATTAMA_DATA",
                Message("{path} holds no key: delete the file, and everybody logs in once more").given(
                    path=path
                ),
            )
        return key


def _base_url(text: str) -> str:
    address = text.rstrip("/")
    if address and not _SITE.fullmatch(address):
        raise refuse_value("HATTAMA_BASE_URL", text, "https://results.example.org")
    return address


def _mirrors(text: str) -> tuple[str, ...]:
    """The addresses, each ending in a stroke, under which the files of the copy stand."""
    for address in text.split():
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            raise refuse_value("HATTAMA_MIRRORS", address, "https://mirror.example.org/bundle/")
    return tuple(f"{address.rstrip('/')}/" for address in text.split())


def _count(name: str, text: str) -> int:
    """How many, as the variable `name` says."""
    if not (text.isascii() and text.isdigit() and int(text) < 10):
        raise refuse_value(name, text, "0…9")
    return int(text)


def _yes(name: str, text: str) -> bool:
    """Whether it is so. Nothing else is taken for a yes or a no: a slip here would open a door."""
    if text not in ("", "0", "1"):
        raise refuse_value(name, text, "0, 1")
    return text == "1"


def _log_format(text: str) -> str:
    if text and text not in LOG_FORMATS:
        raise refuse_value("HATTAMA_LOG_FORMAT", text, ", ".join(LOG_FORMATS))
    return text


def _metrics_token(token: str) -> str:
    """Empty where only this machine itself may read the figures. A refused token itself is not repeated."""
    if token and (len(token) < LEAST_TOKEN or not token.isascii() or token.split() != [token]):
        wrong = Message("HATTAMA_METRICS_TOKEN will not do, expected {least_token} ASCII characters or more")
        raise refuse("HATTAMA_METRICS_TOKEN", wrong.given(least_token=LEAST_TOKEN))
    return token


def _log_origin(text: str, base_url: str) -> str:
    # Names of logs look like addresses without a scheme (tlog-checkpoint).
    origin = text.strip("/") or urlsplit(base_url).netloc or NOBODY
    if not is_key_name(origin) or len(origin) > LONGEST_ORIGIN or not origin.isascii():
        raise refuse_value("HATTAMA_LOG_ORIGIN", text, "log.example.org/kz")
    return origin


def _languages(text: str) -> tuple[str, ...]:
    """The languages of pages, the first of them without a prefix; without a word, those that Hattama has."""
    asked = tuple(dict.fromkeys(text.replace(",", " ").split()))
    if not set(asked) <= set(CATALOGUES):
        raise refuse_value("HATTAMA_LANGUAGES", text, ",".join(CATALOGUES))
    return asked or LANGUAGES


def _time_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise refuse_value("HATTAMA_TIME_ZONE", name, "Asia/Almaty, America/Lima, UTC, …") from None
    return name
