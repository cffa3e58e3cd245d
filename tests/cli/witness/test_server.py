"""The witness over HTTP: its two addresses, its limits, and the real server that the command starts."""

import asyncio
import datetime
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from hattama.cli.main import main
from hattama.cli.witness import server
from hattama.cli.witness.keys import make_key_file
from hattama.cli.witness.server import Application, Event, application
from hattama.cli.witness.witness import Memory, Witness
from hattama.core.transparency_log import (
    MAX_REQUEST_BYTES,
    SignatureType,
    monitoring_path,
    parse_checkpoint,
    parse_signature_lines,
    verified_cosignatures,
)
from hattama.formats.private_keys import make_private_key
from tests.cli.witness.logs import FORGED, LOG, at, request
from tests.cli.witness.running import Running
from tests.verification.made_bundle import verify

NOW = datetime.datetime(2026, 3, 15, 22, 0, tzinfo=datetime.UTC)


@pytest.fixture
def app(tmp_path: Path) -> Application:
    logs = tmp_path / "logs"
    logs.write_text(f"{LOG.key.vkey()}\n")
    key = make_private_key("witness.example.org/w1", bytes([9]) * 32, SignatureType.ED25519_COSIGNATURE)
    return application(Witness(key, logs, Memory(tmp_path / "state"), lambda: NOW, lambda *_: None))


def ask(
    app: Application, method: str, path: str, *pieces: bytes, ends: bool = True
) -> tuple[int, dict[bytes, bytes], bytes]:
    """Status, headers and body of the answer to a request whose body comes in pieces."""
    waiting = [
        {"type": "http.request", "body": piece, "more_body": not ends or number < len(pieces)}
        for number, piece in enumerate(pieces, start=1)
    ] or [{"type": "http.request"}]
    sent: list[Event] = []

    async def receive() -> Event:
        if waiting:
            return waiting.pop(0)
        await asyncio.sleep(60)
        raise AssertionError("nobody waits this long")

    async def send(message: Event) -> None:
        sent.append(message)

    asyncio.run(app({"type": "http", "method": method, "path": path}, receive, send))
    start, body = sent
    return start["status"], dict(start["headers"]), body["body"]


def test_a_request_in_pieces_is_cosigned(app: Application) -> None:
    body = request(0, 100)
    status, headers, answer = ask(app, "POST", "/add-checkpoint", body[:10], body[10:])
    assert status == 200
    assert parse_signature_lines(answer)[0].name == "witness.example.org/w1"
    assert headers[b"content-length"] == str(len(answer)).encode()


def test_a_size_is_answered_under_its_own_media_type(app: Application) -> None:
    status, headers, answer = ask(app, "POST", "/prefix/add-checkpoint", request(50, 100))
    assert (status, headers[b"content-type"], answer) == (409, b"text/x.tlog.size", b"0\n")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 404),
        ("GET", "/add-checkpoint", 405),
        ("POST", f"/{'0' * 64}/checkpoint", 405),
        ("GET", f"/{'0' * 64}/checkpoint", 404),
        ("GET", "/../../etc/passwd/checkpoint", 404),
        ("GET", "/evidence/x/checkpoint-held", 404),
        ("GET", f"/{'0' * 64}/evidence", 200),
        ("POST", f"/{'0' * 64}/evidence", 405),
        ("GET", f"/{'0' * 64}/evidence/fork-{'0' * 16}/README.md", 404),
        ("GET", f"/{'0' * 64}/evidence/../../lock", 404),
        ("PUT", "/add-checkpoint", 405),
    ],
)
def test_nothing_else_is_served(app: Application, method: str, path: str, status: int) -> None:
    assert ask(app, method, path)[0] == status


def test_the_newest_cosigned_checkpoint_is_served(app: Application) -> None:
    ask(app, "POST", "/add-checkpoint", request(0, 100))
    status, _, body = ask(app, "GET", f"/{monitoring_path(LOG.key.name)}")
    assert (status, parse_checkpoint(body).checkpoint) == (200, at(100).checkpoint)


def test_a_body_without_end_is_cut_off(app: Application) -> None:
    pieces = [b"x" * 100_000] * (MAX_REQUEST_BYTES // 100_000 + 1)
    assert ask(app, "POST", "/add-checkpoint", *pieces, ends=False)[0] == 413


def test_a_body_that_never_comes_is_given_up(app: Application, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "BODY_SECONDS", 0.05)
    assert ask(app, "POST", "/add-checkpoint", b"old 0\n", ends=False)[0] == 408


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    made = Running(tmp_path, (LOG.key,))
    yield made
    made.kill()


def test_the_command_serves_over_real_http_and_goes_on_after_a_restart(running: Running) -> None:
    status, _, lines = running.ask("POST", "/add-checkpoint", request(0, 100))
    assert status == 200
    note = at(100).note.with_signatures(parse_signature_lines(lines))
    (cosignature,) = verified_cosignatures(note, [running.key], verify)
    assert abs(cosignature.timestamp - time.time()) < 60
    assert running.ask("POST", "/add-checkpoint", request(0, 200))[:2] == (409, "text/x.tlog.size")
    assert running.ask("POST", "/add-checkpoint", request(100, 200, FORGED))[0] == 422
    said = running.stop()
    assert running.key.vkey() in said
    assert "Earlier entries of the log were changed" in said
    assert len(list((running.folder / "state/evidence").iterdir())) == 1
    running.start()
    assert running.ask("POST", "/add-checkpoint", request(0, 200)) == (409, "text/x.tlog.size", b"100\n")
    running.stop()


def test_a_slow_request_does_not_keep_others_waiting(running: Running) -> None:
    with socket.create_connection(("127.0.0.1", running.port)) as slow:
        slow.sendall(b"POST /add-checkpoint HTTP/1.1\r\nHost: w\r\nContent-Length: 500000\r\n\r\nold 0\n")
        assert running.ask("POST", "/add-checkpoint", request(0, 100))[0] == 200
    running.stop()


@pytest.mark.parametrize("missing", ["witness.key", "logs"])
def test_what_is_missing_is_said_before_anything_is_served(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], missing: str
) -> None:
    make_key_file(tmp_path / "witness.key", "witness.example.org/w1")
    (tmp_path / "logs").write_text(f"{LOG.key.vkey()}\n")
    (tmp_path / missing).unlink()
    words = [f"--{name}={tmp_path / file}" for name, file in (("key", "witness.key"), ("logs", "logs"))]
    assert main(["witness", "serve", *words, f"--state={tmp_path / 'state'}", "--lang", "kk"]) == 2
    assert "Іске қосылмады" in capsys.readouterr().err
