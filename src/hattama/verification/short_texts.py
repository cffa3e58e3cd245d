"""Texts that many entries have word for word, each under a few signs: most of what a night says is alike."""

from __future__ import annotations

_SIGN = b"\x1e"
_MOST = 4_096
"""How many different ones are kept; what comes after stands in full."""


class ShortTexts:
    """Gives texts that hold no sign below a space short names, and takes the names back."""

    def __init__(self) -> None:
        self._names: dict[bytes, bytes] = {}
        self._texts: list[bytes] = []

    def shorten(self, text: bytes) -> bytes:
        """The name of a text, which it keeps from now on; the text itself where it is short or comes late."""
        name = self._names.get(text)
        if name is not None:
            return name
        if len(self._texts) == _MOST or len(text) <= len(str(_MOST)) + 1:
            return text
        name = self._names[text] = _SIGN + str(len(self._texts)).encode("ascii")
        self._texts.append(text)
        return name

    def named(self, text: bytes) -> bytes:
        """What `shorten` gave for this text, or would give if it knew it."""
        return self._names.get(text, text)

    def restore(self, name: bytes) -> bytes:
        """The text of a name; of what is no name itself."""
        return self._texts[int(name[1:])] if name.startswith(_SIGN) else name
