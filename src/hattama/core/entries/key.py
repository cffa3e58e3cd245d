"""`key`: the key by which a log is signed from here on."""

import datetime
from typing import Any, Final

from hattama.core.entries.parts import Kind, always
from hattama.core.entries.schema_types import is_log_key, one_of, optional
from hattama.core.vocabulary import Message

KEY: Final = Kind(
    "key",
    always(Message("Key by which the log is signed from here on")),
    (
        ("role", "log", one_of("log")),
        ("vkey", "an Ed25519 verifier key", is_log_key),
        ("replaces", "an Ed25519 verifier key or null", optional(is_log_key)),
    ),
)


def key_body(vkey: str, replaces: str | None, recorded_at: datetime.datetime) -> dict[str, Any]:
    """The body of the entry that names `vkey`, in the place of `replaces` if there was one."""
    return KEY.body(recorded_at, role="log", vkey=vkey, replaces=replaces)
