"""What observers saw at one place beside what was published of it: copies, their own counts, both clocks.

All of it is made from the tables that organisations opened to everybody, and changes no sum.
"""

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple
from zoneinfo import ZoneInfo

from hattama.core.entries import TurnoutPoint
from hattama.core.observation import (
    COPY,
    COUNTING,
    TURNOUT,
    CopyBeside,
    HoursBeside,
    ObservationForm,
    Pace,
    StepBeside,
    Submission,
    announced_spans,
    counted_in_all,
    fastest,
    lay_copies_beside,
    lay_hours_beside,
    lay_steps_beside,
    read_copy,
    read_hours,
)
from hattama.core.vocabulary import Count, Words
from hattama.web.kernel.elections.loading import Definition, load_path
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.night.tables import load_timelines
from hattama.web.observation.opened import opened_tables, read_table
from hattama.web.observation.reading import form_value
from hattama.web.turnout.reading import load_turnout

PHASES = (COPY, TURNOUT, COUNTING)
"""The phases whose forms are held against something published."""
MOST_AT_ONE_PLACE = 50
"""So many forms of one place and phase are shown; the tables have all."""

Shown = Mapping[str, tuple[Words, Count]]
"""What a protocol shows, by key of the figure: its label and its value."""


class Said(NamedTuple):
    """A filled form, by whose observer, and the form that was filled in."""

    organisation: Words
    form: ObservationForm
    sent: Submission


@dataclass(frozen=True, slots=True)
class CopyLine:
    """A copy. `figures`: those that differ, as label, observer's copy and protocol."""

    organisation: Words
    beside: CopyBeside
    kind: Words | None
    reason: Words | None
    figures: tuple[tuple[Words, Count, Count], ...]


@dataclass(frozen=True, slots=True)
class ContestCopies:
    """All copies of one protocol. `apart`: in which figures they differ among themselves."""

    contest: Words
    lines: tuple[CopyLine, ...]
    apart: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class HoursLine:
    """An observer's own count beside what one source announced (empty: nobody did)."""

    organisation: Words
    source: str
    beside: HoursBeside


