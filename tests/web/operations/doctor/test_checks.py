"""The doctor: each thing is broken once, and the sentence that says so is seen."""

import dataclasses
import datetime
import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from hattama.phrases import say
from hattama.web.kernel.accounts.policy import Role
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.bundle_store import public_store, working_folder
from hattama.web.kernel.log.log_settings import key_path
from hattama.web.kernel.log.writer_lock import WRITER, only_one
from hattama.web.kernel.published.tables import PublishedTotal
from hattama.web.kernel.stores.content_store import content_path
from hattama.web.kernel.stores.protection import unprotect
from hattama.web.operations.doctor import examination, storage_checks
from hattama.web.operations.doctor.clock_checks import check_clock
from hattama.web.operations.doctor.examination import check_framework, check_logs, check_settings
from hattama.web.operations.doctor.key_checks import check_keys, check_rights
from hattama.web.operations.doctor.other_checks import (
    check_faces,
    check_mail,
    check_queue_and_backup,
    check_zones,
)
from hattama.web.operations.doctor.patient import Patient
from hattama.web.operations.doctor.storage_checks import check_database, check_disk, check_room, check_storage
from hattama.web.operations.settings.mail import mail_settings
from hattama.web.operations.watching.judgements import Judgement
from hattama.web.protocols.import_protocols import Incoming, import_protocols
from hattama.web.scans.scan_jobs import ask_for_reading
from tests.web.people import person
from tests.web.tiny_election import NIGHT, protocol, publish, scan_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]

HEALTHY = Patient(variables={}, is_clock_kept=lambda: True)
Check = Callable[[Patient], Iterator[Judgement]]


def _found(check: Check, patient: Patient = HEALTHY) -> dict[str, tuple[str, str]]:
    """Code to level and what was found in English; every sentence is looked at in every language."""
    found = list(check(patient))
    for one in found:
        for language in ("kk", "ru", "en"):
            for sentence in one.say(language):
                assert "{" not in sentence and (sentence or one.level == "good")
    return {one.code: (one.level.value, say(one.found, "en")) for one in found}


