"""Secrets of second factors are sealed in the database: whoever reads it alone can make no code.

The key that signs a log is out of the web's reach, so this is a key of its own: a file in the data folder,
made at the first need, mode 600, one line a key, the newest last. It seals the secrets of authenticator apps
and the seeds of recovery codes by AES-256-GCM. The secret of demonstrations is public and stays as it is.
"""

import base64
import binascii
import logging
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext, gettext_lazy

from hattama.web.kernel.accounts.demonstration_codes import SECRET
from hattama.web.kernel.stores.durable_files import make_once, replace_durably

_PURPOSE = b"hattama second factor 1"
_SEALED = "sealed1"
_PARTS = 3
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_KEY_BYTES, _ID_BYTES, _NONCE_BYTES = 32, 4, 12
_SECRETS = ("secret", "seed")
_log = logging.getLogger(__name__)


class FactorKeyLost(PermissionDenied):
    """The key that sealed this secret is not there, or must not be used; a page says so, and what helps."""

    def __init__(self, why: str) -> None:
        _log.error("secrets of second factors cannot be read: %s", why)
        super().__init__(
            gettext(
                "The key that protects second factors is missing on this server, so no code can be checked. "
                "A passkey still opens. Tell the administrator: the key comes back from a backup, or your "
                "second factor is removed and set up anew."
            )
        )


@dataclass(frozen=True, slots=True)
class FactorKeys:
    """The keys in the file at `path`."""

    path: Path

    def read(self) -> dict[str, bytes]:
        """All keys by their identifiers, the newest last; none without a file. Raises FactorKeyLost."""
        try:
            descriptor = os.open(self.path, os.O_RDONLY)
        except FileNotFoundError:
            return {}
        except OSError as trouble:
            raise FactorKeyLost(f"{self.path}: {trouble.strerror}") from None
        with os.fdopen(descriptor, encoding="ascii", errors="replace") as file:
            mode = os.fstat(file.fileno()).st_mode
            if mode & _OTHERS:
                raise FactorKeyLost(f"{self.path} has mode {stat.S_IMODE(mode):o}, expected 600")
            return dict(map(self._parsed, file.read().splitlines()))

    def _parsed(self, line: str) -> tuple[str, bytes]:
        name, _, text = line.partition(" ")
        try:
            key = base64.b64decode(text, validate=True)
        except binascii.Error:
            key = b""
        if len(name) != 2 * _ID_BYTES or len(key) != _KEY_BYTES:
            raise FactorKeyLost(f"{self.path} holds a line that is no key")
        return name, key

    def newest(self) -> tuple[str, bytes]:
        """The key that seals; made where there is none yet."""
        keys = self.read()
        if not keys:
            make_once(self.path, _line(os.urandom(_ID_BYTES).hex(), os.urandom(_KEY_BYTES)))
            keys = self.read()
        return list(keys.items())[-1]

    def add(self) -> str:
        """Put a new key after those there are; its identifier."""
        lines = [_line(name, key) for name, key in self.read().items()]
        made = _line(os.urandom(_ID_BYTES).hex(), os.urandom(_KEY_BYTES))
        replace_durably(self.path, "".join([*lines, made]).encode("ascii"), mode=0o600)
        return made.partition(" ")[0]

    def keep_alone(self, name: str) -> None:
        """Forget every key but this one."""
        replace_durably(self.path, _line(name, self.read()[name]).encode("ascii"), mode=0o600)


def factor_keys() -> FactorKeys:
    """Those of this site."""
    return FactorKeys(Path(settings.FACTOR_KEY))


def seal(text: str) -> str:
    """`text` as the database holds it. Raises FactorKeyLost where the file of keys must not be used."""
    name, key = factor_keys().newest()
    nonce = os.urandom(_NONCE_BYTES)
    sealed = nonce + AESGCM(key).encrypt(nonce, text.encode("utf-8"), _PURPOSE)
    return f"{_SEALED}:{name}:{base64.b64encode(sealed).decode('ascii')}"


def unseal(stored: str) -> str:
    """The text that was sealed; what stands unsealed is the text itself. Raises FactorKeyLost."""
    if not is_sealed(stored):
        return stored
    _, name, sealed = stored.split(":")
    key = factor_keys().read().get(name)
    if key is None:
        raise FactorKeyLost(f"there is no key {name}")
    try:
        data = base64.b64decode(sealed, validate=True)
        return AESGCM(key).decrypt(data[:_NONCE_BYTES], data[_NONCE_BYTES:], _PURPOSE).decode("utf-8")
    except (InvalidTag, ValueError):
        raise FactorKeyLost(f"the key {name} is another one, or a secret was altered") from None


def is_sealed(stored: str) -> bool:
    """Whether a key stands between the database and this secret."""
    return stored.startswith(f"{_SEALED}:") and stored.count(":") == _PARTS - 1


def sealed_counts() -> tuple[int, int, int]:
    """Of how many second factors the secret opens, cannot be opened, and stands in the database as it is."""
    opened = lost = bare = 0
    for row in _rows().iterator():
        for text in _held(row):
            if not is_sealed(text):
                bare += 1
            elif _opens(text):
                opened += 1
            else:
                lost += 1
    return opened, lost, bare


def _opens(text: str) -> bool:
    try:
        unseal(text)
    except FactorKeyLost:
        return False
    return True


def reseal() -> int:
    """Make a new key, seal every secret with it, and forget the others; how many second factors that were.

    Raises FactorKeyLost where one cannot be opened; then all stays as it is, beside one key more. What
    somebody enrols in this very moment may bear a key that is forgotten: then they enrol anew.
    """
    keys = factor_keys()
    name = keys.add()
    done = 0
    with transaction.atomic():
        for row in _rows().select_for_update():
            if _held(row):
                row.data |= {part: seal(unseal(row.data[part])) for part in _SECRETS if part in row.data}
                row.save(update_fields=["data"])
                done += 1
    keys.keep_alone(name)
    return done


def _rows() -> QuerySet[Authenticator]:
    rows: QuerySet[Authenticator] = Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN)
    return rows.order_by("pk")


def _held(row: Authenticator) -> list[str]:
    return [row.data[part] for part in _SECRETS if part in row.data and row.data[part] != SECRET]


def _line(name: str, key: bytes) -> str:
    return f"{name} {base64.b64encode(key).decode('ascii')}\n"


class DeskMFAAdapter(DefaultMFAAdapter):
    """Second factors as django-allauth keeps them, but for their secrets, which it hands here."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy(
            "This is not the code of this moment. Type the one that the app shows now; the telephone must "
            "take its time from the network. Without the telephone, type one of your recovery codes here; "
            "without them, call whoever gave you the account. If the codes of others are refused as well, "
            "the site's clock is wrong: call whoever runs the site."
        )
    }

    def encrypt(self, text: str) -> str:
        """See `seal`; the secret of demonstrations is published on purpose."""
        return text if text == SECRET else seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """See `unseal`."""
        return unseal(encrypted_text)
