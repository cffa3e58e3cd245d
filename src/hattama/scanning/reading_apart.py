"""Reading strangers' files in a program of its own, bounded in time and memory, with nothing of ours in
reach.
"""

import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from hattama.core.protocols import Box, SheetLayout
from hattama.formats.document_texts import DocumentText, DocumentTooLong, DocumentUnreadable
from hattama.formats.scans import ScanIsEmpty, ScanTooLarge, ScanUnreadable
from hattama.scanning.digits import FigureReading, ReadAs
from hattama.scanning.messages import LENGTH, ScanReading, hear_reading, pack, raise_refusal, unpack
from hattama.scanning.refusals import (
    PHOTO_LIMITS,
    USUAL_LIMITS,
    Limits,
    ScanTakesTooLong,
    ScanTakesTooMuchMemory,
)

# No word of our settings, keys or databases is in the environment of that program.
_ENVIRONMENT = {"PATH": os.defpath, "LANG": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def digit_boxes(layout: SheetLayout, page: int) -> tuple[Box, ...]:
    """The boxes for digits on `page` of a layout, in its order."""
    return tuple(box for figure in layout.figures for box in figure.digits if box.page == page)


class ReaderGone(RuntimeError):
    """The reading program ended by itself twice over: something is wrong with it, not with the file."""


class ScanReader:
    """Asks the reading program; starts it when first asked, and anew when it is gone. Threads take turns.

    Readers of all processes with the same folder `queue` take turns, too, as refusals.AT_ONCE says.
    """

    def __init__(self, limits: Limits = USUAL_LIMITS, queue: Path | None = None) -> None:
        self._limits = limits
        self._queue = [] if queue is None else [str(queue)]
        self._turn = threading.Lock()
        self._program: subprocess.Popen[bytes] | None = None
        self._started_by = 0

    def photo(self, data: bytes) -> bytes:
        """The photograph drawn anew, as hattama.formats.scans.bare_photograph says."""
        return self._ask({"asked": "photo"}, data, PHOTO_LIMITS)[1][0]

    def read(self, data: bytes) -> ScanReading:
        """All pages of the file. Raises the ScanRefused subclass that names why it cannot be a scan."""
        return hear_reading(*self._ask({"asked": "read"}, data))

    def sign(self, picture: bytes, page: int, boxes: Sequence[Box]) -> bytes | None:
        """The signature of an aligned page, from its picture as `read` gave it."""
        asked = {"asked": "sign", "page": page, "boxes": list(boxes)}
        head, bodies = self._ask(asked, picture)
        return bodies[0] if head["signed"] else None

    def read_digits(
        self, picture: bytes, page: int, figures: Sequence[Sequence[Box]]
    ) -> tuple[FigureReading, ...]:
        """What stands in the boxes of each figure of an aligned page, from its picture as `read` gave it."""
        asked = {"asked": "digits", "page": page, "figures": list(map(list, figures))}
        head, _ = self._ask(asked, picture)
        return tuple(
            FigureReading(ReadAs(said["read_as"]), said["value"], said["confidence"])
            for said in head["figures"]
        )

    def text(self, data: bytes) -> DocumentText:
        """The text of a document, as hattama.formats.document_texts.parse_document gives it."""
        try:
            head, bodies = self._ask({"asked": "text"}, data)
        except (ScanTakesTooLong, ScanTakesTooMuchMemory):
            raise DocumentTooLong from None
        except ScanUnreadable:
            raise DocumentUnreadable from None
        return DocumentText(bodies[0].decode(), tuple(map(int, head["page_starts"])))

    def close(self) -> None:
        """End the program; it would start again if asked."""
        with self._turn:
            self._stop()

    def _ask(
        self, asked: dict[str, Any], data: bytes, limits: Limits | None = None
    ) -> tuple[dict[str, Any], list[bytes]]:
        limits = limits or self._limits
        if not data:
            raise ScanIsEmpty
        if len(data) > limits.size:
            raise ScanTooLarge.of(len(data))
        message = pack({**asked, "limits": asdict(limits)}, data)
        with self._turn:
            answer = self._tell(message) or self._tell(message)
        if answer is None:
            raise ReaderGone
        head, bodies = unpack(answer)
        raise_refusal(head)
        return head, bodies

    def _tell(self, message: bytes) -> bytes | None:
        program = self._running()
        assert program.stdin is not None and program.stdout is not None
        try:
            program.stdin.write(len(message).to_bytes(LENGTH) + message)
            program.stdin.flush()
        except BrokenPipeError:
            self._stop()
            return None
        length = program.stdout.read(LENGTH)
        answer = program.stdout.read(int.from_bytes(length))
        if len(length) < LENGTH or len(answer) < int.from_bytes(length):
            self._stop()
            return None
        return answer

    def _running(self) -> subprocess.Popen[bytes]:
        # A process forked from ours must not speak into the same pipes.
        if self._program is None or self._program.poll() is not None or self._started_by != os.getpid():
            self._program = subprocess.Popen(
                [sys.executable, "-m", "hattama.scanning.reader_program", *self._queue],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=_ENVIRONMENT,
                process_group=0,
            )
            self._started_by = os.getpid()
        return self._program

    def _stop(self) -> None:
        program, self._program = self._program, None
        if program is not None and self._started_by == os.getpid():
            program.kill()
            program.communicate()
