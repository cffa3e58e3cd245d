"""A site that means harm: endless bodies, other hosts, paths that lead out, packed answers, slow answers."""

import gzip
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from hattama.cli.main import main
from hattama.cli.mirror import command, origin
from hattama.cli.mirror.memory import Memory
from hattama.cli.mirror.origin import LimitReached, Origin
from hattama.fetching import AddressRefused
from hattama.verification.places import FileAbsent, FileTooLong, FileUnreadable
from tests.cli.mirror.sites import Answer, Site, bundle_of, mirror, night, site
from tests.real import PATIENCE
from tests.verification.made_bundle import Files

FILES = bundle_of(night(30))
Out = pytest.CaptureFixture[str]


@pytest.fixture
def made() -> Iterator[Site]:
    with site(FILES) as one:
        yield one


def ask(url: str, path: str = "checkpoint", most: int = 1_000, most_bytes: int = 10**6) -> bytes:
    return Origin(url, most_bytes=most_bytes, pause=lambda _: None).fetch(path, most)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://log.example.org/",
        "gopher://log.example.org/",
        "log.example.org/bundle",
        "https://",
        "https:///bundle",
        "https://user:secret@log.example.org/",
        "https://log.example.org/?next=1",
        "https://log.example.org/#x",
        "https://log.example.org:99999999/",
        "http://[::1/",
    ],
)
def test_no_other_address_is_fetched_from(url: str, tmp_path: Path, capsys: Out) -> None:
    with pytest.raises(AddressRefused):
        Origin(url, most_bytes=1)
    assert mirror(url, tmp_path / "copy") == 2
    assert "an http:// or https:// address is needed" in capsys.readouterr().err
    assert not (tmp_path / "copy").exists()


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("target", ["http://127.0.0.1:1/", "file:///etc/passwd", "/elsewhere"])
def test_no_redirect_is_followed_and_its_target_is_said(made: Site, status: int, target: str) -> None:
    made.answer = lambda path: (status, {"Location": target}, b"")
    with pytest.raises(FileUnreadable, match=f"HTTP {status} → {target}"):
        ask(made.url)
    assert made.asked == ["checkpoint"]


@pytest.mark.parametrize(
    "path", ["../secret", "a/../../b", "/etc/passwd", "a//b", "./a", "a\\..\\b", "a\0b", "", ".."]
)
def test_a_path_that_leads_out_is_not_even_asked_for(made: Site, path: str) -> None:
    with pytest.raises(FileUnreadable):
        ask(made.url, path)
    assert made.asked == []


@pytest.mark.parametrize("said", [{}, {"Content-Length": "9" * 18}, {"Transfer-Encoding": "chunked"}])
def test_a_body_longer_than_a_file_of_its_kind_is_cut_off(made: Site, said: dict[str, str]) -> None:
    body = b"x" * 200_000
    if "Transfer-Encoding" in said:
        body = b"30d40\r\n" + body + b"\r\n0\r\n\r\n"
    made.answer = lambda path: (200, said, body)
    with pytest.raises(FileTooLong):
        ask(made.url)


def test_what_was_packed_is_not_unpacked(made: Site) -> None:
    bomb = gzip.compress(bytes(10**6))
    made.answer = lambda path: (200, {"Content-Encoding": "gzip"}, bomb)
    with pytest.raises(FileUnreadable, match="Content-Encoding: gzip"):
        ask(made.url, most=10**7)


def test_an_answer_that_was_cut_short_is_asked_for_again(made: Site) -> None:
    whole = made.behave("checkpoint")[2]

    def cut(path: str) -> Answer:
        if len(made.asked) < 3:
            return 200, {"Content-Length": str(len(whole)), "Connection": "close"}, whole[:-7]
        return 200, {}, whole

    made.answer = cut
    # The server closes after half an answer only if told so; then the rest never comes.
    assert ask(made.url) == whole


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_site_that_is_busy_is_asked_again_and_not_for_ever(made: Site, status: int) -> None:
    made.answer = lambda path: (status, {}, b"") if len(made.asked) < 3 else made.behave(path)
    assert ask(made.url) == FILES["checkpoint"]
    made.asked.clear()
    made.answer = lambda path: (status, {}, b"")
    with pytest.raises(FileUnreadable, match=str(status)):
        ask(made.url)
    assert len(made.asked) == origin.ATTEMPTS


