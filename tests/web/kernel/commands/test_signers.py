"""`hattama signer` takes no place that is somebody else's."""

import argparse
import contextlib
import socket
import tempfile
from pathlib import Path

import pytest

from hattama.phrases import Refused
from hattama.web.kernel.commands.signers import _run, listening


@pytest.fixture
def folder():
    """Short: the address of a Unix socket has 107 bytes at most."""
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


def test_a_file_in_the_place_of_the_socket_stays_as_it_is(folder):
    (folder / "kz.key").write_text("the only key")
    with pytest.raises(Refused, match=r"kz\.key is no socket"):
        listening(folder / "kz.key")
    assert (folder / "kz.key").read_text() == "the only key"


def test_a_second_signer_does_not_take_the_first_one_s_place(folder):
    with listening(folder / "signer") as first:
        with pytest.raises(Refused, match="Another signer listens at"):
            listening(folder / "signer")
        with contextlib.closing(socket.socket(socket.AF_UNIX)) as asker:
            first.accept()  # the second one, which looked and went
            asker.connect(str(folder / "signer"))


def test_what_a_killed_signer_left_is_replaced(folder):
    listening(folder / "signer").close()
    listening(folder / "signer").close()


@pytest.mark.parametrize(
    ("place", "why"), [("n" * 120, "the name is too long"), ("absent/signer", "no such file or folder")]
)
def test_a_place_where_no_socket_can_be_is_named_with_the_reason(folder, place, why):
    with pytest.raises(Refused, match=f"{place}: {why}"):
        listening(folder / place)


def test_a_data_folder_that_is_said_to_be_nothing_is_the_usual_one(folder, monkeypatch):
    monkeypatch.chdir(folder)
    monkeypatch.setenv("HATTAMA_DATA", "")
    with pytest.raises(Refused):
        _run(argparse.Namespace(keys=None, socket=folder, language="en"))
    assert [path.name for path in folder.iterdir()] == ["var"]
