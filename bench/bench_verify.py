"""Verifying a log: 500,000 protocols with their totals, beside the least that any verifier must do.

What is checked: signature, tiles and root, every entry's canonical form and schema, findings by the rules,
life cycle, roster, the totals of every level that the log states at its closing. States of areas and
precincts, tables and scans are not among it. Beside it stand SHA-256 over the same entries and bare JSON of
each, in one process.
"""

from __future__ import annotations

import gc
import hashlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from functools import partial
from pathlib import Path

from bench.row import Row
from bench.verify_log import MadeNight, write_bundle
from hattama.cli.verify import run_in_processes
from hattama.core.transparency_log import decode_bundle
from hattama.verification.checking import Asked, check_bundle
from hattama.verification.folders import FolderPlace, verify_ed25519
from hattama.verification.reports import Verdict
from hattama.verification.trees import bundle_names

NAME = "verify: 500,000 protocols of 100,000 polling stations with totals of every level"

PRECINCTS, CONTESTS, PROCESSES = 100_000, 5, 2
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
    ]


def _verified(folder: Path) -> tuple[float, float, float]:
    """Seconds, processor seconds, and the peak of the memory of all processes in MiB."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    child = subprocess.Popen([sys.executable, "-m", "bench.bench_verify", str(folder)])
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


def _check(folder: Path) -> int:
    """What `hattama verify` does with a folder, but for the files beside the log."""
    asked = Asked(with_tables=False)
    run_parts = partial(run_in_processes, processes=PROCESSES)
    report = check_bundle(FolderPlace(folder), verify_ed25519, asked, run_parts)
    is_wrong = report.verdict in (Verdict.FALSE, Verdict.UNCHECKED)
    for trouble in report.troubles if is_wrong else ():
        print(trouble.say("en"), file=sys.stderr)
    return int(is_wrong)


if __name__ == "__main__":
    sys.exit(_check(Path(sys.argv[1])))
