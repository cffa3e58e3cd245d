"""Health: alive without anything, ready when database, folder and checkpoint answer, codes alone."""

import threading
from pathlib import Path

import pytest
from django.db import DatabaseError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client

from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.bundle_store import public_store
from hattama.web.operations.watching import health
from tests.real import PATIENCE

pytestmark = pytest.mark.both_engines

GOOD = {"database": "ok", "migrations": "ok", "data_folder": "ok", "checkpoint": "ok"}


def _ready(client: Client, **headers: str) -> tuple[int, dict[str, str]]:
    response = client.get("/health/ready", headers=headers)
    return response.status_code, response.json()["checks"]


def test_a_process_that_only_lives_answers_without_a_database(client: Client) -> None:
    # No mark of the database here: a query would fail the test.
    response = client.get("/health/live", headers={"host": "10.0.0.7"})
    assert (response.status_code, response.content) == (200, b"alive\n")
    assert response.headers["Cache-Control"] == "no-store"
    assert not response.cookies


def test_only_reading_is_answered(client: Client) -> None:
    assert client.head("/health/live").status_code == 200
    assert client.post("/health/live").status_code == 405


@pytest.mark.django_db(transaction=True)
def test_a_site_in_order_is_ready_whatever_host_and_language_are_asked_for(
    client: Client, tiny: ElectionRow
) -> None:
    assert _ready(client, host="balancer.invalid", accept_language="ru") == (200, GOOD)


@pytest.mark.django_db(transaction=True)
def test_a_checkpoint_that_cannot_be_read_is_told_without_its_place(
    client: Client, tiny: ElectionRow
) -> None:
    (public_store("tiny").folder / "checkpoint").write_bytes(b"nothing of the kind\n")
    assert _ready(client) == (503, GOOD | {"checkpoint": "damaged"})
    assert b"tiny" not in client.get("/health/ready").content


@pytest.mark.django_db(transaction=True)
def test_a_program_ahead_of_its_database_is_not_ready(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = health.wanted_migrations() | {("kernel", "9999_of_tomorrow")}
    monkeypatch.setattr(health, "wanted_migrations", lambda: wanted)
    assert _ready(client) == (503, GOOD | {"migrations": "behind"})


@pytest.mark.django_db(transaction=True)
def test_a_data_folder_that_is_no_folder_is_told(client: Client, settings: object, tmp_path: Path) -> None:
    place = tmp_path / "var"
    place.write_text("a file where the folder should be")
    settings.DATA_DIR = place  # type: ignore[attr-defined]
    code, checks = _ready(client)
    assert (code, checks["data_folder"]) == (503, "read_only")


def test_a_full_disk_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert health.folder_code(tmp_path) == "ok"
    monkeypatch.setattr(health, "LEAST_FREE", 10**18)
    assert health.folder_code(tmp_path) == "full"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.django_db(transaction=True)
def test_a_database_that_does_not_answer_is_told(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: object) -> None:
        raise DatabaseError("connection refused by 10.0.0.9")

    monkeypatch.setattr(BaseDatabaseWrapper, "cursor", gone)
    response = client.get("/health/ready")
    assert response.status_code == 503
    assert response.json()["checks"]["database"] == "unreachable"
    assert b"10.0.0.9" not in response.content


def test_a_question_that_hangs_is_given_up_and_not_asked_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    held, asked = threading.Event(), []

    def hang() -> dict[str, str]:
        asked.append(1)
        held.wait(PATIENCE)
        return {"disk": "ok"}

    monkeypatch.setattr(health, "_QUESTIONS", {("disk",): hang})
    assert health.readiness(0.02) == {"disk": "slow"}
    assert health.readiness(0.02) == {"disk": "slow"}
    assert len(asked) == 1
    held.set()
    health._asked["disk"].join(PATIENCE)
    assert health.readiness(PATIENCE) == {"disk": "ok"}


def test_two_who_ask_at_once_get_the_same_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def answer_late() -> dict[str, str]:
        begun.set()
        go_on.wait(PATIENCE)
        return {"late": "ok"}

    monkeypatch.setattr(health, "_QUESTIONS", {("late",): answer_late})
    found: list[object] = []
    askers = [threading.Thread(target=lambda: found.append(health.readiness(PATIENCE))) for _ in range(2)]
    askers[0].start()
    begun.wait(PATIENCE)
    askers[1].start()
    go_on.set()
    for asker in askers:
        asker.join(PATIENCE)
    assert found == [{"late": "ok"}, {"late": "ok"}]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_check_that_breaks_is_no_good_sign(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks() -> dict[str, str]:
        raise RuntimeError

    monkeypatch.setattr(health, "_QUESTIONS", {("broken",): breaks})
    assert health.readiness(PATIENCE) == {"broken": "failed"}
