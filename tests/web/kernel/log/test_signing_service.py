"""The signer process: it signs what extends what it signed before, and nothing else, however it is asked."""

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from hattama.core.transparency_log import (
    EMPTY_ROOT,
    Checkpoint,
    Note,
    SignedCheckpoint,
    leaf_hashes,
    make_consistency_proof,
    open_checkpoint,
    parse_vkey,
    root_of_hashes,
)
from hattama.verification.folders import verify_ed25519
from hattama.web.kernel.commands.log_checks import say_trouble
from hattama.web.kernel.commands.signers import listening, serve_one
from hattama.web.kernel.log.signers import (
    SignerRefused,
    SignerUnavailable,
    SocketSigner,
    render_signing_request,
)
from hattama.web.kernel.log.signing_service import MOST_REQUEST_BYTES, SigningService
from tests.core.transparency_log.signers import leaf_hash_reader

ORIGIN = "log.example.org/tiny"
ENTRIES = [b"entry %d" % number for number in range(20)]


def stated(size: int, entries: list[bytes] = ENTRIES) -> Checkpoint:
    return Checkpoint(ORIGIN, size, root_of_hashes(leaf_hashes(entries[:size])))


def proof_to(size: int, entries: list[bytes] = ENTRIES):
    reader = leaf_hash_reader(leaf_hashes(entries[:size]))
    return lambda held: make_consistency_proof(held, size, reader)


@pytest.fixture
def signer(tmp_path: Path) -> Iterator[SocketSigner]:
    """A real socket with the service behind it."""
    with listening(tmp_path / "signer") as listener:
        listener.settimeout(10)
        stopping = threading.Event()

        def serve() -> None:
            while not stopping.is_set():
                serve_one(listener, tmp_path / "keys")

        thread = threading.Thread(target=serve)
        thread.start()
        asker = SocketSigner(tmp_path / "signer")
        yield asker
        stopping.set()
        # It may wait for a request, or have seen already that it should stop: a call that needs no answer
        # ends the first and does not hang on the second.
        with socket.socket(socket.AF_UNIX) as caller:
            caller.connect(str(tmp_path / "signer"))
        thread.join()


@pytest.fixture
def service(tmp_path: Path) -> SigningService:
    return SigningService(tmp_path / "keys")


class TestOverTheSocket:
    def test_a_folder_of_keys_that_cannot_be_read_is_named(self, signer, tmp_path):
        key = signer.make_key(ORIGIN)
        path = next((tmp_path / "keys").glob("*.key"))
        path.unlink()
        path.mkdir(mode=0o700)
        with pytest.raises(SignerUnavailable, match=f"^{tmp_path / 'keys'}: .*Is a directory"):
            signer.require(key)

    def test_a_log_has_no_key_until_one_is_made(self, signer):
        other = signer.make_key("log.example.org/other")
        assert signer.newest_key(ORIGIN) is None
        with pytest.raises(SignerRefused):
            signer.sign(stated(3), [other], proof_to(3))
        key = signer.make_key(ORIGIN)
        assert signer.newest_key(ORIGIN) == key
        signer.require(key)

    def test_growth_is_signed_step_by_step(self, signer):
        key = signer.make_key(ORIGIN)
        for size in (1, 2, 2, 7, 20):
            signatures = signer.sign(stated(size), [key], proof_to(size))
            note = SignedCheckpoint(stated(size), Note(stated(size).text(), signatures))
            assert open_checkpoint(note.encoded(), [key], verify_ed25519).checkpoint.size == size

    def test_two_keys_sign_at_once_when_one_gives_way_to_the_other(self, signer):
        old, new = signer.make_key(ORIGIN), signer.make_key(ORIGIN)
        signatures = signer.sign(stated(5), [old, new], proof_to(5))
        assert [one.key_id for one in signatures] == [old.key_id, new.key_id]

    def test_a_smaller_log_is_refused(self, signer):
        key = signer.make_key(ORIGIN)
        signer.sign(stated(7), [key], proof_to(7))
        with pytest.raises(SignerRefused, match="size 7"):
            signer.sign(stated(6), [key], proof_to(6))

    @pytest.mark.parametrize("size", [7, 20])
    def test_another_history_is_refused(self, signer, size):
        key = signer.make_key(ORIGIN)
        signer.sign(stated(7), [key], proof_to(7))
        rewritten = [b"other", *ENTRIES[1:]]
        with pytest.raises(SignerRefused, match="root-mismatch"):
            signer.sign(stated(size, rewritten), [key], proof_to(size, rewritten))

    def test_nobody_behind_the_socket_is_said_so(self, tmp_path):
        with pytest.raises(SignerUnavailable):
            SocketSigner(tmp_path / "nobody").newest_key(ORIGIN)

    def test_only_its_owner_can_reach_the_socket(self, signer):
        assert signer.path.stat().st_mode & 0o077 == 0


