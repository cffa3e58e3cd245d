"""All checks in their order. Nothing is changed by them: files of a moment are taken away again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from django.db import Error as DatabaseTrouble
from django.db import connection

from hattama.core.vocabulary import Message
from hattama.web.operations.doctor.certificate_checks import check_certificate
from hattama.web.operations.doctor.clock_checks import check_clock
from hattama.web.operations.doctor.database_checks import check_database
from hattama.web.operations.doctor.disk_checks import check_disk
from hattama.web.operations.doctor.key_checks import check_keys
from hattama.web.operations.doctor.log_checks import check_logs
from hattama.web.operations.doctor.other_checks import (
    check_faces,
    check_mail,
    check_queue_and_backup,
    check_zones,
)
from hattama.web.operations.doctor.patient import Answers, Patient, wrong
from hattama.web.operations.doctor.settings_checks import check_framework, check_settings
from hattama.web.operations.doctor.storage_checks import check_storage
from hattama.web.operations.watching.sentences import Judgement

CHECKS: Mapping[str, Callable[[Patient], Answers]] = {
    "database": check_database,
    "settings": check_settings,
    "framework": check_framework,
    "clock": check_clock,
    "keys": check_keys,
    "disk": check_disk,
    "storage": check_storage,
    "log": check_logs,
    "queue": check_queue_and_backup,
    "mail": check_mail,
    "certificate": check_certificate,
    "zones": check_zones,
    "faces": check_faces,
}

NEED_NO_DATABASE = frozenset({"mail", "certificate", "zones", "faces", "framework"})

_NO_DATABASE = Message("There is no database yet: {path}")
_MEND_NO_DATABASE = Message(
    "Is HATTAMA_DATA right? The first command makes the database, for example: hattama load"
)
_DATABASE = Message("The database does not answer: {why}")
_MEND_DATABASE = Message("Check DATABASE_URL, and that the database runs; hattama serve makes the tables.")
_FOLDER = Message("The check {check} could not reach its files: {why}")
_MEND_FOLDER = Message("See whether the folder HATTAMA_DATA is there, whose it is, and its mode.")


def examine(patient: Patient) -> Iterator[Judgement]:
    """What every check found, in order. A check that cannot go on says why, and the next one goes on; without
    a database only those do that need none."""
    place = missing_database()
    if place is not None:
        # To open it would make it.
        yield wrong("database", _NO_DATABASE, _MEND_NO_DATABASE, path=str(place))
    has_database = place is None
    for name, check in CHECKS.items():
        if not has_database and name not in NEED_NO_DATABASE:
            continue
        try:
            yield from check(patient)
        except DatabaseTrouble as trouble:
            has_database = False
            why = str(trouble).strip() or type(trouble).__name__
            yield wrong("database", _DATABASE, _MEND_DATABASE, why=why)
        except OSError as trouble:
            why = trouble.strerror or type(trouble).__name__
            yield wrong(f"{name}.files", _FOLDER, _MEND_FOLDER, check=name, why=why)


def missing_database() -> Path | None:
    """The file of SQLite that is not there; None where it is, and for PostgreSQL."""
    place = Path(connection.settings_dict["NAME"])
    return place if connection.vendor == "sqlite" and not place.exists() else None
