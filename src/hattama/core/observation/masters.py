"""One record of a place of which the same form came several times: where they agree and where not.

Two observers of one count are one count observed, and so are two forms of one observer (two telephones, a
form sent again): published apart they would stand twice in each base. A question on which they differ counts
for neither answer until a reviewer has chosen one of those given.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from hattama.core.observation.forms import NOT_OBSERVED, ObservationForm, Question, QuestionKind, Submission

MERGED_PHASES: Final = frozenset({"opening", "counting", "tabulation"})
"""Phases in which a place is seen once. Visits to the voting are many; each copy and incident is its own."""

TOGETHER: Final = " + "
"""Between the pseudonyms of those whose forms of one place are one record, one for each form."""

_COMPARED: Final = frozenset(
    {QuestionKind.CHOICE, QuestionKind.CHOICES, QuestionKind.WHOLE, QuestionKind.DECIMAL}
)
"""Words, pictures and moments of two people always differ, and mean no conflict."""

_CLOCKS: Final = frozenset({QuestionKind.MOMENT, QuestionKind.TIME, QuestionKind.DATE})
"""What each observer's own clock said, which is compared with the commission's: nobody's is dropped."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A question that was answered differently: each answer with the pseudonyms of who gave it, and the one
    that a reviewer chose ("" while none did)."""

    question: str
    given: Mapping[str, tuple[str, ...]]
    chosen: str = ""


@dataclass(frozen=True, slots=True)
class MasterRecord:
    """What several forms of one place said. `merged` is what they agree on and what was chosen, with the
    times of the first; `clocks`: the times of the others, a submission each, and nothing else of them."""

    station: str
    submissions: tuple[Submission, ...]
    merged: Submission
    clocks: tuple[Submission, ...]
    conflicts: tuple[Conflict, ...]

    @property
    def open_conflicts(self) -> tuple[Conflict, ...]:
        """Those of which nobody has said yet what stands."""
        return tuple(one for one in self.conflicts if not one.chosen)


def lay_observers_together(
    form: ObservationForm, submissions: Sequence[Submission], chosen: Mapping[tuple[str, str], str]
) -> list[MasterRecord]:
    """The places of which several forms stand, in the order of their identifiers.

    `chosen`: a reviewer's answer by station and question; one that no observer gave chooses nothing.
    """
    if form.phase not in MERGED_PHASES:
        return []
    by_station: dict[str, list[Submission]] = {}
    for one in submissions:
        if one.station:
            by_station.setdefault(one.station, []).append(one)
    return [
        _lay_together(form, station, sorted(several, key=lambda one: (one.observer, one.instance_id)), chosen)
        for station, several in sorted(by_station.items())
        if len(several) > 1
    ]


def one_a_place(submissions: Iterable[Submission], masters: Iterable[MasterRecord]) -> list[Submission]:
    """The submissions in their order, those of a master record replaced by what was merged of them."""
    masters = list(masters)
    instead = {one.instance_id: one for master in masters for one in (master.merged, *master.clocks)}
    told = {one.instance_id for master in masters for one in master.submissions}
    return [
        instead.get(one.instance_id, one)
        for one in submissions
        if one.instance_id in instead or one.instance_id not in told
    ]


def _lay_together(
    form: ObservationForm, station: str, several: list[Submission], chosen: Mapping[tuple[str, str], str]
) -> MasterRecord:
    answers, conflicts = {}, []
    for question in form.questions:
        given = _given(question, several)
        if len(given) < 2 or question.kind not in _COMPARED:
            if given:
                answers[question.name] = next(iter(given))
            continue
        picked = chosen.get((station, question.name), "")
        picked = picked if picked in given else ""
        conflicts.append(Conflict(question.name, given, picked))
        if picked:
            answers[question.name] = picked
    began = [one.began_at for one in several if one.began_at is not None]
    ended = [one.ended_at for one in several if one.ended_at is not None]
    merged = replace(
        several[0],
        observer=TOGETHER.join(one.observer for one in several),
        answers=answers,
        began_at=min(began, default=None),
        ended_at=max(ended, default=None),
        differing=" ".join(one.question for one in conflicts if not one.chosen),
    )
    clocks = [question.name for question in form.questions if question.kind in _CLOCKS]
    times = (
        replace(one, answers={name: one.answers[name] for name in clocks if name in one.answers})
        for one in several[1:]
    )
    return MasterRecord(
        station, tuple(several), merged, tuple(one for one in times if one.answers), tuple(conflicts)
    )


def _given(question: Question, several: Iterable[Submission]) -> dict[str, tuple[str, ...]]:
    """Each answer with who gave it. Who did not see a thing does not contradict who did."""
    given: dict[str, tuple[str, ...]] = {}
    for one in several:
        said = one.answers.get(question.name, "")
        if question.options and " " in said:
            said = " ".join(sorted(one.chosen(question)))
        if said:
            given[said] = (*given.get(said, ()), one.observer)
    unseen = question.not_observed | {NOT_OBSERVED}
    return {said: who for said, who in given.items() if said not in unseen} or given
