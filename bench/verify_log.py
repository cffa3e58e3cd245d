"""A log as large as a continent's night, written as a bundle: what `bench_verify` verifies.

Every precinct sends a protocol of every contest with all its figures and a scan; of two in a hundred the
figures do not add up, and their findings say so. The log closes with totals of every level.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import NamedTuple

from hattama.core.entries import nest_figures, protocol_in, summable_figures
from hattama.core.protocols import Protocol
from hattama.core.tabulation import Total, expected_findings
from hattama.core.transparency_log import (
    Checkpoint,
    LogEdge,
    Note,
    SignedCheckpoint,
    canonical_bytes,
    grow,
    sign_text,
)
from hattama.core.vocabulary import Tally
from hattama.formats.private_keys import make_private_key
from hattama.verification.foundation import Foundation
from tests.verification.made_log import ORIGIN, entry, head_entries, make_foundation, protocol

SIZES, SHIFTS, BROKEN_EVERY = 3, 20, 50
"""The example of the form up to so many times over; up to so many votes given to another; broken ones."""
BATCH = 1 << 14
_AREA, _SHA, _MOMENT = "AREA-STANDS-HERE", "5ca0" * 16, "2026-08-30T20:00:00+00:00"
_GRAVE = ("hard", "broken")
_MORNING = "2026-08-31T06:00:00+00:00"
_NIGHT = datetime(2026, 8, 30, 15, 0, tzinfo=UTC)


class Drawn(NamedTuple):
    """Which of the protocols a precinct sends, of every contest the same."""

    times: int
    shift: int
    broken: bool


class MadeNight:
    """The entries of one night, in the order of the log."""

    def __init__(self, precincts: int, contests: int, *, districts: int = 200, regions: int = 20) -> None:
        self.foundation = make_foundation(precincts, contests, districts=districts, regions=regions)
        self._templates = {
            (code, drawn): told
            for drawn in map(Drawn._make, product(range(1, SIZES + 1), range(SHIFTS), (False, True)))
            for code, told in _templates(self.foundation, drawn)
        }

    def entries(self) -> Iterator[bytes]:
        """All entries from `open` to `close`."""
        key = make_private_key(ORIGIN, bytes(32)).key
        head = [canonical_bytes(body) for body in head_entries(self.foundation, key)]
        yield from head
        yield from self._protocols()
        size = len(head) + len(self.foundation.paths) * len(self.foundation.election.contests)
        yield from (canonical_bytes(body) for body in self._closing(size))

    def _protocols(self) -> Iterator[bytes]:
        # Contest by contest, so that a precinct's protocols lie far apart as they do in a night.
        precincts = sorted(self.foundation.paths)
        for round_, contest in enumerate(self.foundation.election.contests):
            for number, precinct in enumerate(precincts):
                whole = self._templates[contest.code, _drawn(number)]
                sha256 = hashlib.sha256(f"{precinct}/{contest.code}".encode()).hexdigest()
                second = (round_ * len(precincts) + number) // 100
                moment = (_NIGHT + timedelta(seconds=second)).isoformat(timespec="seconds")
                for stands, told in ((_AREA, precinct), (_SHA, sha256), (_MOMENT, moment)):
                    whole = whole.replace(stands.encode(), told.encode())
                yield whole

    def _closing(self, size: int) -> Iterator[dict[str, object]]:
        totals = self._totals()
        for area in self.foundation.units:
            for contest in self.foundation.contests_in(area):
                yield entry(
                    "total",
                    recorded_at=_MORNING,
                    area=area,
                    contest=contest,
                    level=self.foundation.areas.area(area).level,
                    tree_size=size,
                    rule_pack_sha256=self.foundation.sha256["rulepack.toml"],
                    **totals[area, contest].facts(),
                )
        root = self.foundation.areas.root.area_id
        counts = {
            name: {c: getattr(totals[root, c], name) for c in self.foundation.contests_in(root)}
            for name in ("expected", "received", "annulled")
        }
        yield entry(
            "close",
            recorded_at=_MORNING,
            election=self.foundation.election.election_id,
            tree_size=size,
            **counts,
        )

    def _totals(self) -> dict[tuple[str, str], Total]:
        """Sums by multiplication: how many protocols of each shape lie below an area."""
        shapes: dict[str, Counter[Drawn]] = {}
        for number, precinct in enumerate(sorted(self.foundation.paths)):
            for area in self.foundation.above(precinct):
                shapes.setdefault(area, Counter())[_drawn(number)] += 1
        return {
            (area, contest.code): _total(self.foundation, contest.code, counts)
            for area, counts in shapes.items()
            for contest in self.foundation.election.contests
        }


def _drawn(number: int) -> Drawn:
    return Drawn(number * 7919 % SIZES + 1, number * 104729 % SHIFTS, number % BROKEN_EVERY == 0)


def _figures(foundation: Foundation, contest: str, drawn: Drawn) -> dict[str, int]:
    figures = {key: value * drawn.times for key, value in foundation.rules[contest].example}
    figures["votes[a]"] -= drawn.shift - drawn.broken
    figures["votes[b]"] += drawn.shift
    return figures


def _templates(foundation: Foundation, drawn: Drawn) -> Iterator[tuple[str, bytes]]:
    """The entries of one precinct, contest by contest, with findings that the rules ask for."""
    area = next(iter(foundation.paths))
    current: dict[str, Protocol] = {}
    for contest in (contest.code for contest in foundation.election.contests):
        body = protocol(foundation, area, contest, recorded_at=_MOMENT, signed_at=_MOMENT)
        body["figures"] = nest_figures(_figures(foundation, contest, drawn))
        body["scans"][0]["sha256"] = _SHA
        told = protocol_in(body)
        body["findings"] = expected_findings(foundation.ground, body, current)
        hard = [found for found in body["findings"] if (found["severity"], found["verdict"]) == _GRAVE]
        assert bool(hard) is drawn.broken, f"{drawn}: {hard}"
        current[contest] = told
        yield contest, canonical_bytes({**body, "area": _AREA})


def _total(foundation: Foundation, contest: str, counts: Mapping[Drawn, int]) -> Total:
    received = sum(counts.values())
    sums: dict[str, int] = {}
    for drawn, count in counts.items():
        figures = _figures(foundation, contest, drawn)
        for key, value in summable_figures(foundation.forms[contest], figures).items():
            sums[key] = sums.get(key, 0) + value * count
    broken_ones = sum(count for drawn, count in counts.items() if drawn.broken)
    figures_of = {key: Tally(value, received) for key, value in sums.items()}
    return Total(received, received, broken_ones, 0, figures_of)


def write_bundle(night: MadeNight, folder: Path) -> int:
    """The log's part of a bundle, with what it stands on; how many entries it has."""
    for name, data in {**night.foundation.files}.items():
        (folder / name).write_bytes(data)
    edge, batch = LogEdge(), list[bytes]()
    for told in night.entries():
        batch.append(told)
        if len(batch) == BATCH:
            edge, batch = _grown(edge, batch, folder), []
    edge = _grown(edge, batch, folder)
    private = make_private_key(ORIGIN, bytes(32))
    checkpoint = Checkpoint(ORIGIN, edge.size, edge.root())
    note = Note(checkpoint.text(), (sign_text(checkpoint.text(), private.key, private.sign),))
    (folder / "checkpoint").write_bytes(SignedCheckpoint(checkpoint, note).encoded())
    (folder / "log.vkey").write_text(f"{private.key.vkey()}\n")
    (folder / "policy.txt").write_text(f"log {private.key.vkey()}\nquorum none\n")
    return edge.size


def _grown(edge: LogEdge, batch: list[bytes], folder: Path) -> LogEdge:
    growth = grow(edge, batch)
    for path, data in growth.files:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return growth.edge
