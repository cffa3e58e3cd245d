"""Totals of a whole country from its published tables, by DuckDB: for those who add up millions of rows.

The pure fold is the reference and says the same; this way is for speed. The tables are those of the public
bundle (docs/format/log.md): areas.csv, protocols.csv, and where they are at hand votes.csv and
findings.csv. Rows are grouped once, by the place of the precinct (the area right above it, and those of
other divisions); what is higher is added up from those few sums.
"""

from __future__ import annotations

import glob
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from hattama.core.entries import PRELIMINARY, summable_figures
from hattama.core.protocols import Form, figure_key
from hattama.core.tabulation import OFF_BALLOT, Total
from hattama.core.vocabulary import Contest, Fault, Message, Tally
from hattama.formats.faults import FaultKind, InputFaults, refuse_if_any
from hattama.formats.parquet_tables import sql_name, sql_text
from hattama.formats.whole_numbers import NumberFormat

ILLEGIBLE = "illegible"

NOT_THESE_TABLES = FaultKind.of("BULK-TABLE", Message("the table cannot be read: {found}"))
UNKNOWN_AREA = FaultKind.of("BULK-AREA", Message("the list of areas has no such precinct: {found}"))
UNKNOWN_CONTEST = FaultKind.of("BULK-CONTEST", Message("the election has no such contest: {found}"))
TWICE = FaultKind.of("BULK-TWICE", Message("a precinct's protocol is given twice: {found}"))

Key = tuple[str, str]
"""Area identifier and contest code."""


@dataclass(frozen=True, slots=True)
class BulkTables:
    """Where the tables are. Without `votes` there are no votes but those that stand in columns `votes[…]`."""

    areas: Path
    protocols: Path
    votes: Path | None = None
    findings: Path | None = None

    @classmethod
    def of_bundle(cls, folder: Path) -> BulkTables:
        """The tables of a public bundle."""
        paths = {name: folder / f"{name}.csv" for name in ("areas", "protocols", "votes", "findings")}
        return cls(**{name: path for name, path in paths.items() if path.exists() or name in _NEEDED})


_NEEDED = ("areas", "protocols")


def bulk_totals(
    tables: BulkTables, contests: Sequence[Contest], forms: Mapping[str, Form]
) -> dict[Key, Total]:
    """The totals of every area above the precincts, by (area, contest); `forms` by contest code.

    Raises InputFaults where a table cannot be read, or speaks of areas or contests that there are not.
    """
    with duckdb.connect(config={"autoinstall_known_extensions": False}) as connection:
        try:
            return _Sums(connection, tables, contests, forms).totals()
        except duckdb.Error as error:
            refuse_if_any(_wrong_cells(connection, tables))
            first = str(error).strip().splitlines()[0]
            raise InputFaults([NOT_THESE_TABLES.at(tables.protocols.name, found=first)]) from error


