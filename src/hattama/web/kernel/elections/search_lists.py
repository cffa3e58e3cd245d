"""Lists of areas by word, kept alike by every database engine in one table (docs/decisions/0216).

A list is runs of row ids, and row ids follow the order in which a country is read: of a region's name, or of
a word that all stations bear, the list is short however many areas it names. What several lists share is
found by leaping from one to the next, so that a question costs what its answer is scattered over, and ends
where enough has been found. Beside words there are lists of `*` beginnings that many words share, of `#` a
station's own number, and of the `@` level of units and the `=` level of stations.
"""

from __future__ import annotations

import struct
import zlib
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, chain, islice, pairwise

from django.db import connection

from hattama.web.kernel.elections.tables import AreaRow, ElectionRow, SearchWord
from hattama.web.kernel.languages.search_text import LONGEST_TERM
from hattama.web.kernel.stores.kept_rows import insert_values

PART = 1024
"""Runs in one row of the table. A beginning whose words have no more in all has no list of its own."""
PARTS_AT_ONCE = 4
FEW_PARTS = 16
"""In which the lists of all levels are read whole; longer ones are read where they are asked."""
MOST_RUNS = 1000
"""How many runs of what was found are gathered: whoever finds more adds a word."""
MOST_PARTS = 500
"""Of the words that a misspelt one may mean."""
END = 2**63 - 1

Bounds = Sequence[int]
"""Runs, one after the other: the first row id of each and the one behind its last."""


