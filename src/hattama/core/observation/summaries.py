"""What the observers of one phase saw: each question over its own base, each place once, and nothing unseen.

The base of a question is the places at which somebody answered it: what nobody answered is no "no", and
neither is "not observed". Nothing is carried over to places that nobody observed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from hattama.core.observation.forms import ObservationForm, Question, QuestionKind, Submission, standing
from hattama.core.observation.masters import TOGETHER
from hattama.core.vocabulary import parse_whole_number

EVENTS: Final = frozenset({"turnout", "incident", "removal"})
"""Phases of which one place may have many submissions, each of something else. What one observer sent twice,
saying the same, is one all the same; whether two observers tell of one event nobody knows."""

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
    """One question over all places: `base` answered it, `not_observed` said so, `unanswered` did neither; of
    `differed` observers gave several answers, and nobody has chosen.

    `counts`: places by option. `told`: places with at least one of its `told_options`. `numbers`: what was
    answered to a question for a whole number, from the least.
    """

    question: Question
    base: int
    not_observed: int
    differed: int
    unanswered: int
    counts: Mapping[str, int]
    told: int
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PhaseSummary:
    """All submissions of one form, of so many `stations`. `masters`: the submission that speaks for each
    place (of each event, of each paper), first of all."""

    form: ObservationForm
    submissions: int
    observers: int
    organisations: int
    stations: int
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
    events: dict[object, str] = {}
    for one in sent:
        is_event = form.phase in EVENTS
        place = events.setdefault(_event(form, one), one.instance_id) if is_event else _place(one)
        places.setdefault(place, []).append(one)
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
        _forms(sent),
        len({told for one in sent for told in _observers(one)}),
        len({one.organisation for one in sent} - {""}),
        len({one.station for one in sent}),
        {place: together[0].instance_id for place, together in places.items()},
        tuple(questions),
        tuple(conflicts),
    )


def without_repeats(form: ObservationForm, submissions: Iterable[Submission]) -> list[Submission]:
    """The submissions, of events without what one observer sent again, saying the same."""
    if form.phase not in EVENTS:
        return list(submissions)
    first: dict[object, Submission] = {}
    for one in submissions:
        first.setdefault(_event(form, one), one)
    return list(first.values())


def told_options(question: Question) -> frozenset[str]:
    """The options that the question's finding speaks of: those flagged, else the first of its list."""
    return question.flagged or frozenset(option.code for option in question.options[:1])


def _place(one: Submission) -> str:
    return " ".join(filter(None, (one.station, one.answers.get(_SEPARATE, ""))))


def _event(form: ObservationForm, one: Submission) -> object:
    """What is the same of a report that its observer sent again; files differ by name alone."""
    if not one.observer:
        return one.instance_id
    asked = [question.name for question in form.questions if question.kind is not QuestionKind.FILE]
    said = tuple(one.answers.get(name, "") for name in asked)
    return one.organisation, one.observer, one.station, said


def _observers(one: Submission) -> list[tuple[str, str]]:
    """By organisation: two may call an observer alike."""
    return [(one.organisation, name) for name in one.observer.split(TOGETHER) if name]


def _forms(sent: Sequence[Submission]) -> int:
    """Of a place told together its rows stand for as many forms as it names observers, with their clocks."""
    together = {(one.organisation, one.observer, one.station) for one in sent if TOGETHER in one.observer}
    known = {(who, one.station) for one in sent if TOGETHER in one.observer for who in _observers(one)}
    told = ({(who, one.station) for who in _observers(one)} for one in sent if TOGETHER not in one.observer)
    forms = sum(len(observers.split(TOGETHER)) for _, observers, _ in together)
    return forms + sum(known.isdisjoint(whose) for whose in told)


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
    not_observed = differed = 0
    conflicts = []
    for together in places:
        given = {one.instance_id: said for one in together if (said := _answer(question, one)) is not None}
        if not given and any(question.name in one.differing.split() for one in together):
            differed += 1
            continue
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
        differed=differed,
        unanswered=len(places) - len(taken) - not_observed - differed,
        counts={
            option.code: sum(option.code in codes for codes in chosen)
            for option in question.options
            if option.code not in question.not_observed
        },
        told=sum(not told_options(question).isdisjoint(codes) for codes in chosen),
        numbers=() if is_list else tuple(sorted(int(answer) for answer in taken)),
    ), conflicts