class _Sums:
    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        tables: BulkTables,
        contests: Sequence[Contest],
        forms: Mapping[str, Form],
    ) -> None:
        self._connection = connection
        self._run = connection.execute
        self._tables = tables
        self._contests = {contest.code: contest for contest in contests}
        self._forms = forms
        also_in = "also_in" if "also_in" in self._described(tables.areas) else "NULL"
        self._run(
            "CREATE TEMP TABLE area AS SELECT area_id, parent_id, kind, "  # noqa: S608 -- one of two words of ours
            f"concat_ws(' ', parent_id, {also_in}) AS place FROM read_csv(?, all_varchar = true)",
            [_pattern(tables.areas)],
        )
        units = self._run("SELECT area_id, parent_id FROM area WHERE kind = 'unit'").fetchall()
        self._parent_of: dict[str, str | None] = dict(units)
        self._found: dict[Key, Total] = {}
        self._columns = self._described(tables.protocols)
        self._counts = "p.annulled_by IS NULL" if "annulled_by" in self._columns else "true"

    def totals(self) -> dict[Key, Total]:
        self._expect()
        self._add_protocols()
        if self._tables.votes is not None:
            self._add_votes(self._tables.votes)
        if self._tables.findings is not None:
            self._add_findings(self._tables.findings)
        return self._rolled_up()

    def _expect(self) -> None:
        counts = self._run("SELECT place, count(*) FROM area WHERE kind <> 'unit' GROUP BY place").fetchall()
        for contest in self._contests.values():
            named = self._run(
                "SELECT place, count(*) FROM area WHERE kind <> 'unit' AND list_contains(?, area_id) "
                "GROUP BY place",
                [list(contest.areas)],
            ).fetchall()
            held = [(area, n) for area, n in counts if not contest.areas or self._lies_in(area, contest)]
            within = {area for area, _ in held}
            for area, number in (*held, *((area, n) for area, n in named if area not in within)):
                self._found.setdefault((area, contest.code), Total()).expected = number

    def _lies_in(self, place: str, contest: Contest) -> bool:
        return not self._above(place).isdisjoint(contest.areas)

    def _above(self, place: str) -> set[str]:
        """Every area that a precinct at this place lies in, in whatever division."""
        found: set[str] = set()
        for name in place.split():
            area: str | None = name
            while area is not None and area not in found:
                found.add(area)
                area = self._parent_of[area]
        return found

    def _add_protocols(self) -> None:
        path = self._tables.protocols
        keys = [key for key in self._columns if self._is_summed(key)]
        rows = self._run(self._protocols_query(keys), [_pattern(path)]).fetchall()
        for place, contest, example, distinct, is_wrong, received, *rest in rows:
            self._refuse_unknown(path, place, contest, example)
            self._refuse_cells(is_wrong)
            refuse_if_any([TWICE.at(path.name, found=f"{place}, {contest}")] if distinct < received else [])
            total = self._found.setdefault((place, contest), Total())
            total.received, (total.annulled, total.without_scan, total.preliminary) = received, rest[:3]
            summed = summable_figures(self._forms[contest], dict.fromkeys(keys, 0))
            told = zip(keys, rest[3::2], rest[4::2], strict=True)
            _add(total, (sums for sums in told if sums[0] in summed))

    def _protocols_query(self, keys: Sequence[str]) -> str:
        """By place and contest: an example, how many precincts, whether a cell is wrong, counts, sums."""
        counts, columns = self._counts, self._columns
        bare = f"{counts} AND p.scans IS NULL" if "scans" in columns else "false"
        preliminary = f"{counts} AND p.status = '{PRELIMINARY}'" if "status" in columns else "false"
        written = ", ".join(f"p.{sql_name(key)}" for key in keys) or "''"
        sums = "".join(
            f", sum(p.{sql_name(key)}::BIGINT) FILTER ({counts}), count(p.{sql_name(key)}) FILTER ({counts})"
            for key in keys
        )
        return (
            "SELECT a.place, p.contest, min(p.area_id), count(DISTINCT p.area_id), "  # noqa: S608 -- quoted by sql_name
            f"bool_or(regexp_matches(concat_ws('', {written}), '[^0-9]')), count(*), "
            f"count(*) FILTER (NOT ({counts})), count(*) FILTER ({bare}), "
            f"count(*) FILTER ({preliminary}){sums} "
            f"FROM {_reading(columns)} p LEFT JOIN area a USING (area_id) GROUP BY ALL"
        )

    def _add_votes(self, path: Path) -> None:
        """Rows of a protocol that is annulled are in the table and give nothing."""
        counted = _reading(self._columns)
        rows = self._run(
            "SELECT a.place, v.contest, v.figure || '[' || v.choice || ']', min(v.area_id), "  # noqa: S608 -- quoted by sql_name
            "sum(v.votes::BIGINT), count(v.votes), bool_or(regexp_matches(v.votes, '[^0-9]')) "
            f"FROM {_reading(self._described(path))} v "
            f"JOIN {counted} p ON p.area_id = v.area_id AND p.contest = v.contest AND {self._counts} "
            "LEFT JOIN area a ON a.area_id = v.area_id GROUP BY 1, 2, 3",
            [_pattern(path), _pattern(self._tables.protocols)],
        ).fetchall()
        for area, contest, key, example, votes, contributors, is_wrong in rows:
            self._refuse_unknown(path, area, contest, example)
            self._refuse_cells(is_wrong)
            _add(self._found[area, contest], [(key, votes, contributors)])

    def _add_findings(self, path: Path) -> None:
        counted = _reading(self._columns)
        rows = self._run(
            "SELECT a.place, f.contest, count(DISTINCT f.area_id) "  # noqa: S608 -- quoted by sql_name
            f"FROM {_reading(self._described(path))} f "
            f"JOIN {counted} p ON p.area_id = f.area_id AND p.contest = f.contest AND {self._counts} "
            "JOIN area a ON a.area_id = f.area_id "
            "WHERE f.severity = 'hard' AND f.verdict = 'broken' GROUP BY 1, 2",
            [_pattern(path), _pattern(self._tables.protocols)],
        ).fetchall()
        for area, contest, broken in rows:
            self._found[area, contest].with_findings = broken

    def _rolled_up(self) -> dict[Key, Total]:
        totals: dict[Key, Total] = {}
        for (place, contest), found in self._found.items():
            every = self._contests[contest]
            off = every.missing_on(every.ballot_at(self._above(place)))
            counted = Tally(found.counted, found.counted)
            found.derived = {figure_key(OFF_BALLOT, one.code): counted for one in off}
            for area in self._above(place):
                _merge(totals.setdefault((area, contest), Total()), found)
        return totals

    def _refuse_unknown(self, path: Path, area: str | None, contest: str, example: str) -> None:
        refuse_if_any([] if area is not None else [UNKNOWN_AREA.at(path.name, found=example)])
        refuse_if_any([] if contest in self._contests else [UNKNOWN_CONTEST.at(path.name, found=contest)])

    def _refuse_cells(self, is_wrong: bool | None) -> None:
        """DuckDB rounds 4.5 and takes a minus: where anything but digits stands, its cell is looked for."""
        if is_wrong:
            refuse_if_any(_wrong_cells(self._connection, self._tables))

    def _is_summed(self, key: str) -> bool:
        return any(key in summable_figures(form, {key: 0}) for form in self._forms.values())

    def _described(self, path: Path) -> list[str]:
        described = self._run(f"DESCRIBE FROM {_TEXT}", [_pattern(path)]).fetchall()
        return [str(row[0]) for row in described]


