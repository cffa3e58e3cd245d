"""Figures that the paper gives twice, in digits and in words: do the two say the same?"""

from collections.abc import Callable, Iterator

from hattama.core.protocols.form_rules import WORDS_DIFFER
from hattama.core.protocols.forms import Form, split_key
from hattama.core.protocols.protocol import Protocol
from hattama.core.vocabulary import Finding, Verdict

ReadWords = Callable[[str], int | None]
"""What number a text says, in whatever languages the paper is written in; None where it says none."""


def check_words(form: Form, protocol: Protocol, read: ReadWords) -> tuple[Finding, ...]:
    """The figures whose words say another number than their digits, or cannot be held against them.

    One finding for each figure, in the order of the form and then of the key: BROKEN with the number of the
    digits to the left and that of the words to the right; CANNOT_BE_CHECKED where the words cannot be read
    or the digits are blank or illegible, for neither is a disagreement. A figure without words has none.
    """
    order = {figure.code: place for place, figure in enumerate(form.figures)}
    keys = sorted(protocol.words, key=lambda key: (order.get(split_key(key)[0], len(order)), key))
    return tuple(_findings(protocol, keys, read))


def _findings(protocol: Protocol, keys: list[str], read: ReadWords) -> Iterator[Finding]:
    for key in keys:
        digits, words = protocol.figure(key), read(protocol.words[key])
        if digits is None or words is None:
            yield Finding(WORDS_DIFFER.code, WORDS_DIFFER.severity, Verdict.CANNOT_BE_CHECKED, (key,))
        elif digits != words:
            yield Finding(WORDS_DIFFER.code, WORDS_DIFFER.severity, Verdict.BROKEN, (key,), digits, words)
