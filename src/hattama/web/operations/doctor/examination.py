"""All checks in their order. Nothing is changed by them: files of a moment are taken away again."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from django.core import checks
from django.db import Error as DatabaseTrouble
from django.db import connection

from hattama.core.transparency_log import LogRefusal
from hattama.core.vocabulary import Message, system_reason
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.check_log import check_log, require_elections_of_published_logs
from hattama.web.kernel.log.check_published import check_published
from hattama.web.kernel.log.write_log_files import DatabaseDiffersFromLog, LogAheadOfDatabase
from hattama.web.kernel.stores.content_store import ContentLost, StoreUnavailable
from hattama.web.operations.doctor.certificate_checks import check_certificate
from hattama.web.operations.doctor.clock_checks import check_clock
from hattama.web.operations.doctor.key_checks import check_keys, check_rights
from hattama.web.operations.doctor.other_checks import (
    check_faces,
    check_mail,
    check_queue_and_backup,
    check_zones,
)
from hattama.web.operations.doctor.patient import Answers, Patient, attention, or_good, wrong
from hattama.web.operations.doctor.storage_checks import check_database, check_disk, check_room, check_storage
from hattama.web.operations.find_demonstration_traces import find_demonstration_traces
from hattama.web.operations.settings.production import is_production, production_faults
from hattama.web.operations.watching.facts import gather_log_facts
from hattama.web.operations.watching.judgements import (
    MEND_NO_WRITER,
    Judgement,
    Level,
    judge_log,
    judge_tables,
)

_TRIAL = Message("This is a trial: HATTAMA_PRODUCTION=1 is not given.")
_MEND_TRIAL = Message(
    "For a real election set HATTAMA_PRODUCTION=1: the site then refuses to start with unfit settings."
)
_SAYS = Message("Django says: {what}")
_MEND_FRAMEWORK = Message("Look {code} up in the reference of Django's checks.")
_MEND = Message("Mend the variable and start the site anew: docs/operator/production.md")


def check_settings(patient: Patient) -> Answers:
    """What stands against production; where this is none, it is told as something to look at."""
    yield from or_good(_faults(patient), "settings", Message("The settings are fit for production."))


def _faults(patient: Patient) -> Answers:
    production = is_production(patient.variables)
    if not production:
        yield attention("settings.trial", _TRIAL, _MEND_TRIAL)
    for fault in production_faults(patient.variables, find_demonstration_traces()):
        level = Level.WRONG if fault.refuses and production else Level.ATTENTION
        yield Judgement(f"settings.{fault.variable}", level, fault.words, _MEND)


def check_framework(patient: Patient) -> Answers:
    """What Django's system checks say, ours among them; in production those of deployment, too."""
    said = checks.run_checks(include_deployment_checks=is_production(patient.variables))
    yield from or_good(_framework_says(said), "framework", Message("Django's own checks find nothing."))


def _framework_says(said: list[checks.CheckMessage]) -> Answers:
    for one in said:
        if one.is_silenced() or one.level < checks.WARNING:
            continue
        answer = wrong if one.is_serious() else attention
        yield answer(f"framework.{one.id}", _SAYS, _MEND_FRAMEWORK, what=str(one.msg), code=str(one.id))


_AHEAD = Message("The published log is ahead of the database: {why}")
_MEND_AHEAD = Message("Stop the site: the database comes from an old backup. Restore a newer one.")
_DIFFERS = Message("Database and published log differ: {why}")
_MEND_DIFFERS = Message("Stop the site, and keep copies of database and public folder: they are evidence.")
_DAMAGED = Message("Published files of the log of {election} are damaged: {why}")
_MEND_DAMAGED = Message("Bring the public folder back from the backup or from a mirror.")
_NOT_HELD = Message("{election}: what the site shows was not held against the log: {why}")
_MEND_NOT_HELD = Message("Bring areas.csv back into the store of files from a backup.")
_NO_WRITER = Message("{election}: no process of this machine writes the log; every request does, for itself.")
_GOOD = Message("{election}: log and published files agree, and nothing is late.")


