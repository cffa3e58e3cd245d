"""What is looked at: the clock, the environment and the disk as they are, or as a test gives them."""

from __future__ import annotations

import datetime
import os
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.utils import timezone

from hattama.web.operations.doctor.ntp import is_clock_kept


@dataclass(frozen=True, slots=True)
class Patient:
    """`clock` tells the time of this machine, `statvfs` the room of a folder, `is_clock_kept` whether the
    system keeps its clock by others (None: it does not say); `trust`: whose certificates are believed;
    `scans`: how many kept scans are read again; `seconds`: how long any server may stay silent.
    """

    clock: Callable[[], datetime.datetime] = timezone.now
    variables: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    statvfs: Callable[[Path], os.statvfs_result] = os.statvfs
    is_clock_kept: Callable[[], bool | None] = is_clock_kept
    trust: Callable[[], ssl.SSLContext] = ssl.create_default_context
    scans: int = 50
    seconds: float = 5.0
