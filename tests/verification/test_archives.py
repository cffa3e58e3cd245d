"""Archives that anybody may have made: nothing leaves the folder, and nothing without end comes into it."""

import zipfile
from pathlib import Path

import pytest

from hattama.verification import archives
from hattama.verification.archives import unpack
from hattama.verification.troubles import Troubles


def archive(tmp_path: Path, *files: tuple[str, bytes], packed: int = zipfile.ZIP_STORED) -> Path:
    place = tmp_path / "made.zip"
    with zipfile.ZipFile(place, "w", packed) as made:
        for name, data in files:
            made.writestr(name, data)
    return place


def unpacked(place: Path, tmp_path: Path) -> tuple[set[str], set[str]]:
    """The files that were unpacked, and the places that were refused."""
    folder, troubles = tmp_path / "inside" / "folder", Troubles()
    folder.mkdir(parents=True)
    unpack(place, folder, troubles)
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert {path for path in tmp_path.rglob("*") if path.is_file()} - {place} == {
        folder / one for one in found
    }
    return found, {trouble.path for trouble in troubles}


@pytest.mark.parametrize("name", ["../out", "/etc/out", "a/../../out", "a\\..\\out", "a//b"])
def test_no_name_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    found, refused = unpacked(archive(tmp_path, ("good", b"1"), (name, b"2")), tmp_path)
    assert (found, refused) == ({"good"}, {"made.zip"})


def test_a_file_that_unpacks_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MOST_BYTES", 1_000_000)
    bomb = archive(tmp_path, ("small", b"1"), ("bomb", bytes(3_000_000)), packed=zipfile.ZIP_DEFLATED)
    assert unpacked(bomb, tmp_path) == ({"small"}, {"bomb"})


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        twice = archive(tmp_path, ("one", b"1"), ("one", b"2"))
    assert unpacked(twice, tmp_path) == (set(), {"made.zip"})


def test_a_name_that_is_a_file_and_a_folder_is_refused(tmp_path: Path) -> None:
    assert unpacked(archive(tmp_path, ("a", b"1"), ("a/b", b"2")), tmp_path) == ({"a"}, {"a/b"})


def test_what_is_no_archive_or_was_cut_short_is_refused(tmp_path: Path) -> None:
    whole = archive(tmp_path, ("one", b"1" * 1000)).read_bytes()
    place = tmp_path / "made.zip"
    place.write_bytes(whole[:500])
    assert unpacked(place, tmp_path) == (set(), {"made.zip"})
