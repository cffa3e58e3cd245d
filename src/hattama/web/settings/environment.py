"""What the environment says: read once, checked at the start, refused with a sentence when it is wrong."""

from __future__ import annotations

import contextlib
import os
import secrets
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ImproperlyConfigured

from hattama.core.transparency_log import is_key_name

LONGEST_ORIGIN = 200
LEAST_KEY = 32
"""Characters below which a kept key is no key."""


@dataclass(frozen=True, slots=True)
class Environment:
    """The settings that an operator gives by environment variable."""

    data_dir: Path
    base_url: str
    database_url: str
    secret: str
    time_zone: str
    log_origin: str = "hattama.invalid"
    log_key: str = ""
    log_signer: str = ""
    proxies: int = 0
    stream: str = ""

    @classmethod
    def from_process(cls) -> Environment:
        """Read HATTAMA_DATA, HATTAMA_BASE_URL, DATABASE_URL, HATTAMA_SECRET_KEY, HATTAMA_TIME_ZONE,
        HATTAMA_PROXIES, HATTAMA_STREAM and, for the log, HATTAMA_LOG_ORIGIN, HATTAMA_LOG_KEY and
        HATTAMA_LOG_SIGNER.

        Raises ImproperlyConfigured with a sentence that names the variable.
        """
        base_url = _base_url(os.environ.get("HATTAMA_BASE_URL", ""))
        return cls(
            data_dir=Path(os.environ.get("HATTAMA_DATA", "var")).resolve(),
            base_url=base_url,
            database_url=os.environ.get("DATABASE_URL", ""),
            secret=os.environ.get("HATTAMA_SECRET_KEY", ""),
            time_zone=_time_zone(os.environ.get("HATTAMA_TIME_ZONE", "Asia/Almaty")),
            log_origin=_log_origin(os.environ.get("HATTAMA_LOG_ORIGIN", ""), base_url),
            log_key=os.environ.get("HATTAMA_LOG_KEY", ""),
            log_signer=os.environ.get("HATTAMA_LOG_SIGNER", ""),
            proxies=_count("HATTAMA_PROXIES"),
            stream=_stream(os.environ.get("HATTAMA_STREAM", "")),
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
        self.data_dir.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _make_key(path)
        key = path.read_text("ascii").strip()
        if len(key) < LEAST_KEY:
            raise ImproperlyConfigured(
                f"{path} holds no key: delete the file, and everybody logs in once more"
            )
        return key


def _base_url(text: str) -> str:
    address = text.rstrip("/")
    parts = urlsplit(address)
    if address and (parts.scheme not in ("http", "https") or not parts.hostname or parts.path or parts.query):
        raise ImproperlyConfigured(f"HATTAMA_BASE_URL is {text!r}, expected http:// or https:// and a host")
    return address


def _stream(text: str) -> str:
    """Where browsers find the stream: nowhere, `/`, another port of the site's host, or an address."""
    port = text.removeprefix(":")
    if text in ("", "/") or (text.startswith(":") and port.isdecimal() and 0 < int(port) < 65536):
        return text
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query:
        raise ImproperlyConfigured(f"HATTAMA_STREAM is {text!r}, expected /, :8001 or an address")
    return text.rstrip("/")


def _count(name: str) -> int:
    """How many, as the variable `name` says; 0 where it says nothing."""
    text = os.environ.get(name, "") or "0"
    if not (text.isascii() and text.isdigit() and int(text) < 10):
        raise ImproperlyConfigured(f"{name} is {text!r}, expected a number from 0 to 9")
    return int(text)


def _log_origin(text: str, base_url: str) -> str:
    # Names of logs look like addresses without a scheme (tlog-checkpoint); .invalid is nobody's (RFC 2606).
    origin = text.strip("/") or urlsplit(base_url).netloc or "hattama.invalid"
    if not is_key_name(origin) or len(origin) > LONGEST_ORIGIN or not origin.isascii():
        raise ImproperlyConfigured(
            f"HATTAMA_LOG_ORIGIN is {text!r}, expected a name such as log.example.org/kz"
        )
    return origin


def _time_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise ImproperlyConfigured(
            f"HATTAMA_TIME_ZONE is {name!r}, expected a name such as Asia/Almaty"
        ) from None
    return name


def _make_key(path: Path) -> None:
    # Several processes may start at once. The key gets its name only when it is whole, and a link, unlike a
    # rename, leaves alone what another process has put there meanwhile.
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".secret_key-")
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(50))
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(temporary, path)
    finally:
        os.unlink(temporary)
