"""Evidence against a log as a folder: two signed checkpoints, what binds them, what they prove, in words."""

import datetime
import hashlib
from collections.abc import Sequence
from pathlib import Path

from hattama.cli.evidence_words import readme
from hattama.cli.whole_files import make_folder, replace_durably, sync
from hattama.core.transparency_log import (
    AddCheckpoint,
    Evidence,
    EvidenceKind,
    VerifierKey,
    parse_add_checkpoint,
    parse_checkpoint,
    parse_vkeys,
)

HELD_FILE = "checkpoint-held"
OFFERED_FILE = "checkpoint-offered"
KEYS_FILE = "log.vkey"
PREFIX_FILE = "beginning.sha256"
PROOF_FILE = "growth"
README_FILE = "README.md"

EVIDENCE_FILES = (README_FILE, HELD_FILE, OFFERED_FILE, KEYS_FILE, PREFIX_FILE, PROOF_FILE)

MOST_UNPROVEN = 100
"""Folders of growth that nobody proved: anybody can cause one, so there is an end to them."""


def keep_evidence(
    folder: Path, evidence: Evidence, log_keys: Sequence[VerifierKey], noticed_at: datetime.datetime
) -> Path | None:
    """Keep evidence under `folder`, durably, once; where it stands, None where there is too much of it."""
    place = folder / _name(evidence)
    if (place / README_FILE).exists():
        return place
    unproven = EvidenceKind.UNPROVEN_GROWTH
    if evidence.kind is unproven and len(list(folder.glob(f"{unproven.value}-*"))) >= MOST_UNPROVEN:
        return None
    for made in make_folder(place):
        sync(made)
    files = {
        HELD_FILE: evidence.held.encoded(),
        OFFERED_FILE: evidence.offered.encoded(),
        KEYS_FILE: "".join(f"{key.vkey()}\n" for key in log_keys).encode("utf-8"),
    }
    if evidence.kind is EvidenceKind.REWRITTEN:
        files[PREFIX_FILE] = f"{evidence.prefix_root.hex()}\n".encode("ascii")
        growth = AddCheckpoint(evidence.smaller.checkpoint.size, evidence.proof, evidence.larger)
        files[PROOF_FILE] = growth.encoded()
    # The words come last: where they stand, all of it does.
    files[README_FILE] = readme(evidence, noticed_at).encode("utf-8")
    for name, data in files.items():
        replace_durably(place / name, data)
    return place


def read_evidence(place: Path) -> tuple[Evidence, tuple[VerifierKey, ...]]:
    """The evidence in a folder, and the keys of the log. Raises OSError, ValueError or a LogRefusal."""
    held = parse_checkpoint((place / HELD_FILE).read_bytes())
    offered = parse_checkpoint((place / OFFERED_FILE).read_bytes())
    keys = parse_vkeys((place / KEYS_FILE).read_bytes())
    if not (place / PROOF_FILE).exists():
        is_fork = held.checkpoint.size == offered.checkpoint.size
        kind = EvidenceKind.FORK if is_fork else EvidenceKind.UNPROVEN_GROWTH
        return Evidence(kind, held, offered), keys
    proof = parse_add_checkpoint((place / PROOF_FILE).read_bytes()).proof
    prefix_root = bytes.fromhex((place / PREFIX_FILE).read_text("ascii").strip())
    return Evidence(EvidenceKind.REWRITTEN, held, offered, prefix_root, proof), keys


def evidence_about(folder: Path, origin_sha256: str) -> list[str]:
    """The names of the whole pieces of evidence under `folder` against the log whose origin has this hash."""
    found = []
    for place in sorted(folder.iterdir()) if folder.is_dir() else []:
        if (place / README_FILE).is_file():
            origin = parse_checkpoint((place / HELD_FILE).read_bytes()).checkpoint.origin
            if hashlib.sha256(origin.encode("utf-8")).hexdigest() == origin_sha256:
                found.append(place.name)
    return found


def _name(evidence: Evidence) -> str:
    texts = (evidence.held.note.message(), evidence.offered.note.message())
    digest = hashlib.sha256(b"\0".join(texts)).hexdigest()[:16]
    return f"{evidence.kind.value}-{digest}"