@dataclass(frozen=True, slots=True)
class Clock:
    """When an observer says that a step was taken, and by how many minutes that is later or earlier than the
    commission says. A time that cannot be is not `is_likely`."""

    organisation: Words
    at: datetime.datetime
    minutes: int
    is_likely: bool

    @property
    def later(self) -> int:
        """By how many minutes, 0 where it is not."""
        return max(0, self.minutes)

    @property
    def earlier(self) -> int:
        """By how many minutes, 0 where it is not."""
        return max(0, -self.minutes)


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step by both clocks."""

    words: Words
    beside: StepBeside
    observers: tuple[Clock, ...]


@dataclass(frozen=True, slots=True)
class Busiest:
    """The span in which most voters an hour were announced, beside the fastest that an observer counted.

    `tables`: the most at which ballots were given out, by any observer; 0 where none says.
    """

    source: str
    announced: Pace
    tables: int
    counted: Pace | None

    @property
    def seconds(self) -> int:
        """How many seconds a voter had at a table."""
        return self.announced.seconds(self.tables)


@dataclass(frozen=True, slots=True)
class SeenHere:
    """What observers saw at one place; all empty where none was. `left_out`: forms beyond those shown.

    `beyond`: how many voters they counted, and how many received ballots by the protocols, if that is less.
    """

    copies: tuple[ContestCopies, ...] = ()
    hours: tuple[HoursLine, ...] = ()
    steps: tuple[StepLine, ...] = ()
    left_out: int = 0
    beyond: tuple[int, int] | None = None
    busiest: Busiest | None = None

    @property
    def is_any(self) -> bool:
        """Whether any observer says anything of this place."""
        return bool(self.copies or self.hours or self.steps)


def said_of(election: ElectionRow) -> Callable[[str, str], Iterator[Said]] | None:
    """What stands in the open tables by phase and place; None where no organisation has opened any."""
    tables = [one for one in opened_tables(election) if one.form.phase in PHASES]

    def said(phase: str, station: str) -> Iterator[Said]:
        for one in tables:
            if one.form.phase == phase:
                form, names = form_value(one.form), Words.of(one.organisation.names)
                yield from (Said(names, form, sent) for sent in read_table(one.sha256).get(station, ()))

    return said if tables else None


def seen_here(
    definition: Definition, area: AreaRow, shown: Mapping[str, Shown], contests: Mapping[str, Words]
) -> SeenHere | None:
    """What observers saw at a precinct; None where no organisation has opened any table of the election.

    `shown`: what the protocols that came show, by contest; `contests`: those held there.
    """
    said = said_of(area.election)
    if said is None:
        return None
    every = {phase: list(said(phase, area.code)) for phase in PHASES}
    some = {phase: _numbered(told[:MOST_AT_ONE_PLACE]) for phase, told in every.items()}
    announced = _announced(area) if every[TURNOUT] else {}
    return SeenHere(
        _copies(some[COPY], shown, contests),
        _hours(some[TURNOUT], announced),
        _steps(some[COUNTING], definition, area),
        sum(max(0, len(told) - MOST_AT_ONE_PLACE) for told in every.values()),
        _beyond(every[TURNOUT], shown, len(contests), definition.election.polling_on),
        _busiest(every[TURNOUT], announced),
    )


def _numbered(told: Sequence[Said]) -> list[Said]:
    """With names that tell the forms of two organisations apart, whatever telephones called them."""
    numbered = enumerate(told)
    return [one._replace(sent=replace(one.sent, instance_id=str(number))) for number, one in numbered]


def _copies(
    told: Sequence[Said], shown: Mapping[str, Shown], contests: Mapping[str, Words]
) -> tuple[ContestCopies, ...]:
    published = {(one.sent.station, code): _given(sheet) for one in told[:1] for code, sheet in shown.items()}
    places = lay_copies_beside((read_copy(one.sent) for one in told), published)
    return tuple(
        ContestCopies(
            contests[place.contest],
            tuple(_copy(one, told, shown.get(place.contest, {})) for one in place.copies),
            tuple(_label(shown.get(place.contest, {}), key) for key in place.apart),
        )
        for place in places
        if place.contest in contests
    )


def _label(sheet: Shown, key: str) -> Words:
    return sheet[key][0] if key in sheet else Words.of({"kk": key})


def _given(sheet: Shown) -> dict[str, int]:
    return {key: value for key, (_, value) in sheet.items() if value is not None}


def _copy(beside: CopyBeside, told: Sequence[Said], sheet: Shown) -> CopyLine:
    said = told[int(beside.copy.instance_id)]
    differing = () if beside.comparison is None else beside.comparison.differ
    return CopyLine(
        said.organisation,
        beside,
        _option(said.form, "copy", beside.copy.kind),
        _option(said.form, "why_none", beside.copy.why_none),
        tuple((_label(sheet, one.cell.key), one.first, one.second) for one in differing),
    )


def _option(form: ObservationForm, name: str, code: str) -> Words | None:
    question = form.by_name.get(name)
    options = () if question is None else question.options
    return next((option.labels for option in options if option.code == code), None)


Announced = Mapping[tuple[str, str | None], Sequence[TurnoutPoint]]
"""What was announced of a place, by who said it and contest."""


def _announced(area: AreaRow) -> Announced:
    announced: dict[tuple[str, str | None], list[TurnoutPoint]] = {}
    for one in load_turnout([area]):
        announced.setdefault((one.entry.source, one.entry.contest), []).append(one.entry.point)
    return announced


def _busiest(told: Sequence[Said], announced: Announced) -> Busiest | None:
    """None where nobody counted, or two numbers were never announced."""
    counted = [hours for one in told if (hours := read_hours(one.sent)) is not None]
    spans = {span: source for (source, _), points in announced.items() for span in announced_spans(points)}
    busiest = fastest(spans) if counted else None
    if busiest is None:
        return None
    tables = max(one.tables or 0 for one in counted)
    return Busiest(spans[busiest], busiest, tables, fastest(one.pace for one in counted))


def _hours(told: Sequence[Said], announced: Announced) -> tuple[HoursLine, ...]:
    counted = [hours for one in told if (hours := read_hours(one.sent)) is not None]
    series = announced or {("", None): []}
    return tuple(
        HoursLine(told[int(beside.counted.instance_id)].organisation, source, beside)
        for (source, _), points in series.items()
        for beside in lay_hours_beside(counted, points)
    )


def _beyond(
    told: Sequence[Said], shown: Mapping[str, Shown], contests: int, polling_on: datetime.date
) -> tuple[int, int] | None:
    """Whoever received a ballot is in the list of a contest, of most in that with the longest list; while a
    protocol is missing that list is not known."""
    issued = [sheet["ballots_issued"][1] for sheet in shown.values() if "ballots_issued" in sheet]
    known = [number for number in issued if number is not None]
    if not known or len(known) < contests:
        return None
    hours = (read_hours(one.sent) for one in told)
    counted = counted_in_all(one for one in hours if one is not None and one.began.date() == polling_on)
    return (counted, max(known)) if counted > max(known) else None


def _steps(told: Sequence[Said], definition: Definition, area: AreaRow) -> tuple[StepLine, ...]:
    steps = {step.code: step.words for step in definition.pack.steps}
    if not told or not steps:
        return ()
    laid = lay_steps_beside(
        list(steps), _commission(area), (one.sent for one in told), _closed_at(definition, area)
    )
    return tuple(
        StepLine(
            steps[one.step],
            one,
            tuple(
                Clock(told[int(name)].organisation, at, one.minutes.get(name, 0), is_likely)
                for is_likely, times in ((True, one.observers), (False, one.implausible))
                for name, at in times.items()
            ),
        )
        for one in laid
        if one.observers or one.implausible
    )


def _commission(area: AreaRow) -> dict[str, datetime.datetime]:
    """When steps were taken by the commission. A form asks for one time of each: where contests have several
    there is nothing to hold it against."""
    stated: dict[str, list[datetime.datetime]] = {}
    for (_, step), times in load_timelines([area.pk]).get(area.pk, {}).items():
        stated.setdefault(step, []).append(times[-1].moment)
    return {step: moments[0] for step, moments in stated.items() if len(moments) == 1}


def _closed_at(definition: Definition, area: AreaRow) -> datetime.datetime:
    closed = definition.counted_from([one.code for one in load_path(area)], area)
    # Where nobody knows when polls closed, a count before noon is of a clock of twelve hours.
    noon = datetime.datetime.combine(definition.election.polling_on, datetime.time(12))
    return closed or noon.replace(tzinfo=ZoneInfo(area.time_zone))
