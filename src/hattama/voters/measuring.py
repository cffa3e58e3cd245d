"""How good a search was, against a register whose duplicates are known."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hattama.voters.finding import reading
from hattama.voters.made_up import Stranger

if TYPE_CHECKING:
    import duckdb

_Rows = list[tuple[Any, ...]]
_Found = dict[tuple[str, str], int]

MEASURE_COLUMNS = ("kind", "pairs", "duplicate", "review", "missed", "recall_percent")


def measure(pairs: Path, truth: Path) -> Iterator[tuple[object, ...]]:
    """For each kind of mistake how many of its pairs were called duplicates, were left to a clerk, were
    missed.

    Then a line for each kind of stranger who was called somebody else's duplicate or left to a clerk; the
    last two lines are the share of the known pairs that was called duplicate or left to a clerk (recall),
    and the share of right pairs among those called duplicates (precision).
    """
    import duckdb

    with duckdb.connect(config={"autoinstall_known_extensions": False}) as connection:
        known, found, wrong = _judged(connection, pairs, truth)
    sure, seen = 0, 0
    for kind, count in known:
        duplicate, review = found.get((kind, "duplicate"), 0), found.get((kind, "review"), 0)
        sure, seen = sure + duplicate, seen + duplicate + review
        yield kind, count, duplicate, review, count - duplicate - review, _percent(duplicate + review, count)
    for kind, duplicate, review in wrong:
        yield f"not one person: {kind}", duplicate + review, duplicate, review, "", ""
    false = sum(duplicate for _, duplicate, _ in wrong)
    yield (
        "recall",
        sum(count for _, count in known),
        "",
        "",
        "",
        _percent(seen, sum(count for _, count in known)),
    )
    yield "precision", sure + false, sure, "", "", _percent(sure, sure + false)


def _judged(connection: duckdb.DuckDBPyConnection, pairs: Path, truth: Path) -> tuple[_Rows, _Found, _Rows]:
    """Known pairs by kind; those of one person by kind and verdict; those of two by kind."""
    import duckdb

    for name, path, columns in (("pairs", pairs, "l, r, verdict"), ("truth", truth, "voter, person, kind")):
        place = str(path).replace("'", "''")
        with reading(path, (duckdb.Error,)):
            connection.execute(f"CREATE VIEW {name} AS SELECT {columns} FROM read_parquet('{place}')")  # noqa: S608 -- names of ours, and quoted ones
    connection.execute(
        """CREATE TABLE judged AS
        SELECT verdict, a.person = b.person AS one, a.kind AS first, b.kind AS second FROM pairs
        JOIN truth a ON CAST(a.voter AS VARCHAR) = l JOIN truth b ON CAST(b.voter AS VARCHAR) = r"""
    )
    strangers = ", ".join(f"'{kind}'" for kind in Stranger)
    known = connection.execute(
        f"""SELECT kind, count(*) FROM truth WHERE kind IS NOT NULL AND kind NOT IN ({strangers})
        GROUP BY kind ORDER BY kind"""  # noqa: S608 -- names of ours, and quoted ones
    ).fetchall()
    # Of a person's two rows the wrong one has a kind of mistake; both may be rows of a twin.
    one = connection.execute(
        f"""SELECT CASE WHEN first IS NULL OR first IN ({strangers}) THEN second ELSE first END,
        verdict, count(*) FROM judged WHERE one GROUP BY ALL"""  # noqa: S608 -- names of ours, and quoted ones
    ).fetchall()
    wrong = connection.execute(
        """SELECT coalesce(first, second, 'stranger'), count(*) FILTER (verdict = 'duplicate'),
        count(*) FILTER (verdict = 'review') FROM judged WHERE NOT one GROUP BY 1 ORDER BY 1"""
    ).fetchall()
    return known, {(kind, verdict): count for kind, verdict, count in one}, wrong


def _percent(part: int, whole: int) -> str:
    return f"{float(Fraction(100 * part, whole)):.2f}" if whole else ""
