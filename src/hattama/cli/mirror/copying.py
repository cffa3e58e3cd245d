"""A bundle copied from its address into a folder, each part held against those that came before it.

The tree first, under a checkpoint that extends the one remembered; then what stands beside the log; then, in
one quick series of renamings, the face of the copy; then scans. A run that is cut short leaves a copy that is
whole, or one of which a reader sees that something is missing, and never one that says anything false.
"""

import datetime
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from hattama.cli.evidence_files import keep_evidence
from hattama.cli.mirror.beside import Beside, copy_scans
from hattama.cli.mirror.contents import Contents
from hattama.cli.mirror.forks import contradiction, contradiction_behind, is_signed
from hattama.cli.mirror.heads import Head, HeadRefused, check_key_changes, fetch_head
from hattama.cli.mirror.memory import FOLDER, Memory
from hattama.cli.mirror.origin import LimitReached, Origin, WaitedTooLong
from hattama.cli.mirror.trees import TreeCopy, TreeRefused
from hattama.cli.whole_files import replace_durably, sync
from hattama.core.transparency_log import (
    Evidence,
    EvidenceKind,
    LogRefusal,
    SignedCheckpoint,
    VerifierKey,
    parse_checkpoint,
    require_log_signature,
)
from hattama.core.vocabulary import Message
from hattama.verification.folders import verify_ed25519
from hattama.verification.foundation import FOUNDATION_FILES
from hattama.verification.manifests import MANIFEST_FILE
from hattama.verification.places import SMALL_FILE_BYTES, FileAbsent, FileProblem
from hattama.verification.stamps import STAMPS_FILE
from hattama.verification.trouble_kinds import (
    CHECKPOINT_REFUSED,
    COSIGNED_REFUSED,
    FOUNDATION_DIFFERS,
    HISTORY_REWRITTEN,
    KEPT_IS_NEWER,
    KEY_UNKNOWN,
    file_trouble,
)
from hattama.verification.troubles import Trouble, TroubleKind, Troubles, Weight
from hattama.verification.trust import CHECKPOINT_FILE, COSIGNED_FILE, KEYS_FILE, POLICY_FILE

LIMIT_REACHED = TroubleKind(
    "limit-reached",
    Weight.UNCHECKED,
    Message(
        "more would have to be fetched than is allowed: by --most-gb (of a mirror the next run goes on from "
        "here), or for a check by half of the free disk"
    ),
)
WAITED = TroubleKind(
    "waited-too-long",
    Weight.UNCHECKED,
    Message("the address let its files wait for too long in all: it was asked nothing more"),
)
GROWTH_UNPROVEN = TroubleKind(
    "growth-unproven",
    Weight.FALSE,
    Message(
        "nothing shows that the log of {expected} entries begins with the earlier {found}: the "
        "hashes of the site do not lead to the signed root"
    ),
)
NO_BUNDLE_HERE = TroubleKind(
    "no-bundle-here",
    Weight.NOTE,
    Message(
        "is this the address of a bundle? On a site of Hattama it ends in /bundle/, such as "
        "https://…/data/ELECTION/bundle/"
    ),
)


def troubles_of_address(problem: FileProblem) -> tuple[Trouble, ...]:
    """What to say of a file that an address did not give; an address without a head may be the wrong one."""
    is_no_bundle = isinstance(problem, FileAbsent) and problem.path == CHECKPOINT_FILE
    return (file_trouble(problem), *([NO_BUNDLE_HERE.at()] if is_no_bundle else []))


ROUNDS = 4
"""How often what stands beside a growing log is asked for before it is left for the next run."""
PAUSE_SECONDS = 0.5
AREA_BYTES = 256_000_000


class FolderIsNoCopy(Exception):
    """The folder holds something, and not a copy of a bundle."""


class _Stopped(Exception):
    """The run ends here; why stands among the troubles."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a reader asks for. `keys`: those of the log that they know from elsewhere; may be none."""

    keys: tuple[VerifierKey, ...] = ()
    with_scans: bool = True


@dataclass(slots=True)
class Copied:
    """What became of a run.

    `signed`: the checkpoint that the copy shows now. `evidence`: what was kept in this run, with its folder.
    """

    troubles: Troubles = field(default_factory=Troubles)
    signed: SignedCheckpoint | None = None
    previous_size: int | None = None
    evidence: list[tuple[Evidence, Path]] = field(default_factory=list)
    scans: int | None = None


@dataclass(slots=True)
class World:
    """The clock, pauses, and whoever hears how far the work is: stage, steps done, steps in all."""

    now: Callable[[], datetime.datetime]
    pause: Callable[[float], object]
    progress: Callable[[str, int, int], None] = lambda stage, done, of: None


