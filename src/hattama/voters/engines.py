"""Where the rows of a register are held and asked: DuckDB on one machine, Apache Spark on many.

Both are spoken to in the SQL that they have in common; what differs (reading and writing files, the table
that Splink is handed) stands here and nowhere else.
"""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

_CSV_OPTIONS = ", header = true, all_varchar = true"
"""How DuckDB's `read_csv` reads a register: the first row names the columns, every cell is a text."""

Rows = list[tuple[Any, ...]]


class Engine(Protocol):
    """SQL over named tables. Names and texts of the SQL are ours; from outside come rows alone."""

    @property
    def troubles(self) -> tuple[type[Exception], ...]:
        """What the engine raises where a file is not the table that its name says."""

    def read(self, name: str, path: Path) -> None:
        """Make the CSV (with a header, UTF-8) or Parquet file `path` the table `name`; a CSV has texts
        alone.
        """

    def columns(self, name: str) -> Sequence[str]:
        """The columns of the table `name`."""

    def quote(self, column: str) -> str:
        """The name of a column as it stands in SQL, whatever is in it."""

    def table(self, name: str, sql: str) -> None:
        """Make the answer to `sql` the table `name`."""

    def lookup(self, name: str, sql: str, function: Callable[[str], str]) -> None:
        """Make the table `name` (value, key) of the one column of texts that `sql` gives, by `function`."""

    def rows(self, sql: str) -> Rows:
        """The answer to `sql`."""

    def write(self, sql: str, path: Path) -> None:
        """Write the answer to `sql` as Parquet: a file, or with Spark a folder of parts."""

    def for_splink(self, name: str) -> Any:
        """The table `name` as Splink takes it."""


class DuckDB:
    """One process on one machine; beyond its memory it writes to `folder`."""

    def __init__(self, folder: Path, memory: str = "10GB") -> None:
        import duckdb
        from splink.backends.duckdb import DuckDBAPI

        settings: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": memory,
            "temp_directory": str(folder),
            "autoinstall_known_extensions": False,
            # The order of a register's rows says nothing, and keeping it costs memory.
            "preserve_insertion_order": False,
        }
        self.troubles: tuple[type[Exception], ...] = (duckdb.Error,)
        self.connection = duckdb.connect(config=settings)
        self._splink = DuckDBAPI(connection=self.connection)

    def read(self, name: str, path: Path) -> None:
        reader = "read_parquet" if path.suffix == ".parquet" else "read_csv"
        options = "" if path.suffix == ".parquet" else _CSV_OPTIONS
        place = str(path).replace("'", "''")
        self.connection.execute(
            f"CREATE OR REPLACE VIEW {name} AS SELECT * FROM {reader}('{place}'{options})"  # noqa: S608 -- names of ours, and quoted ones
        )

    def columns(self, name: str) -> Sequence[str]:
        return [str(row[0]) for row in self.rows(f"DESCRIBE {name}")]

    def quote(self, column: str) -> str:
        return '"' + column.replace('"', '""') + '"'

    def table(self, name: str, sql: str) -> None:
        self.connection.execute(f"CREATE OR REPLACE TABLE {name} AS {sql}")

    def lookup(self, name: str, sql: str, function: Callable[[str], str]) -> None:
        import pyarrow

        values = [row[0] for row in self.rows(sql)]
        keys = pyarrow.table(
            {
                "value": pyarrow.array(values, pyarrow.string()),
                "key": pyarrow.array(map(function, values), pyarrow.string()),
            }
        )
        self.connection.register("keys", keys)
        self.table(name, "SELECT * FROM keys")
        self.connection.unregister("keys")

    def rows(self, sql: str) -> Rows:
        return self.connection.execute(sql).fetchall()

    def write(self, sql: str, path: Path) -> None:
        place = str(path).replace("'", "''")
        self.connection.execute(f"COPY ({sql}) TO '{place}' (FORMAT parquet)")

    def for_splink(self, name: str) -> Any:
        return self._splink.register(name)


class Spark:
    """A session of Spark: what `spark-submit` says, or this machine alone."""

    def __init__(self, folder: Path) -> None:
        from py4j.protocol import Py4JError
        from pyspark import SparkConf
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
        from splink.backends.spark import SparkAPI

        builder = SparkSession.builder.appName("hattama voters").config("spark.ui.enabled", "false")
        if not SparkConf().contains("spark.master"):
            # 200 parts, as for a cluster, cost two cores minutes for a few thousand rows.
            cores = os.cpu_count() or 1
            for name, value in (
                ("spark.master", f"local[{cores}]"),
                ("spark.sql.shuffle.partitions", str(2 * cores)),
                ("spark.local.dir", str(folder)),
            ):
                builder = builder.config(name, value)
        self.troubles: tuple[type[Exception], ...] = (PySparkException, Py4JError)
        self.session = builder.getOrCreate()
        self.session.sparkContext.setLogLevel("ERROR")
        self._splink = SparkAPI(spark_session=self.session, break_lineage_method="persist")

    def read(self, name: str, path: Path) -> None:
        reader = self.session.read
        frame = reader.parquet(str(path)) if path.suffix == ".parquet" else reader.csv(str(path), header=True)
        frame.createOrReplaceTempView(name)

    def columns(self, name: str) -> Sequence[str]:
        return list(self.session.table(name).columns)

    def quote(self, column: str) -> str:
        return "`" + column.replace("`", "``") + "`"

    def table(self, name: str, sql: str) -> None:
        self.session.sql(sql).persist().createOrReplaceTempView(name)

    def lookup(self, name: str, sql: str, function: Callable[[str], str]) -> None:
        pairs = [(row[0], function(row[0])) for row in self.rows(sql)]
        self.session.createDataFrame(pairs, "value string, key string").persist().createOrReplaceTempView(
            name
        )

    def rows(self, sql: str) -> Rows:
        return [tuple(row) for row in self.session.sql(sql).collect()]

    def write(self, sql: str, path: Path) -> None:
        self.session.sql(sql).write.mode("overwrite").parquet(str(path))

    def for_splink(self, name: str) -> Any:
        return self._splink.register(self.session.table(name))
