"""The ordinary protocols of some precincts, taken one by one; in the end checked and added up together."""

import operator
from array import array
from binascii import hexlify
from bisect import bisect_left
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from typing import NamedTuple

from hattama.core.entries import finding_body, flatten_figures, is_findings
from hattama.core.protocols import Protocol
from hattama.core.tabulation import check_precinct
from hattama.core.transparency_log import EntryRefused, canonical_bytes, leaf_hash, parse_canonical
from hattama.publish.records import ScanRecord
from hattama.verification.foundation import Foundation
from hattama.verification.histories import Body
from hattama.verification.quick.columns import NotByColumn
from hattama.verification.quick.shapes import MARK, Printed, Row, Shape, has_shape, pattern_of, signs_of
from hattama.verification.sums import Ledger, Schedule, change_in
from hattama.verification.tables import protocol_tables

MOST_OF_A_CONTEST = 16
"""Shapes of one contest: each is tried for an entry, so there must not be many."""

_CONTEST = b',"contest":"'
_FIGURES, _FINDINGS, _AFTER = b',"figures":', b',"findings":', b',"illegible":'


def _contest_in(entry: bytes) -> bytes:
    start = entry.find(_CONTEST) + len(_CONTEST)
    return entry[start : entry.find(b'"', start)]


class _History(NamedTuple):
    """Which contests a precinct holds, by the shapes of its protocols so far; what the last must find, and
    what files show of it then (None before the first)."""

    contests: tuple[str, ...]
    shapes: tuple[Shape, ...]
    findings: bytes
    printed: Printed | None


class Shown(NamedTuple):
    """What is asked and shown of one protocol: `texts` are the contest in the line of its precinct and its
    rows in each table, `scan` is its hash and size; when it was recorded is told beside when it was signed.
    """

    at: int
    contest: str
    recorded_at: str
    signed_at: str | None
    scan: ScanRecord | None
    texts: Sequence[bytes]