@dataclass
class Runs:
    """Runs in order. `read` gives those from a row id on, and whether these are all that follow."""

    read: Callable[[int], tuple[Bounds, bool]]
    _bounds: Bounds = ()
    _from: int = END
    _is_end: bool = False

    @classmethod
    def of(cls, bounds: Bounds) -> Runs:
        """Those in hand."""
        return cls(lambda _: (bounds, True), bounds, 0, True)

    def reach(self, key: int) -> tuple[int, int] | None:
        """The first run that ends behind `key`."""
        while True:
            if key >= self._from:
                at = bisect_right(self._bounds, key) & ~1
                if at < len(self._bounds):
                    return self._bounds[at], self._bounds[at + 1]
                if self._is_end:
                    return None
            (self._bounds, self._is_end), self._from = self.read(key), key


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Several lists that share nothing, as one."""

    lists: Collection[Runs]

    def reach(self, key: int) -> tuple[int, int] | None:
        """As of one."""
        return min((run for one in self.lists if (run := one.reach(key))), default=None)


@dataclass(frozen=True, slots=True)
class Found:
    """What lists share; `is_whole`: all of it."""

    bounds: list[int] = field(default_factory=list)
    is_whole: bool = True

    @property
    def runs(self) -> Runs:
        """To be asked what it shares with others."""
        return Runs.of(self.bounds)

    @property
    def count(self) -> int:
        """How many areas."""
        return sum(self.bounds[1::2]) - sum(self.bounds[::2])

    def row_ids(self, start: int = 0, stop: int = END) -> list[int]:
        """The row ids from one place in order to before another."""
        keys: list[int] = []
        for first, after in zip(self.bounds[::2], self.bounds[1::2], strict=True):
            keys += range(max(first, first + start), min(after, first + stop))
            start, stop = start - (after - first), stop - (after - first)
            if stop <= 0:
                break
        return keys

    def without(self, others: Found) -> Found:
        """Those that are none of `others`, which are some of them."""
        return Found(sorted({*self.bounds} ^ {*others.bounds}), self.is_whole)


def gather(lists: Iterable[Runs | AnyOf], within: tuple[int, int] = (0, END), most: int = MOST_RUNS) -> Found:
    """What all `lists` share within a range, `most` runs of it at most."""
    asked, found = list(lists), list[int]()
    at, end = within
    while at < end and len(found) < 2 * most:
        runs = [one.reach(at) for one in asked]
        if None in runs:
            return Found(found)
        first, after = max(at, *(run[0] for run in runs if run)), min(end, *(run[1] for run in runs if run))
        if first >= after:
            at = first
            continue
        if found and found[-1] == first:
            found[-1] = after
        else:
            found += (first, after)
        at = after
    return Found(found, at >= end)


def united(lists: Iterable[Bounds]) -> list[int]:
    """All runs of several lists as one."""
    merged: list[int] = []
    for first, after in sorted(chain.from_iterable(zip(one[::2], one[1::2], strict=True) for one in lists)):
        if merged and first <= merged[-1]:
            merged[-1] = max(merged[-1], after)
        else:
            merged += (first, after)
    return merged


def list_of(election: ElectionRow, word: str) -> Runs:
    """The areas in which a word occurs as it is."""
    asked = "SELECT runs FROM search_word WHERE election_id = %s AND word = %s AND last >= %s"

    def read(key: int) -> tuple[Bounds, bool]:
        parts = _ask(f"{asked} ORDER BY last LIMIT {PARTS_AT_ONCE}", election.pk, word.encode(), key)
        return list(chain.from_iterable(map(_unpacked, parts))), len(parts) < PARTS_AT_ONCE

    return Runs(read)


def list_beginning(election: ElectionRow, letters: str) -> Runs:
    """The areas in which a word begins so."""
    stored = list_of(election, f"*{letters}")
    if stored.reach(0) is not None:
        return stored
    asked = "SELECT runs FROM search_word WHERE election_id = %s AND word >= %s AND word < %s"
    parts = _ask(asked, election.pk, letters.encode(), letters.encode() + b"\xff")
    return Runs.of(united(map(_unpacked, parts)))


def list_of_words(election: ElectionRow, words: Sequence[str]) -> Runs:
    """The areas in which any of these words occurs."""
    rows = SearchWord.objects.filter(election=election, word__in=[word.encode() for word in words])
    parts = rows.order_by("word", "last").values_list("runs", flat=True)[:MOST_PARTS]
    return Runs.of(united(_unpacked(bytes(runs)) for runs in parts))


def load_levels(election: ElectionRow) -> tuple[dict[str, Runs], dict[str, Runs]]:
    """By level the units and the stations, the widest level first."""
    asked = "SELECT word, runs FROM search_word WHERE election_id = %s AND word >= %s AND word < %s"
    parts: dict[str, list[int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(f"{asked} ORDER BY word, last LIMIT {FEW_PARTS}", [election.pk, b"=", b"A"])
        rows = cursor.fetchall()
    for word, runs in rows:
        parts.setdefault(bytes(word).decode(), []).extend(_unpacked(bytes(runs)))
    levels = [(word, Runs.of(bounds)) for word, bounds in parts.items()]
    if len(rows) == FEW_PARTS:
        levels = [(word, list_of(election, word)) for word in _words(election, b"=", b"A")]
    levels.sort(key=lambda level: level[1].reach(0) or (END, END))
    units, stations = ({word[1:]: runs for word, runs in levels if word[0] == sign} for sign in "@=")
    return units, stations


def words_beginning(election: ElectionRow, letters: str) -> list[str]:
    """The words of an election that begin so, in order."""
    return _words(election, letters.encode(), letters.encode() + b"\xff")


def _words(election: ElectionRow, first: bytes, after: bytes) -> list[str]:
    asked = "SELECT DISTINCT word FROM search_word WHERE election_id = %s AND word >= %s AND word < %s"
    return [word.decode() for word in _ask(f"{asked} ORDER BY word", election.pk, first, after)]


def _ask(sql: str, *values: str | bytes | int) -> list[bytes]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [bytes(value) for (value,) in cursor.fetchall()]


def index_areas(election: ElectionRow) -> None:
    """Write the lists of an election whose areas stand in their table."""
    lists: dict[str, array[int]] = {}
    rows = AreaRow.objects.filter(election=election).order_by("pk")
    told = rows.values_list("pk", "kind", "level", "number", "search_text")
    for pk, kind, level, number, text in told.iterator(chunk_size=2000):
        for word in keys_of(kind, level, number, text):
            bounds = lists.get(word)
            if bounds is None:
                lists[word] = array("Q", (pk, pk + 1))
            elif bounds[-1] == pk:
                bounds[-1] = pk + 1
            else:
                bounds.extend((pk, pk + 1))
    rows_made = (
        row
        for word, bounds in chain(lists.items(), _beginnings(lists))
        for row in _rows(election, word, bounds)
    )
    while batch := list(islice(rows_made, 2000)):
        insert_values(SearchWord, batch)


def index_again(election: ElectionRow, changes: Iterable[tuple[int, set[str], set[str]]]) -> None:
    """Change the lists of areas that are found by other keys than before: row id, keys before and after."""
    moves: dict[str, tuple[set[int], set[int]]] = {}
    whole: dict[int, tuple[set[str], set[str]]] = {}
    for pk, before, after in changes:
        whole[pk] = whole.get(pk, (before, after))[0], after
    for pk, (before, after) in whole.items():
        before, after = before | _beginnings_of(before), after | _beginnings_of(after)
        for word in before ^ after:
            moves.setdefault(word, (set(), set()))[word in after].add(pk)
    for word, (gone, come) in moves.items():
        rows = SearchWord.objects.filter(election=election, word=word.encode())
        bounds = united(_unpacked(bytes(runs)) for runs in rows.values_list("runs", flat=True))
        if not bounds and word.startswith("*"):
            continue
        taken = Found(bounds).without(_found(gone & set(Found(bounds).row_ids())))
        rows.delete()
        insert_values(SearchWord, list(_rows(election, word, united([taken.bounds, _found(come).bounds]))))


def keys_of(kind: str, level: str, number: str, text: str) -> set[str]:
    """All that an area is listed by, but for beginnings of words."""
    keys = {word[:LONGEST_TERM] for word in text.split()}
    if kind == "unit":
        return keys | {f"@{level}"}
    if number.isascii() and number.isdecimal():
        keys.add(f"#{int(number)}")
    return keys | {f"={level}"}


def _found(keys: Iterable[int]) -> Found:
    return Found(united((key, key + 1) for key in sorted(keys)))


def _beginnings_of(words: Iterable[str]) -> set[str]:
    return {f"*{word[:end]}" for word in words if _has_beginnings(word) for end in range(1, len(word) + 1)}


def _has_beginnings(word: str) -> bool:
    return word[0] not in "#@=*" and not word.isdecimal()


def _beginnings(lists: Mapping[str, Bounds]) -> Iterator[tuple[str, Bounds]]:
    """The lists of beginnings whose words have more than a part of runs."""
    words = sorted(filter(_has_beginnings, lists))

    def within(low: int, high: int, length: int) -> Iterator[tuple[str, Bounds]]:
        if sum(len(lists[word]) for word in words[low:high]) <= 2 * PART:
            return
        if length:
            yield f"*{words[low][:length]}", united(lists[word] for word in words[low:high])
        while low < high:
            if len(words[low]) == length:
                low += 1
                continue
            end = bisect_left(words, f"{words[low][: length + 1]}\U0010ffff", low, high)
            yield from within(low, end, length + 1)
            low = end

    return within(0, len(words), 0)


def _rows(election: ElectionRow, word: str, bounds: Bounds) -> Iterator[dict[str, object]]:
    for start in range(0, len(bounds), 2 * PART):
        part = bounds[start : start + 2 * PART]
        packed = _packed(part)
        yield {"election_id": election.pk, "word": word.encode(), "last": part[-1] - 1, "runs": packed}


def _packed(bounds: Bounds) -> bytes:
    steps = [bounds[0], *(after - first for first, after in pairwise(bounds))]
    return zlib.compress(struct.pack(f"<{len(steps)}Q", *steps), 1)


def _unpacked(runs: bytes) -> list[int]:
    packed = zlib.decompress(runs)
    return list(accumulate(struct.unpack(f"<{len(packed) // 8}Q", packed)))