def _wrong_cells(connection: duckdb.DuckDBPyConnection, tables: BulkTables) -> list[Fault]:
    """The first cells of the tables that hold no count where one must stand: negative, fractional, words.

    Asked only where something is wrong: the whole table is read again, as text.
    """
    faults: list[Fault] = []
    for path in filter(None, (tables.protocols, tables.votes)):
        pattern = _pattern(path)
        columns = [str(row[0]) for row in connection.execute(f"DESCRIBE FROM {_TEXT}", [pattern]).fetchall()]
        counts = [name for name in columns if name not in _TEXTS]
        doubtful = " OR ".join(
            f"NOT regexp_full_match({sql_name(name)}, '[0-9]{{1,15}}|{ILLEGIBLE}')" for name in counts
        )
        rows = connection.execute(
            f"SELECT * FROM (SELECT row_number() OVER () + 1, {', '.join(map(sql_name, counts))} "  # noqa: S608 -- quoted by sql_name
            f"FROM {_TEXT}) WHERE {doubtful or 'false'} LIMIT {_MOST_FAULTS}",
            [pattern],
        ).fetchall()
        for row, *cells in rows:
            for name, cell in zip(counts, cells, strict=True):
                kind = None if cell in (None, ILLEGIBLE) else _COUNT(cell)
                if isinstance(kind, FaultKind):
                    faults.append(kind.at(path.name, row=row, field=name, found=cell))
    return faults


_MOST_FAULTS = 100
_COUNT = NumberFormat().reader()
_TEXTS = frozenset(
    {
        *(
            "area_id",
            "contest",
            "kind",
            "leaf_sha256",
            "signed_at",
            "recorded_at",
            "method",
            "status",
            "findings",
            "scans",
        ),
        *("explanation", "explanation_salt", "choice", "figure", "done_by"),
    }
)
"""Columns of our tables that hold no counts."""

_TEXT = "read_csv(?, header = true, all_varchar = true, delim = ',', quote = '\"')"


def _reading(columns: Iterable[str]) -> str:
    """The table with every cell as it is written; empty and illegible cells are missing."""
    types = ", ".join(f"{sql_text(name)}: 'VARCHAR'" for name in columns)
    return (
        "read_csv(?, header = true, delim = ',', quote = '\"', auto_detect = false, "
        f"columns = {{{types}}}, nullstr = ['', {sql_text(ILLEGIBLE)}])"
    )


def _pattern(path: Path) -> str:
    return glob.escape(str(path))


def _add(total: Total, sums: Iterable[tuple[str, int | None, int]]) -> None:
    for key, value, contributors in sums:
        if contributors and value is not None:
            total.figures[key] = Tally(int(value), contributors)


def _merge(total: Total, part: Total) -> None:
    total.expected += part.expected
    total.received += part.received
    total.annulled += part.annulled
    total.with_findings += part.with_findings
    total.without_scan += part.without_scan
    total.preliminary += part.preliminary
    for sums, more in ((total.figures, part.figures), (total.derived, part.derived)):
        for key, tally in more.items():
            known = sums.get(key, Tally())
            sums[key] = Tally(known.total + tally.total, known.contributors + tally.contributors)
