"""What the one writer of a log carries: acts taken in 1, 16, 256 and 1,000 at a time, on PostgreSQL.

Everything that stands between an act and the checkpoint over it: entries in one transaction that is flushed,
files of the log flushed, signature, checkpoint. What follows, public tables and shown files, is told in the
note. Beside it the same without a database, as `bench_log` measures it, is the part that files alone take.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.bench_log import files_alone
from bench.row import Row
from bench.writers_place import SETTINGS, NothingToMeasureWith
from tests.real.postgres import running_server, server_programs

NAME = "advance: acts taken into the log with the database, until a checkpoint covers them (ms an act)"

BATCHES = (1, 16, 256, 1000)


def run() -> list[Row]:
    """One row for each size of a batch. Raises NothingToMeasureWith."""
    programs = server_programs()
    if programs is None:
        raise NothingToMeasureWith("apt-get install postgresql")
    with running_server(programs, SETTINGS) as url, tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "bench.advance_batches", *map(str, BATCHES)]
        environment = {**os.environ, "DATABASE_URL": url, "HATTAMA_DATA": folder}
        root = Path(__file__).resolve().parent.parent
        said = subprocess.run(
            command, check=True, cwd=root, env=environment, stdout=subprocess.PIPE, text=True
        )
    return [_row(*map(float, line.split())) for line in said.stdout.splitlines()]


def _row(batch: float, clock: float, processor: float, followed: float) -> Row:
    each = 1000 * clock / batch
    note = (
        f"{batch / clock:,.0f} acts a second; {1000 * clock:.0f} ms a batch, of the processor without the "
        f"database's {1000 * processor:.0f}; the public tables after it {1000 * followed:.0f}"
    )
    return Row(f"batch {batch:.0f}", each, files_alone(int(batch)) / 1000, "files alone", "ms", note)
