"""What is put back is what the verbs wrote, and only where they would have begun from nothing."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection, transaction

from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.protocols.tables import CurrentState, LifeStep, record_steps
from tests.web import prepared
from tests.web.open_night import hold_night
from tests.web.prepared import built_once
from tests.web.tiny_election import NIGHT, area_row, open_tiny

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]


class Taken(Exception):
    """Everything is taken back."""


def stored() -> dict[str, list[Any]]:
    """All rows after a night, which is then taken back. In which order a table gives them is left to the
    database: PostgreSQL fills the places of rows that were taken back."""
    found: dict[str, list[Any]] = {}
    with pytest.raises(Taken), transaction.atomic():
        hold_night()
        for table, rows in prepared._read_rows().items():
            found[table] = sorted(rows.splitlines() if isinstance(rows, bytes) else rows)
        raise Taken
    return found


def test_rows_and_files_come_back_byte_for_byte(files, monkeypatch):
    monkeypatch.setattr(prepared, "_built", {})
    first = stored()
    written = prepared._read_files(files)
    for path in sorted(files.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    monkeypatch.setattr("tests.web.open_night.open_tiny", None)
    assert stored() == first
    assert prepared._read_files(files) == written
    assert len(first) > 12
    assert len(written) > 20


def test_what_a_trigger_counted_is_not_counted_again(files, monkeypatch):
    monkeypatch.setattr(prepared, "_built", {})

    @built_once
    def reread():
        open_tiny()
        step = LifeStep(area=area_row("P001"), contest="party", deed="retype", state="entries_differ")
        step.role, step.recorded_at = "typist", NIGHT
        record_steps([step])

    for _ in range(2):
        with pytest.raises(Taken), transaction.atomic():
            reread()
            assert [state.rereads for state in CurrentState.objects.all()] == [1]
            raise Taken
        shutil.rmtree(files)
        files.mkdir()


@pytest.mark.parametrize("stands", ["a row", "a file"])
def test_where_something_stands_the_verbs_are_asked(stands, files, monkeypatch):
    monkeypatch.setattr(prepared, "_built", {})
    calls: list[int] = []
    build = built_once(lambda: calls.append(1))
    build()
    build()
    assert calls == [1]
    if stands == "a row":
        get_user_model().objects.create_user("somebody")
    else:
        (files / "left").write_bytes(b"")
    build()
    assert calls == [1, 1]


def test_other_settings_are_another_state(settings, monkeypatch):
    monkeypatch.setattr(prepared, "_built", {})
    calls: list[str] = []
    build = built_once(lambda: calls.append(settings.TIME_ZONE))
    for zone in ("Asia/Almaty", "UTC", "Asia/Almaty", "UTC"):
        settings.TIME_ZONE = zone
        build()
    assert calls == ["Asia/Almaty", "UTC"]


def begun_with_tiny(files: Path, then: Callable[[], None]) -> None:
    """After the tiny election is open, `then`; all of it is taken back."""
    with pytest.raises(Taken), transaction.atomic():
        open_tiny()
        then()
        raise Taken
    for path in files.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def test_it_goes_on_from_what_was_put_back_until_something_is_changed(files, monkeypatch):
    monkeypatch.setattr(prepared, "_built", {})
    calls: list[int] = []
    people = get_user_model().objects

    def build() -> None:
        calls.append(people.count())
        people.create_user("somebody")

    def after(change: Callable[[], object]) -> Callable[[], None]:
        def then() -> None:
            change()
            built_once(build)()
            assert people.filter(username="somebody").exists()
            assert ElectionRow.objects.filter(opened_at__isnull=False).exists()

        return then

    begun_with_tiny(files, after(lambda: None))
    calls.clear()
    begun_with_tiny(files, after(lambda: None))
    begun_with_tiny(files, after(lambda: None))
    goes_on = connection.vendor == "postgresql"
    assert calls == ([0] if goes_on else [0, 0])
    begun_with_tiny(files, after(lambda: people.create_user("another")))
    begun_with_tiny(files, after(lambda: (files / "left").write_bytes(b"")))
    assert calls == ([0, 1, 0] if goes_on else [0, 0, 1, 0])
