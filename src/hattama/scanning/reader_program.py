"""The program that reads strangers' files: `python -m hattama.scanning.reader_program [QUEUE]`.

It loads what reading needs once, and then for every request forks a child that takes limits upon itself
before it touches the file: processor time, address space, no new files, no growth of any. What a hostile file
breaks is the child; the time on the clock is watched from here. Requests come on standard input, answers go
to standard output. Programs with the same folder QUEUE have few such children between them at once.
"""

import fcntl
import io
import os
import resource
import select
import signal
import sys
import time
import traceback
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any, BinaryIO

import cv2
import numpy as np
from PIL import Image

from hattama.core.protocols import Box
from hattama.formats.document_texts import parse_document
from hattama.formats.scans import ScanRefused, ScanUnreadable, bare_photograph
from hattama.scanning.alignment import AlignedPage, Turn, box_picture
from hattama.scanning.digits import read_figures
from hattama.scanning.intake import read_pages
from hattama.scanning.messages import LENGTH, LONGEST_ANSWER, pack, say_reading, unpack
from hattama.scanning.refusals import AT_ONCE, Limits, ScanTakesTooLong, ScanTakesTooMuchMemory
from hattama.scanning.signatures import paper_signature

_FILES = 32
_PIECE = 1 << 20
_PATIENCE = 8
"""On a busy machine a child gets its time of the processor in so many times as much time on the clock."""

_LONGEST_TRACE = 20_000
_FLAT: Turn = np.eye(3)


def main() -> None:
    """Answer requests until standard input ends."""
    # Threads do not survive a fork, and one reading shall take one processor.
    cv2.setNumThreads(0)
    Image.init()
    # What Pillow would warn of, the caps of pixels refuse; nobody shall fill our log with it.
    warnings.simplefilter("ignore")
    # Whoever presses Ctrl+C means the program that asks; this one ends with its input.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    queue = Path(sys.argv[1]) if sys.argv[1:] else None
    while (request := _whole_message(source)) is not None:
        with _in_turn(queue, unpack(request)[0]["asked"]):
            answer = _answer_apart(request)
        sink.write(len(answer).to_bytes(LENGTH) + answer)
        sink.flush()


def _whole_message(source: BinaryIO) -> bytes | None:
    length = source.read(LENGTH)
    if len(length) < LENGTH:
        return None
    message = source.read(int.from_bytes(length))
    return message if len(message) == int.from_bytes(length) else None


@contextmanager
def _in_turn(queue: Path | None, asked: str) -> Iterator[None]:
    """Wait until few enough programs of the queue answer a question of this kind."""
    most = AT_ONCE.get(asked, 0)
    if queue is None or not most:
        yield
        return
    queue.mkdir(mode=0o700, parents=True, exist_ok=True)
    with ExitStack() as places:
        files = [places.enter_context((queue / f"{asked}-{number}").open("w")) for number in range(most)]
        # The child inherits the lock: it holds even when this program is killed in the midst of it.
        if not any(_is_free(file) for file in files):
            fcntl.flock(files[os.getpid() % most], fcntl.LOCK_EX)
        yield


def _is_free(place: IO[str]) -> bool:
    try:
        fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _answer_apart(request: bytes) -> bytes:
    """The answer of a child that is bounded; where it gives none, the refusal that fits its end."""
    limits = Limits(**unpack(request)[0]["limits"])
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(ours)
        _be_the_child(request, limits, theirs)
    os.close(theirs)
    answer = _collect(ours, time.monotonic() + _PATIENCE * limits.seconds)
    if answer is None:
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if answer is None or os.waitstatus_to_exitcode(status) in (-signal.SIGXCPU, -signal.SIGKILL):
        return _refusal(ScanTakesTooLong())
    if os.waitstatus_to_exitcode(status) < 0:
        return _refusal(ScanTakesTooMuchMemory())
    if status:
        # For the operator; the file is refused, and whoever sent it is told to take it again.
        sys.stderr.write(answer[:_LONGEST_TRACE].decode(errors="replace"))
        return _refusal(ScanUnreadable())
    return answer


def _collect(source: int, until: float) -> bytes | None:
    """All that the child says; None where it has not ended in time or does not stop."""
    pieces: list[bytes] = []
    size = 0
    with os.fdopen(source, "rb", buffering=0) as pipe:
        while True:
            readable, _, _ = select.select([pipe], [], [], max(0.0, until - time.monotonic()))
            if not readable or size > LONGEST_ANSWER:
                return None
            piece = pipe.read(_PIECE)
            if not piece:
                return b"".join(pieces)
            pieces.append(piece)
            size += len(piece)


def _be_the_child(request: bytes, limits: Limits, sink: int) -> None:
    """Answer one request and end; never returns. What goes wrong is told in place of the answer: status 1."""
    code = 1
    # OpenCV says there what it finds odd in a file; nobody shall fill our log with it.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
    with os.fdopen(sink, "wb") as pipe:
        try:
            _take_limits(limits)
            pipe.write(_answer(request, limits))
            pipe.flush()
            code = 0
        finally:
            # Whatever it was, this process must not live on as if it were its parent.
            if code:
                pipe.write(traceback.format_exc().encode())
                pipe.flush()
            os._exit(code)


def _take_limits(limits: Limits) -> None:
    for kind, most in (
        (resource.RLIMIT_CPU, limits.seconds),
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_NOFILE, _FILES),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))


def _answer(request: bytes, limits: Limits) -> bytes:
    head, bodies = unpack(request)
    try:
        return _ANSWERS[head["asked"]](head, bodies[0], limits)
    except ScanRefused as refused:
        return _refusal(refused)
    except (MemoryError, cv2.error):
        return _refusal(ScanTakesTooMuchMemory())


def _photo(_head: dict[str, Any], data: bytes, limits: Limits) -> bytes:
    return pack({}, bare_photograph(data, limits.size))


def _read(_head: dict[str, Any], data: bytes, limits: Limits) -> bytes:
    return say_reading(read_pages(data, limits))


def _sign(head: dict[str, Any], data: bytes, _limits: Limits) -> bytes:
    """The signature of a page made straight earlier, from its picture as it is kept."""
    signature = paper_signature(_kept_page(head, data), [Box(*box) for box in head["boxes"]])
    return pack({"signed": signature is not None}, signature or b"")


def _digits(head: dict[str, Any], data: bytes, _limits: Limits) -> bytes:
    """The figures of a page made straight earlier, as the reader of digits reads them."""
    page = _kept_page(head, data)
    figures = [[box_picture(page, Box(*box)) for box in boxes] for boxes in head["figures"]]
    return pack({"figures": [asdict(reading) for reading in read_figures(figures)]})


def _text(_head: dict[str, Any], data: bytes, _limits: Limits) -> bytes:
    document = parse_document(data)
    return pack({"page_starts": document.page_starts}, document.text.encode(errors="replace"))


def _kept_page(head: dict[str, Any], data: bytes) -> AlignedPage:
    picture = np.asarray(Image.open(io.BytesIO(data), formats=["JPEG"]).convert("RGB"))
    return AlignedPage(picture, _FLAT, head["page"], 4, 0.0)


_ANSWERS = {"photo": _photo, "read": _read, "sign": _sign, "digits": _digits, "text": _text}


def _refusal(refused: ScanRefused) -> bytes:
    return pack({"refused": type(refused).__name__, "found": refused.found})


if __name__ == "__main__":
    main()
