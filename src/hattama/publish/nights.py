"""Counting night as files: times of steps and custody of papers, of one area and of the whole election."""

import datetime
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from hattama.core.entries import CustodyChain, StepTime, Timeline, check_chain, check_timeline
from hattama.core.norms import Calendar
from hattama.core.protocols import StepDefinition
from hattama.core.vocabulary import Finding
from hattama.publish.tables import csv_pieces

TIMELINE: Final = "timeline.csv"
CUSTODY_TABLE: Final = "custody.csv"
NIGHT_STATES: Final = "state/nights.jsonl"
NIGHT_SCHEMA: Final = 1
ROWS_IN_A_PIECE: Final = 2000

TIMELINE_COLUMNS: Final = (
    *("area_id", "contest", "step", "at", "place", "recorded_at", "method"),
    *("stands", "findings", "log_index"),
)
CUSTODY_COLUMNS: Final = (
    *("area_id", "contest", "number", "replaced_by", "paper", "event", "at", "holder", "holder_sha256"),
    *("attachment", "document", "shown_to", "pages", "seal"),
    *("recorded_at", "method", "findings", "log_index"),
)


@dataclass(frozen=True, slots=True)
class NightRules:
    """What the times of an election are held against: the pack's steps, election day, the calendar."""

    steps: tuple[StepDefinition, ...]
    polling_on: datetime.date
    calendar: Calendar


@dataclass(frozen=True, slots=True)
class NightRecord:
    """All statements about the steps and the papers of one area."""

    area_id: str
    timeline: Timeline
    chain: CustodyChain

    @property
    def last_index(self) -> int:
        """The place in the log of the last entry behind this."""
        times = (time.index for stated in self.timeline.values() for time in stated)
        return max((*times, *(entry.index for entry in self.chain.entries)))


def render_night_states(records: Iterable[NightRecord]) -> Iterator[bytes]:
    """The documents of areas in pieces, one line each; `records` in the order of area identifiers."""
    lines = map(_render_night_state, records)
    yield b"".join(islice(lines, ROWS_IN_A_PIECE))
    while piece := b"".join(islice(lines, ROWS_IN_A_PIECE)):
        yield piece


def _render_night_state(record: NightRecord) -> bytes:
    document = {
        "area": record.area_id,
        "papers": [_paper(entry.index, entry.body, record.chain.replaced) for entry in record.chain.entries],
        "schema": NIGHT_SCHEMA,
        "steps": [
            {
                "log_index": time.index,
                "contest": contest or None,
                "step": step,
                "at": time.at,
                "place": time.place,
                "recorded_at": time.recorded_at,
                "method": time.method,
                "stands": stands,
            }
            for contest, step, time, stands in _statements(record.timeline)
        ],
        "tree_size": record.last_index + 1,
    }
    return (json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n").encode()


def render_timeline_csv(records: Iterable[NightRecord], rules: NightRules) -> Iterator[bytes]:
    """The table of times in pieces; `records` in the order of area identifiers."""
    return csv_pieces(TIMELINE_COLUMNS, (row for record in records for row in _timeline_rows(record, rules)))


def render_custody_csv(records: Iterable[NightRecord]) -> Iterator[bytes]:
    """The table of custody in pieces; `records` in the order of area identifiers."""
    return csv_pieces(CUSTODY_COLUMNS, (row for record in records for row in _custody_rows(record)))


def _paper(index: int, body: Mapping[str, Any], replaced: Mapping[int, int]) -> dict[str, Any]:
    said = {key: value for key, value in body.items() if key not in ("kind", "schema", "area")}
    return {**said, "log_index": index, "replaced_by": replaced.get(body["number"])}


def _statements(timeline: Timeline) -> list[tuple[str, str, StepTime, bool]]:
    """Every statement with its contest and step, and whether it stands, in the order of the log and step."""
    all_of_them = [
        (contest, step, time, time is stated[-1])
        for (contest, step), stated in timeline.items()
        for time in stated
    ]
    return sorted(all_of_them, key=lambda statement: (statement[2].index, statement[1]))


def _timeline_rows(record: NightRecord, rules: NightRules) -> Iterator[Sequence[object]]:
    if not record.timeline:
        return
    found = check_timeline(record.timeline, rules.steps, polling_on=rules.polling_on, calendar=rules.calendar)
    codes = _codes((contest, finding.fields[0], finding) for contest, finding in found)
    for contest, step, time, stands in _statements(record.timeline):
        told = codes.get((contest, step)) if stands else None
        yield (
            *(record.area_id, contest, step, time.at, time.place, time.recorded_at, time.method),
            *(int(stands), told, time.index),
        )


def _custody_rows(record: NightRecord) -> Iterator[Sequence[object]]:
    standing = record.chain.standing()
    found = [finding for finding in check_chain(standing) if len(finding.fields) > 1]
    codes = _codes((finding.fields[0], finding.fields[1], finding) for finding in found)
    stands = {entry.number for entry in standing}
    for index, body in record.chain.entries:
        number, document = body["number"], body["document"]
        told = codes.get((body["paper"], body["event"])) if number in stands else None
        yield (
            *(record.area_id, body["contest"], number, record.chain.replaced.get(number)),
            *(body[name] for name in ("paper", "event", "at", "holder", "holder_sha256", "attachment")),
            document and document["sha256"],
            *(body[name] for name in ("shown_to", "pages", "seal", "recorded_at", "method")),
            *(told, index),
        )


def _codes(found: Iterable[tuple[str, str, Finding]]) -> dict[tuple[str, str], str]:
    codes: dict[tuple[str, str], set[str]] = {}
    for first, second, finding in found:
        codes.setdefault((first, second), set()).add(finding.code)
    return {key: " ".join(sorted(of_it)) for key, of_it in codes.items()}
