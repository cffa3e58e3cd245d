"""Witnesses are asked after publication; what they sign is published, and no failure stops anything."""

import contextlib
import datetime
import json
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from hattama.core.transparency_log import (
    AddCheckpoint,
    SignatureType,
    SignedCheckpoint,
    VerifierKey,
    cosign,
    decide_add_checkpoint,
    encode_signature_lines,
    judge_checkpoint,
    parse_add_checkpoint,
    parse_policy,
    parse_receipt,
    parse_vkeys,
)
from hattama.core.transparency_log.witnessing import Cosign
from hattama.formats.private_keys import make_private_key
from hattama.verification.folders import verify_ed25519
from hattama.web.kernel.log import gather_cosignatures as room
from hattama.web.kernel.log import witnesses as witnesses_room
from hattama.web.kernel.log.bundle_store import COSIGNED, public_store
from hattama.web.kernel.log.gather_cosignatures import gather_cosignatures, load_reports
from hattama.web.kernel.log.shown_checkpoints import make_receipt
from hattama.web.kernel.log.witnesses import WitnessesMalformed, load_witnesses, parse_witnesses
from hattama.web.operations.keep_log import keep_log, log_status
from tests.web.tiny_election import ELECTION_ID, NIGHT, protocol, publish

pytestmark = pytest.mark.django_db

TIME = 1_679_250_000


class Witness:
    """A witness on a port of this machine. `answer` may be replaced to misbehave."""

    def __init__(self, name: str, seed: int, log_keys: tuple[VerifierKey, ...]) -> None:
        self.name = name
        self.private = make_private_key(f"{name}.example.org/w", bytes([seed]) * 32)
        public = self.private.key.public_key
        self.key = VerifierKey(self.private.key.name, SignatureType.ED25519_COSIGNATURE, public)
        self.log_keys = log_keys
        self.held: SignedCheckpoint | None = None
        self.asked: list[AddCheckpoint] = []
        self.answer = self.behave
        witness = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status, headers, data = witness.answer(self.path, body)
                self.send_response(status)
                for header, value in headers.items():
                    self.send_header(header, value)
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/prefix"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def behave(self, path: str, body: bytes) -> tuple[int, dict[str, str], bytes]:
        assert path == "/prefix/add-checkpoint"
        request = parse_add_checkpoint(body)
        self.asked.append(request)
        decision = decide_add_checkpoint(request, self.log_keys, self.held, verify_ed25519)
        if not isinstance(decision, Cosign):
            return decision.status, {}, decision.body()
        self.held = decision.held
        line = cosign(request.signed.note.text, TIME, self.key, self.private.sign)
        return 200, {}, encode_signature_lines([line])

    def toml(self) -> str:
        return f'[[witness]]\nname = "{self.name}"\nvkey = "{self.key.vkey()}"\nurl = "{self.url}"\n'


@pytest.fixture
def witnesses(tiny, settings) -> Iterator[list[Witness]]:
    keys = parse_vkeys(public_store(ELECTION_ID).read("log.vkey"))
    made = [Witness(name, seed, keys) for seed, name in enumerate(("uni", "press", "abroad"), start=1)]
    told = "quorum = 2\n" + "".join(witness.toml() for witness in made)
    (settings.DATA_DIR / "witnesses.toml").write_text(told)
    yield made
    for witness in made:
        witness.server.shutdown()


def witnessed() -> tuple[int, bool, set[str]]:
    """Size of the newest checkpoint, whether policy.txt is met, and who has cosigned."""
    store = public_store(ELECTION_ID)
    policy = parse_policy(store.read("policy.txt"))
    judged = judge_checkpoint(store.checkpoint(), policy, verify_ed25519)
    return judged.signed.checkpoint.size, judged.is_quorum_met, set(judged.witnessed_at)


def ask() -> dict[str, str]:
    return {report.name: report.trouble for report in gather_cosignatures(ELECTION_ID, now=NIGHT)}


def test_all_cosign_and_their_lines_stand_under_the_checkpoint(witnesses):
    publish(protocol("P001"))
    assert ask() == {"uni": "", "press": "", "abroad": ""}
    assert witnessed() == (4, True, {"uni", "press", "abroad"})


