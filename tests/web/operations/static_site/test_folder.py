"""What stands compressed beside a file is that file, whenever a run ends."""

import gzip
import os
from pathlib import Path

import pytest

from hattama.web.operations.static_site import folder as folders
from hattama.web.operations.static_site.folder import LEAST_PRESSED, Folder

OLD, NEW = b"old" * LEAST_PRESSED, b"new" * LEAST_PRESSED
STEPS = ("the file is replaced", "it is pressed")


class Killed(BaseException):
    """The process ends without another word."""


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """One with a file that is pressed."""
    folder = Folder(tmp_path, pressed=True)
    assert folder.put("a.html", OLD)
    return folder


def unpacked(folder: Folder, file: str = "a.html") -> bytes | None:
    """What a server gives whoever takes compressed files; None where it has none to give."""
    pressed = folder.path / f"{file}.gz"
    return gzip.decompress(pressed.read_bytes()) if pressed.exists() else None


@pytest.mark.parametrize("step", range(len(STEPS)), ids=STEPS)
def test_a_run_that_is_killed_leaves_nothing_compressed_of_another_file(folder, monkeypatch, step):
    replace, done = folders.replace_file, []

    def die(*told: object) -> None:
        if len(done) == step:
            raise Killed
        done.append(replace(*told))

    with monkeypatch.context() as patch:
        patch.setattr(folders, "replace_file", die)
        with pytest.raises(Killed):
            folder.put("a.html", NEW)
    assert unpacked(folder) is None
    for data in (NEW, OLD):
        folder.put("a.html", data)
        assert unpacked(folder) == data


def test_a_file_that_became_too_short_to_be_compressed_has_none_beside_it(folder):
    folder.put("a.html", NEW[: LEAST_PRESSED - 1])
    assert unpacked(folder) is None


def test_a_file_that_another_hand_put_is_compressed_when_it_is_younger_and_not_read_else(folder, monkeypatch):
    place = folder.path / "a.html"
    place.write_bytes(NEW)
    os.utime(folder.path / "a.html.gz", (0, 0))
    folder.press("a.html")
    assert unpacked(folder) == NEW
    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_bytes", None)
        folder.press("a.html")
    place.write_bytes(NEW[: LEAST_PRESSED - 1])
    folder.press("a.html")
    assert unpacked(folder) is None
