"""Totals of a million protocols at every level from one file, beside Polars; and what one more costs."""

from __future__ import annotations

import csv
import resource
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import polars as pl

from bench.row import Row, best_seconds
from hattama.core.entries import ProtocolEntry
from hattama.core.norms import NOTHING_CITED
from hattama.core.protocols import FigureDefinition, Form
from hattama.core.tabulation import Tabulation, Total, fold_entry
from hattama.core.vocabulary import NO_WORDS, Contest
from hattama.formats.bulk_totals import BulkTables, bulk_totals

NAME = "totals: 1,000,000 protocols of 24 figures, from the published table to sums at every level"

PROTOCOLS = 1_000_000
SAMPLE = 20_000
FIGURES = tuple(f"figure_{number:02d}" for number in range(1, 25))
DISTRICTS, REGIONS = 250, 20
SIZES = (10_000, 100_000, 1_000_000)
MORE = 2_000
BATCH = 200
FORM = Form("bench", NO_WORDS, tuple(FigureDefinition(code, NO_WORDS, NOTHING_CITED) for code in FIGURES))
CONTEST = Contest("party", "party_list", NO_WORDS, ())


def run() -> list[Row]:
    """Sums from the file, after the pure fold has agreed on a sample; then what one more protocol costs."""
    with tempfile.TemporaryDirectory() as folder:
        sample = write_tables(Path(folder), SAMPLE)
        if _bulk(sample) != _folded(sample):
            raise AssertionError("the sums of the sample are not those of the fold")
        whole = write_tables(Path(folder), PROTOCOLS)
        ours = best_seconds(lambda: _bulk(whole))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        rolled = best_seconds(lambda: _polars_rolled_up(whole))
        each = best_seconds(lambda: _polars_each_level(whole))
        size = whole.protocols.stat().st_size // 2**20
    note = f"{size} MiB of CSV; 3 levels, {DISTRICTS} districts; the pure fold agrees on {SAMPLE:,} protocols"
    rows = [
        Row("sums at all levels", ours, rolled, "Polars, by district, rolled up", "s", note),
        Row(
            "sums at all levels", ours, each, "Polars, a group-by for each level", "s", f"peak {peak:.0f} MiB"
        ),
    ]
    first = None
    for protocols in SIZES:
        cost = one_more(protocols)
        rows.append(Row(f"one more protocol beside {protocols:,}", cost, first, "beside 10,000", "µs"))
        first = first or cost
    return rows


def write_tables(folder: Path, protocols: int) -> BulkTables:
    """areas.csv and protocols.csv in the shape of the public bundle; the same figures every time."""
    tables = BulkTables(folder / f"areas-{protocols}.csv", folder / f"protocols-{protocols}.csv")
    with tables.areas.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("area_id", "parent_id", "level", "kind", "name_kk"))
        writer.writerow(("KZ", "", "nation", "unit", "Ел"))
        writer.writerows((f"R{n}", "KZ", "region", "unit", f"Өңір {n}") for n in range(REGIONS))
        writer.writerows(
            (f"D{n}", f"R{n % REGIONS}", "district", "unit", f"Аудан {n}") for n in range(DISTRICTS)
        )
        writer.writerows(
            (_precinct(n), f"D{n % DISTRICTS}", "precinct", "ordinary", f"№ {n}") for n in range(protocols)
        )
    head = ("area_id", "contest", "kind", "version", "log_index", "leaf_sha256", "signed_at", "recorded_at")
    tail = ("method", "annulled_by", "findings", "scans", "explanation", "explanation_salt")
    with tables.protocols.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow((*head, *FIGURES, *tail))
        at = "2023-03-19T23:30:00+06:00"
        for number, figures in enumerate(_figures(protocols)):
            annulled = number if number % 9973 == 1 else ""
            scan = "" if number % 10 == 0 else "cd" * 32
            start = (_precinct(number), "party", "protocol", 1, number, "ab" * 32, at, at)
            writer.writerow((*start, *figures, "typed", annulled, "", scan, "", ""))
    return tables


def _precinct(number: int) -> str:
    return f"P{number:07d}"


def _figures(protocols: int) -> Iterator[list[int | str]]:
    """Figures below 1,500 from a plain congruential row; one in about a thousand is missing."""
    state = 20230319
    for _ in range(protocols):
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        drawn = state >> 20
        yield [
            "" if (drawn + place) % 997 == 0 else (drawn >> place % 20) % 1500
            for place in range(len(FIGURES))
        ]


def _bulk(tables: BulkTables) -> dict[tuple[str, str], Total]:
    return bulk_totals(tables, (CONTEST,), {CONTEST.code: FORM})