def test_who_has_cosigned_a_checkpoint_is_not_asked_again(witnesses):
    ask()
    ask()
    assert [len(witness.asked) for witness in witnesses] == [1, 1, 1]


def test_a_log_to_which_nothing_is_added_stays_witnessed(witnesses):
    later = NIGHT + datetime.timedelta(hours=2)
    assert later.timestamp() - room.RENEWAL_SECONDS > TIME
    ask()
    gather_cosignatures(ELECTION_ID, now=later)
    assert [[request.old_size for request in witness.asked] for witness in witnesses] == [[0, 3]] * 3
    assert len(public_store(ELECTION_ID).checkpoint().note.signatures) == 4, "the newer line stands alone"


def test_growth_is_offered_from_the_size_that_a_witness_holds(witnesses):
    ask()
    publish(protocol("P001"))
    publish(protocol("P002"))
    ask()
    assert [request.old_size for request in witnesses[0].asked] == [0, 3]
    assert witnessed()[0] == 5


def test_a_witness_that_holds_another_size_is_offered_it_from_there(witnesses, settings):
    ask()
    (settings.DATA_DIR / "log" / ELECTION_ID / "witnesses.json").unlink()
    publish(protocol("P001"))
    assert ask() == {"uni": "", "press": "", "abroad": ""}
    assert [request.old_size for request in witnesses[0].asked] == [0, 0, 3]


def down(path: str, body: bytes) -> tuple[int, dict[str, str], bytes]:
    return 503, {}, b"resting\n"


def test_two_of_three_are_a_quorum_and_one_is_none(witnesses):
    witnesses[0].answer = down
    publish(protocol("P001"))
    assert ask() == {"uni": "status 503: resting", "press": "", "abroad": ""}
    assert witnessed() == (4, True, {"press", "abroad"})
    witnesses[1].answer = down
    publish(protocol("P002"))
    ask()
    assert witnessed() == (5, False, {"abroad"})


def test_one_that_was_down_is_asked_again_when_it_is_back(witnesses):
    witnesses[0].answer = down
    ask()
    witnesses[0].answer = witnesses[0].behave
    assert ask() == {"uni": "", "press": "", "abroad": ""}
    assert witnessed()[2] == {"uni", "press", "abroad"}


@pytest.mark.parametrize(
    "answer",
    [
        (200, {}, b""),
        (200, {}, b"thank you\n"),
        (200, {}, "— uni.example.org/w AAAA\n".encode()),
        (409, {}, b"many\n"),
        (409, {}, b"999\n"),
        (302, {"Location": "http://127.0.0.1:1/"}, b""),
        (200, {}, b"x" * 300_000),
        (422, {}, b"root-mismatch\n"),
    ],
)
def test_whatever_a_witness_answers_publication_goes_on(witnesses, answer):
    witnesses[0].answer = lambda *_: answer
    publish(protocol("P001"))
    assert ask()["uni"]
    publish(protocol("P002"))
    ask()
    assert witnessed() == (5, True, {"press", "abroad"})


