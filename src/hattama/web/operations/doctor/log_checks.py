"""Every log: database and published files agree by size and root, and nothing waits that should not."""

from __future__ import annotations

from hattama.core.transparency_log import LogRefusal
from hattama.core.vocabulary import Message
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.check_log import check_log, require_elections_of_published_logs
from hattama.web.kernel.log.write_log_files import DatabaseDiffersFromLog, LogAheadOfDatabase
from hattama.web.operations.doctor.patient import Answers, Patient, or_good, wrong
from hattama.web.operations.watching.judgements import judge_log
from hattama.web.operations.watching.log_facts import gather_log_facts

_AHEAD = Message("The published log is ahead of the database: {why}")
_MEND_AHEAD = Message("Stop the site: the database comes from an old backup. Restore a newer one.")
_DIFFERS = Message("Database and published log differ: {why}")
_MEND_DIFFERS = Message("Stop the site, and keep copies of database and public folder: they are evidence.")
_DAMAGED = Message("Published files of the log of {election} are damaged: {why}")
_MEND_DAMAGED = Message("Bring the public folder back from the backup or from a mirror.")
_GOOD = Message("{election}: log and published files agree, and nothing is late.")


def check_logs(patient: Patient) -> Answers:
    """Every open election's log. Raises django.db.Error, or OSError where its files cannot be reached."""
    yield from _unknown_logs()
    for election in ElectionRow.objects.filter(opened_at__isnull=False).order_by("pk"):
        found = [*_agreement(election), *judge_log(gather_log_facts(election, patient.clock()))]
        yield from or_good(found, "log", _GOOD, election=election.pk)


def _unknown_logs() -> Answers:
    try:
        require_elections_of_published_logs()
    except LogAheadOfDatabase as why:
        yield wrong("log.ahead", _AHEAD, _MEND_AHEAD, why=str(why))
    except LogRefusal as why:
        told = f"{why.code}: {why}"
        yield wrong("log.damaged", _DAMAGED, _MEND_DAMAGED, election="—", why=told)


def _agreement(election: ElectionRow) -> Answers:
    try:
        check_log(election, whole=False)
    except LogAheadOfDatabase as why:
        yield wrong("log.ahead", _AHEAD, _MEND_AHEAD, why=str(why))
    except DatabaseDiffersFromLog as why:
        yield wrong("log.differs", _DIFFERS, _MEND_DIFFERS, why=str(why))
    except LogRefusal as why:
        told = f"{why.code}: {why}"
        yield wrong("log.damaged", _DAMAGED, _MEND_DAMAGED, election=election.pk, why=told)
