"""A clock that can be set, for every Python process of a site: found by Python itself on PYTHONPATH.

FAULTS_CLOCK names a file that holds by how many seconds the clock of the system is off. Waits go on by the
monotonic clock, which no setting moves. The package `faketime` was tried first: with it `time.sleep` fails.
"""

import datetime
import os
import time
from pathlib import Path

import django.utils.timezone

_file = Path(os.environ["FAULTS_CLOCK"])
_time = time.time
_now = django.utils.timezone.now


def _seconds_off() -> float:
    return float(_file.read_text("ascii") or 0)


def _shifted_time() -> float:
    return _time() + _seconds_off()


def _shifted_now() -> datetime.datetime:
    return _now() + datetime.timedelta(seconds=_seconds_off())


time.time = _shifted_time
django.utils.timezone.now = _shifted_now