def check_logs(patient: Patient) -> Answers:
    """Every open election's log. Raises django.db.Error, or OSError where its files cannot be reached."""
    yield from _unknown_logs()
    for election in ElectionRow.objects.filter(opened_at__isnull=False).order_by("pk"):
        facts = gather_log_facts(election, patient.clock())
        found = [*_agreement(election), *judge_log(facts)]
        if is_production(patient.variables) and not facts.has_writer:
            found.append(attention("log.writer", _NO_WRITER, MEND_NO_WRITER, election=election.pk))
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
        differences = check_published(election)
        if differences:
            yield judge_tables(election.pk, [one.place for one in differences])
    except (ContentLost, StoreUnavailable) as why:
        yield wrong("log.unasked", _NOT_HELD, _MEND_NOT_HELD, election=election.pk, why=str(why))
    except LogAheadOfDatabase as why:
        yield wrong("log.ahead", _AHEAD, _MEND_AHEAD, why=str(why))
    except DatabaseDiffersFromLog as why:
        yield wrong("log.differs", _DIFFERS, _MEND_DIFFERS, why=str(why))
    except LogRefusal as why:
        told = f"{why.code}: {why}"
        yield wrong("log.damaged", _DAMAGED, _MEND_DAMAGED, election=election.pk, why=told)


CHECKS: Mapping[str, Callable[[Patient], Answers]] = {
    "database": check_database,
    "settings": check_settings,
    "framework": check_framework,
    "clock": check_clock,
    "keys": check_keys,
    "rights": check_rights,
    "disk": check_disk,
    "room": check_room,
    "storage": check_storage,
    "log": check_logs,
    "queue": check_queue_and_backup,
    "mail": check_mail,
    "certificate": check_certificate,
    "zones": check_zones,
    "faces": check_faces,
}

NEED_NO_DATABASE = frozenset({"disk", "mail", "certificate", "zones", "faces", "framework"})

_NO_DATABASE = Message("There is no database yet: {path}")
_MEND_NO_DATABASE = Message(
    "Is HATTAMA_DATA right? The first command makes the database, for example: hattama election load DIR"
)
_DATABASE = Message("The database does not answer: {why}")
_MEND_DATABASE = Message("Check DATABASE_URL, and that the database runs; hattama serve makes the tables.")
_FOLDER = Message("The check {check} could not reach its files: {why}")
_MEND_FOLDER = Message("See whether the folder HATTAMA_DATA is there, whose it is, and its mode.")


def examine(patient: Patient, advance: Callable[[int], None] = lambda _: None) -> Iterator[Judgement]:
    """What every check found, in order; `advance` is told of each one that is done. A check that cannot go on
    says why, and the next one goes on; without a database only those do that need none."""
    place = missing_database()
    if place is not None:
        # To open it would make it.
        yield wrong("database", _NO_DATABASE, _MEND_NO_DATABASE, path=str(place))
    has_database = place is None
    for name, check in CHECKS.items():
        try:
            if has_database or name in NEED_NO_DATABASE:
                yield from check(patient)
        except DatabaseTrouble as trouble:
            has_database = False
            why = str(trouble).strip() or type(trouble).__name__
            yield wrong("database", _DATABASE, _MEND_DATABASE, why=why)
        except OSError as trouble:
            reason = system_reason(trouble.strerror or type(trouble).__name__)
            yield wrong(f"{name}.files", _FOLDER, _MEND_FOLDER, check=name, why=reason)
        advance(1)


def missing_database() -> Path | None:
    """The file of SQLite that is not there; None where it is, and for PostgreSQL."""
    place = Path(connection.settings_dict["NAME"])
    return place if connection.vendor == "sqlite" and not place.exists() else None
