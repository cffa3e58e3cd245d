"""How far a copy is, on one line of the terminal; silent where nobody looks."""

from __future__ import annotations

import sys
import time
from typing import TextIO

from hattama.core.vocabulary import Words

_SECONDS = 0.5
_WIDTH = 78
_STAGES = {
    "forms": Words.of({"kk": "бланкілер", "ru": "бланки", "en": "forms"}),
    "log": Words.of({"kk": "журнал жазбалары", "ru": "записи журнала", "en": "entries of the log"}),
    "states": Words.of({"kk": "аумақтардың күйі", "ru": "состояния территорий", "en": "states of areas"}),
    "tables": Words.of({"kk": "кестелер", "ru": "таблицы", "en": "tables"}),
    "scans": Words.of({"kk": "скан-көшірмелер", "ru": "сканы", "en": "scans"}),
}


class Progress:
    """Writes over one line of `stream` where that is a terminal."""

    def __init__(self, language: str, stream: TextIO = sys.stderr) -> None:
        self._language = language
        self._stream = stream
        self._is_seen = stream.isatty()
        self._next = 0.0

    def __call__(self, stage: str, done: int, of: int) -> None:
        """So many files of a stage are there."""
        now = time.monotonic()
        if self._is_seen and (now >= self._next or done == of):
            self._next = now + _SECONDS
            line = f"{_STAGES[stage].say(self._language)}: {done} / {of}"
            self._stream.write(f"\r{line:<{_WIDTH}}")
            self._stream.flush()

    def end(self) -> None:
        """Leave the line empty for what follows."""
        if self._is_seen:
            self._stream.write(f"\r{'':<{_WIDTH}}\r")
            self._stream.flush()
