"""The measurement of totals measures the same sums three times."""

from pathlib import Path


def test_the_table_the_fold_and_polars_come_to_the_same_sums(tmp_path: Path) -> None:
    # Polars starts its threads as it is imported: not before workers are forked.
    from bench.bench_totals import FIGURES, REGIONS, _bulk, _folded, _polars_rolled_up, write_tables

    tables = write_tables(tmp_path, 600)
    ours = _bulk(tables)
    assert ours == _folded(tables)
    nation = ours["KZ", "party"]
    assert (nation.expected, nation.received, nation.annulled) == (600, 600, 1)
    *_, row = _polars_rolled_up(tables)[-1].iter_rows(named=True)
    assert (row["received"], row["annulled"], row["without_scan"]) == (600, 1, nation.without_scan)
    for code in FIGURES:
        assert nation.figure(code) == (row[code], row[f"{code}_given"])
    assert len([area for area, _ in ours if area.startswith("R")]) == REGIONS
