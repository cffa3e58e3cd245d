"""How far a copy is, on one line of the terminal; silent where nobody looks."""

import sys
import time
from typing import TextIO

from hattama.core.vocabulary import Message
from hattama.phrases import say

_SECONDS = 0.5
_WIDTH = 78
_STAGES = {
    "forms": Message("forms"),
    "log": Message("entries of the log"),
    "explanations": Message("explanations"),
    "tables": Message("tables"),
    "scans": Message("scans"),
    "site": Message("places of the site"),
}


class Progress:
    """Writes over one line of `stream` (the errors' unless told) where that is a terminal."""

    def __init__(self, language: str, stream: TextIO | None = None) -> None:
        self._language = language
        # Asked for now: what stands there when the module is imported may be closed by then.
        self._stream = sys.stderr if stream is None else stream
        self._is_seen = self._stream.isatty()
        self._next = 0.0

    def __call__(self, stage: str, done: int, of: int) -> None:
        """So many files of a stage are there."""
        now = time.monotonic()
        if self._is_seen and (now >= self._next or done == of):
            self._next = now + _SECONDS
            line = f"{say(_STAGES[stage], self._language)}: {done} / {of}"
            self._stream.write(f"\r{line:<{_WIDTH}}")
            self._stream.flush()

    def end(self) -> None:
        """Leave the line empty for what follows."""
        if self._is_seen:
            self._stream.write(f"\r{'':<{_WIDTH}}\r")
            self._stream.flush()
