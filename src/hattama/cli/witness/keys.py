"""The key of a witness, or of an observer, in a file that its owner alone can read; the verb that makes one.

A witness's has the type of cosignatures.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import stat
import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from hattama.cli.whole_files import make_folder, sync
from hattama.core.transparency_log import LogRefusal, SignatureType, is_key_name
from hattama.core.vocabulary import Message, Text, system_reason
from hattama.formats.private_keys import PrivateKey, make_private_key, parse_private_key
from hattama.phrases import Refused, add_verb, say

KEY_FILE = Message("the file of the private key (a secret, mode 600)")
_READ_BY_OTHERS = Message("{path} has mode {mode}, expected: 600")

_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_MOST_BYTES = 4_096


class NoSignatureLibrary(Exception):
    """`cryptography` is not installed, so that no signature can be made."""


def require_signature_library() -> None:
    """Returns if signatures can be made here. Raises NoSignatureLibrary."""
    if importlib.util.find_spec("cryptography") is None:
        raise NoSignatureLibrary


class WitnessKeyRefused(Exception):
    """A witness cannot sign with this; `words` say why."""

    def __init__(self, words: Message) -> None:
        super().__init__(say(words, "en"))
        self.words = words


def why_not(trouble: Exception) -> Text:
    """Why a key, or a file beside it, cannot serve."""
    if isinstance(trouble, WitnessKeyRefused):
        return trouble.words
    said = f"{trouble.code}: {trouble}" if isinstance(trouble, LogRefusal) else str(trouble)
    return system_reason(said)


def make_key_file(
    path: Path, name: str, signs: SignatureType = SignatureType.ED25519_COSIGNATURE
) -> PrivateKey:
    """A new key in a new file of mode 600, durable. Raises WitnessKeyRefused or FileExistsError."""
    if not is_key_name(name):
        raise WitnessKeyRefused(Message("{name}: a name has no spaces and no +").given(name=ascii(name)))
    made = make_private_key(name, os.urandom(32), signs)
    folders = make_folder(path.parent)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(made.line())
        file.flush()
        os.fsync(file.fileno())
    for folder in (path.parent, *folders):
        sync(folder)
    return made


def read_key_file(path: Path, signs: SignatureType = SignatureType.ED25519_COSIGNATURE) -> PrivateKey:
    """The key in a file, for signatures of this type. Raises OSError or WitnessKeyRefused, also where its
    owner is not alone."""
    with path.open("rb") as file:
        # Asked of the open file, so that nobody can put another in its place in between.
        mode = os.fstat(file.fileno()).st_mode
        if mode & _OTHERS:
            raise WitnessKeyRefused(_READ_BY_OTHERS.given(path=path, mode=f"{stat.S_IMODE(mode):o}"))
        data = file.read(_MOST_BYTES)
    line = data.decode("utf-8", "replace")
    found = parse_private_key(line.removesuffix("\n")) if line.endswith("\n") else None
    if found is None or found.key.type != signs:
        raise WitnessKeyRefused(Message("{path} holds no private key for such signatures").given(path=path))
    return found


def add_keygen(
    verbs: argparse._SubParsersAction[argparse.ArgumentParser],
    help_of: Mapping[str, str],
    signs: SignatureType,
    **words: Message,
) -> None:
    """Add `keygen NAME FILE`; `help_of` has `keygen`, `name` and `key`.

    `words`: `public` stands above the public half; `cannot` and `no_library` say why there is no key.
    """
    keygen = add_verb(verbs, "keygen", help_of["keygen"], partial(_keygen, signs, words))
    keygen.add_argument("name", metavar="NAME", help=help_of["name"])
    keygen.add_argument("key", metavar="FILE", type=Path, help=help_of["key"])


def _keygen(signs: SignatureType, words: Mapping[str, Message], args: argparse.Namespace) -> int:
    try:
        require_signature_library()
        made = make_key_file(args.key, args.name, signs)
    except NoSignatureLibrary:
        raise Refused(words["no_library"]) from None
    except FileExistsError:
        raise Refused(Message("{path} exists; a key is never written over."), path=args.key) from None
    except (WitnessKeyRefused, OSError) as trouble:
        raise Refused(words["cannot"], why=why_not(trouble)) from None
    print(say(words["public"], args.language), file=sys.stderr)
    print(made.key.vkey())
    return 0