class Quick:
    """Takes the ordinary entries about some precincts, one by one; in the end checks and adds them up."""

    def __init__(self, foundation: Foundation, precincts: Sequence[str]) -> None:
        self._foundation = foundation
        self._precincts = precincts
        self._shapes: dict[tuple[bytes, bytes], list[Shape]] = {}
        """By the contest, and what stands between the digits of the figures."""
        self._all: list[Shape] = []
        self._known: set[tuple[str, bytes, tuple[str, ...]]] = set()
        held = [foundation.contests_at[area] for area in precincts]
        starts = {contests: number for number, contests in enumerate(dict.fromkeys(held))}
        self._histories = [_History(contests, (), b"", None) for contests in starts]
        self._history_of = array("q", map(starts.__getitem__, held))
        self._next: dict[tuple[int, int], int | None] = {}
        self._findings: list[bytes] = []
        self._numbers: dict[bytes, int] = {}
        self._rows_of: dict[int, list[tuple[Shape, int]]] = {}
        self._shared: dict[str, array[int]] = {}
        self._tables = protocol_tables(foundation)[1]
        self._odd: set[int] = set()

    def learn(self, body: Body, entry: bytes) -> None:
        """Take the shape of a sound entry, if it has one and no text in it looks like the mark of a place."""
        if MARK in entry or body["contest"] not in self._foundation.rules or not has_shape(body):
            return
        likeness = (body["contest"], pattern_of(body), tuple(flatten_figures(body["figures"])))
        alike = sum(contest == body["contest"] for contest, _, _ in self._known)
        if likeness in self._known or alike >= MOST_OF_A_CONTEST:
            return
        self._known.add(likeness)
        try:
            shape = Shape(self._foundation, len(self._all), body)
        except NotByColumn:
            return
        for name, _ in shape.shared:
            self._shared.setdefault(name, array("q", [-1]) * len(self._precincts))
        self._all.append(shape)
        self._shapes.setdefault((_contest_in(entry), shape.signs), []).append(shape)

    def take(self, at: int, entry: bytes, slot: int, is_sound_moment: Callable[[bytes], bool]) -> bool:
        """Take the entry of this index about the precinct in this place of the list, if it is ordinary."""
        start = entry.find(_FIGURES)
        middle = entry.find(_FINDINGS, start)
        end = entry.find(_AFTER, middle)
        if end < 0:
            return False
        text = entry[start + len(_FIGURES) : middle]
        rest = entry[:start] + entry[end:]
        for shape in self._shapes.get((_contest_in(entry), signs_of(text)), ()):
            match = shape.match(rest)
            values = None if match is None else shape.values_of(text)
            if match is None or values is None:
                continue
            history = self._history_after(self._history_of[slot], shape)
            groups = match.groups()
            findings = self._number_of(entry[middle + len(_FINDINGS) : end])
            if history is None or findings is None or not all(map(is_sound_moment, shape.moments_in(groups))):
                return False
            self._history_of[slot] = history
            self._rows_of.setdefault(slot, []).append((shape, len(shape.rows)))
            shape.add(Row(at, slot, history, findings), values, groups)
            self._compare(slot, shape, values)
            return True
        return False

    def _number_of(self, findings: bytes) -> int | None:
        """The number of a text; None where it does not spell findings, of which a shape says nothing."""
        if findings not in self._numbers:
            try:
                if not is_findings(parse_canonical(findings)):
                    return None
            except EntryRefused:
                return None
            self._numbers[findings] = len(self._findings)
            self._findings.append(findings)
        return self._numbers[findings]

    def entries_of(self, slot: int) -> list[tuple[int, bytes]]:
        """The entries that were taken of a precinct, in the order of the log."""
        area = self._precincts[slot]
        taken = ((shape, number, shape.rows[number]) for shape, number in self._rows_of.get(slot, ()))
        return [
            (row.at, shape.entry_of(number, area, self._findings[row.findings]))
            for shape, number, row in taken
        ]

    def shown_of(self, slot: int, leaf_of: Callable[[int], bytes]) -> list[Shown]:
        """What is shown of each protocol of an ordinary precinct. `leaf_of`: nothing where unknown."""
        area, shown = self._precincts[slot], []
        for shape, number in self._rows_of.get(slot, ()):
            at, _, history, findings = shape.rows[number]
            printed = self._histories[history].printed
            assert printed is not None, "the last protocol of a history is one"
            leaf = leaf_of(at) or leaf_hash(shape.entry_of(number, area, self._findings[findings]))
            texts, figures = shape.told_of(number)
            told = printed.of((area.encode(), hexlify(leaf), *texts, at, *figures))
            shown.append(Shown(at, shape.contest, *shape.asked_of(texts, at), told))
        return shown

    def _history_after(self, before: int, shape: Shape) -> int | None:
        """What a precinct's protocols are with this one more; None where it is not the first of a contest
        that is held there, or only the reference can tell what files show of it."""
        key = (before, shape.number)
        if key not in self._next:
            contests, shapes, *_ = self._histories[before]
            come = [one.contest for one in shapes]
            self._next[key] = None
            if shape.contest in contests and shape.contest not in come:
                told = (*shapes, shape)
                findings = self._expected(contests, told)
                with suppress(NotByColumn):
                    self._histories.append(
                        _History(contests, told, findings, Printed(shape, findings, self._tables))
                    )
                    self._next[key] = len(self._histories) - 1
        return self._next[key]

    def _expected(self, contests: tuple[str, ...], shapes: tuple[Shape, ...]) -> bytes:
        """What the last of a precinct's protocols must find, if no relation is broken."""
        found = shapes[-1].check.findings
        if len(shapes) > 1:
            held = {contest: self._foundation.rules[contest] for contest in contests}
            # With all figures alike nothing between contests is broken: what is found cannot be checked.
            examples = {s.contest: Protocol("example", s.contest, dict.fromkeys(s.keys, 0)) for s in shapes}
            found = (*found, *check_precinct(held, examples))
        return canonical_bytes([finding_body(finding) for finding in found])

    def _compare(self, slot: int, shape: Shape, values: Sequence[int]) -> None:
        """Hold what several protocols of a precinct should give alike against what came before."""
        for name, place in shape.shared:
            known = self._shared[name]
            if known[slot] < 0:
                known[slot] = values[place]
            elif known[slot] != values[place]:
                self._odd.add(slot)

    def settle(self, told: Collection[int], ledger: Ledger, schedule: Schedule) -> set[int]:
        """Check and add up all that was taken, but of precincts of which more was told; the places of those
        that have anything out of the ordinary: nothing of theirs is added up."""
        odd = self._odd.union(told)
        expected = [self._numbers.get(history.findings, -1) for history in self._histories]
        for shape in self._all:
            rows, _ = shape.check.ask(shape.columns())
            odd.update(shape.rows[number].slot for number in rows)
            odd.update(row.slot for row in shape.rows if row.findings != expected[row.history])
        for shape in self._all:
            self._add_up(shape, odd, ledger, schedule)
        return odd

    def _add_up(self, shape: Shape, odd: Collection[int], ledger: Ledger, schedule: Schedule) -> None:
        columns = shape.columns()
        derived = shape.check.derived(columns)
        summed = {key: _in_all([columns[place] for place in places]) for key, places in shape.summed.items()}
        start = 0
        for size in schedule.sizes:
            stop = bisect_left(shape.rows, size, key=operator.attrgetter("at"))
            below: dict[str, list[int]] = {}
            for number, row in enumerate(shape.rows[start:stop], start):
                if row.slot not in odd:
                    parent = self._foundation.parents[self._precincts[row.slot]]
                    below.setdefault(parent, []).append(number)
            start = stop
            for parent, rows in below.items():
                change = change_in(ledger, size, parent, shape.contest)
                change.received += len(rows)
                change.with_findings += len(rows) * shape.is_broken
                change.without_scan += len(rows) * (not shape.has_scan)
                change.last = max(change.last, shape.rows[rows[-1]].at)
                of_rows = _taking(rows)
                sums = {key: sum(of_rows(values)) for key, values in summed.items()}
                change.add_figures(sums, len(rows))
                for code, values in derived.items():
                    change.add_derived(code, sum(of_rows(values)), len(rows))


def _in_all(columns: Sequence[Sequence[int]]) -> Sequence[int]:
    """What some figures make together in every protocol."""
    return columns[0] if len(columns) == 1 else list(map(sum, zip(*columns, strict=True)))


def _taking(rows: Sequence[int]) -> Callable[[Sequence[int]], Sequence[int]]:
    """Takes these rows out of a column, all of them at once."""
    # Of a single one no tuple would be made.
    return operator.itemgetter(*rows) if len(rows) > 1 else operator.itemgetter(slice(rows[0], rows[0] + 1))
