"""Another account of the same machine looks into the data folder and into a backup: it reads nothing."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

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


@pytest.mark.parametrize("made_before", [False, True])
def test_nothing_of_the_data_folder_is_read_by_another_account(tmp_path: Path, made_before: bool) -> None:
    data = tmp_path / "var"
    if made_before:
        data.mkdir()
        data.chmod(0o755)
        sqlite3.connect(data / "hattama.sqlite3").close()
        (data / "hattama.sqlite3").chmod(0o644)
    hattama(data, "scans", "status")
    [database] = data.glob("*.sqlite3")
    assert database.stat().st_size, "the database was made"
    assert readable_by_strangers(data) == []
    for file in data.glob("*.sqlite3*"):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file
    if made_before:
        return
    backups = tmp_path / "backups"
    hattama(data, "backup", str(backups))
    assert list(backups.iterdir())
    assert readable_by_strangers(backups) == []


def test_a_folder_that_all_share_stays_as_it_is(tmp_path: Path) -> None:
    tmp_path.chmod(0o1777)
    hattama(tmp_path, "scans", "status")
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o1777
