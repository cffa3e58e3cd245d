"""Where the database is: a file by default, PostgreSQL by its address."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from hattama.web.settings.database import database_settings

DATA = Path("data")


def test_without_an_address_it_is_a_file_in_the_data_folder_that_loses_no_write():
    found = database_settings("", DATA)
    assert found["ENGINE"] == "django.db.backends.sqlite3"
    assert found["NAME"] == DATA / "hattama.sqlite3"
    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in found["OPTIONS"]["init_command"]


def test_an_address_names_user_password_host_port_and_database():
    found = database_settings(
        "postgresql://commission:p%40ss%2Fword@db.example:6432/night?sslmode=require", DATA
    )
    assert {name: found[name] for name in ("USER", "PASSWORD", "HOST", "PORT", "NAME", "OPTIONS")} == {
        "USER": "commission",
        "PASSWORD": "p@ss/word",
        "HOST": "db.example",
        "PORT": "6432",
        "NAME": "night",
        "OPTIONS": {"sslmode": "require"},
    }


def test_a_socket_is_named_by_its_folder():
    found = database_settings("postgres:///night?host=/run/postgresql", DATA)
    assert (found["HOST"], found["NAME"], found["USER"], found["OPTIONS"]) == (
        "/run/postgresql",
        "night",
        "",
        {},
    )


@pytest.mark.parametrize(
    "address",
    [
        "mysql://root@db/night",
        "night",
        "sqlite:///night.sqlite3",
        "postgresql://db:port/night",
        "postgresql://db/",
    ],
)
def test_an_address_that_is_none_of_postgresql_is_refused_with_a_sentence(address):
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
        database_settings(address, DATA)


def test_a_refusal_does_not_print_the_password():
    with pytest.raises(ImproperlyConfigured) as refusal:
        database_settings("mysql://root:secret@db/night", DATA)
    assert "secret" not in str(refusal.value)
