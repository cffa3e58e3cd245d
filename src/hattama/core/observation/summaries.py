"""What the observers of one phase saw: each question over its own base, each place once, and nothing unseen.

The base of a question is the places at which somebody answered it: what nobody answered is no "no", and
neither is "not observed". Nothing is carried over to places that nobody observed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from hattama.core.observation.forms import (
    ObservationForm,
    Question,
    QuestionKind,
    Submission,
    standing,
)
from hattama.core.vocabulary import parse_whole_number

EVENTS: Final = frozenset({"turnout", "incident", "removal"})
"""Phases of which one place may have many submissions, each of something else."""

_LISTS: Final = (QuestionKind.CHOICE, QuestionKind.CHOICES)
_SEPARATE: Final = "contest"
"""The question by which one place has several papers."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Observers at one place who answered a question differently. `answers` by submission; `taken` stands."""

    station: str
    question: str
    answers: Mapping[str, str]
    taken: str


@dataclass(frozen=True, slots=True)
class QuestionSummary:
    """One question over all places: `base` answered it, `not_observed` said so, `unanswered` did neither.

    `counts`: places by option. `told`: places with at least one of its `told_options`. `numbers`: what was
    answered to a question for a whole number, from the least.
    """

    question: Question
    base: int
    not_observed: int
    unanswered: int
    counts: Mapping[str, int]
    told: int
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PhaseSummary:
    """All submissions of one form. `masters`: the submission that speaks for each place, first of all."""

    form: ObservationForm
    submissions: int
    observers: int
    organisations: int
    masters: Mapping[str, str]
    questions: tuple[QuestionSummary, ...]
    conflicts: tuple[Conflict, ...]

    @property
    def places(self) -> int:
        """How many places, or events, were observed."""
        return len(self.masters)


def summarise(
    form: ObservationForm, submissions: Iterable[Submission], masters: frozenset[str] = frozenset()
) -> PhaseSummary:
    """What the standing submissions of `form`, of whatever version, come to.

    One place counts once. Where several observers were there, the submission in `masters` (chosen by a
    person) speaks for it, else the one that answered most, else the one finished first; what it does not
    answer, or did not observe, is taken from the next that did. The rule never looks at what was answered.
    """
    sent = standing([one for one in submissions if one.form_id == form.form_id])
    places: dict[str, list[Submission]] = {}
    for one in sent:
        places.setdefault(_place(form, one), []).append(one)
    for together in places.values():
        together.sort(key=lambda one: _rank(form, one, masters))
    questions, conflicts = [], []
    for question in form.questions:
        if question.kind in _LISTS or question.kind is QuestionKind.WHOLE:
            summary, differing = _summarise(question, list(places.values()))
            questions.append(summary)
            conflicts += differing
    return PhaseSummary(
        form,
        len(sent),
        len({one.observer for one in sent} - {""}),
        len({one.organisation for one in sent} - {""}),
        {place: together[0].instance_id for place, together in places.items()},
        tuple(questions),
        tuple(conflicts),
    )


def told_options(question: Question) -> frozenset[str]:
    """The options that the question's finding speaks of: those flagged, else the first of its list."""
    return question.flagged or frozenset(option.code for option in question.options[:1])


def _place(form: ObservationForm, one: Submission) -> str:
    if form.phase in EVENTS:
        return one.instance_id
    return " ".join(filter(None, (one.station, one.answers.get(_SEPARATE, ""))))


def _rank(form: ObservationForm, one: Submission, masters: frozenset[str]) -> tuple[object, ...]:
    answered = sum(_answer(question, one) is not None for question in form.questions)
    finished = one.ended_at.timestamp() if one.ended_at is not None else float("inf")
    return (one.instance_id not in masters, -answered, finished, one.instance_id)


def _answer(question: Question, one: Submission) -> str | None:
    """What was answered; None where nothing was, or that it was not observed."""
    answer = one.answers.get(question.name, "")
    if question.kind in _LISTS:
        known = {option.code for option in question.options} - question.not_observed
        return " ".join(sorted(one.chosen(question) & known)) or None
    return answer if parse_whole_number(answer) is not None else None


def _summarise(
    question: Question, places: Sequence[Sequence[Submission]]
) -> tuple[QuestionSummary, list[Conflict]]:
    taken: list[str] = []
    not_observed = 0
    conflicts = []
    for together in places:
        given = {one.instance_id: said for one in together if (said := _answer(question, one)) is not None}
        if not given:
            not_observed += any(one.chosen(question) & question.not_observed for one in together)
            continue
        taken.append(next(iter(given.values())))
        if len(set(given.values())) > 1:
            conflicts.append(Conflict(together[0].station, question.name, given, taken[-1]))
    chosen = [set(answer.split()) for answer in taken]
    is_list = question.kind in _LISTS
    return QuestionSummary(
        question,
        base=len(taken),
        not_observed=not_observed,
        unanswered=len(places) - len(taken) - not_observed,
        counts={
            option.code: sum(option.code in codes for codes in chosen)
            for option in question.options
            if option.code not in question.not_observed
        },
        told=sum(not told_options(question).isdisjoint(codes) for codes in chosen),
        numbers=() if is_list else tuple(sorted(int(answer) for answer in taken)),
    ), conflicts
