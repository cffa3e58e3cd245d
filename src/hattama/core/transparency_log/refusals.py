"""Why this room refuses bytes: one tree, every leaf named for its reason.

A refusal is an answer, not an accident: every parser and every proof check of the room either returns a value
or raises exactly one of these. Anything else that escapes is a defect of the room.
"""

import re
from typing import ClassVar

_WORD_START = re.compile(r"(?<!^)(?=[A-Z])")


class LogRefusal(Exception):
    """Bytes, a proof or a signature were refused. `code` is stable and kebab-case: `root-mismatch`."""

    code: ClassVar[str] = "log-refusal"

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.code = _WORD_START.sub("-", cls.__name__).lower()


class EntryRefused(LogRefusal):
    """The bytes are not one canonical entry, or the value cannot become one."""


class EntryTooLong(EntryRefused):
    """More than 65,535 bytes: the length does not fit the entry bundle's uint16."""


class NotUtf8(EntryRefused):
    """The bytes are not UTF-8."""


class NotJson(EntryRefused):
    """The text is not JSON."""


class NotCanonical(EntryRefused):
    """JSON, but not its one canonical form: spacing, order of keys, escapes or the shape of a number."""


class DuplicateKey(EntryRefused):
    """An object names one key twice, so two readers may see two values."""


class KeyNotAllowed(EntryRefused):
    """A key is empty or has a character outside [a-z0-9_]."""


class FloatNotAllowed(EntryRefused):
    """A number is not written as a whole number."""


class IntegerOutOfRange(EntryRefused):
    """A whole number's distance from zero is 2^53 or more: readers in other languages would round it."""


class LoneSurrogate(EntryRefused):
    """A string holds half of a surrogate pair, which no UTF-8 can carry."""


class NestedTooDeep(EntryRefused):
    """Objects and lists are nested deeper than the room reads."""


class ValueNotAllowed(EntryRefused):
    """The value has a type that an entry cannot hold."""


class ProofRefused(LogRefusal):
    """An inclusion or consistency proof does not prove what it should, or cannot be made."""


class HashLengthWrong(ProofRefused):
    """A hash in a proof, a leaf or a root is not 32 bytes."""


class IndexOutsideTree(ProofRefused):
    """The entry's index is negative or not below the tree's size."""


class SizesOutOfOrder(ProofRefused):
    """The older size is negative or above the newer one: a log does not shrink."""


class ProofLengthWrong(ProofRefused):
    """The proof has more or fewer hashes than these sizes need."""


class RootMismatch(ProofRefused):
    """The hashes lead to another root: something was changed."""


class TileRefused(LogRefusal):
    """A tile, an entry bundle or its path is not what the tree's size demands."""


class TilePathMalformed(TileRefused):
    """The path names no tile and no entry bundle."""


class TileLengthWrong(TileRefused):
    """The tile holds more or fewer hashes than the tree's size demands."""


class BundleTruncated(TileRefused):
    """The entry bundle ends inside an entry, or before the last entry the tree's size demands."""


class BundleHasSurplus(TileRefused):
    """Bytes follow the last entry of the bundle."""


class BundleMismatch(TileRefused):
    """The entries do not hash to the leaf hashes in the tile beside them."""
