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