def _folded(tables: BulkTables) -> dict[tuple[str, str], Total]:
    """The reference: the pure fold, one protocol after another."""
    with tables.areas.open(encoding="utf-8") as file:
        parents = {row["area_id"]: row["parent_id"] for row in csv.DictReader(file)}
    state = Tabulation()
    paths = {}
    for precinct in (area for area in parents if area.startswith("P")):
        district = parents[precinct]
        paths[precinct] = ("KZ", parents[district], district)
        for area in (*paths[precinct], precinct):
            state.totals.setdefault((area, "party"), Total()).expected += 1
    with tables.protocols.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            figures = {code: int(row[code]) for code in FIGURES if row[code]}
            scans = (row["scans"],) if row["scans"] else ()
            index = int(row["log_index"])
            entry = ProtocolEntry(index, row["area_id"], "party", figures, scans=scans)
            fold_entry(state, entry, paths, {"party": FORM})
            if row["annulled_by"]:
                _annul(state, row["area_id"], paths[row["area_id"]])
    return {key: total for key, total in state.totals.items() if not key[0].startswith("P")}


def _annul(state: Tabulation, precinct: str, path: tuple[str, ...]) -> None:
    known = state.current[precinct, "party"]
    for area in path:
        state.totals[area, "party"].exchange(known, known._replace(is_annulled=True))


def _scan(tables: BulkTables) -> pl.LazyFrame:
    types: dict[str, type[pl.DataType]] = dict.fromkeys((*FIGURES, "annulled_by"), pl.Int64)
    types |= dict.fromkeys(("area_id", "findings", "scans", "explanation", "explanation_salt"), pl.String)
    protocols = pl.scan_csv(tables.protocols, null_values=["", "illegible"], schema_overrides=types)
    areas = pl.scan_csv(tables.areas).select("area_id", "parent_id")
    return protocols.join(areas, on="area_id", how="left")


def _sums() -> list[pl.Expr]:
    counted = pl.col("annulled_by").is_null()
    return [
        pl.len().alias("received"),
        (~counted).sum().alias("annulled"),
        (counted & pl.col("scans").is_null()).sum().alias("without_scan"),
        *(pl.col(name).filter(counted).sum() for name in FIGURES),
        *(pl.col(name).filter(counted).count().alias(f"{name}_given") for name in FIGURES),
    ]


def _units(tables: BulkTables) -> pl.DataFrame:
    areas = pl.read_csv(tables.areas, columns=["area_id", "parent_id", "kind"])
    units = areas.filter(pl.col("kind") == "unit").select(
        pl.col("area_id").alias("parent_id"), pl.col("parent_id").alias("region")
    )
    return units


def _polars_rolled_up(tables: BulkTables) -> list[pl.DataFrame]:
    districts = _scan(tables).group_by("parent_id", "contest").agg(_sums()).collect()
    with_region = districts.join(_units(tables), on="parent_id", how="left")
    every = pl.all().exclude("parent_id", "contest", "region").sum()
    regions = with_region.group_by("region", "contest").agg(every)
    return [districts, regions, regions.group_by("contest").agg(pl.all().exclude("region", "contest").sum())]


def _polars_each_level(tables: BulkTables) -> list[pl.DataFrame]:
    rows = _scan(tables).join(_units(tables).lazy(), on="parent_id", how="left")
    levels = [rows.group_by(*keys, "contest").agg(_sums()) for keys in (["parent_id"], ["region"], [])]
    return pl.collect_all(levels)


def one_more(protocols: int) -> float:
    """Microseconds for one more protocol, into its district, region and nation, where so many have come."""
    state, paths = Tabulation(), {}
    for number in range(protocols + MORE):
        district = number % DISTRICTS
        precinct = _precinct(number)
        paths[precinct] = ("KZ", f"R{district % REGIONS}", f"D{district}")
        state.totals[precinct, "party"] = Total(1)
        for area in paths[precinct]:
            state.totals.setdefault((area, "party"), Total()).expected += 1
    figures = dict(zip(FIGURES, range(100, 124), strict=True))
    entries = [
        ProtocolEntry(number, _precinct(number), "party", figures) for number in range(protocols + MORE)
    ]
    forms = {"party": FORM}
    for entry in entries[:protocols]:
        fold_entry(state, entry, paths, forms)
    batches = [entries[start : start + BATCH] for start in range(protocols, protocols + MORE, BATCH)]
    return min(_seconds(state, batch, paths) for batch in batches) / BATCH * 1_000_000


def _seconds(state: Tabulation, batch: list[ProtocolEntry], paths: Mapping[str, tuple[str, ...]]) -> float:
    started = time.perf_counter()
    for entry in batch:
        fold_entry(state, entry, paths, {"party": FORM})
    return time.perf_counter() - started
