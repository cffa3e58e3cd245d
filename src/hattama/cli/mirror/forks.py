"""Two signed checkpoints of one log that do not go together, also across a change of its key."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from hattama.cli.mirror.contents import Contents
from hattama.cli.mirror.heads import Head
from hattama.cli.mirror.origin import Origin
from hattama.cli.mirror.trees import TreeCopy
from hattama.core.transparency_log import (
    Evidence,
    EvidenceKind,
    LogRefusal,
    SignedCheckpoint,
    VerifierKey,
    parse_checkpoint,
    require_log_signature,
    weigh,
)
from hattama.verification.folders import verify_ed25519
from hattama.verification.places import SMALL_FILE_BYTES, FileProblem


def contradiction(held: SignedCheckpoint, offered: SignedCheckpoint, tree: TreeCopy) -> Evidence | None:
    """What shows that the two do not go together; None where one tree begins with the other.

    `tree` holds that of `held`; of a larger one the tiles are asked for. Raises a FileProblem if `offered` is
    larger and what shows its growth is not to be had: then nothing is known.
    """
    is_ours = held.checkpoint.size > offered.checkpoint.size
    size = max(held.checkpoint.size, offered.checkpoint.size)
    return weigh(held, offered, tree.own_hashes(size) if is_ours else tree.their_hashes(size))


def is_signed(signed: SignedCheckpoint, keys: Sequence[VerifierKey]) -> bool:
    """Whether one of these keys signed."""
    try:
        require_log_signature(signed, keys, verify_ed25519)
    except LogRefusal:
        return False
    return True


def contradiction_behind(
    held: SignedCheckpoint, head: Head, known: Sequence[VerifierKey], tree: TreeCopy, origin: Origin
) -> tuple[Evidence, tuple[VerifierKey, ...]] | None:
    """The two checkpoints that convict a history which goes on under a key that was not known.

    Each change of key is signed by the old key and the new. So along `held`, the changes and the head each
    neighbour shares a key with the next, and where the whole contradicts itself, two neighbours do. Gives
    their evidence, and the keys to check it with; None where no known key vouched for the new ones, or
    nothing is proved.
    """
    size = head.signed.checkpoint.size
    keys = tuple(known)
    chain = [held]
    for change, key in _changes(tree, size, origin):
        if key in keys:
            continue
        if not (is_signed(change, keys[-1:]) and is_signed(change, [key])):
            return None
        keys = (*keys, key)
        chain.append(change)
    if not is_signed(head.signed, keys[-1:]):
        return None
    for one, other in pairwise([*chain, head.signed]):
        is_ours = one is held and held.checkpoint.size > other.checkpoint.size
        # Nodes of a smaller tree are nodes of the larger one that begins with it.
        read = tree.own_hashes(held.checkpoint.size) if is_ours else tree.their_hashes(size)
        found = weigh(one, other, read)
        if found is not None and found.kind is not EvidenceKind.UNPROVEN_GROWTH:
            return found, keys
    return None


def _changes(tree: TreeCopy, size: int, origin: Origin) -> Iterator[tuple[SignedCheckpoint, VerifierKey]]:
    """The changes of key that the entries at the address name, each with what it says of itself.

    What cannot be had or read ends them: then nothing vouches for what follows.
    """
    told = Contents()
    try:
        told.take(tree.their_entries(size))
        for index, key in told.keys[1:]:
            yield parse_checkpoint(origin.fetch(f"key-changes/{index}", SMALL_FILE_BYTES)), key
    except (FileProblem, LogRefusal):
        return
