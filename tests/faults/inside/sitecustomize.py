"""Faults that are made inside a site's Python processes: found by Python itself on PYTHONPATH.

FAULTS_CLOCK names a file that holds by how many seconds the clock of the system is off. Waits go on by the
monotonic clock, which no setting moves. The package `faketime` was tried first: with it `time.sleep` fails.

FAULTS_DISK names a file that, while it is there, holds the number of an error and a folder: files below it
cannot be opened for writing and fail with that error. For accounts that may not mount a disk of their own.
"""

import contextlib
import datetime
import os
import sys
import time
from pathlib import Path

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def _shift_clock(file: Path) -> None:
    import django.utils.timezone

    real_time, real_now = time.time, django.utils.timezone.now

    def seconds_off() -> float:
        return float(file.read_text("ascii"))

    def shifted_now() -> datetime.datetime:
        return real_now() + datetime.timedelta(seconds=seconds_off())

    time.time = lambda: real_time() + seconds_off()
    django.utils.timezone.now = shifted_now


def _refuse_writing(file: Path) -> None:
    def look(event: str, arguments: tuple[object, ...]) -> None:
        if event != "open" or not isinstance(arguments[0], str | Path) or not int(arguments[2]) & _WRITING:
            return
        with contextlib.suppress(FileNotFoundError):
            number, _, folder = file.read_text("utf-8").partition(" ")
            if str(arguments[0]).startswith(folder):
                raise OSError(int(number), os.strerror(int(number)), str(arguments[0]))

    sys.addaudithook(look)


if "FAULTS_CLOCK" in os.environ:
    _shift_clock(Path(os.environ["FAULTS_CLOCK"]))
if "FAULTS_DISK" in os.environ:
    _refuse_writing(Path(os.environ["FAULTS_DISK"]))
