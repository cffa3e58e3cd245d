"""What a command says when its database is not to be had."""

import argparse
import os
import pickle
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from django.db import OperationalError

from hattama.cli.main import build_parser
from hattama.phrases import Refused
from hattama.web.kernel.commands import preparation
from hattama.web.kernel.commands.preparation import run_in_django, telling_outages
from hattama.web.operations.settings.database import sqlite_settings


@pytest.mark.parametrize(
    ("url", "code", "why"),
    [
        (
            "mysql://somebody:secret@db/night",
            2,
            "DATABASE_URL начинается с 'mysql', ожидалось: postgresql://",
        ),
        # systemd tries again.
        (
            "postgresql://somebody:secret@127.0.0.1:1/night",
            75,
            "К базе данных, названной в DATABASE_URL, подключиться нельзя: connection",
        ),
    ],
)
def test_a_database_out_of_reach_is_a_sentence_without_the_password(tmp_path, url, code, why):
    environment = os.environ | {"DATABASE_URL": url, "HATTAMA_DATA": str(tmp_path)}
    environment["DJANGO_SETTINGS_MODULE"] = "hattama.web.operations.settings"
    call = "from hattama.cli.main import main; raise SystemExit(main())"
    ended = subprocess.run(
        [sys.executable, "-c", call, "--lang", "ru", "totals", "night"],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ended.returncode == code
    assert why in ended.stderr
    assert "secret" not in ended.stderr
    assert "Traceback" not in ended.stderr


def test_what_a_new_process_begins_with_is_read_before_django_is_set_up():
    """A copy by several processes begins with it: whatever reads rows at its import cannot be read there."""
    read = "import pickle, sys; pickle.load(sys.stdin.buffer)"
    given = pickle.dumps(run_in_django)
    ended = subprocess.run([sys.executable, "-c", read], input=given, capture_output=True, check=False)
    assert ended.returncode == 0, ended.stderr


_COMMAND = "from hattama.cli.main import main; raise SystemExit(main())"
_MIGRATE = "import django; django.setup(); from django.core.management import call_command as c; c('migrate')"


def _ran(folder: Path, *words: str, call: str = _COMMAND) -> subprocess.CompletedProcess[str]:
    """A command in a process of its own with a data folder of its own, on SQLite."""
    environment = os.environ | {"DATABASE_URL": "", "HATTAMA_DATA": str(folder)}
    environment["DJANGO_SETTINGS_MODULE"] = "hattama.web.operations.settings"
    return subprocess.run(
        [sys.executable, "-c", call, *words], env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda path: path.mkdir(), "unable to open database file"),
        (lambda path: path.write_bytes(b"a letter" * 100), "file is not a database"),
    ],
    ids=["a folder", "a letter"],
)
def test_a_file_that_is_no_database_is_named_in_a_sentence(tmp_path, make, why):
    make(tmp_path / "hattama.sqlite3")
    ended = _ran(tmp_path, "--lang", "ru", "totals", "night")
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == f"База данных {tmp_path / 'hattama.sqlite3'} не отвечает: {why}\n"


def test_a_command_waits_longer_for_who_writes_sqlite_than_a_page_does(tmp_path):
    asked = (
        "from hattama.web.kernel.commands.preparation import prepare; prepare('en')\n"
        "from django.db import connection\n"
        "print(connection.cursor().execute('PRAGMA busy_timeout').fetchone()[0])"
    )
    milliseconds = int(_ran(tmp_path, call=asked).stdout)
    assert milliseconds == 1000 * preparation.COMMAND_SECONDS
    assert milliseconds > 1000 * sqlite_settings(tmp_path)["OPTIONS"]["timeout"]


def test_a_database_that_others_write_for_too_long_is_a_sentence_that_says_what_to_do(tmp_path):
    impatient = "from hattama.web.kernel.commands import preparation; preparation.COMMAND_SECONDS = 0; "
    with closing(sqlite3.connect(tmp_path / "hattama.sqlite3")) as other:
        other.execute("BEGIN EXCLUSIVE")
        ended = _ran(tmp_path, "--lang", "en", "totals", "night", call=impatient + _COMMAND)
    assert ended.returncode == 75
    assert "Others have been writing the database" in ended.stderr
    assert "Run the command again" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_disk_that_is_full_in_the_middle_is_a_sentence():
    def fill(args: argparse.Namespace) -> int:
        raise OperationalError("database or disk is full") from full

    full = sqlite3.OperationalError("database or disk is full")
    full.sqlite_errorcode = sqlite3.SQLITE_FULL
    with pytest.raises(Refused, match=r": database or disk is full$"):
        telling_outages(fill)(argparse.Namespace())


def test_a_fault_of_the_program_stays_one():
    def ask(args: argparse.Namespace) -> int:
        raise OperationalError("no such table: night") from sqlite3.OperationalError("no such table: night")

    with pytest.raises(OperationalError):
        telling_outages(ask)(argparse.Namespace())


def test_every_command_of_the_web_tells_of_outages():
    parser = build_parser("en")
    (commands,) = (action for action in parser._actions if action.dest == "command")
    for name in ("serve", "doctor", "backup", "totals"):
        assert commands.choices[name].get_default("run").__qualname__.startswith("telling_outages"), name


def test_a_new_database_has_of_libraries_what_their_migrations_make_and_counts_them_as_applied(tmp_path):
    made, migrated = tmp_path / "made", tmp_path / "migrated"
    migrated.mkdir()
    _ran(made, "totals", "night")
    assert _ran(migrated, call=_MIGRATE).returncode == 0
    assert _tables_in(made) == _tables_in(migrated)


def _tables_in(folder: Path) -> dict[str, set[object]]:
    """The columns and indexes of each table, in no order, and which migrations were applied."""
    columns = "SELECT name, type, [notnull], pk FROM pragma_table_info(?)"
    beside = "SELECT sql FROM sqlite_master WHERE type <> 'table' AND tbl_name = ?"
    with sqlite3.connect(folder / "hattama.sqlite3") as opened:
        names = opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        tables = {name[0]: {*opened.execute(columns, name), *opened.execute(beside, name)} for name in names}
        return tables | {"applied": set(opened.execute("SELECT app, name FROM django_migrations"))}
