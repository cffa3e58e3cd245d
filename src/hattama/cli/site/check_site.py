"""A site is asked for what it shows, and every figure is held against the bundle that was verified before.

Which places are asked for the site cannot know beforehand, nor by its headers who asks; it is asked slowly,
one question after another, and no answer is read beyond a bound.
"""

import csv
import http.client
import io
import random
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import TypeVar

from hattama.cli.site.browsers import as_a_browser, unpacked
from hattama.cli.site.expected import ENTRY, TABLES, Expected, Figures, Key
from hattama.cli.site.readings import (
    NoParquetReader,
    NoSuchShape,
    area_answer,
    area_document,
    area_page,
    differing_parquet,
    nist_votes,
    package_size,
    precinct_document,
    precinct_page,
    protocol_answer,
)
from hattama.cli.site.registers import Question, RegisterQuestions, moment_in
from hattama.core.transparency_log import LogRefusal, open_checkpoint, parse_vkeys
from hattama.core.vocabulary import Message
from hattama.fetching import Address
from hattama.verification.folders import verify_ed25519
from hattama.verification.places import SMALL_FILE_BYTES
from hattama.verification.trouble_kinds import FILE_UNREADABLE
from hattama.verification.troubles import TroubleKind, Troubles, Weight
from hattama.verification.trust import KEYS_FILE

SITE_DIFFERS = TroubleKind(
    "site-differs", Weight.FALSE, Message("the site shows {found}; the log gives {expected}")
)
SITE_SILENT = TroubleKind("site-silent", Weight.UNCHECKED, Message("the site did not answer: {found}"))
SITE_GIVEN_UP = TroubleKind(
    "site-given-up",
    Weight.UNCHECKED,
    Message("the site gave no answer {found} times running: it was asked nothing more"),
)
SITE_SHAPELESS = TroubleKind(
    "site-shapeless", Weight.FALSE, Message("the answer is not in the shape that is documented")
)
SITE_MOVED = TroubleKind(
    "site-moved",
    Weight.UNCHECKED,
    Message(
        "the log has grown meanwhile (entries: {found}, before: {expected}): what differs may be of later "
        "entries. Run this again"
    ),
)
SITE_BEHIND = TroubleKind(
    "site-behind",
    Weight.UNCHECKED,
    Message(
        "the site's log ends earlier (entries: {found}) than the bundle ({expected}): what differs may be of "
        "an earlier state, or later entries are held back"
    ),
)
SITE_AT_ANOTHER_SIZE = TroubleKind(
    "site-at-another-size",
    Weight.QUALIFIES,
    Message(
        "these files speak of another size of the log (entries: {found}) than the bundle ({expected}): "
        "not compared"
    ),
    brief=Message("open data of another size of the log"),
)
SITE_SAMPLED = TroubleKind(
    "site-sampled",
    Weight.QUALIFIES,
    Message("the site was asked for pages and answers about {found} places of {expected}; --all: each"),
    brief=Message("places of the site looked at: {found}"),
)
SITE_NOT_ASKED = TroubleKind(
    "site-not-asked", Weight.NOTE, Message("the site was not asked: the bundle itself is not sound")
)
PARQUET_NOT_READ = TroubleKind(
    "site-parquet-not-read",
    Weight.QUALIFIES,
    Message("Parquet was not read: it needs the library “duckdb” (the extra “files”)"),
    brief=Message("Parquet files not looked at: {count}"),
)
SITE_LOOKED_AT = TroubleKind(
    "site-looked-at", Weight.NOTE, Message("figures that the site shows and that were compared: {found}")
)

PRECINCTS, AREAS, RECORDS = 20, 10, 10
"""How many places are drawn, besides the whole election, and how many records of registers."""

PAUSE_SECONDS = 0.1
PAGE_BYTES, PARQUET_BYTES = 4 << 20, 64 << 20
SILENT_SECONDS, PAGE_SECONDS, FILE_SECONDS = 30.0, 60.0, 300.0
"""For how long it may be silent, and how long a page and a file may take in all: who lets each answer drip in
keeps a check of 150 questions for hours at most."""
MOST_SILENCES = 3
"""After so many questions running without an answer nothing more is asked: a dead site is not waited for."""
LANGUAGES = ("", "ru/", "en/")
_CHANCE = random.SystemRandom()

