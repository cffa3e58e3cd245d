"""Duplicates of a made-up register: ours beside plain Splink, as its own guide sets it up, on the same file.

Plain Splink gets the columns as they are typed: its comparisons for names, a day of birth and numbers, the
same sets of columns to meet in, agreements learned by expectation maximisation, the same two thresholds.
Each runs in a process of its own, DuckDB with the same memory. `HATTAMA_BENCH_PERSONS` names another size
than a million.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from bench.row import Row
from hattama.voters.engines import DuckDB
from hattama.voters.finding import prepare, search
from hattama.voters.made_up import write_register
from hattama.voters.measuring import measure
from hattama.voters.model import DUPLICATE, REVIEW

PERSONS = int(os.environ.get("HATTAMA_BENCH_PERSONS", "1000000"))
NAME = f"duplicates of a register of {PERSONS:,} made-up persons, twins, namesakes and known mistakes"
MEMORY = "10GB"
_BESIDE = "Splink as its guide sets it up"


class _Ran(NamedTuple):
    processor: float
    wall: float
    gibibytes: float
    said: dict[str, tuple[int, int, int]]
    """For each kind how many pairs there are, called duplicates, left to a clerk."""


def run() -> list[Row]:
    """Make the register, then let each search it; what it cost, and what each mistake cost it."""
    with tempfile.TemporaryDirectory(prefix="hattama-voters-") as name:
        folder = Path(name)
        _, truth = write_register(folder, PERSONS)
        ours, plain = (_searched(word, folder, truth) for word in ("ours", "plain"))
    rows = [
        Row("seconds of the processor", ours.processor, plain.processor, _BESIDE),
        Row("the same by the clock", ours.wall, plain.wall, _BESIDE, note=f"load {os.getloadavg()[0]:.1f}"),
        Row("memory at its highest", ours.gibibytes, plain.gibibytes, _BESIDE, "GiB"),
    ]
    for kind, (count, *_) in ours.said.items():
        rows += _of_kind(kind, count, ours.said[kind], plain.said.get(kind, (0, 0, 0)))
    return rows


def _of_kind(kind: str, count: int, ours: tuple[int, ...], plain: tuple[int, ...]) -> list[Row]:
    if kind.startswith("not one person"):
        return []
    if kind == "precision":
        note = f"of {ours[0]:,} called duplicates here, of {plain[0]:,} there"
        wrong, theirs = ours[0] - ours[1], plain[0] - plain[1]
        return [Row("called one person, and are two", wrong, theirs, _BESIDE, "pairs", note)]
    note = f"of {count:,}; left to a clerk {ours[2]:,} here, {plain[2]:,} there"
    missed, theirs = (said[0] - said[1] - said[2] for said in (ours, plain))
    return [Row(f"missed: {kind}", missed, theirs, _BESIDE, "pairs", note)]


def _searched(word: str, folder: Path, truth: Path) -> _Ran:
    out = folder / word
    out.mkdir()
    began = time.monotonic()
    child = subprocess.Popen([sys.executable, "-m", "bench.bench_voters", word, str(folder), str(out)])
    _, status, used = os.wait4(child.pid, 0)
    if status:
        raise RuntimeError(f"{word}: ended with {os.waitstatus_to_exitcode(status)}")
    said = {
        str(row[0]): (int(str(row[1])), int(str(row[2] or 0)), int(str(row[3] or 0)))
        for row in measure(out / "pairs.parquet", truth)
        if row[0] != "recall"
    }
    return _Ran(used.ru_utime + used.ru_stime, time.monotonic() - began, used.ru_maxrss / 2**20, said)


def search_ours(register: Path, out: Path) -> None:
    """As `hattama voters dedupe` does it."""
    engine = DuckDB(out, MEMORY)
    prepare(engine, register, {})
    search(engine)
    engine.write("SELECT * FROM pairs", out / "pairs.parquet")


def search_plain(register: Path, out: Path) -> None:
    """As Splink's guide to its first steps does it, with nothing of ours but the columns to meet in."""
    import splink.comparison_library as compare
    from splink import Linker, SettingsCreator, block_on

    engine = DuckDB(out, MEMORY)
    engine.read("typed", register)
    engine.table("register", "SELECT * REPLACE (CAST(voter AS VARCHAR) AS voter) FROM typed")
    meets = (
        ("identity",),
        ("born", "surname"),
        ("born", "given", "patronymic"),
        ("surname", "given", "patronymic"),
        ("surname", "given", "address"),
    )
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="voter",
        comparisons=[
            compare.LevenshteinAtThresholds("identity", 1),
            compare.NameComparison("surname"),
            compare.NameComparison("given"),
            compare.NameComparison("patronymic"),
            compare.DateOfBirthComparison("born", input_is_string=True),
            compare.ExactMatch("address").configure(term_frequency_adjustments=True),
        ],
        blocking_rules_to_generate_predictions=[block_on(*columns) for columns in meets],
    )
    linker = Linker(engine.for_splink("register"), settings)
    linker.training.estimate_probability_two_random_records_match([block_on("identity")], recall=0.7)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for columns in (("identity",), ("born", "surname")):
        linker.training.estimate_parameters_using_expectation_maximisation(block_on(*columns))
    found = linker.inference.predict(threshold_match_probability=REVIEW).physical_name
    engine.write(
        f"""SELECT voter_l AS l, voter_r AS r, match_probability AS probability, CASE WHEN
        match_probability >= {DUPLICATE} THEN 'duplicate' ELSE 'review' END AS verdict FROM {found}""",
        out / "pairs.parquet",
    )


if __name__ == "__main__":
    _, which, place, answers = sys.argv
    {"ours": search_ours, "plain": search_plain}[which](Path(place, "register.parquet"), Path(answers))
