"""Verifying a log: 500,000 protocols with their totals, beside the least that any verifier must do.

What is checked: signature, tiles and root, every entry's canonical form and schema, findings by the rules,
life cycle, roster, the totals of every level that the log states at its closing. States of areas and
precincts, tables and scans are not among it. Beside it stand SHA-256 over the same entries and bare JSON of
each, in one process. Of a smaller bundle everything is checked but scans, beside SHA-256 over all its files
and bare JSON or CSV of each.
"""

from __future__ import annotations

import csv
import gc
import hashlib
import io
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from bench.row import Row
from bench.verify_log import MadeNight, write_bundle
from hattama.cli.verify import check_folder
from hattama.core.transparency_log import decode_bundle
from hattama.verification.checking import Asked
from hattama.verification.folders import FolderPlace
from hattama.verification.refolding import read_log_size
from hattama.verification.reports import Verdict
from hattama.verification.trees import bundle_names
from tests.verification.made_bundle import Signer, make_bundle

NAME = "verify: 500,000 protocols of 100,000 polling stations; a whole bundle of 18,446 protocols"

PRECINCTS, CONTESTS, PROCESSES = 100_000, 5, 2
WHOLE_PRECINCTS, WHOLE_CONTESTS = 9_223, 2
_RUNS = 3
_EVERY = 0.2


def run() -> list[Row]:
    """Make the log, then verify it in processes of its own; the quickest of some runs."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        size = write_bundle(MadeNight(PRECINCTS, CONTESTS), folder)
        gc.collect()
        ours = min(_verified(folder) for _ in range(_RUNS))
        bare = min(_bare(folder, size) for _ in range(_RUNS))
        bulk = sum(path.stat().st_size for path in (folder / "tile" / "entries").rglob("*") if path.is_file())
    seconds, processor, peak = ours
    load = ", ".join(f"{part:.1f}" for part in os.getloadavg())
    beside = "SHA-256 and bare JSON of the same"
    note = f"{size:,} entries, {bulk / 2**20:.0f} MiB; peak memory {peak:.0f} MiB in all; load {load}"
    return [
        Row(f"whole check in {PROCESSES} processes", seconds, bare[0], beside, "s", note),
        Row("the same, seconds of all processors", processor, bare[1], beside, "s"),
        _whole_bundle(),
    ]


def _whole_bundle() -> Row:
    """All that a bundle holds but scans, in seconds of all processors; the quickest of some runs."""
    night = MadeNight(WHOLE_PRECINCTS, WHOLE_CONTESTS)
    bodies = [json.loads(entry) for entry in night.entries()]
    with tempfile.TemporaryDirectory() as name:
        folder = make_bundle(night.foundation, bodies, Signer(0)).write_to(Path(name))
        gc.collect()
        processor = min(_verified(folder, "whole")[1] for _ in range(_RUNS))
        bare = min(_bare_bundle(folder) for _ in range(_RUNS))
        bulk = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    note = f"{len(bodies):,} entries, {bulk / 2**20:.0f} MiB of files"
    beside = "SHA-256 and bare JSON or CSV of all files"
    return Row("a whole bundle, seconds of all processors", processor, bare, beside, "s", note)


def _bare_bundle(folder: Path) -> float:
    """Processor seconds of reading, hashing and parsing every file of a bundle, and nothing else."""
    began = time.process_time()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        data = path.read_bytes()
        hashlib.sha256(data).digest()
        if path.suffix == ".csv":
            list(csv.reader(io.StringIO(data.decode())))
        elif path.suffix in (".json", ".jsonl"):
            for text in data.splitlines() if path.suffix == ".jsonl" else [data]:
                json.loads(text)
    for name in bundle_names(read_log_size(FolderPlace(folder))):
        for entry in decode_bundle((folder / name.path()).read_bytes(), name.width):
            json.loads(entry)
    return time.process_time() - began


def _verified(folder: Path, *asked: str) -> tuple[float, float, float]:
    """Seconds, processor seconds, and the peak of the memory of all processes in MiB."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    child = subprocess.Popen([sys.executable, "-m", "bench.bench_verify", str(folder), *asked])
    peaks = [0.0]
    watch = threading.Thread(target=_watch, args=(child, peaks))
    watch.start()
    status = child.wait()
    seconds = time.perf_counter() - began
    watch.join()
    if status:
        raise AssertionError("the log that was made is not a true one")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, processor, peaks[0]


def _watch(child: subprocess.Popen[bytes], peaks: list[float]) -> None:
    while child.poll() is None:
        peaks[0] = max(peaks[0], sum(_memory(pid) for pid in (child.pid, *_children(child.pid))))
        time.sleep(_EVERY)


def _children(pid: int) -> list[int]:
    try:
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def _memory(pid: int) -> float:
    """What a process holds in MiB; pages that several hold are shared out among them. 0 once it has ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def _bare(folder: Path, size: int) -> tuple[float, float]:
    """Seconds and processor seconds of reading, hashing and parsing every entry, and nothing else."""
    began, processor = time.perf_counter(), time.process_time()
    digest = hashlib.sha256()
    for name in bundle_names(size):
        data = (folder / name.path()).read_bytes()
        digest.update(data)
        for entry in decode_bundle(data, name.width):
            json.loads(entry)
    return time.perf_counter() - began, time.process_time() - processor


def _check(folder: Path, *, whole: bool = False) -> int:
    """What `hattama verify` does with a folder; but for the files beside the log, unless `whole`."""
    report = check_folder(folder, Asked(with_tables=whole))
    is_wrong = report.verdict in (Verdict.FALSE, Verdict.UNCHECKED)
    for trouble in report.troubles if is_wrong else ():
        print(trouble.say("en"), file=sys.stderr)
    return int(is_wrong)


if __name__ == "__main__":
    sys.exit(_check(Path(sys.argv[1]), whole="whole" in sys.argv))
