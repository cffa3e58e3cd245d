"""The clock, held against every other one in reach: the database's, the disk's, the log's, the witnesses'."""

import datetime
import os
import tempfile
from pathlib import Path

from django.conf import settings
from django.db import connection

from hattama.core.vocabulary import Message
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.gather_cosignatures import load_reports
from hattama.web.kernel.log.log_stops import clock_behind
from hattama.web.operations.doctor.patient import Answers, Patient, attention, good, wrong
from hattama.web.operations.watching.judgements import Value, duration

SECONDS_ATTENTION = 2
SECONDS_WRONG = 60

_MEND = Message("Set the clock, and let a service keep it: timedatectl set-ntp true")
_DATABASE = Message("The clock of this machine and that of the database are {apart} apart.")
_DISK = Message("The clock of this machine and that of the file system are {apart} apart.")
_AGREE = Message("The clocks of database and file system agree with this machine's.")
_BEFORE_LOG = Message("The clock is {apart} behind the newest entries of the log of {election}.")
_BEFORE_WITNESS = Message(
    "The clock is {apart} behind the moment at which the witness {witness} signed ({election})."
)
_NOT_SAID = Message("Whether the clock is kept by a time server is not known: the kernel does not say.")


def check_clock(patient: Patient) -> Answers:
    """The clock against all others. Raises django.db.Error or OSError where one of them is out of reach."""
    yield from _ntp(patient)
    apart = [("clock.database", _DATABASE, _database(patient)), ("clock.disk", _DISK, _disk(patient))]
    far = [one for one in apart if one[2] >= SECONDS_ATTENTION]
    for code, words, seconds in far:
        answer = wrong if seconds >= SECONDS_WRONG else attention
        yield answer(code, words, _MEND, apart=duration(seconds))
    if not far:
        yield good("clock.agrees", _AGREE)
    for election in ElectionRow.objects.filter(opened_at__isnull=False).order_by("pk"):
        yield from _against_log(election, patient.clock())


def _ntp(patient: Patient) -> Answers:
    kept = patient.is_clock_kept()
    if kept is None:
        yield attention("clock.kept", _NOT_SAID, _MEND)
    elif kept:
        yield good("clock.kept", Message("The system keeps its clock by a time server."))
    else:
        yield attention("clock.kept", Message("Nobody keeps the clock by a time server."), _MEND)


def _database(patient: Patient) -> float:
    """Seconds between the two clocks; what the question took is taken off."""
    ask = "SELECT extract(epoch FROM clock_timestamp())"
    if connection.vendor != "postgresql":
        ask = "SELECT (julianday('now') - 2440587.5) * 86400.0"
    connection.ensure_connection()
    before = patient.clock()
    with connection.cursor() as cursor:
        cursor.execute(ask)
        told = float(cursor.fetchone()[0])
    return _apart(before, told, patient.clock())


def _disk(patient: Patient) -> float:
    before = patient.clock()
    with tempfile.NamedTemporaryFile(dir=Path(settings.DATA_DIR), prefix=".clock-") as file:
        file.write(b"clock")
        file.flush()
        told = os.fstat(file.fileno()).st_mtime
    return _apart(before, told, patient.clock())


def _apart(before: datetime.datetime, told: float, after: datetime.datetime) -> float:
    return max(0.0, before.timestamp() - told, told - after.timestamp())


def _against_log(election: ElectionRow, now: datetime.datetime) -> Answers:
    behind = clock_behind(election, now)
    if behind is not None:
        apart = duration(behind.total_seconds())
        yield wrong("clock.log", _BEFORE_LOG, _MEND, election=election.pk, apart=apart)
    for report in load_reports(election.pk):
        ahead = (report.cosigned_at or 0) - now.timestamp()
        if ahead >= SECONDS_WRONG:
            told: dict[str, Value] = {
                "election": election.pk,
                "witness": report.name,
                "apart": duration(ahead),
            }
            yield wrong("clock.witness", _BEFORE_WITNESS, _MEND, **told)
