"""Files of the store are carried to another one, or looked through: each is held against its hash."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice

from hattama.web.kernel.stores.content_store import CONTENT, content_key, read_checked
from hattama.web.kernel.stores.object_store import ContentAltered, ContentMissing, ObjectStore
from hattama.web.operations.backups.named_content import named_content

AT_ONCE = 8
"""Files that are read at the same time."""

_SEVERAL = 64

Advance = Callable[[int], None]


@dataclass
class Copied:
    """What became of the files of a store: carried over, there already, put again over damaged ones there.

    `damaged` ones of the source were left behind: their hashes.
    """

    carried: int = 0
    there: int = 0
    mended: int = 0
    damaged: list[str] = field(default_factory=list)


@dataclass
class Looked:
    """What a store holds: files whose hash is theirs, those whose is not, and what rows name in vain.

    `missing`: hash and table. Scans of an import that brought their hashes alone are missing until somebody
    has tried to read them.
    """

    sound: int = 0
    damaged: list[str] = field(default_factory=list)
    missing: list[tuple[str, str]] = field(default_factory=list)


def copy_store(source: ObjectStore, target: ObjectStore, *, advance: Advance | None = None) -> Copied:
    """Carry every file of `source` to `target`; nothing is taken away. Done again it goes on where it ended.

    Each file is read at the target in the end, so that what this returns without `damaged` ones was seen
    there, whole. Raises StoreUnavailable.
    """
    copied = Copied()

    def carry(sha256: str) -> str:
        before = _state(target, sha256)
        if before == "sound":
            return "there"
        try:
            data = read_checked(source, sha256)
        except ContentAltered:
            return "damaged"
        target.replace(content_key(sha256), data)
        read_checked(target, sha256)
        return "mended" if before == "damaged" else "carried"

    for sha256, done in _at_once(carry, _hashes(source), advance):
        if done == "damaged":
            copied.damaged.append(sha256)
        else:
            setattr(copied, done, getattr(copied, done) + 1)
    return copied


def check_store(home: ObjectStore, *, advance: Advance | None = None) -> Looked:
    """Read every file of the store, and look for every file that rows name. Raises StoreUnavailable."""
    looked, seen = Looked(), set()
    for sha256, state in _at_once(lambda sha256: _state(home, sha256), _hashes(home), advance):
        seen.add(sha256)
        if state == "sound":
            looked.sound += 1
        elif state == "damaged":
            looked.damaged.append(sha256)
    # A file that came meanwhile is there, though it was not listed.
    looked.missing = [
        (sha256, table)
        for sha256, table in named_content()
        if sha256 not in seen and not home.exists(content_key(sha256))
    ]
    return looked


def _state(store: ObjectStore, sha256: str) -> str:
    try:
        read_checked(store, sha256)
    except ContentMissing:
        return "missing"
    except ContentAltered:
        return "damaged"
    return "sound"


def _hashes(store: ObjectStore) -> Iterator[str]:
    for found in store.keys(CONTENT):
        sha256 = found.key.rpartition("/")[2]
        # Whatever else somebody put there is no file of ours.
        if found.key == content_key(sha256):
            yield sha256


def _at_once(
    work: Callable[[str], str], hashes: Iterable[str], advance: Advance | None
) -> Iterator[tuple[str, str]]:
    rest = iter(hashes)
    with ThreadPoolExecutor(AT_ONCE) as threads:
        while some := list(islice(rest, _SEVERAL)):
            yield from zip(some, threads.map(work, some), strict=True)
            if advance is not None:
                advance(len(some))
