"""The head of a log at its address: the newest checkpoint, and the keys that may sign it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from hattama.cli.mirror.origin import Origin
from hattama.cli.mirror.trees import TreeCopy
from hattama.cli.whole_files import replace_durably
from hattama.core.transparency_log import (
    LogRefusal,
    SignedCheckpoint,
    VerifierKey,
    parse_checkpoint,
    parse_vkeys,
    read_root,
    require_log_signature,
)
from hattama.verification.checking import MOST_ENTRIES
from hattama.verification.folders import verify_ed25519
from hattama.verification.places import SMALL_FILE_BYTES
from hattama.verification.trouble_kinds import (
    CHECKPOINT_REFUSED,
    KEY_CHANGE_REFUSED,
    KEY_UNKNOWN,
    KEYS_DIFFER,
    KEYS_REFUSED,
    LOG_TOO_LARGE,
)
from hattama.verification.troubles import Trouble, TroubleKind
from hattama.verification.trust import CHECKPOINT_FILE, KEYS_FILE


class HeadRefused(Exception):
    """The checkpoint or the keys at the address cannot be accepted."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.kind.code)
        self.trouble = trouble


@dataclass(frozen=True, slots=True)
class Head:
    """A checkpoint, signed by the newest of the keys; those it names, oldest first."""

    signed: SignedCheckpoint
    keys: tuple[VerifierKey, ...]


def fetch_head(origin: Origin, known: Sequence[VerifierKey], brought: Sequence[VerifierKey]) -> Head:
    """The head, signed; whether its keys follow from those that are known is for `check_key_changes` to say.

    `known`: the keys of the log that this copy has seen, oldest first; `brought`: those that the reader knows
    from elsewhere. Either may be none. Raises HeadRefused or a FileProblem.
    """
    try:
        return _fetch_head(origin, known, brought)
    except HeadRefused:
        # The key may have changed between the two files.
        return _fetch_head(origin, known, brought)


def _fetch_head(origin: Origin, known: Sequence[VerifierKey], brought: Sequence[VerifierKey]) -> Head:
    with _refusing(CHECKPOINT_REFUSED, CHECKPOINT_FILE):
        signed = parse_checkpoint(origin.fetch(CHECKPOINT_FILE, SMALL_FILE_BYTES))
    with _refusing(KEYS_REFUSED, KEYS_FILE):
        keys = parse_vkeys(origin.fetch(KEYS_FILE, SMALL_FILE_BYTES))
    stated = signed.checkpoint
    if any(key != own for key, own in zip(keys, known, strict=False)):
        raise HeadRefused(KEYS_DIFFER.at(KEYS_FILE, found=len(keys), expected=len(known)))
    if brought and not set(brought).intersection(keys):
        raise HeadRefused(KEY_UNKNOWN.at(KEYS_FILE, found=stated.origin))
    with _refusing(CHECKPOINT_REFUSED, CHECKPOINT_FILE):
        require_log_signature(signed, keys[-1:], verify_ed25519)
    if stated.size > MOST_ENTRIES:
        raise HeadRefused(LOG_TOO_LARGE.at(found=stated.size, expected=MOST_ENTRIES))
    return Head(signed, keys)


def check_key_changes(
    origin: Origin, copy: Path, head: Head, named: Sequence[tuple[int, VerifierKey]], tree: TreeCopy
) -> None:
    """Hold the keys against those that the entries name, and each change against the word of the old key.

    The proofs of changes enter the copy. Raises HeadRefused or a FileProblem.
    """
    if [key for _, key in named] != list(head.keys):
        raise HeadRefused(KEYS_DIFFER.at(KEYS_FILE, found=len(head.keys), expected=len(named)))
    read = tree.own_hashes(head.signed.checkpoint.size)
    for (_, before), (index, key) in pairwise(named):
        path = f"key-changes/{index}"
        own = copy / path
        data = own.read_bytes() if own.is_file() else origin.fetch(path, SMALL_FILE_BYTES)
        with _refusing(KEY_CHANGE_REFUSED, path):
            signed = parse_checkpoint(data)
            for one in (before, key):
                require_log_signature(signed, [one], verify_ed25519)
        stated = signed.checkpoint
        if stated.size != index + 1 or stated.root != read_root(stated.size, read):
            raise HeadRefused(KEY_CHANGE_REFUSED.at(path, found=f"{stated.size} {stated.root.hex()}"))
        if not own.is_file():
            replace_durably(own, data)


@contextmanager
def _refusing(kind: TroubleKind, file: str) -> Iterator[None]:
    try:
        yield
    except LogRefusal as refusal:
        raise HeadRefused(kind.at(file, found=f"{refusal.code} ({refusal})")) from refusal
