"""The disk: room for the night, files that become durable, one file system for second names."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

from django.conf import settings
from django.db import models

from hattama.core.vocabulary import Message
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.published.tables import Scan
from hattama.web.operations.doctor.patient import Answers, Patient, attention, good, wrong
from hattama.web.operations.watching import judgements
from hattama.web.operations.watching.judgements import bytes_size

SCAN_BYTES = 300_000
"""What a scan takes until scans have come that say otherwise."""
SPARE = 2
"""So many times the scans are counted: originals, pages made straight, entries, database, a backup beside."""
SLOW_FLUSH = 0.5

_NIGHT = Message("The expected night needs {needed}; {free} are free.")
_MEND_ROOM = Message("Enlarge the disk, or move other files away. Delete nothing in the data folder.")
_INODES = Message("The disk has little room for new files: {n} inodes left.")
_NOT_WRITTEN = Message("Nothing can be written to {path}: {why}")
_MEND_WRITING = Message("Check owner and mode of the folder, and how the disk is mounted.")
_WRITES = Message("{path}: files are written and become durable.")
_SLOW = Message("{path}: it took {ms} ms until a file was durable.")
_MEND_SLOW = Message("Put a local SSD in the place of a network disk or a slow one.")
_APART = Message("{path} is on another file system: scans will take room twice.")
_MEND_APART = Message("Keep the whole data folder on one file system.")


def check_disk(patient: Patient) -> Answers:
    """Room, writing and file systems of the data folder. Raises OSError where it is not there."""
    folder = Path(settings.DATA_DIR)
    yield from _room(patient, folder)
    yield from _writing(folder)
    for name in ("content", "public", "log", "keys"):
        beside = folder / name
        if beside.is_dir() and beside.stat().st_dev != folder.stat().st_dev:
            yield attention("disk.apart", _APART, _MEND_APART, path=str(beside))


def _room(patient: Patient, folder: Path) -> Answers:
    found = patient.statvfs(folder)
    free, needed = found.f_bavail * found.f_frsize, bytes_of_the_night()
    told = {"needed": bytes_size(needed), "free": bytes_size(free)}
    if free < needed or free < judgements.FREE_BYTES_WRONG:
        yield wrong("disk.room", _NIGHT, _MEND_ROOM, **told)
    elif free * 100 // max(found.f_blocks * found.f_frsize, 1) < judgements.FREE_ATTENTION:
        yield attention("disk.room", _NIGHT, _MEND_ROOM, **told)
    else:
        yield good("disk.room", _NIGHT, **told)
    if found.f_files and found.f_favail * 100 // found.f_files < judgements.FREE_WRONG:
        yield wrong("disk.inodes", _INODES, _MEND_ROOM, n=found.f_favail)


def bytes_of_the_night() -> int:
    """What the protocols that are still expected will take on the disk."""
    known = Scan.objects.aggregate(n=models.Count("pk"), size=models.Avg("size_bytes"))
    expected = sum(_protocols(election) for election in ElectionRow.objects.filter(opened_at__isnull=False))
    return int(max(0, expected - known["n"]) * (known["size"] or SCAN_BYTES) * SPARE)


def _protocols(election: ElectionRow) -> int:
    precincts = AreaRow.objects.filter(election=election).exclude(kind="unit").count()
    return precincts * len(load_definition(election).election.contests)


def _writing(folder: Path) -> Answers:
    began = time.perf_counter()
    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".doctor-") as file:
            file.write(b"doctor" * 1000)
            file.flush()
            os.fsync(file.fileno())
    except OSError as trouble:
        why = trouble.strerror or type(trouble).__name__
        yield wrong("disk.writing", _NOT_WRITTEN, _MEND_WRITING, path=str(folder), why=why)
        return
    took = time.perf_counter() - began
    if took >= SLOW_FLUSH:
        yield attention("disk.writing", _SLOW, _MEND_SLOW, path=str(folder), ms=int(took * 1000))
    else:
        yield good("disk.writing", _WRITES, path=str(folder))
