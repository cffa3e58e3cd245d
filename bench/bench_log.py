"""Appending to the log: entries, tiles and signed checkpoint durable on the disk, one by one and in batches.

What is measured is the writing of the public files alone, without a database: growth, files flushed with
their folders, signature, checkpoint renamed into place. Beside it stands the least that any durable log must
do: append the same bytes to one file and flush it, as often as a checkpoint is published.
"""

import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.row import Row
from hattama.core.transparency_log import (
    Checkpoint,
    LogEdge,
    Note,
    SignedCheckpoint,
    canonical_bytes,
    grow,
    sign_text,
)
from hattama.formats.private_keys import make_private_key
from hattama.web.kernel.stores.durable_files import replace_durably, write_durably

NAME = "log: appends, each durable before its checkpoint (microseconds an entry)"

_ORIGIN = "bench.example.org/log"
_SECONDS = 2.0
BATCHES = (1, 16, 256, 1000)
_CHOICES = ("amanat", "auyl", "respublica", "ak_zhol", "ppk", "nsdp", "baytaq")


def run() -> list[Row]:
    """Entries of about 900 bytes for some seconds, in batches."""
    rows = []
    for batch in BATCHES:
        ours, entries = _measured(_log, batch)
        other, _ = _measured(_one_file, batch)
        note = f"{1e6 / ours:,.0f} entries a second; {entries:,} measured"
        rows.append(Row(f"batch {batch}", ours, other, "append to one file and fsync", "µs", note))
    return rows


def files_alone(batch: int) -> float:
    """Microseconds an entry of the log's files, in batches of this size."""
    return _measured(_log, batch)[0]


def _measured(start: Callable[[Path], Callable[[list[bytes]], None]], batch: int) -> tuple[float, int]:
    """Microseconds an entry, and how many were appended."""
    with tempfile.TemporaryDirectory() as folder:
        append = start(Path(folder))
        written, began = 0, time.perf_counter()
        while (passed := time.perf_counter() - began) < _SECONDS:
            append([_entry(written + at) for at in range(batch)])
            written += batch
    return passed / written * 1e6, written


def _log(folder: Path) -> Callable[[list[bytes]], None]:
    private = make_private_key(_ORIGIN, bytes(32))
    edge = LogEdge()

    def append(entries: list[bytes]) -> None:
        nonlocal edge
        growth = grow(edge, entries)
        write_durably((folder / path, data) for path, data in growth.files)
        checkpoint = Checkpoint(_ORIGIN, growth.edge.size, growth.root)
        text = checkpoint.text()
        note = Note(text, (sign_text(text, private.key, private.sign),))
        replace_durably(folder / "checkpoint", SignedCheckpoint(checkpoint, note).encoded())
        edge = growth.edge

    return append


def _one_file(folder: Path) -> Callable[[list[bytes]], None]:
    file = (folder / "log").open("ab", buffering=0)

    def append(entries: list[bytes]) -> None:
        file.write(b"".join(entries))
        os.fsync(file.fileno())

    return append


def _entry(number: int) -> bytes:
    figures = {f"figure_{at}": number * at % 2000 for at in range(14)}
    return canonical_bytes(
        {
            "kind": "protocol",
            "schema": 2,
            "recorded_at": "2023-03-19T17:30:00+00:00",
            "area": f"P{number:07}",
            "contest": "party",
            "version": 1,
            "replaces": None,
            "figures": {**figures, "votes": {choice: number % 700 for choice in _CHOICES}},
            "illegible": [],
            "findings": [],
            "signed_at": "2023-03-19T23:05:00+06:00",
            "method": "typed",
            "explanation_sha256": None,
            "scans": [{"sha256": f"{number:064x}", "bytes": 90000, "media_type": "image/png", "pages": 1}],
        }
    )