def test_a_site_in_order_has_nothing_wrong(
    tiny: ElectionRow, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The PostgreSQL of the tests is told to be quick, not durable.
    monkeypatch.setitem(storage_checks.POSTGRESQL, "fsync", "off")
    monkeypatch.setitem(storage_checks.POSTGRESQL, "full_page_writes", "off")
    monkeypatch.setitem(storage_checks.POSTGRESQL, "synchronous_commit", "off")
    publish(protocol("P001"), scans={("P001", "party"): scan_of("P001")})
    (files / "backup.json").write_text(json.dumps({"finished_at": timezone.now().isoformat()}))
    before = sorted(path for path in files.rglob("*"))
    found = _found(examination.examine)
    troubles = {code for code, (level, _) in found.items() if level != "good"}
    # The tiny election calls itself a demonstration; its night was years ago.
    assert {code for code in troubles if not code.startswith("settings.")} <= {"behind", "disk.room"}
    assert sorted(path for path in files.rglob("*")) == before


def test_a_trigger_that_was_dropped_is_named(tiny: ElectionRow) -> None:
    assert _found(check_database)["database.triggers"][0] == "good"
    unprotect(connection, ("act",))
    level, words = _found(check_database)["database.triggers"]
    assert level == "wrong" and "act_keeps_UPDATE" in words and "log_entry" not in words


def test_a_database_behind_or_ahead_of_the_program_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = storage_checks.wanted_migrations()
    more = wanted | {("kernel", "9998_a"), ("kernel", "9999_b")}
    monkeypatch.setattr(storage_checks, "wanted_migrations", lambda: more)
    level, words = _found(check_database)["database.migrations"]
    assert (level, words) == ("wrong", "The database is behind the program: 2 migrations are to be applied.")
    fewer = wanted - {("kernel", "0001_initial")}
    monkeypatch.setattr(storage_checks, "wanted_migrations", lambda: fewer)
    assert "is newer than this program" in _found(check_database)["database.migrations"][1]


def test_tables_of_another_build_are_told() -> None:
    with connection.cursor() as cursor:
        cursor.execute('ALTER TABLE "area" RENAME COLUMN "after" TO "afterwards"')
    found = _found(check_database)
    assert "area.after differs" in found["database.migrations"][1]
    assert "database.fits" not in found


def test_a_setting_by_which_acts_could_be_lost_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    name = "server_encoding" if connection.vendor == "postgresql" else "synchronous"
    table = storage_checks.POSTGRESQL if connection.vendor == "postgresql" else storage_checks.SQLITE
    monkeypatch.setitem(table, name, "other")
    level, words = _found(check_database)["database.settings"]
    assert level == "wrong" and name in words


def test_a_clock_an_hour_ahead_is_told_by_database_and_disk(tiny: ElectionRow) -> None:
    assert _found(check_clock)["clock.agrees"][0] == "good"
    hour = datetime.timedelta(hours=1)
    ahead = dataclasses.replace(HEALTHY, clock=lambda: timezone.now() + hour)
    found = _found(check_clock, ahead)
    assert found["clock.database"][0] == found["clock.disk"][0] == "wrong"
    assert "60 min" in found["clock.disk"][1] or "59 min" in found["clock.disk"][1]


def test_a_clock_behind_the_log_is_told(tiny: ElectionRow) -> None:
    before = tiny.entries.earliest("index").published_at - datetime.timedelta(days=3)
    found = _found(check_clock, dataclasses.replace(HEALTHY, clock=lambda: before))
    assert found["clock.log"] == ("wrong", "The clock is 3 d behind the newest entries of the log of tiny.")


def test_a_witness_that_signed_in_our_future_is_told(tiny: ElectionRow) -> None:
    later = int(timezone.now().timestamp()) + 7200
    report = {"name": "w1", "held_size": 3, "cosigned_at": later, "asked_at": "", "trouble": ""}
    (working_folder("tiny") / "witnesses.json").write_text(json.dumps([report]))
    level, words = _found(check_clock)["clock.witness"]
    assert level == "wrong" and "w1" in words


@pytest.mark.parametrize(("kept", "level"), [(True, "good"), (False, "attention"), (None, "attention")])
def test_whether_a_time_server_keeps_the_clock_is_told(tiny: ElectionRow, kept: bool, level: str) -> None:
    patient = dataclasses.replace(HEALTHY, is_clock_kept=lambda: kept)
    assert _found(check_clock, patient)["clock.kept"][0] == level


def test_a_key_that_others_can_read_is_told(tiny: ElectionRow) -> None:
    assert _found(check_keys)["keys.log"][0] == "good"
    key_path("tiny").chmod(0o644)
    level, words = _found(check_keys)["keys.log"]
    assert level == "wrong" and "mode is 644" in words


def test_a_key_of_another_user_is_told(tiny: ElectionRow, monkeypatch: pytest.MonkeyPatch) -> None:
    another = os.geteuid() + 1
    monkeypatch.setattr(os, "geteuid", lambda: another)
    level, words = _found(check_keys)["keys.log"]
    assert level == "wrong" and "belongs to" in words


def test_a_lost_key_is_told(tiny: ElectionRow) -> None:
    key_path("tiny").unlink()
    level, words = _found(check_keys)["keys.log"]
    assert level == "wrong" and "is missing or another" in words


def test_a_signer_that_does_not_answer_is_told(tiny: ElectionRow, settings: Any, tmp_path: Path) -> None:
    settings.LOG_SIGNER = str(tmp_path / "no-socket")
    level, words = _found(check_keys)["keys.signer"]
    assert level == "wrong" and f"HATTAMA_LOG_SIGNER names the socket {tmp_path}/no-socket" in words


def test_a_signer_that_does_not_answer_is_told_before_any_election_opens(
    draft: ElectionRow, settings: Any, tmp_path: Path
) -> None:
    settings.LOG_SIGNER = str(tmp_path / "no-socket")
    assert _found(check_keys)["keys.signer"][0] == "wrong"


def test_one_administrator_who_is_left_alone_is_told(tiny: ElectionRow) -> None:
    assert "rights.alone" not in _found(check_rights)
    person(Role.ADMINISTRATOR, "KZ", username="dana")
    assert _found(check_rights)["rights.alone"][0] == "attention"
    person(Role.ADMINISTRATOR, "KZ", username="erlan")
    assert "rights.alone" not in _found(check_rights)


def _statvfs(**changes: int) -> Callable[[Path], os.statvfs_result]:
    def told(folder: Path) -> os.statvfs_result:
        names = ("f_bsize", "f_frsize", "f_blocks", "f_bfree", "f_bavail", "f_files", "f_ffree", "f_favail")
        shape = dict.fromkeys(names, 0) | {"f_frsize": 4096, "f_blocks": 10**8, "f_bavail": 9 * 10**7}
        shape |= {"f_files": 1000, "f_favail": 900} | changes
        return os.statvfs_result([*(shape[name] for name in names), 0, 255])

    return told


@pytest.mark.parametrize(
    ("changes", "code", "level"),
    [
        ({}, "disk.room", "good"),
        ({"f_bavail": 10}, "disk.room", "wrong"),
        ({"f_bavail": 10**7}, "disk.room", "attention"),
        ({"f_favail": 3}, "disk.inodes", "wrong"),
    ],
)
def test_a_disk_without_room_is_told(
    tiny: ElectionRow, changes: dict[str, int], code: str, level: str
) -> None:
    patient = dataclasses.replace(HEALTHY, statvfs=_statvfs(**changes))
    assert _found(check_room, patient)[code][0] == level


def test_a_night_that_does_not_fit_is_told(tiny: ElectionRow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hattama.web.operations.doctor.storage_checks.SCAN_BYTES", 10**12)
    patient = dataclasses.replace(HEALTHY, statvfs=_statvfs())
    assert _found(check_room, patient)["disk.room"][0] == "wrong"


def test_a_folder_that_cannot_be_written_is_told(tiny: ElectionRow, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(descriptor: int) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(os, "fsync", refuse)
    level, words = _found(check_disk)["disk.writing"]
    assert level == "wrong" and words.endswith("this disk can only be read")


def test_of_a_full_disk_it_is_said_that_room_is_needed(
    tiny: ElectionRow, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", refuse)
    (told,) = (one for one in check_disk(HEALTHY) if one.code == "disk.writing")
    assert "Enlarge the disk" in told.say("en")[-1]


def test_what_a_command_of_another_user_left_behind_is_told(
    tiny: ElectionRow, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(protocol("P001"))
    lock = next(path for path in working_folder(tiny.pk).iterdir() if path.is_file())
    assert "disk.closed" not in _found(check_disk)
    for closed in (public_store(tiny.pk).folder, lock):
        monkeypatch.setattr(os, "access", lambda path, mode, closed=closed: Path(path) != closed)
        level, words = _found(check_disk)["disk.closed"]
        assert level == "wrong" and words.endswith(f"folders and files of the data folder: {closed}")


def test_a_damaged_scan_and_a_missing_one_are_told(tiny: ElectionRow) -> None:
    damaged, missing = scan_of("P001"), scan_of("P002", shade=90)
    found = _found(check_storage)
    assert (found["storage.round"][0], found["storage.scans"][0]) == ("good", "good")
    content_path(missing.sha256).unlink()
    assert _found(check_storage)["storage.scans"][0] == "attention"
    content_path(damaged.sha256).chmod(0o644)
    content_path(damaged.sha256).write_bytes(b"other bytes")
    both = list(check_storage(HEALTHY))
    assert [(one.code, one.level.value) for one in both][1:] == [
        ("storage.scans", "wrong"),
        ("storage.scans", "attention"),
    ]
    for language in ("kk", "ru", "en"):
        assert damaged.sha256 in say(both[1].found, language)
        assert missing.sha256 in say(both[2].found, language), "each is named"


def test_a_store_that_takes_nothing_is_told(tiny: ElectionRow, files: Path) -> None:
    (files / "doctor").write_text("a file in the way")
    assert _found(check_storage)["storage.round"][0] == "wrong"


def test_a_log_ahead_of_its_database_is_told(tiny: ElectionRow) -> None:
    assert not {"log.ahead", "served"} & _found(check_logs).keys()
    PublishedTotal.objects.filter(area__depth=0, contest="party").update(received=7)
    level, words = _found(check_logs)["served"]
    assert level == "wrong" and words.endswith("published_total KZ party received.")
    with transaction.atomic():
        publish(protocol("P001"))
        transaction.set_rollback(True)
    level, words = _found(check_logs)["log.ahead"]
    assert level == "wrong" and "is ahead of the database" in words


def test_a_published_log_that_the_database_does_not_know_is_told(tiny: ElectionRow) -> None:
    shutil.copytree(public_store("tiny").folder, public_store("other").folder)
    level, words = _found(check_logs)["log.ahead"]
    assert level == "wrong" and "other" in words


def test_a_damaged_checkpoint_is_told(tiny: ElectionRow) -> None:
    (public_store("tiny").folder / "checkpoint").write_bytes(b"spoilt\n")
    found = _found(check_logs)
    assert found["log.damaged"][0] == found["log_damaged"][0] == "wrong"


def _mends(patient: Patient) -> dict[str, str]:
    """What to do about each trouble of the logs, in English."""
    return {one.code: say(one.mend, "en") for one in check_logs(patient)}


def test_a_log_whose_writer_was_stopped_is_told_though_requests_still_write_it(tiny: ElectionRow) -> None:
    production = dataclasses.replace(HEALTHY, variables={"HATTAMA_PRODUCTION": "1"})
    publish(protocol("P001"))
    level, words = _found(check_logs, production)["log.writer"]
    assert level == "attention" and words.startswith("tiny: no process of this machine writes the log")
    assert "systemctl start hattama-writer" in _mends(production)["log.writer"]
    assert "log.writer" not in _found(check_logs), "a trial has no need of one"
    with only_one("tiny", WRITER):
        assert "log.writer" not in _found(check_logs, production)


def test_of_acts_that_wait_it_is_told_whether_anybody_writes_and_what_to_do(tiny: ElectionRow) -> None:
    import_protocols(tiny, [Incoming(protocol("P001"))], now=NIGHT)
    late = dataclasses.replace(HEALTHY, clock=lambda: NIGHT + datetime.timedelta(seconds=90))
    assert _found(check_logs, late)["log_lag"][0] == "attention"
    assert _mends(late)["log_lag"].startswith("Start the log's writer: systemctl start hattama-writer")
    with only_one("tiny", WRITER):
        assert "systemctl restart hattama-writer" in _mends(late)["log_lag"]


def test_a_mail_server_that_is_not_there_is_told(settings: Any) -> None:
    assert _found(check_mail)["mail"][0] == "good"
    settings.MAIL_READY = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    # Port 1 belongs to a service that nobody runs.
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert _found(check_mail)["mail"][0] == "wrong"


def test_a_lost_job_and_an_old_backup_are_told(tiny: ElectionRow, files: Path) -> None:
    (files / "backup.json").write_text(json.dumps({"finished_at": timezone.now().isoformat()}))
    found = _found(check_queue_and_backup)
    assert (found["queue"][0], found["backup"][0]) == ("good", "good")
    old = timezone.now() - datetime.timedelta(days=4)
    (files / "backup.json").write_text(json.dumps({"finished_at": old.isoformat()}))
    ask_for_reading("a" * 64)
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING, started_at=old)
    found = _found(check_queue_and_backup)
    assert found["jobs_lost"] == ("attention", "Jobs whose worker died: 1.")
    assert found["backup"] == ("wrong", "The last backup was finished 4 d ago.")


def test_a_demonstration_in_production_is_wrong(tiny: ElectionRow) -> None:
    trial = _found(check_settings)
    assert trial["settings.trial"][0] == "attention"
    production = dataclasses.replace(HEALTHY, variables={"HATTAMA_PRODUCTION": "1"})
    found = _found(check_settings, production)
    assert "settings.trial" not in found
    assert found["settings.HATTAMA_BASE_URL"][0] == "wrong"


def test_a_folder_of_letters_that_cannot_be_written_is_told_and_is_not_made(
    settings: Any, tmp_path: Path
) -> None:
    told = mail_settings(f"file://{tmp_path}/none", "site@example.org")
    for name, value in told.items():
        setattr(settings, name, value)
    level, words = _found(check_mail)["mail"]
    assert level == "wrong" and f"{tmp_path}/none" in words
    assert not (tmp_path / "none").exists()
    (tmp_path / "none").mkdir()
    assert _found(check_mail)["mail"][0] == "good"


def test_old_time_zone_data_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _found(check_zones)["zones"][0] == "good"
    changed = {"Asia/Almaty": (datetime.datetime(2024, 6, 1, tzinfo=datetime.UTC), 6)}
    monkeypatch.setattr("hattama.web.operations.doctor.other_checks.CHANGES_OF_ZONES", changed)
    assert _found(check_zones)["zones"][0] == "wrong"


def test_missing_faces_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _found(check_faces)["faces"][0] == "good"
    monkeypatch.setattr("hattama.web.operations.doctor.other_checks.PAGE_FACE", "hattama/fonts/none.woff2")
    assert "none.woff2" in _found(check_faces)["faces"][1]


def test_without_a_database_the_checks_that_need_none_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(patient: Patient) -> Iterator[Judgement]:
        raise DatabaseError("connection refused")
        yield

    monkeypatch.setattr(examination, "CHECKS", {**examination.CHECKS, "database": gone})
    found = _found(examination.examine)
    assert found["database"] == ("wrong", "The database does not answer: connection refused")
    without = {"disk.writing", "mail", "certificate", "zones", "faces", "framework"}
    assert found.keys() == {"database", *without}, "a database may be away since its disk is full"


def test_whoever_waits_is_told_after_each_check_that_it_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(examination, "CHECKS", {"zones": check_zones, "faces": check_faces})
    done: list[int] = []
    assert len(list(examination.examine(HEALTHY, done.append))) == 2
    assert done == [1, 1]


def test_what_django_says_of_the_settings_is_said(settings) -> None:
    production = dataclasses.replace(HEALTHY, variables={"HATTAMA_PRODUCTION": "1"})
    settings.SESSION_COOKIE_SECURE = False
    assert _found(check_framework)["framework"][0] == "good"
    level, words = _found(check_framework, production)["framework.security.W011"]
    assert level == "attention" and "SESSION_COOKIE_SECURE" in words
    settings.SECURE_SSL_REDIRECT = False
    assert "framework.security.W008" not in _found(check_framework, production)


def test_of_a_site_that_is_set_up_as_the_page_says_django_has_nothing_to_say(settings) -> None:
    settings.SECURE_HSTS_SECONDS = 30 * 24 * 60 * 60
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.DEBUG = False
    settings.SECRET_KEY = "".join(chr(33 + number) for number in range(80))
    production = dataclasses.replace(HEALTHY, variables={"HATTAMA_PRODUCTION": "1"})
    assert {
        name: words for name, (level, words) in _found(check_framework, production).items() if level != "good"
    } == {}