Shape = TypeVar("Shape")
Read = Callable[[bytes, Expected], Figures]


@dataclass
class SiteCheck:
    """One check of one site."""

    site: Address
    expected: Expected
    registers: RegisterQuestions
    troubles: Troubles = field(default_factory=Troubles)
    compared: int = 0
    silences: int = 0
    browser: Mapping[str, str] = field(default_factory=lambda: as_a_browser(_CHANCE))

    def run(self, *, everything: bool, advance: Callable[[int, int], None]) -> Troubles:
        """Ask and compare; what was found. `advance` is told how many of how many places are done."""
        precincts, areas = self._drawn(everything)
        places = [*((self._area, area) for area in areas), *((self._precinct, area) for area in precincts)]
        for done, (ask, area) in enumerate(places, 1):
            ask(area)
            advance(done, len(places))
        self._tables()
        self._open_data()
        self._registers(everything)
        self._forgive_growth()
        whole = len(self.expected.precincts) + len(self.expected.areas)
        if len(places) < whole:
            self.troubles.add(SITE_SAMPLED.at(found=len(places), expected=whole))
        self.troubles.add(SITE_LOOKED_AT.at(found=self.compared))
        return self.troubles

    def _drawn(self, everything: bool) -> tuple[list[str], list[str]]:
        precincts, areas = sorted(self.expected.precincts), sorted(self.expected.areas)
        if everything:
            return precincts, areas
        others = [area for area in areas if area != self.expected.root]
        drawn = _CHANCE.sample(others, min(AREAS, len(others)))
        return _CHANCE.sample(precincts, min(PRECINCTS, len(precincts))), [self.expected.root, *drawn]

    def _forgive_growth(self) -> None:
        """Where the log has another size by now, nobody can say of what was found that it is false; where
        only the site says so, and the log's key does not, it stays false."""
        if not self.troubles.count(Weight.FALSE):
            return
        path = f"data/{self._election}/bundle/checkpoint"
        keys = parse_vkeys(self.expected.place.read(KEYS_FILE, SMALL_FILE_BYTES))
        size = self._read(
            path, PAGE_BYTES, lambda data: open_checkpoint(data, keys, verify_ed25519).checkpoint.size
        )
        if size is None or size == self.expected.table_size:
            return
        kind = SITE_MOVED if size > self.expected.table_size else SITE_BEHIND
        found, self.troubles = self.troubles, Troubles()
        self.troubles.add(kind.at(path, found=size, expected=self.expected.table_size))
        self.troubles.add(*(trouble for trouble in found if trouble.kind.weight is not Weight.FALSE))

    @property
    def _election(self) -> str:
        return self.expected.foundation.election.election_id

    def _precinct(self, area: str) -> None:
        """The page, the JSON and the answers for programs about one precinct."""
        contests = list(self.expected.precincts[area])
        protocols = {contest: self.expected.protocol(area, contest) for contest in contests}
        whole: Figures = {key: value for figures in protocols.values() for key, value in figures.items()}
        language = _CHANCE.choice(LANGUAGES)
        on_page = {key: value for key, value in whole.items() if key[1] != ENTRY}
        page = f"{language}e/{self._election}/a/{area}/"
        self._hold(page, precinct_page, on_page, self.expected.vote_keys)
        self._hold(f"data/{self._election}/areas/{area}.json", precinct_document, whole)
        for contest, figures in protocols.items():
            self._hold(f"{self._api}/protocols/{area}/{contest}", protocol_answer, figures)

    def _area(self, area: str) -> None:
        """The page, the JSON and the answer for programs about an area above the precincts."""
        sums = self.expected.areas[area]
        page, language = self._page()
        if area == self.expected.root:
            shown = sums | self.expected.leaders(language)
            self._hold(f"{page}/", area_page, shown, self.expected.root_keys)
        else:
            self._hold(f"{page}/a/{area}/", area_page, sums, self.expected.vote_keys)
        self._hold(f"data/{self._election}/areas/{area}.json", area_document, sums)
        self._hold(f"{self._api}/areas/{area}/totals", area_answer, sums)

    def _registers(self, everything: bool) -> None:
        """Records drawn by chance, and the lists, numbers and files of every register."""
        asked, every = self.registers, self.registers.record_ids
        ids = every if everything else _CHANCE.sample(every, min(RECORDS, len(every)))
        for record_id in ids:
            self._hold_all(asked.of_record(record_id, self._api, *self._page()))
        self._hold_all(asked.of_files(ids, f"data/{self._election}/bundle"))
        for register in asked.registers:
            at = self._read(f"{self._api}/registers/{register.register_id}/measures", PAGE_BYTES, moment_in)
            if at is not None:
                numbers = asked.numbers(register, at)
                self._hold_all(asked.of_numbers(numbers, self._api, *self._page()))

    def _page(self) -> tuple[str, str]:
        """Where pages of the election begin, in a language drawn by chance, and that language."""
        prefix = _CHANCE.choice(LANGUAGES)
        return f"{prefix}e/{self._election}", prefix.rstrip("/") or "kk"

    def _hold_all(self, questions: Iterable[Question]) -> None:
        for path, read, expected in questions:
            found = self._read(path, PAGE_BYTES, read)
            if found is not None:
                self._compare(path, found, expected)

    @property
    def _api(self) -> str:
        return f"api/v1/elections/{self._election}"

    def _votes(self, sums: Figures) -> Figures:
        """Of these figures the votes, with those against all: what every list of results has."""
        keys = self.expected.vote_keys
        return {key: value for key, value in sums.items() if key in keys}

    def _hold(self, path: str, read: Read, expected: Figures, shows: Set[Key] | None = None) -> None:
        found = self._read(path, PAGE_BYTES, lambda data: read(data, self.expected))
        if found is None:
            return
        if shows is not None:
            # Lines that no paper has stand in the log and on no page; of sums a page lists the choices.
            expected = {key: value for key, value in expected.items() if key in found or key in shows}
        self._compare(path, found, expected)

    def _compare(self, path: str, found: Figures, expected: Figures) -> None:
        contests = {contest for contest, _ in expected}
        for key in sorted(found.keys() | expected.keys()):
            has, gives = found.get(key, ""), expected.get(key, "")
            self.compared += 1
            if has != gives and (key in expected or (has and key[0] in contests)):
                name = " ".join(key)
                shown = f"{name} = {has or NOTHING}"
                self.troubles.add(SITE_DIFFERS.at(path, found=shown, expected=gives or NOTHING))

    def _tables(self) -> None:
        """The tables that the site gives out beside its bundle, row by row."""
        for table in TABLES:
            self._same_rows(f"data/{self._election}/{table}.csv", table)

    def _open_data(self) -> None:
        """The tables and the reports of the open data, where they are of the size of the bundle's tables."""
        home = f"data/{self._election}/open"
        where = f"{home}/datapackage.json"
        size = self._read(where, PAGE_BYTES, package_size)
        if size is None:
            return
        if size != self.expected.table_size:
            self.troubles.add(SITE_AT_ANOTHER_SIZE.at(where, found=size, expected=self.expected.table_size))
            return
        for table in TABLES:
            # The first column joins tables of several elections.
            self._same_rows(f"{home}/{table}.csv", table, left_out=1)
        for table in ("protocols", "votes", "totals"):
            self._parquet(f"{home}/{table}.parquet", table)
        for contest in self.expected.foundation.election.contests:
            code, areas = contest.code, self.expected.areas.items()
            sums = {area: self._of(code, self._votes(figures)) for area, figures in areas}
            self._nist(f"{home}/nist/{code}-summary.json", code, sums)
            self._nist(f"{home}/nist/{code}.json", code, dict(self._counted(code)))

    def _of(self, contest: str, figures: Figures) -> Figures:
        return {key: value for key, value in figures.items() if key[0] == contest}

    def _counted(self, contest: str) -> Iterator[tuple[str, Figures]]:
        """The votes of every precinct whose protocol counts."""
        for row in self.expected.rows("protocols"):
            if row["contest"] == contest and not row["annulled_by"]:
                area = row["area_id"]
                yield area, self._votes(self.expected.protocol(area, contest))

    def _nist(self, path: str, contest: str, expected: dict[str, Figures]) -> None:
        found = self._read(
            path,
            self._most("votes", "totals", times=4),
            lambda data: nist_votes(data, contest, self.expected),
        )
        if found is None:
            return
        for area in sorted(found.keys() | expected.keys()):
            gives = {key: value for key, value in expected.get(area, {}).items() if value.isdecimal()}
            self._compare(f"{path} {area}", found.get(area, {}), gives)

    def _same_rows(self, path: str, table: str, *, left_out: int = 0) -> None:
        """Whether the site's table has the rows of the bundle's, but for so many columns at the left."""
        data = self._ask(path, self._most(table, times=2))
        if data is None:
            return
        pairs = zip_longest(_rows(data, left_out), _rows(self.expected.table(table), 0))
        for row, (has, gives) in enumerate(pairs, 1):
            self.compared += 1
            if has != gives:
                shown, given = (",".join(cells)[:_LINE] if cells else NOTHING for cells in (has, gives))
                self.troubles.add(SITE_DIFFERS.at(path, row=row, found=shown, expected=given))

    def _parquet(self, path: str, table: str) -> None:
        """The same table as Parquet, where what reads it is installed."""
        data = self._ask(path, PARQUET_BYTES)
        if data is None:
            return
        try:
            for row, names, shown, given in differing_parquet(data, self.expected.table(table)):
                if shown != given:
                    found = f"{names} = {shown or NOTHING}"
                    self.troubles.add(SITE_DIFFERS.at(path, row=row, found=found, expected=given or NOTHING))
                self.compared += 1
        except NoParquetReader:
            self.troubles.add(PARQUET_NOT_READ.at(path))
        except NoSuchShape:
            self.troubles.add(SITE_SHAPELESS.at(path))

    def _read(self, path: str, most: int, read: Callable[[bytes], Shape]) -> Shape | None:
        """What `read` makes of an answer; nothing where none came or it cannot be read, which is noted."""
        data = self._ask(path, most)
        try:
            return None if data is None else read(data)
        except (NoSuchShape, LogRefusal, RecursionError):
            self.troubles.add(SITE_SHAPELESS.at(path))
            return None

    def _ask(self, path: str, most: int) -> bytes | None:
        """What the site answers; nothing where it does not, which is noted."""
        if self.silences == MOST_SILENCES:
            return None
        time.sleep(PAUSE_SECONDS)
        whole = PAGE_SECONDS if most == PAGE_BYTES else FILE_SECONDS
        try:
            answer = self.site.ask(
                path, self.browser, most_bytes=most + 1, silent_seconds=SILENT_SECONDS, whole_seconds=whole
            )
        except (OSError, http.client.HTTPException) as trouble:
            self.troubles.add(FILE_UNREADABLE.at(path, found=str(trouble)))
            self.silences += 1
            if self.silences == MOST_SILENCES:
                self.troubles.add(SITE_GIVEN_UP.at(found=MOST_SILENCES))
            return None
        self.silences = 0
        body = unpacked(answer, most)
        if answer.status != 200 or body is None:
            why = str(answer.status) if answer.status != 200 else f"> {most}"
            self.troubles.add(SITE_SILENT.at(path, found=why))
        return body if answer.status == 200 else None

    def _most(self, *tables: str, times: int) -> int:
        """So many bytes may be the answer that says what these tables of the bundle say."""
        return PAGE_BYTES + times * sum(len(self.expected.table(table)) for table in tables)


def _rows(data: bytes, left_out: int) -> Iterator[list[str]]:
    """The rows of a CSV; what is none ends there."""
    rows = csv.reader(io.StringIO(data.decode("utf-8", "replace"), newline=""))
    try:
        yield from (row[left_out:] for row in rows)
    except csv.Error:
        return


NOTHING = "—"
_LINE = 180