@pytest.mark.parametrize("status", [404, 410])
def test_what_is_not_there_is_not_asked_for_again(made: Site, status: int) -> None:
    made.answer = lambda path: (status, {}, b"")
    with pytest.raises(FileAbsent):
        ask(made.url)
    assert len(made.asked) == 1


def test_in_all_no_more_is_fetched_than_the_reader_allows(made: Site) -> None:
    limited = Origin(made.url, most_bytes=len(FILES["checkpoint"]) * 3)
    for _ in range(3):
        limited.fetch("checkpoint", 1_000)
    with pytest.raises(LimitReached):
        limited.fetch("checkpoint", 1_000)


def test_a_run_that_reaches_the_limit_says_so_and_the_next_one_goes_on(
    made: Site, tmp_path: Path, capsys: Out
) -> None:
    assert mirror(made, tmp_path, "--most-gb", 0) == 2
    assert "--most-gb" in capsys.readouterr().out
    assert mirror(made, tmp_path) == 0


def test_a_site_that_lets_each_file_wait_is_left_before_all_have_been_waited_for(
    made: Site, tmp_path: Path, capsys: Out, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each file was waited for two minutes, and a log may name millions."""
    for name, seconds in (("SECONDS", 0.1), ("_SECONDS_A_FILE", 0.0), ("MOST_WAITED", 0.2)):
        monkeypatch.setattr(origin, name, seconds)

    tables = {path for path in FILES if path.endswith(".csv") and path != "areas.csv"}

    def answer(path: str) -> Answer:
        time.sleep(0.5 if path in tables else 0)
        return made.behave(path)

    made.answer = answer
    assert len(tables) > 2 and main(["verify", made.url]) == 2
    assert "too long in all" in capsys.readouterr().out
    assert len(tables & set(made.asked)) == 1


def test_a_check_fills_no_more_than_half_of_the_free_disk(
    made: Site, capsys: Out, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "disk_usage", lambda folder: SimpleNamespace(free=20_000))
    assert main(["verify", made.url]) == 2
    assert "half of the free disk" in capsys.readouterr().out


class Raw:
    """A server that says what it likes, byte by byte."""

    def __init__(self, speak: Callable[[socket.socket], None]) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}/"
        self._speak = speak
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            connection, _ = self._listener.accept()
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection:
            connection.recv(65_536)
            try:
                self._speak(connection)
            except OSError:
                return


def drip(head: bytes, piece: bytes) -> Callable[[socket.socket], None]:
    def speak(connection: socket.socket) -> None:
        connection.sendall(head)
        while True:
            connection.sendall(piece)
            time.sleep(0.02)

    return speak


@pytest.mark.parametrize(
    "speak",
    [
        drip(b"", b"H"),
        drip(b"HTTP/1.1 200 OK\r\n", b"X-A: 1\r\n"),
        drip(b"HTTP/1.1 200 OK\r\nX-A: ", b"a"),
        drip(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n", b"a"),
        drip(b"HTTP/1.1 200 OK\r\n\r\n", b"a"),
        drip(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n"),
        drip(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"0"),
        drip(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n", b"X-A: 1\r\n"),
        lambda connection: time.sleep(PATIENCE),
    ],
    ids=[
        *("status", "headers", "header", "body", "body without length", "chunks", "chunk", "trailers"),
        "silence",
    ],
)
def test_an_answer_that_never_ends_is_given_up(
    speak: Callable[[socket.socket], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(origin, "SECONDS", 0.3)
    monkeypatch.setattr(origin, "ATTEMPTS", 1)
    with pytest.raises(FileUnreadable):
        ask(Raw(speak).url)


@pytest.mark.parametrize(
    "said",
    [b"", b"\0" * 100, b"HTTP/1.1 200\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n" + b"x" * 5_000],
)
def test_what_is_no_http_is_an_unreadable_file(said: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(origin, "ATTEMPTS", 1)
    with pytest.raises((FileUnreadable, FileTooLong)):
        ask(Raw(lambda connection: connection.sendall(said)).url)


NAMES = [
    "../outside.csv",
    "../../outside.csv",
    "/outside.csv",
    "a/../../outside.csv",
    "a\\..\\outside.csv",
    ".mirror/checkpoint.json",
    "evidence/README.json",
    "scans/aa/bb.json",
    "explanations/aa/bb.json",
    "checkpoint",
    "log.vkey",
    "outside.sh",
    "index.html",
    "outside.php",
    "outside.php.csv",
    "outcomes/outside.html.json",
    "a\0.csv",
    "outside .csv",
    "A.csv",
]


@pytest.mark.parametrize("name", NAMES)
def test_no_name_in_a_manifest_leads_anywhere(tmp_path: Path, capsys: Out, name: str) -> None:
    manifest = json.loads(FILES["manifest.json"])
    manifest["files"][name] = {"bytes": 4, "sha256": "0" * 64}
    data = json.dumps(manifest, sort_keys=True, indent=2).encode() + b"\n"
    with site(Files(FILES | {"manifest.json": data})) as made:
        made.answer = lambda path: made.behave(path) if path in FILES else (200, {}, b"evil")
        assert mirror(made, tmp_path / "deep/copy") == 1
        assert not [path for path in made.asked if "outside" in path or path in ("A.csv", "index.html")]
    found = {path.name for path in tmp_path.rglob("*") if path.is_file()}
    assert not [path for path in found if "outside" in path or path == "A.csv"]
    assert Memory(tmp_path / "deep/copy").checkpoint() is not None


def test_a_manifest_that_names_other_bytes_of_the_foundation_does_not_get_them_in(tmp_path: Path) -> None:
    import hashlib

    evil = FILES["election.toml"] + b"# evil\n"
    manifest = json.loads(FILES["manifest.json"])
    manifest["files"]["election.toml"] = {"bytes": len(evil), "sha256": hashlib.sha256(evil).hexdigest()}
    data = json.dumps(manifest, sort_keys=True, indent=2).encode() + b"\n"
    with site(Files(FILES | {"manifest.json": data})) as made:
        made.answer = lambda path: (
            (200, {}, evil) if path == "election.toml" and made.asked.count(path) > 1 else made.behave(path)
        )
        assert mirror(made, tmp_path) == 1
    assert (tmp_path / "election.toml").read_bytes() == FILES["election.toml"]


def test_a_size_that_no_log_can_have_is_not_worked_on(tmp_path: Path, capsys: Out) -> None:
    from hattama.core.transparency_log import Checkpoint
    from tests.cli.mirror.sites import SIGNER
    from tests.core.transparency_log.signers import sign_checkpoint

    huge = Checkpoint(SIGNER.key.name, 2**62, bytes(32))
    signed = sign_checkpoint(huge, SIGNER.key, SIGNER.sign).encoded()
    with site(Files(FILES | {"checkpoint": signed})) as made:
        assert mirror(made, tmp_path / "copy") == 2
        assert len(made.asked) <= 4


def test_a_link_laid_into_the_copy_is_replaced_and_not_written_through(made: Site, tmp_path: Path) -> None:
    mirror(made, tmp_path / "copy")
    outside = tmp_path / "outside"
    outside.write_text("mine")
    target = tmp_path / "copy/votes.csv"
    target.unlink()
    target.symlink_to(outside)
    part = tmp_path / "copy/.mirror/incoming/.votes.csv.part"
    part.parent.mkdir(parents=True)
    part.symlink_to(outside)
    assert mirror(made, tmp_path / "copy") == 0
    assert outside.read_text() == "mine"
    assert target.read_bytes() == FILES["votes.csv"]
