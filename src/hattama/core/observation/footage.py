"""What cameras saw of the count: from how many angles each step, and when none of them was looking."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from hattama.core.entries import Step
from hattama.core.records import Record

VIDEO: Final = "video"
"""The register of cameras and of what they recorded."""

CAMERA, RECORDING, OUTAGE = "camera", "recording", "outage"
"""Its kinds of records that are about what could be seen."""

_MINUTE: Final = datetime.timedelta(minutes=1)


class Stretch(NamedTuple):
    """A time through which one camera recorded or broadcast without a break; both ends belong to it."""

    camera: str
    begun_at: datetime.datetime
    ended_at: datetime.datetime


class Gap(NamedTuple):
    """A time in which no camera was looking."""

    begun_at: datetime.datetime
    ended_at: datetime.datetime

    @property
    def minutes(self) -> int:
        """Whole minutes, a begun one counted."""
        return -((self.begun_at - self.ended_at) // _MINUTE)


@dataclass(frozen=True, slots=True)
class Footage:
    """Which cameras saw each step whose time is known; the gaps between the first of these and the last."""

    seen: Mapping[Step, frozenset[str]]
    gaps: tuple[Gap, ...]

    @property
    def least_angles(self) -> int:
        """From how many angles the step was seen that was seen from the fewest; 0 where no time is known."""
        return min(map(len, self.seen.values()), default=0)

    @property
    def unseen(self) -> int:
        """How many steps no camera saw."""
        return sum(not cameras for cameras in self.seen.values())

    @property
    def minutes_missing(self) -> int:
        """How long all gaps are together, each in whole minutes."""
        return sum(gap.minutes for gap in self.gaps)


def cover(steps: Mapping[Step, datetime.datetime], stretches: Iterable[Stretch]) -> Footage:
    """Hold the moments of `steps` against what was recorded."""
    known = list(stretches)
    seen = {
        step: frozenset(one.camera for one in known if one.begun_at <= at <= one.ended_at)
        for step, at in steps.items()
    }
    if not steps:
        return Footage(seen, ())
    return Footage(seen, tuple(_gaps(min(steps.values()), max(steps.values()), known)))


def _gaps(begin: datetime.datetime, end: datetime.datetime, stretches: Sequence[Stretch]) -> list[Gap]:
    # A count of one moment has no between: it is a gap where nobody saw that moment.
    if begin == end:
        looked = any(one.begun_at <= begin <= one.ended_at for one in stretches)
        return [] if looked else [Gap(begin, end)]
    gaps, at = [], begin
    for one in sorted(stretches, key=lambda one: one.begun_at):
        if at < one.begun_at and at < end:
            gaps.append(Gap(at, min(one.begun_at, end)))
        at = max(at, one.ended_at)
    return [*gaps, Gap(at, end)] if at < end else gaps


def stretches_in(records: Iterable[Record]) -> tuple[Stretch, ...]:
    """What the records of the register say was recorded or broadcast, less the times at which it broke off.

    A recording of which one end is not stated, or only a range, shows nothing that could be counted; nor does
    one of a camera of which it is said that the count is not in its picture.
    """
    told = list(records)
    blind = {one.record_id for one in told if one.kind.code == CAMERA and one.value("shows_count") == "no"}
    broken = [(one.value("recording"), span) for one in told if (span := _span(one, OUTAGE)) is not None]
    return tuple(
        Stretch(_camera(record), *part)
        for record in told
        if (span := _span(record, RECORDING)) is not None and _camera(record) not in blind
        for part in _without(span, [outage for name, outage in broken if name == record.record_id])
    )


def _camera(record: Record) -> str:
    """Which angle; recordings that name no camera are of one angle together, as nobody says of more."""
    camera = record.value("camera")
    return camera if isinstance(camera, str) else ""


def _span(record: Record, kind: str) -> Gap | None:
    begun, ended = record.value("begun_at"), record.value("ended_at")
    if record.kind.code != kind or not isinstance(begun, datetime.datetime):
        return None
    return Gap(begun, ended) if isinstance(ended, datetime.datetime) and begun < ended else None


def _without(span: Gap, outages: Iterable[Gap]) -> list[Gap]:
    parts = [span]
    for outage in outages:
        parts = [
            part
            for whole in parts
            for part in (
                Gap(whole.begun_at, min(whole.ended_at, outage.begun_at)),
                Gap(max(whole.begun_at, outage.ended_at), whole.ended_at),
            )
            if part.begun_at < part.ended_at
        ]
    return parts
