"""`hattama witness exchange`: what other witnesses cosigned is held against what we did.

Witnesses that a log keeps apart see one history each, and each of them looks sound; a difference is evidence.
Who they are says a policy (tlog-policy), such as the one that a log publishes: its witnesses with their
addresses, and the address of the log, whose tiles show how the larger of two trees begins.
"""

import datetime
import http.client
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from hattama.cli.evidence_files import keep_evidence
from hattama.cli.evidence_words import announcement
from hattama.cli.witness.witness import Memory, log_keys_in
from hattama.core.transparency_log import (
    Evidence,
    FileReader,
    LogRefusal,
    Policy,
    PolicyWitness,
    SignedCheckpoint,
    monitoring_path,
    open_checkpoint,
    tile_hash_reader,
    weigh,
)
from hattama.core.vocabulary import Message
from hattama.fetching import AddressRefused, parse_address
from hattama.phrases import say
from hattama.verification.folders import verify_ed25519
from hattama.verification.places import SMALL_FILE_BYTES, TILE_BYTES

SILENT_SECONDS = 10.0
WHOLE_SECONDS = 30.0
AGREES, DIFFERS, NOT_HEARD = 0, 1, 2

_AGREES = Message("{origin}: one history. Entries cosigned by {name}: {theirs}; by us: {ours}.")


class NotHeard(Exception):
    """A witness or a log gave no answer that could be used; the message says why."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of asking one witness about one log. `theirs` None: nothing is cosigned there."""

    origin: str
    name: str
    ours: SignedCheckpoint
    theirs: SignedCheckpoint | None = None
    evidence: Evidence | None = None
    kept: Path | None = None
    why: str = ""

    @property
    def code(self) -> int:
        """AGREES, DIFFERS or NOT_HEARD."""
        return DIFFERS if self.evidence else NOT_HEARD if self.why else AGREES

    def say(self, language: str) -> str:
        """It in words."""
        told = {"origin": self.origin, "name": self.name, "ours": self.ours.checkpoint.size}
        if self.evidence is not None:
            return f"{self.name}: {announcement(self.evidence, self.kept, language)}"
        if self.why:
            return say(Message("{origin}: {name} did not answer: {why}"), language, why=self.why, **told)
        if self.theirs is None:
            return say(Message("{origin}: {name} has cosigned nothing yet."), language, **told)
        return say(_AGREES, language, theirs=self.theirs.checkpoint.size, **told)


def exchange(
    memory: Memory, logs: Path, peers: Policy, now: Callable[[], datetime.datetime]
) -> Iterator[Heard]:
    """Ask each witness of `peers` about each of its logs of which we hold anything; evidence is kept.

    Raises OSError or a LogRefusal where our own files cannot be read or written.
    """
    known = log_keys_in(logs)
    for log in {log.key.name: log for log in peers.logs}.values():
        ours = memory.held(log.key.name)
        if ours is None:
            continue
        keys = [key for key in known if key.name == log.key.name]
        for witness in peers.witnesses:
            heard = partial(Heard, log.key.name, witness.name, ours)
            try:
                theirs = _fetch(witness, log.key.name)
                signed = None if theirs is None else open_checkpoint(theirs, keys, verify_ed25519)
                evidence = None if signed is None else _weigh(ours, signed, log.url)
            except (LogRefusal, NotHeard) as trouble:
                yield heard(why=trouble.code if isinstance(trouble, LogRefusal) else str(trouble))
                continue
            kept = None if evidence is None else keep_evidence(memory.evidence, evidence, keys, now())
            yield heard(signed, evidence, kept)


def exchange_and_tell(
    memory: Memory, logs: Path, peers: Policy, language: str, every: int, tell: Callable[[str], object]
) -> int:
    """Exchange once, or for ever every so many seconds; the worst that was heard in the last round."""
    while True:
        worst = AGREES
        for heard in exchange(memory, logs, peers, lambda: datetime.datetime.now(datetime.UTC)):
            tell(heard.say(language))
            worst = DIFFERS if DIFFERS in (worst, heard.code) else max(worst, heard.code)
        if not every:
            return worst
        time.sleep(every)


def _weigh(ours: SignedCheckpoint, theirs: SignedCheckpoint, url: str | None) -> Evidence | None:
    size = max(ours.checkpoint.size, theirs.checkpoint.size)
    return weigh(ours, theirs, tile_hash_reader(size, _tiles(url)))


def _fetch(witness: PolicyWitness, origin: str) -> bytes | None:
    if witness.url is None:
        raise NotHeard("the policy gives no address of it")
    status, body = _ask(witness.url, monitoring_path(origin), SMALL_FILE_BYTES)
    if status == 404:
        return None
    if status != 200:
        raise NotHeard(f"status {status}")
    return body


def _tiles(url: str | None) -> FileReader:
    def read(path: str) -> bytes:
        if url is None:
            raise NotHeard("the sizes differ, and the policy gives no address of the log")
        status, body = _ask(url, path, TILE_BYTES + 1)
        full, is_partial, _ = path.partition(".p/")
        if status == 404 and is_partial:
            status, body = _ask(url, full, TILE_BYTES + 1)
        if status != 200:
            raise NotHeard(f"the log answers {status} for {path}")
        return body

    return read


def _ask(url: str, path: str, most_bytes: int) -> tuple[int, bytes]:
    try:
        answer = parse_address(url).ask(
            path,
            {"Accept-Encoding": "identity"},
            most_bytes=most_bytes,
            silent_seconds=SILENT_SECONDS,
            whole_seconds=WHOLE_SECONDS,
        )
    except (AddressRefused, OSError, http.client.HTTPException) as trouble:
        raise NotHeard(f"{type(trouble).__name__}: {trouble}") from None
    return answer.status, answer.body