@pytest.mark.parametrize("head", [b"", b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\n\r\n"])
def test_a_witness_that_answers_byte_by_byte_is_given_up(witnesses, settings, monkeypatch, head):
    monkeypatch.setattr(witnesses_room, "WHOLE_ANSWER_SECONDS", 0.5)
    listener = socket.create_server(("127.0.0.1", 0))

    def drip() -> None:
        connection, _ = listener.accept()
        with connection, contextlib.suppress(OSError):
            connection.recv(65_536)
            connection.sendall(head)
            while True:
                connection.sendall(b"a")
                time.sleep(0.02)

    threading.Thread(target=drip, daemon=True).start()
    path = settings.DATA_DIR / "witnesses.toml"
    slow = f"http://127.0.0.1:{listener.getsockname()[1]}"
    path.write_text(path.read_text().replace(witnesses[0].url, slow))
    assert ask()["uni"]
    assert witnessed()[2] == {"press", "abroad"}


def test_a_signature_over_something_else_is_not_published(witnesses):
    other = witnesses[0]
    line = cosign("hattama.invalid/tiny\n9\n\n", TIME, other.key, other.private.sign)
    other.answer = lambda *_: (200, {}, encode_signature_lines([line]))
    assert "signature-invalid" in ask()["uni"]
    assert witnessed()[2] == {"press", "abroad"}


def test_nobody_at_the_address_is_said_so(witnesses):
    witnesses[0].server.shutdown()
    witnesses[0].server.server_close()
    assert "refused" in ask()["uni"]
    assert witnessed()[1]


def test_cosignatures_that_come_too_late_are_kept_beside_the_newer_checkpoint(witnesses, monkeypatch):
    published = room._publish

    def meanwhile(*args):
        publish(protocol("P001"))
        published(*args)

    monkeypatch.setattr(room, "_publish", meanwhile)
    ask()
    monkeypatch.undo()
    store = public_store(ELECTION_ID)
    assert store.size() == 4
    assert len(store.checkpoint().note.signatures) == 1
    assert store.checkpoint(COSIGNED).checkpoint.size == 3
    ask()
    assert store.checkpoint(COSIGNED).checkpoint.size == 4


def test_a_receipt_leads_to_the_checkpoint_that_is_witnessed(witnesses):
    publish(protocol("P001"))
    ask()
    for witness in witnesses:
        witness.answer = down
    publish(protocol("P002"))
    ask()
    assert parse_receipt(make_receipt(ELECTION_ID, 3)).checkpoint.checkpoint.size == 4
    assert parse_receipt(make_receipt(ELECTION_ID, 4)).checkpoint.checkpoint.size == 5


def test_the_operator_sees_who_holds_what_and_what_went_wrong(tiny, witnesses):
    witnesses[0].answer = down
    publish(protocol("P001"))
    keep_log(ELECTION_ID, now=NIGHT)
    tiny.refresh_from_db()
    told = dict(log_status(tiny))
    assert (told["published"], told["witnessed"], told["witnesses"], told["quorum"]) == (4, 4, 3, 2)
    assert (told["cosigned"], told["uni holds"], told["press holds"]) == (2, 0, 4)
    assert told["uni trouble"] == "status 503: resting"
    assert told["press trouble"] is None
    assert load_reports(ELECTION_ID)[1].cosigned_at == TIME


class TestTheFile:
    def good(self) -> str:
        return "quorum = 1\n" + Witness("uni", 1, ()).toml()

    def test_without_it_there_are_no_witnesses(self, tiny):
        assert load_witnesses().witnesses == ()
        assert gather_cosignatures(ELECTION_ID, now=NIGHT) == []
        assert b"quorum none" in public_store(ELECTION_ID).read("policy.txt")

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("quorum = 1", "quorum = 2"),
            ("quorum = 1", "quorum = 0"),
            ("quorum = 1", ""),
            ("quorum = 1", 'quorum = 1\nmode = "fast"'),
            ("http://", "file://"),
            ("vkey = ", "key = "),
            ('name = "uni"', 'name = "a b"'),
            ('name = "uni"', 'name = "none"'),
            ('name = "uni"', "name = 7"),
            ("uni.example.org", "uno.example.org"),
            ("[[witness]]", "[[["),
        ],
    )
    def test_a_file_that_is_wrong_says_so(self, old, new):
        with pytest.raises(WitnessesMalformed):
            parse_witnesses(self.good().replace(old, new).encode())

    def test_a_wrong_file_does_not_stop_publication(self, tiny, settings):
        (settings.DATA_DIR / "witnesses.toml").write_text("quorum =")
        publish(protocol("P001"))
        assert public_store(ELECTION_ID).size() == 4
        with pytest.raises(WitnessesMalformed):
            keep_log(ELECTION_ID, now=NIGHT)


def test_reports_are_plain_json(witnesses, settings):
    ask()
    told = json.loads((settings.DATA_DIR / "log" / ELECTION_ID / "witnesses.json").read_bytes())
    assert [report["name"] for report in told] == ["uni", "press", "abroad"]
