"""A witness killed in the middle of its work still knows what it answered, and signs one history alone."""

import os
import signal
import threading
import time
from http.client import HTTPException
from pathlib import Path

from hattama.cli.witness.witness import Memory
from hattama.core.transparency_log import parse_signature_lines, verified_cosignatures
from tests.cli.witness.logs import FORGED, LOG, TRUE, at, request
from tests.cli.witness.running import Running
from tests.real import PATIENCE
from tests.verification.made_bundle import verify

KILLS = 5


def test_a_killed_witness_knows_all_that_it_answered_and_signs_one_history(tmp_path: Path) -> None:
    witness = Running(tmp_path, (LOG.key,))
    signed: list[int] = []
    memory = Memory(tmp_path / "state")
    size = 0
    for kill in range(KILLS):
        size = _grow_until_killed(witness, size, signed, size + 2 + kill)
        witness.process.communicate(timeout=PATIENCE)
        held = memory.held(LOG.key.name)
        known = held.checkpoint.size if held else 0
        assert held is None or held.checkpoint == at(known).checkpoint
        # It may know of one more than it could answer.
        assert known in (size, size + 1)
        size = known
        witness.start()
        if size:
            assert witness.ask("POST", "/add-checkpoint", request(0, size + 1))[2] == f"{size}\n".encode()
            forged = request(size, size + 1, FORGED)
            assert size < 11 or witness.ask("POST", "/add-checkpoint", forged)[0] == 422
    assert signed == sorted(set(signed))
    assert len(signed) > KILLS
    witness.stop()


def _grow_until_killed(witness: Running, size: int, signed: list[int], fatal: int) -> int:
    """Ask for one more entry after another; the last size that was cosigned. Somewhat after the size that is
    `fatal` the witness is killed.
    """
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if size == fatal:
            delay = 0.002 * (fatal % 7)
            threading.Timer(delay, os.killpg, (witness.process.pid, signal.SIGKILL)).start()
        try:
            status, _, lines = witness.ask("POST", "/add-checkpoint", request(size, size + 1))
        except (OSError, HTTPException):
            return size
        assert status == 200, lines
        size += 1
        note = at(size).note.with_signatures(parse_signature_lines(lines))
        assert verified_cosignatures(note, [witness.key], verify)
        signed.append(size)
        assert size < len(TRUE) // 32 - 2
    raise AssertionError("the witness was not killed")
