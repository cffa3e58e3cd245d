"""What observers saw, said as observation missions say it: a share with its base, and nothing beyond it."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final

from hattama.core.observation import EVENTS, PhaseSummary, QuestionSummary
from hattama.core.outcomes import say_decimal, say_number
from hattama.core.vocabulary import Message, Words, percent_places
from hattama.phrases.sayings import LANGUAGES, in_every_language, say

SMALL_BASE: Final = 200
"""Below it a share is said as a count of its base first; a mission says "58 of 128", but "3 % of 1,201"."""

PHASES = MappingProxyType(
    {
        "opening": Message("Opening of polling stations"),
        "voting": Message("Voting"),
        "counting": Message("Count of votes"),
        "tabulation": Message("Tabulation"),
        "copy": Message("Copies of protocols"),
        "turnout": Message("Turnout by observers' own count"),
        "incident": Message("Incidents"),
        "removal": Message("Removals of observers"),
    }
)
"""What a phase of observation is called; one that an organisation named itself has the title of its form."""

_UNITS = MappingProxyType(
    {
        "opening": Message("openings observed"),
        "voting": Message("polling stations observed"),
        "counting": Message("counts observed"),
        "tabulation": Message("tabulations observed"),
        "copy": Message("protocols asked for"),
        "incident": Message("incidents reported"),
        "removal": Message("removals reported"),
    }
)
_OBSERVATIONS = Message("observations")
_SEEN = Message(
    "Places observed: {places}; forms: {forms}; observers: {observers}; organisations: {organisations}."
)
_SEEN_EVENTS = Message(
    "Reports: {reports}; places that they name: {places}; forms: {forms}; observers: {observers}; "
    "organisations: {organisations}."
)
_NUMBERS = Message("Numbers, with how many gave them and the one in the middle: {numbers}.")
_COUNTED = Message("In {part} of {whole} {units} ({share} %), {finding}.")
_MOST = Message("In {part} of {whole} {units} ({share} %, more than half), {finding}.")
_PERCENT = Message("In {share} % of {whole} {units} ({part}), {finding}.")
_REST = Message("Of {rest} more there is no answer to this.")
_OVERALL = Message(
    "The overall assessment was very good or good in {positive} of {whole} {units} ({good} %), bad or very "
    "bad in {negative} ({bad} %)."
)
_NOWHERE = Message("Asked about and found nowhere (in brackets: how many answered the question): {findings}.")
_BASES = Message(
    "Each share is over the places where its question was answered; “not answered” and “cannot say” are no "
    "“no”."
)
_EVENT_BASES = Message(
    "Each share is over the reports that answer its question. Several reports may tell of one event; what "
    "one observer sent twice, saying the same, counts once."
)
_DIFFERED = Message(
    "Answers in which observers at one place differed: {count}. There the form that answers most stands, "
    "whatever it says; one place counts once."
)
_UNDECIDED = Message(
    "Answers of which observers of one place gave several, and nobody has chosen: {count}. They count for "
    "neither side."
)
_NOT_DRAWN = Message(
    "The places were not drawn by lot: these numbers speak of the places observed and of no others, and have "
    "no margin of error."
)
_DRAWN = Message(
    "The places were drawn by lot: what follows for all places is said by the sample's estimate."
)

_GRADES = ("very_good", "good", "bad", "very_bad")
_HALF = Fraction(1, 2)


def observation_paragraphs(summary: PhaseSummary, language: str, drawn: bool = False) -> list[str]:
    """The summary of one phase in sentences; `drawn`: its places were drawn by lot, and sealed before."""
    return list(_sentences(summary, language, drawn))


def _sentences(summary: PhaseSummary, language: str, drawn: bool) -> Iterator[str]:
    def tell(message: Message, **values: object) -> str:
        sentence = say(message, language, **values)
        return sentence[:1].upper() + sentence[1:]

    yield tell(_seen(summary))
    yield from _answers(summary, language, tell)
    yield tell(_EVENT_BASES if summary.form.phase in EVENTS else _BASES)
    if summary.conflicts:
        yield tell(_DIFFERED, count=say_number(len(summary.conflicts)))
    undecided = sum(one.differed for one in summary.questions)
    if undecided:
        yield tell(_UNDECIDED, count=say_number(undecided))
    yield tell(_DRAWN if drawn else _NOT_DRAWN)


def _seen(summary: PhaseSummary) -> Message:
    numbers = {
        "reports": summary.places,
        "places": summary.stations,
        "forms": summary.submissions,
        "observers": summary.observers,
        "organisations": summary.organisations,
    }
    seen = _SEEN_EVENTS if summary.form.phase in EVENTS else _SEEN
    return seen.given(**{name: say_number(count) for name, count in numbers.items()})


def _answers(summary: PhaseSummary, language: str, tell: Callable[..., str]) -> Iterator[str]:
    told = [one for one in summary.questions if one.question.finding and one.base]
    asked = [one for one in told if not one.numbers]
    for one in asked:
        if is_overall(one):
            yield tell(_OVERALL, **_overall_values(summary, one, language)) + _rest(summary, one, tell)
        elif _is_of_kinds(one):
            yield tell(Message("Observers reported: {kinds}."), kinds=_kinds(one, language))
    rest = [one for one in asked if not is_overall(one) and not _is_of_kinds(one)]
    for one in sorted(rest, key=lambda one: -Fraction(one.told, one.base)):
        if one.told:
            yield _told(summary, one, language, tell) + _rest(summary, one, tell)
    nowhere = [
        f"{one.question.finding.say(language)} ({say_number(one.base)})" for one in rest if not one.told
    ]
    if nowhere:
        yield tell(_NOWHERE, findings="; ".join(nowhere))
    numbers = [
        f"{one.question.finding.say(language)} ({say_number(one.base)}): {say_number(_median(one))}"
        for one in told
        if one.numbers
    ]
    if numbers:
        yield tell(_NUMBERS, numbers="; ".join(numbers))


def _rest(summary: PhaseSummary, one: QuestionSummary, tell: Callable[..., str]) -> str:
    """Of how many nothing is known here: the base is not all that was observed."""
    rest = summary.places - one.base
    return " " + tell(_REST, rest=say_number(rest)) if rest else ""


def _median(one: QuestionSummary) -> int:
    return one.numbers[(len(one.numbers) - 1) // 2]


def is_overall(one: QuestionSummary) -> bool:
    """Whether this is the overall assessment, in four grades."""
    return tuple(option.code for option in one.question.options) == _GRADES


def _is_of_kinds(one: QuestionSummary) -> bool:
    """Whether each answer says that something was wrong, and the question is what it was."""
    return len(one.counts) > 1 and one.question.flagged >= one.counts.keys()


def _kinds(one: QuestionSummary, language: str) -> str:
    options = sorted(one.question.options, key=lambda option: -one.counts.get(option.code, 0))
    told = [(option.labels.say(language), one.counts.get(option.code, 0)) for option in options]
    return "; ".join(f"{words} ({say_number(count)})" for words, count in told if count)


def _told(summary: PhaseSummary, one: QuestionSummary, language: str, tell: Callable[..., str]) -> str:
    if one.told == one.base:
        message = Message("In every one of {whole} {units}, {finding}.")
    elif one.base >= SMALL_BASE:
        message = _PERCENT
    else:
        message = _MOST if one.told * 2 > one.base else _COUNTED
    bare = say_number(one.told)
    return tell(
        message,
        part=bare if message is _PERCENT else _among(one.told, language),
        whole=say_number(one.base),
        share=say_percent(one.told, one.base, language),
        units=_UNITS.get(summary.form.phase, _OBSERVATIONS),
        finding=one.question.finding,
    )


def _overall_values(summary: PhaseSummary, one: QuestionSummary, language: str) -> dict[str, object]:
    return {
        "positive": _among(one.base - one.told, language),
        "negative": _among(one.told, language),
        "whole": say_number(one.base),
        "good": say_percent(one.base - one.told, one.base, language),
        "bad": say_percent(one.told, one.base, language),
        "units": _UNITS.get(summary.form.phase, _OBSERVATIONS),
    }


def say_percent(part: int, whole: int, language: str) -> str:
    """The whole percentage; with decimals where it would read as none, half or all and is not."""
    share = Fraction(part, whole)
    places = percent_places(share, (Fraction(0), _HALF, Fraction(1)), 0)
    return say_decimal(share * 100, places, language)


_UNIT_ENDINGS = ("", "інде", "сінде", "інде", "інде", "інде", "сында", "сінде", "інде", "ында")
_TEN_ENDINGS = ("", "ында", "сында", "ында", "ында", "інде", "ында", "інде", "інде", "ында")


def _among(count: int, language: str) -> str:
    """`count` as it stands in "in 58 of 128": `58-інде`, `в 58 случаях`, `58`."""
    number = say_number(count)
    if language == "ru":
        return f"в {number} {'случае' if count % 10 == 1 and count % 100 != 11 else 'случаях'}"
    if language != "kk":
        return number
    if count % 10:
        ending = _UNIT_ENDINGS[count % 10]
    elif count % 100:
        ending = _TEN_ENDINGS[count // 10 % 10]
    else:
        ending = "інде" if count % 1000 or not count else "ында"
    return f"{number}-{ending}"


def observation_document(summary: PhaseSummary, drawn: bool = False) -> dict[str, Any]:
    """The summary with every text in every language and the base of each question: what programs read."""
    form = summary.form
    return {
        "form": form.form_id,
        "phase": form.phase,
        "places": summary.places,
        "stations": summary.stations,
        "submissions": summary.submissions,
        "observers": summary.observers,
        "organisations": summary.organisations,
        "drawn": drawn,
        "paragraphs": {code: observation_paragraphs(summary, code, drawn) for code in LANGUAGES},
        "questions": [_question(one) for one in summary.questions],
        "conflicts": [
            {
                "station": one.station,
                "question": one.question,
                "answers": dict(one.answers),
                "taken": one.taken,
            }
            for one in summary.conflicts
        ],
    }


def _question(one: QuestionSummary) -> dict[str, Any]:
    question = one.question
    return {
        "name": question.name,
        "code": question.code or None,
        "norms": None if question.norms is None else list(question.norms),
        "question": dict(question.labels),
        "finding": dict(question.finding) or None,
        "base": one.base,
        "not_observed": one.not_observed,
        "differed": one.differed,
        "unanswered": one.unanswered,
        "found": one.told if question.options else None,
        "options": [
            {
                "code": option.code,
                "words": dict(option.labels),
                "flagged": option.flagged,
                "count": one.counts[option.code],
            }
            for option in question.options
            if option.code in one.counts
        ],
        "sum": sum(one.numbers) if one.numbers else None,
        "median": _median(one) if one.numbers else None,
    }


def phase_words(summary: PhaseSummary) -> Words:
    """What the phase is called, in every language."""
    return in_every_language(PHASES.get(summary.form.phase, summary.form.titles))
