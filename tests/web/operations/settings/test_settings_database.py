"""Where the database is: a file by default, PostgreSQL by its address."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db.utils import ConnectionHandler

from hattama.web.operations.settings.database import database_settings

pytestmark = pytest.mark.both_engines

DATA = Path("data")


def test_without_an_address_it_is_a_file_in_the_data_folder_that_loses_no_write():
    found = database_settings("", DATA)
    assert found["ENGINE"] == "django.db.backends.sqlite3"
    assert found["NAME"] == DATA / "hattama.sqlite3"
    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in found["OPTIONS"]["init_command"]


def test_a_request_finds_the_file_open_that_the_one_before_has_read(tmp_path, django_db_blocker):
    connection = ConnectionHandler({"default": database_settings("", tmp_path)})["default"]
    with django_db_blocker.unblock():
        connection.ensure_connection()
        opened = connection.connection
        connection.close_if_unusable_or_obsolete()
        assert opened is not None and connection.connection is opened
        connection.close()


def test_an_address_names_user_password_host_port_and_database():
    found = database_settings(
        "postgresql://commission:p%40ss%2Fword@db.example:6432/night?sslmode=require", DATA
    )
    assert found["OPTIONS"]["sslmode"] == "require"
    assert {name: found[name] for name in ("USER", "PASSWORD", "HOST", "PORT", "NAME")} == {
        "USER": "commission",
        "PASSWORD": "p@ss/word",
        "HOST": "db.example",
        "PORT": "6432",
        "NAME": "night",
    }


def test_a_socket_is_named_by_its_folder():
    found = database_settings("postgres:///night?host=/run/postgresql", DATA)
    assert (found["HOST"], found["NAME"], found["USER"]) == ("/run/postgresql", "night", "")
    assert "host" not in found["OPTIONS"]


def test_no_wait_for_postgresql_is_without_end_unless_the_operator_says_so():
    found = database_settings("postgresql://db/night", DATA)
    assert 0 < found["OPTIONS"]["connect_timeout"] < found["ANSWER_SECONDS"] < 60
    # The server, too, must find out that we are gone: it keeps the lock of the log's writer until then.
    assert "tcp_keepalives_idle" in found["OPTIONS"]["options"]
    said = database_settings("postgresql://db/night?connect_timeout=2&answer_timeout=0", DATA)
    assert (said["OPTIONS"]["connect_timeout"], said["ANSWER_SECONDS"]) == ("2", 0)
    assert "answer_timeout" not in said["OPTIONS"]


@pytest.mark.parametrize(
    "address",
    [
        "mysql://root@db/night",
        "night",
        "sqlite:///night.sqlite3",
        "postgresql://db:port/night",
        "postgresql://db/",
        "postgresql://db/night?answer_timeout=soon",
    ],
)
def test_an_address_that_is_none_of_postgresql_is_refused_with_a_sentence(address):
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
        database_settings(address, DATA)


def test_a_refusal_does_not_print_the_password():
    with pytest.raises(ImproperlyConfigured) as refusal:
        database_settings("mysql://root:secret@db/night", DATA)
    assert "secret" not in str(refusal.value)