class TestTheService:
    def test_what_was_signed_is_remembered_before_the_signature_is_given(self, service):
        key_id = service.answer(f"make-key\n{ORIGIN}\n".encode()).split("+")[1]
        request = f"sign\n{key_id}\n0\n\n{stated(4).text()}"
        assert service.answer(request.encode()).startswith("ok\n")
        again = SigningService(service.keys)
        assert again.answer(f"held-size\n{ORIGIN}\n".encode()) == "ok\n4\n"

    def test_a_log_of_the_same_election_elsewhere_is_not_taken_for_this_one(self, service):
        key_id = service.answer(f"make-key\n{ORIGIN}\n".encode()).split("+")[1]
        service.answer(f"sign\n{key_id}\n0\n\n{stated(4).text()}".encode())
        assert service.answer(b"held-size\nelsewhere.example.org/tiny\n").startswith("refused\n")

    def test_a_held_size_that_is_not_the_held_one_is_refused(self, service):
        key_id = service.answer(f"make-key\n{ORIGIN}\n".encode()).split("+")[1]
        checkpoint = stated(4)
        assert service.answer(f"sign\n{key_id}\n3\n\n{checkpoint.text()}".encode()).startswith("refused\n")
        assert service.answer(f"held-size\n{ORIGIN}\n".encode()) == "ok\n0\n"

    def test_a_root_of_nothing_must_be_that_of_nothing(self, service):
        key_id = service.answer(f"make-key\n{ORIGIN}\n".encode()).split("+")[1]
        empty = Checkpoint(ORIGIN, 0, EMPTY_ROOT)
        false = Checkpoint(ORIGIN, 0, bytes(32))
        assert service.answer(f"sign\n{key_id}\n0\n\n{false.text()}".encode()).startswith("refused\n")
        assert service.answer(f"sign\n{key_id}\n0\n\n{empty.text()}".encode()).startswith("ok\n")

    @pytest.mark.parametrize(
        "request_bytes",
        [
            b"",
            b"\xff",
            b"sign",
            b"sign\n\n\n\n",
            b"sign\nabcd\n0\nxyz\n" + stated(1).text().encode(),
            b"sign\nabcd\n0\nab\n" + stated(1).text().encode(),
            b"make-key\nlog.example.org/..\n",
            b"make-key\nlog example/tiny\n",
            b"make-key\nTINY\n",
            b"burn-key\nx\n",
            b"x" * (MOST_REQUEST_BYTES + 1),
        ],
    )
    def test_whatever_is_asked_gets_an_answer_and_leaves_nothing(self, service, request_bytes):
        assert service.answer(request_bytes).startswith("refused\n")
        assert not service.keys.exists()

    def test_a_request_holds_what_the_documentation_says(self, service):
        key = make_key(service)
        assert render_signing_request(stated(2), [key], 1, (b"\xab" * 32,)) == (
            f"sign\n{key.key_id.hex()}\n1\n{'ab' * 32}\n{stated(2).text()}"
        )


def make_key(service: SigningService):
    return parse_vkey(service.answer(f"make-key\n{ORIGIN}\n".encode()).split("\n")[1])


def test_of_a_signer_that_does_not_sign_the_operator_reads_what_to_do() -> None:
    silent = say_trouble(SignerUnavailable("socket: no such file"), "en")
    assert "does not answer: socket: no such file." in silent and "systemctl restart hattama-signer" in silent
    refusing = say_trouble(SignerRefused("it signed size 9 before, and 7 is asked for"), "en")
    assert "9 before, and 7" in refusing and "restore a newer backup" in refusing
    for trouble in (SignerUnavailable("x"), SignerRefused("x")):
        assert len({say_trouble(trouble, language) for language in ("kk", "ru", "en")}) == 3