class Copying:
    """One run over the copy in `folder`."""

    def __init__(self, origin: Origin, folder: Path, wishes: Wishes, world: World) -> None:
        """Raises FolderIsNoCopy."""
        if folder.exists() and not (folder / FOLDER).is_dir() and any(folder.iterdir()):
            raise FolderIsNoCopy(str(folder))
        self._origin = origin
        self._folder = folder
        self._wishes = wishes
        self._world = world
        self._memory = Memory(folder)
        self._tree = TreeCopy(folder, origin, lambda done, of: world.progress("log", done, of))
        self._beside = Beside(folder, self._memory.incoming, origin, world.progress)
        self._contents = Contents()
        self._has_foundation = False
        self._head: Head | None = None
        self._extra: dict[str, bytes] = {}
        self.done = Copied()

    def run(self) -> Copied:
        """Copy what can be copied. Raises HeldByAnother, OSError, or LogRefusal for a damaged memory."""
        with self._memory.alone():
            before = self._memory.checkpoint()
            self.done.previous_size = before.checkpoint.size if before else None
            try:
                self._run()
            except _Stopped:
                pass
            except (TreeRefused, HeadRefused) as refusal:
                self.done.troubles.add(refusal.trouble)
            except FileProblem as problem:
                self.done.troubles.add(*troubles_of_address(problem))
            except WaitedTooLong:
                self.done.troubles.add(WAITED.at())
            except LimitReached:
                self.done.troubles.add(LIMIT_REACHED.at())
        return self.done

    def _run(self) -> None:
        self._grow()
        for attempt in range(ROUNDS):
            if attempt:
                self._world.pause(PAUSE_SECONDS)
            size = self._contents.size
            settled = self._fetch_beside()
            # What was just fetched may know of entries that the checkpoint did not cover yet.
            self._grow()
            if settled and self._contents.size == size:
                break
        self._publish()
        self.done.troubles.add(*self._beside.troubles())
        scans = copy_scans(
            self._folder,
            self._memory.incoming,
            self._origin,
            self._contents,
            self._world.progress,
            with_scans=self._wishes.with_scans,
        )
        self.done.scans = scans.held if self._wishes.with_scans else None
        self.done.troubles.merge(scans.troubles)
        self._memory.forget_incoming()
        # A country's worth of it is large, and the check that follows needs room.
        self._contents = Contents()

    def _grow(self) -> None:
        """Bring the tree of the copy to the newest checkpoint, or stop."""
        held = self._memory.checkpoint()
        head = fetch_head(self._origin, self._memory.keys(), self._wishes.keys)
        if held is not None:
            self._hold_against(held, head)
        self._tree.extend(head.signed.checkpoint, self._contents.size)
        self._contents.take(self._tree.entries(self._contents.size, head.signed.checkpoint.size))
        check_key_changes(self._origin, self._folder, head, self._contents.keys, self._tree)
        if not self._has_foundation:
            self._fetch_foundation()
            self._has_foundation = True
        self._memory.remember(head.signed, head.keys)
        self._head = head

    def _hold_against(self, held: SignedCheckpoint, head: Head) -> None:
        offered, kept = head.signed, held.checkpoint
        evidence = contradiction(held, offered, self._tree)
        if evidence is not None and evidence.kind is EvidenceKind.UNPROVEN_GROWTH:
            # A broken answer looks the same; one that stays so is worth a word.
            evidence = contradiction(held, offered, self._tree)
        if evidence is not None:
            known = self._memory.keys()
            if not is_signed(offered, known):
                evidence, known = self._behind_new_keys(held, head)
            self._accuse(evidence, known)
            raise _Stopped
        if offered.checkpoint.size < kept.size:
            self.done.troubles.add(
                KEPT_IS_NEWER.at(CHECKPOINT_FILE, found=kept.size, expected=offered.checkpoint.size)
            )
            raise _Stopped

    def _behind_new_keys(
        self, held: SignedCheckpoint, head: Head
    ) -> tuple[Evidence, tuple[VerifierKey, ...]]:
        """What convicts a head that no known key signed: somewhere an old key vouched for a new one. The key
        of a stranger, for which none did, accuses nobody. Raises HeadRefused."""
        found = contradiction_behind(held, head, self._memory.keys(), self._tree, self._origin)
        if found is None:
            raise HeadRefused(CHECKPOINT_REFUSED.at(CHECKPOINT_FILE, found=KEY_UNKNOWN.code))
        return found

    def _accuse(self, evidence: Evidence, keys: tuple[VerifierKey, ...]) -> None:
        place = keep_evidence(self._folder / "evidence", evidence, keys, self._world.now())
        if place is not None:
            self.done.evidence.append((evidence, place))
        small = evidence.smaller.checkpoint
        if evidence.kind is EvidenceKind.UNPROVEN_GROWTH:
            self.done.troubles.add(
                GROWTH_UNPROVEN.at(found=small.size, expected=evidence.larger.checkpoint.size)
            )
        else:
            self.done.troubles.add(HISTORY_REWRITTEN.at(found=small.size, expected=small.root.hex()))

    def _fetch_foundation(self) -> None:
        """Fetch the files that entry 0 vouches for. Raises a FileProblem, or stops."""
        for name in FOUNDATION_FILES:
            self._fetch_foundation_file(name, self._contents.foundation.get(name, ""))

    def _fetch_foundation_file(self, name: str, expected: str) -> None:
        path = self._folder / name
        own = path.read_bytes() if path.is_file() else b""
        if hashlib.sha256(own).hexdigest() == expected:
            return
        data = self._origin.fetch(name, AREA_BYTES)
        found = hashlib.sha256(data).hexdigest()
        if found != expected:
            self.done.troubles.add(FOUNDATION_DIFFERS.at(name, found=found, expected=expected))
            raise _Stopped
        replace_durably(path, data)

    def _fetch_beside(self) -> bool:
        settled = self._beside.fetch_explanations(self._contents.explanations())
        settled = self._beside.fetch_tables() and settled
        for name in (POLICY_FILE, COSIGNED_FILE, STAMPS_FILE):
            try:
                self._extra[name] = self._origin.fetch(name, SMALL_FILE_BYTES)
                self._beside.problems.pop(name, None)
            except FileAbsent as problem:
                if name == POLICY_FILE:
                    self._beside.problems[name] = file_trouble(problem)
            except FileProblem as problem:
                self._beside.problems[name] = file_trouble(problem)
        return settled

    def _publish(self) -> None:
        """Let readers of the copy see what was fetched.

        In between a file may be missing, or speak of entries that the checkpoint does not cover yet: a check
        then says that it could not be made. In no moment do two files stand there that contradict each other.
        """
        assert self._head is not None, "the tree comes before the face of the copy"
        signed, keys = self._head.signed, self._head.keys
        face = {
            KEYS_FILE: "".join(f"{key.vkey()}\n" for key in keys).encode(),
            POLICY_FILE: self._extra.get(POLICY_FILE),
            STAMPS_FILE: self._extra.get(STAMPS_FILE),
        }
        changed = {
            name: data for name, data in face.items() if data is not None and self._differs(name, data)
        }
        arrived = self._beside.arrived()
        gone = [*changed, *([MANIFEST_FILE] if arrived else [])]
        for name in gone:
            (self._folder / name).unlink(missing_ok=True)
        for path in arrived:
            if path != MANIFEST_FILE:
                self._enter(path)
        replace_durably(self._folder / CHECKPOINT_FILE, signed.encoded())
        self._publish_cosigned(signed, keys)
        for name, data in changed.items():
            replace_durably(self._folder / name, data)
        if MANIFEST_FILE in arrived:
            self._enter(MANIFEST_FILE)
        sync(self._folder)
        self._tree.drop_completed(0, signed.checkpoint.size)
        self._beside.drop_explanations(self._contents.explanations())
        self.done.signed = signed

    def _publish_cosigned(self, signed: SignedCheckpoint, keys: tuple[VerifierKey, ...]) -> None:
        data = self._extra.get(COSIGNED_FILE)
        if data is None or not self._differs(COSIGNED_FILE, data):
            return
        try:
            cosigned = parse_checkpoint(data)
            require_log_signature(cosigned, keys, verify_ed25519)
        except LogRefusal as refusal:
            self.done.troubles.add(COSIGNED_REFUSED.at(COSIGNED_FILE, found=refusal.code))
            return
        if cosigned.checkpoint.size > signed.checkpoint.size:
            # It came with growth that the next run fetches.
            return
        evidence = contradiction(signed, cosigned, self._tree)
        if evidence is not None:
            self._accuse(evidence, keys)
            return
        replace_durably(self._folder / COSIGNED_FILE, data)

    def _differs(self, name: str, data: bytes) -> bool:
        path = self._folder / name
        return not path.is_file() or path.read_bytes() != data

    def _enter(self, path: str) -> None:
        target = self._folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        (self._memory.incoming / path).replace(target)
