"""The same search by Apache Spark in local mode. Run by `make spark`, which brings Spark."""

import shutil
from pathlib import Path

import pytest

from hattama.cli.main import main
from hattama.voters.made_up import write_register

pytest.importorskip("pyspark", reason="Apache Spark is not installed: `make spark` runs this")


@pytest.mark.endurance
def test_spark_finds_what_duckdb_finds(tmp_path: Path) -> None:
    assert shutil.which("java"), "Apache Spark needs Java"
    import duckdb

    register, _ = write_register(tmp_path, 3000)
    for engine in ("duckdb", "spark"):
        assert main(["voters", "dedupe", str(register), str(tmp_path / engine), "--engine", engine]) == 0
    with duckdb.connect() as connection:

        def pairs(folder: str) -> set[tuple[str, str, str]]:
            return set(connection.execute(f"SELECT l, r, verdict FROM '{tmp_path}/{folder}'").fetchall())

        plain, spark = pairs("duckdb/pairs.parquet"), pairs("spark/pairs.parquet/*.parquet")
    # Each draws its own pairs of strangers at random: what lies at the edge may fall to either side.
    assert len(plain) > 40
    assert len(plain ^ spark) <= len(plain) // 20
