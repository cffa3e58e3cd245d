"""Times of counting night as the log carries them, and which time of a step stands when it was corrected.

An entry of kind `steps` states one time or several. A step that was stated before can be stated again only
by an entry that names the time it takes the place of; both stay in the log.
"""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple, Protocol

from hattama.core.entries.parts import AREA_OR_CONTEST, METHOD, BrokenLifeCycle, Kind, always
from hattama.core.entries.schema_types import by_code, is_moment, one_of
from hattama.core.norms import Calendar
from hattama.core.protocols import RecordedStep, StepDefinition, StepPlace, StepScope, check_steps
from hattama.core.vocabulary import Finding, Message

STEPS = "steps"
"""The kind of the entry. It changes no sum."""

Step = tuple[str, str]
"""Contest code (empty: the step is the whole precinct's, or a commission's) and step code."""


class StepRefused(BrokenLifeCycle):
    """An entry about steps contradicts those before it; the subclass names the reason."""


class StepAlreadyRecorded(StepRefused):
    """The step has a time, and the entry does not name it as the one it corrects."""


class CorrectedTimeDoesNotStand(StepRefused):
    """The entry corrects a time that the step does not have."""


class NoSuchStep(StepRefused):
    """The rules know no such step, or it is not taken at such a place."""


class StepTime(NamedTuple):
    """One statement of a time. `at` is as written in the entry, with the offset of the commission's clock.

    `index` is the entry's place in the log, `recorded_at` when the statement was taken in (both as there).
    """

    index: int  # type: ignore[assignment]
    at: str
    place: str | None
    recorded_at: str
    method: str

    @property
    def moment(self) -> datetime.datetime:
        """The moment, aware."""
        return datetime.datetime.fromisoformat(self.at)

    def recorded(self) -> RecordedStep:
        """The statement as a value to check."""
        place = None if self.place is None else StepPlace(self.place)
        return RecordedStep(self.moment, datetime.datetime.fromisoformat(self.recorded_at), place)


Timeline = Mapping[Step, tuple[StepTime, ...]]
"""All statements of each step, oldest first: the last one stands."""


class TakingPlace(Protocol):
    """What must be known of an area to say which steps are taken there."""

    @property
    def is_precinct(self) -> bool:
        """Whether protocols are expected from it."""

    @property
    def is_root(self) -> bool:
        """Whether everything lies in it."""


def fold_steps(
    timeline: Timeline,
    index: int,
    body: Mapping[str, Any],
    steps: Iterable[StepDefinition],
    place: TakingPlace,
) -> dict[Step, tuple[StepTime, ...]]:
    """The timeline of one area after the entry `body` (which fits its schema).

    Raises a StepRefused when the entry contradicts the timeline or the rules.
    """
    contest = body["contest"] or ""
    taken = {step.code for step in steps_at(steps, contest, place)}
    after = dict(timeline)
    for code, at in body["times"].items():
        if code not in taken:
            raise NoSuchStep(code)
        stated = after.get((contest, code), ())
        corrected = body["corrects"].get(code)
        if stated and corrected is None:
            raise StepAlreadyRecorded(code)
        if corrected is not None and (not stated or stated[-1].at != corrected):
            raise CorrectedTimeDoesNotStand(code)
        time = StepTime(index, at, body["places"].get(code), body["recorded_at"], body["method"])
        after[contest, code] = (*stated, time)
    return after


def steps_at(steps: Iterable[StepDefinition], contest: str, place: TakingPlace) -> tuple[StepDefinition, ...]:
    """Those taken there: by a commission none for a contest, the central one's at the root alone."""
    scope = None if contest else StepScope.COMMISSION
    if place.is_precinct:
        scope = StepScope.CONTEST if contest else StepScope.PRECINCT
    return tuple(step for step in steps if step.scope is scope and (place.is_root or not step.central))


def check_timeline(
    timeline: Timeline, steps: Iterable[StepDefinition], *, polling_on: datetime.date, calendar: Calendar
) -> tuple[tuple[str, Finding], ...]:
    """What the times of one area disagree in, each with the contest it speaks of (empty: all of them).

    Steps of the whole precinct are held against those of each contest, and the findings of both together
    are stated with the contest.
    """
    defined = tuple(steps)
    by_contest: dict[str, dict[str, RecordedStep]] = {}
    for (contest, code), stated in timeline.items():
        by_contest.setdefault(contest, {})[code] = stated[-1].recorded()
    whole = by_contest.pop("", {})
    common = check_steps(defined, whole, polling_on=polling_on, calendar=calendar)
    found = [("", finding) for finding in common]
    for contest, own in sorted(by_contest.items()):
        together = check_steps(defined, {**whole, **own}, polling_on=polling_on, calendar=calendar)
        found += [(contest, finding) for finding in together if finding not in common]
    return tuple(found)


def _steps_agree(body: Mapping[str, Any]) -> str | None:
    """The key whose codes are not all among those of `times`, or None."""
    return next((key for key in ("places", "corrects") if not body[key].keys() <= body["times"].keys()), None)


_is_times: Final = by_code(is_moment)
KIND: Final = Kind(
    STEPS,
    always(Message("Times of the counting steps")),
    (
        *AREA_OR_CONTEST,
        ("times", "MOMENT by CODE, at least one", lambda value: bool(value) and _is_times(value)),
        ("places", " ".join(StepPlace) + " by CODE", by_code(one_of(*StepPlace))),
        ("corrects", "MOMENT by CODE", _is_times),
        METHOD,
    ),
    _steps_agree,
)
