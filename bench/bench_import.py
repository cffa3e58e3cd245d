"""A country's protocols imported, checked, logged and summed, beside a bare table of the same cells."""

import csv
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.row import Row

NAME = "import: 19,870 protocols of Romania, from the file to the public pages"

_ROOT = Path(__file__).resolve().parent.parent
_FILE = _ROOT.parent / "shared" / "data" / "ro_2024_ep_protocols.csv"
_MAPPING = _ROOT / "examples" / "ro-2024-ep" / "mapping.toml"


def run() -> list[Row]:
    """Time `hattama import` as a whole process; FileNotFoundError where the file of results is absent."""
    if not _FILE.exists():
        raise FileNotFoundError(_FILE)
    with tempfile.TemporaryDirectory() as folder:
        seconds = _import(Path(folder) / "data")
        # The largest child so far: the import is the first one that a fresh run of this measurement starts.
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        bare = _bare_table(Path(folder) / "bare.sqlite3")
    note = f"peak memory of any child process {peak:.0f} MiB"
    return [Row("import with roster, checks, log, sums", seconds, bare, "csv to one SQLite table", "s", note)]


def _import(data: Path) -> float:
    began = time.perf_counter()
    subprocess.run(
        [
            *(sys.executable, "-c", "from hattama.cli.main import main; raise SystemExit(main())"),
            *("import", str(_FILE), "--mapping", str(_MAPPING)),
        ],
        env={**os.environ, "HATTAMA_DATA": str(data)},
        stderr=subprocess.DEVNULL,
        check=True,
    )
    return time.perf_counter() - began


def _bare_table(path: Path) -> float:
    began = time.perf_counter()
    with _FILE.open(encoding="utf-8-sig", newline="") as file, sqlite3.connect(path) as connection:
        rows = csv.reader(file)
        head = next(rows)
        connection.execute(f"CREATE TABLE bare ({', '.join(f'c{n}' for n in range(len(head)))})")
        connection.executemany(f"INSERT INTO bare VALUES ({', '.join('?' * len(head))})", rows)
    return time.perf_counter() - began
