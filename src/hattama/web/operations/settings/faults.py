"""What is wrong with a setting, in words: all faults of a start are told at once, none holds a secret."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from django.core.exceptions import ImproperlyConfigured

from hattama.core.vocabulary import Message
from hattama.phrases import Refused, say

Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class SettingFault:
    """One sentence that names the variable, what was found (never a secret's value) and what is expected.

    A fault that does not refuse is told and the start goes on.
    """

    variable: str
    words: Message
    refuses: bool = True

    def say(self, language: str) -> str:
        """The sentence in `language`."""
        return say(self.words, language)


class SettingsRefused(Refused, ImproperlyConfigured):
    """The settings cannot be used: `faults` says why, one sentence each."""

    def __init__(self, faults: Iterable[SettingFault]) -> None:
        self.faults = tuple(faults)
        Exception.__init__(self, self.say("en"))

    def say(self, language: str) -> str:
        """All sentences, one to a line."""
        return "\n".join(fault.say(language) for fault in self.faults)


def refuse(variable: str, words: Message) -> SettingsRefused:
    """The refusal for one variable; the sentence holds what was found."""
    return SettingsRefused([SettingFault(variable, words)])


class Gathering:
    """Reads one setting after the other and keeps what is wrong, so that all of it is told at once."""

    def __init__(self) -> None:
        self.faults: list[SettingFault] = []

    def read(self, reader: Callable[..., Read], *values: object, instead: Read) -> Read:
        """What `reader` makes of `values`; `instead` where it refuses them."""
        try:
            return reader(*values)
        except SettingsRefused as refused:
            self.faults += refused.faults
            return instead


def value_words(variable: str, found: str, expected: str) -> Message:
    """What is said of a value that is none, with what was expected."""
    words = Message("{variable} is {found}, expected: {expected}")
    return words.given(variable=variable, found=f"{found!r}", expected=expected)


def refuse_value(variable: str, found: str, expected: str) -> SettingsRefused:
    """What refuses a value."""
    return refuse(variable, value_words(variable, found, expected))
