"""The server that the tests bring along."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.real import PATIENCE, do_without, postgres
from tests.real.postgres import main, running_server, server_programs


def answers(url: str) -> bool:
    try:
        with psycopg.connect(url, connect_timeout=PATIENCE) as connection:
            return connection.execute("select 1").fetchone() == (1,)
    except psycopg.OperationalError:
        return False


def test_the_server_answers_while_it_is_needed_and_is_gone_after() -> None:
    programs = server_programs()
    if programs is None:
        do_without("PostgreSQL is not installed: apt-get install postgresql")
    with running_server(programs) as url:
        assert answers(url)
    assert not answers(url)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A server that costs nothing; the list holds the addresses handed out."""
    addresses: list[str] = []

    @contextlib.contextmanager
    def pretended(programs: Path) -> Iterator[str]:
        addresses.append("postgresql://somewhere")
        yield addresses[-1]

    monkeypatch.setattr(postgres, "running_server", pretended)
    monkeypatch.setattr(postgres, "server_programs", lambda: Path("/usr"))
    return addresses


def test_the_status_of_the_command_is_handed_on(started: list[str]) -> None:
    script = "import os, sys; sys.exit(7 if os.environ['DATABASE_URL'] == 'postgresql://somewhere' else 1)"
    assert main(["--", sys.executable, "-c", script]) == 7
    assert len(started) == 1


@pytest.mark.parametrize(("ci", "status", "word"), [("true", 1, "FAILED"), ("", 0, "SKIPPED")])
def test_without_a_server_it_says_so_and_fails_only_where_nothing_may_be_absent(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], ci: str, status: int, word: str
) -> None:
    monkeypatch.setenv("CI", ci)
    monkeypatch.setattr(postgres, "server_programs", lambda: None)
    assert main(["--", "true"]) == status
    assert word in capsys.readouterr().out


def test_an_ordinary_account_starts_the_server_as_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert postgres._server_account() == {}


def test_a_call_without_a_command_is_refused() -> None:
    called = subprocess.run([sys.executable, "-m", "tests.real.postgres", "pytest"], check=False)
    assert called.returncode == 2
