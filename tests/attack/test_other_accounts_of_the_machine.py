"""Another account of the same machine looks into the data folder and into a backup: it reads nothing."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from hattama.web.kernel.commands import preparation

CALL = "from hattama.cli.main import main; raise SystemExit(main())"


def hattama(data: Path, *words: str) -> None:
    environment = os.environ | {"HATTAMA_DATA": str(data), "DATABASE_URL": ""}
    environment["DJANGO_SETTINGS_MODULE"] = "hattama.web.operations.settings"
    # As a shell or a service without a mask of its own would start it.
    subprocess.run([sys.executable, "-c", CALL, *words], env=environment, check=True, umask=0o000)


def readable_by_strangers(top: Path) -> list[str]:
    """Every file and folder that an account of no group of ours reaches and reads."""
    reached = [top]
    found = []
    while reached:
        path = reached.pop()
        mode = path.lstat().st_mode
        if stat.S_ISDIR(mode):
            reached += path.iterdir() if mode & stat.S_IXOTH else []
        if mode & stat.S_IROTH:
            found.append(str(path.relative_to(top)))
    return found


def test_nothing_of_the_data_folder_is_read_by_another_account(tmp_path: Path) -> None:
    data, backups = tmp_path / "var", tmp_path / "backups"
    hattama(data, "backup", str(backups))
    [database] = data.glob("*.sqlite3")
    assert database.stat().st_size, "the database was made"
    assert stat.S_IMODE(database.stat().st_mode) == 0o600
    assert list(backups.iterdir())
    assert readable_by_strangers(data) == readable_by_strangers(backups) == []


def bring_up(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What every command does before it looks into its database."""
    database = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(data / "hattama.sqlite3")}
    monkeypatch.setattr(settings, "DATA_DIR", data)
    monkeypatch.setitem(settings.DATABASES, "default", database)
    preparation._set_up()
    preparation._close_database()


def test_what_stood_open_is_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = tmp_path / "var"
    data.mkdir()
    data.chmod(0o755)
    for name in ("hattama.sqlite3", "hattama.sqlite3-wal"):
        (data / name).touch()
        (data / name).chmod(0o644)
    bring_up(data, monkeypatch)
    assert readable_by_strangers(data) == []
    assert {stat.S_IMODE(file.stat().st_mode) for file in data.iterdir()} == {0o600}


def test_a_folder_that_all_share_stays_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tmp_path.chmod(0o1777)
    bring_up(tmp_path, monkeypatch)
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o1777
