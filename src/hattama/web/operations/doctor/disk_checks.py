"""The disk: room for the night, files that become durable, one file system for second names."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

from django.conf import settings
from django.db import models

from hattama.core.vocabulary import said
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.published.scans import Scan
from hattama.web.operations.doctor.answers import Answers, attention, good, wrong
from hattama.web.operations.doctor.patient import Patient
from hattama.web.operations.watching import limits
from hattama.web.operations.watching.sentences import bytes_size

SCAN_BYTES = 300_000
"""What a scan takes until scans have come that say otherwise."""
SPARE = 2
"""So many times the scans are counted: originals, pages made straight, entries, database, a backup beside."""
SLOW_FLUSH = 0.5

_NIGHT = said(
    "Күтілетін түнге {needed} керек, дискіде {free} бос.",
    "Ожидаемой ночи нужно {needed}, на диске свободно {free}.",
    "The expected night needs {needed}; {free} are free.",
)
_MEND_ROOM = said(
    "Дискіні үлкейтіңіз немесе басқа файлдарды көшіріңіз. Деректер қалтасынан ештеңе өшірмеңіз.",
    "Увеличьте диск или перенесите посторонние файлы. Из папки данных ничего не удаляйте.",
    "Enlarge the disk, or move other files away. Delete nothing in the data folder.",
)
_INODES = said(
    "Дискіде жаңа файлдарға орын азайды: {n} inode қалды.",
    "На диске мало места для новых файлов: осталось inode {n}.",
    "The disk has little room for new files: {n} inodes left.",
)
_NOT_WRITTEN = said(
    "{path} қалтасына жазу мүмкін емес: {why}",
    "В папку {path} нельзя писать: {why}",
    "Nothing can be written to {path}: {why}",
)
_MEND_WRITING = said(
    "Қалтаның иесі мен рұқсатын, дискінің қалай қосылғанын тексеріңіз.",
    "Проверьте владельца и права папки и то, как подключён диск.",
    "Check owner and mode of the folder, and how the disk is mounted.",
)
_WRITES = said(
    "{path}: файлдар жазылады және дискіге тұрақты түседі.",
    "{path}: файлы пишутся и надёжно ложатся на диск.",
    "{path}: files are written and become durable.",
)
_SLOW = said(
    "{path}: файлдың дискіге түсуі {ms} мс алды.",
    "{path}: запись файла на диск заняла {ms} мс.",
    "{path}: it took {ms} ms until a file was durable.",
)
_MEND_SLOW = said(
    "Желілік немесе баяу дискіні жергілікті SSD дискісіне ауыстырыңыз.",
    "Замените сетевой или медленный диск местным SSD.",
    "Put a local SSD in the place of a network disk or a slow one.",
)
_APART = said(
    "{path} қалтасы басқа файл жүйесінде: скан-көшірмелер екі рет орын алады.",
    "Папка {path} на другой файловой системе: сканы займут место дважды.",
    "{path} is on another file system: scans will take room twice.",
)
_MEND_APART = said(
    "Деректер қалтасын бір файл жүйесіне орналастырыңыз.",
    "Поместите всю папку данных на одну файловую систему.",
    "Keep the whole data folder on one file system.",
)


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
    if free < needed or free < limits.FREE_BYTES_WRONG:
        yield wrong("disk.room", _NIGHT, _MEND_ROOM, **told)
    elif free * 100 // max(found.f_blocks * found.f_frsize, 1) < limits.FREE_ATTENTION:
        yield attention("disk.room", _NIGHT, _MEND_ROOM, **told)
    else:
        yield good("disk.room", _NIGHT, **told)
    if found.f_files and found.f_favail * 100 // found.f_files < limits.FREE_WRONG:
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
