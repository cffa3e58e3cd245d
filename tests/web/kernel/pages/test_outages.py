"""The database is away or the disk is full: a page that needs neither says so, in the reader's language."""

import datetime
import errno
import json
import os

import psycopg
import pytest
from django.db import connection
from django.db.utils import InterfaceError, InternalError, OperationalError
from django.test import Client

from hattama.web.kernel.log.bundle_store import MANIFEST, public_store
from hattama.web.kernel.log.log_stops import clock_behind, warn_of_clock
from hattama.web.kernel.log.refresh_bundle import refresh_bundle
from hattama.web.kernel.log.tables import LogEntry
from hattama.web.kernel.stores.outages import Outage, outage_of
from hattama.web.operations.keep_log import REFRESH_SECONDS, is_refresh_due
from tests.web.tiny_election import ELECTION_ID, LOADED_AT, NIGHT, protocol, publish

pytestmark = pytest.mark.django_db


class Away:
    """Stands before the database and lets nobody through, and counts who tried."""

    def __init__(self, trouble: Exception) -> None:
        self.trouble = trouble
        self.asked = 0

    def __call__(self, *_: object) -> None:
        self.asked += 1
        raise self.trouble


@pytest.mark.parametrize(
    ("prefix", "words"),
    [
        ("", "дерекқоры қазір қолжетімсіз"),
        ("/ru", "База данных сайта недоступна"),
        ("/en", "cannot reach its database"),
    ],
)
def test_a_page_says_that_the_database_is_away_and_asks_it_once_only(tiny, prefix, words):
    away = Away(OperationalError("the server closed the connection\nunexpectedly"))
    with connection.execute_wrapper(away):
        answer = Client(raise_request_exception=False).get(f"{prefix}/e/tiny/")
    assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "30", "no-store")
    assert words in answer.content.decode()
    assert away.asked == 1, "the page of the outage asks for nothing itself"


def test_what_was_sent_while_it_went_away_is_said_to_be_uncertain(tiny):
    with connection.execute_wrapper(Away(InterfaceError("connection already closed"))):
        client = Client(raise_request_exception=False)
        answer = client.post("/en/account/login/", {"login": "typist", "password": "secret"})
    text = answer.content.decode()
    assert answer.status_code == 503
    assert "It is not certain that what you sent was recorded." in text
    assert "are kept in this browser" in text


def test_a_full_disk_is_said_to_be_one(tiny, monkeypatch):
    full = OSError(errno.ENOSPC, "No space left on device")
    with connection.execute_wrapper(Away(full)):
        answer = Client(raise_request_exception=False).get("/en/e/tiny/")
    assert answer.status_code == 503
    assert "disk takes nothing in" in answer.content.decode()


@pytest.mark.parametrize("trouble", [ValueError("seven"), FileNotFoundError(errno.ENOENT, "gone")])
def test_a_program_that_is_wrong_is_no_outage(tiny, trouble):
    with connection.execute_wrapper(Away(trouble)):
        answer = Client(raise_request_exception=False).get("/en/e/tiny/")
    assert answer.status_code == 500


def test_a_program_that_asks_another_program_for_figures_gets_the_same_in_its_own_shape(tiny):
    with connection.execute_wrapper(Away(OperationalError("gone"))):
        answer = Client().get("/api/v1/elections?lang=ru")
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    refused = json.loads(answer.content)
    assert refused["code"] == "unavailable"
    assert "Опубликованные данные не пострадали." in refused["message"]


def test_a_session_that_postgresql_ended_for_its_silence_is_an_outage_and_a_broken_transaction_is_not():
    """A machine stood still for a minute between two statements: the next one was a page of 500, and the end
    of the log's writer.
    """

    def told(cause: Exception) -> Outage | None:
        trouble = InternalError(str(cause))
        trouble.__cause__ = cause
        return outage_of(trouble)

    assert told(psycopg.errors.IdleInTransactionSessionTimeout("ended")) is Outage.DATABASE
    assert told(psycopg.errors.InFailedSqlTransaction("ignored")) is None


def test_a_wrong_question_to_sqlite_is_the_programs_fault_and_a_full_disk_is_not():
    def told(cause: Exception) -> Outage | None:
        trouble = OperationalError(str(cause))
        trouble.__cause__ = cause
        return outage_of(trouble)

    import sqlite3

    with pytest.raises(sqlite3.OperationalError) as wrong:
        sqlite3.connect(":memory:").execute("SELECT 1 FROM nowhere")
    assert told(wrong.value) is None
    full = sqlite3.OperationalError("database or disk is full")
    full.sqlite_errorcode = sqlite3.SQLITE_FULL
    assert told(full) is Outage.DISK
    assert told(psycopg.errors.DiskFull("could not extend file")) is Outage.DISK
    assert told(psycopg.errors.AdminShutdown("terminating connection")) is Outage.DATABASE


def test_a_clock_that_went_back_is_told_to_the_operator_once_for_each_step(tiny, caplog):
    newest = LogEntry.objects.latest("index").published_at
    assert newest == LOADED_AT
    newest = LogEntry.objects.filter(election=tiny).latest("index")
    warn_of_clock(tiny, newest, LOADED_AT - datetime.timedelta(seconds=59))
    assert "clock" not in caplog.text and clock_behind(tiny, LOADED_AT) is None
    back = LOADED_AT - datetime.timedelta(hours=1)
    warn_of_clock(tiny, newest, back)
    assert "the clock has gone back" in caplog.text and "1:00:00 before the newest entry" in caplog.text
    assert clock_behind(tiny, back) == datetime.timedelta(hours=1)


def test_a_manifest_from_the_future_is_old(tiny):
    refresh_bundle(ELECTION_ID)
    publish(protocol("P001"))
    store = public_store(ELECTION_ID)
    os.utime(store.folder / MANIFEST, (NIGHT.timestamp(), NIGHT.timestamp()))
    later = datetime.timedelta(seconds=REFRESH_SECONDS - 1)
    assert not is_refresh_due(ELECTION_ID, store, NIGHT + later)
    assert is_refresh_due(ELECTION_ID, store, NIGHT - datetime.timedelta(hours=1)), "the clock went back"
