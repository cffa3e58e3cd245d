"""Every question put to one election, in the order in which they are shown; each answers for itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from hattama.core.forensics.answers import (
    SPEAKS_AT,
    Answer,
    Calibration,
    Family,
    apart_together,
    contests_together,
)
from hattama.core.forensics.calibrated import (
    ask_equal_vectors,
    ask_last_digits,
    ask_preliminary_final,
    ask_spikes,
    ask_too_even,
    ask_totals_rounding,
    ask_two_elections,
    ask_whole_percentages,
)
from hattama.core.forensics.calibration import clean_figures, turned_readings
from hattama.core.forensics.described import (
    ask_comet_tail,
    ask_day_course,
    ask_invalid,
    ask_mirror,
    ask_observed,
    ask_portable_boxes,
    ask_second_digits,
    ask_stuffing_model,
    ask_turnout_share,
)
from hattama.core.forensics.questions import QUESTIONS
from hattama.core.forensics.spread import Chance
from hattama.core.forensics.stations import StationFigures
from hattama.core.forensics.tails import binomial_at_least
from hattama.core.forensics.whole_percentages import FEWEST_STATIONS_OF_A_REGION
from hattama.core.vocabulary import Message


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked: the figures, what they are held against, and a source of chance with its seed.

    `before`: an earlier reading of the same election; `earlier`: another election. `by_lot`: a lot sent the
    observers. `simulations`: clean elections to calibrate with, 0 for none. `region`: asked apart whatever it
    has.
    """

    figures: StationFigures
    chance: Chance
    before: StationFigures | None = None
    earlier: StationFigures | None = None
    by_lot: bool = False
    simulations: int = 0
    region: str | None = None

    def within(self, region: str) -> Asked:
        """The same asked of one region alone, in every reading."""
        before, earlier = (one and one.within(region) for one in (self.before, self.earlier))
        return replace(self, figures=self.figures.within(region), before=before, earlier=earlier)


_METHODS: Mapping[str, Callable[[Asked], Answer]] = {
    "whole_percentages": lambda asked: ask_whole_percentages(asked.figures),
    "last_digits": lambda asked: ask_last_digits(asked.figures),
    "too_even": lambda asked: ask_too_even(asked.figures, asked.chance),
    "equal_vectors": lambda asked: ask_equal_vectors(asked.figures),
    "preliminary_final": lambda asked: ask_preliminary_final(asked.before, asked.figures),
    "two_elections": lambda asked: ask_two_elections(asked.earlier, asked.figures),
    "totals_rounding": lambda asked: ask_totals_rounding(asked.figures),
    "spikes": lambda asked: ask_spikes(asked.figures),
    "observed": lambda asked: ask_observed(asked.figures, by_lot=asked.by_lot),
    "turnout_share": lambda asked: ask_turnout_share(asked.figures),
    "invalid": lambda asked: ask_invalid(asked.figures),
    "portable_boxes": lambda asked: ask_portable_boxes(asked.figures),
    "day_course": lambda asked: ask_day_course(asked.figures),
    "comet_tail": lambda asked: ask_comet_tail(asked.figures),
    "mirror": lambda asked: ask_mirror(asked.figures),
    "stuffing_model": lambda asked: ask_stuffing_model(asked.figures),
    "second_digits": lambda asked: ask_second_digits(asked.figures),
}
METHODS = tuple(question.code for question in QUESTIONS)

_SPEAKS_TOO_OFTEN = Message(
    "On {draws} clean elections simulated with these stations it spoke in {percent} %, where 5 % are meant."
)


def ask(asked: Asked, methods: Collection[str] = METHODS) -> tuple[tuple[Answer, ...], Family]:
    """The answers to `methods` in the order of METHODS, and the statement about all of them together.

    Nothing is asked of stations with an impossible figure; the statement says how many there are.
    """
    return ask_contests([asked], methods)[0]


def ask_contests(
    each: Sequence[Asked], methods: Collection[str] = METHODS
) -> list[tuple[tuple[Answer, ...], Family]]:
    """The same of all contests of an election: one of them cannot be asked alone."""
    answered = [_answers(asked, methods) for asked in each]
    together = contests_together([answers for answers, _ in answered])
    return [
        (told, replace(family, left_out=left_out))
        for (_, left_out), (told, family) in zip(answered, together, strict=True)
    ]


class RegionAnswers(NamedTuple):
    """What `ask` says, of one region; `stations` of it in number."""

    region: str
    stations: int
    answers: tuple[Answer, ...]
    family: Family


def ask_regions(
    each: Sequence[Asked], fresh: Callable[[], Chance], methods: Collection[str] = METHODS
) -> list[tuple[RegionAnswers, ...]]:
    """The answers of each region of each contest apart, where a contest has several regions, and those have
    stations enough. They are corrected for all these: one alone cannot be asked. `fresh` gives each its
    chance.
    """
    regions = [[*_regions_apart(asked)] for asked in each]
    answered = [
        _answers(replace(asked.within(region), chance=fresh()), methods)
        for asked, held in zip(each, regions, strict=True)
        for region, _ in held
    ]
    together = apart_together([answers for answers, _ in answered])
    told = iter(
        (answers, replace(family, left_out=left_out, contests=len(each)))
        for (_, left_out), (answers, family) in zip(answered, together, strict=True)
    )
    return [tuple(RegionAnswers(*one, *next(told)) for one in held) for held in regions]


def _regions_apart(asked: Asked) -> Iterator[tuple[str, int]]:
    sizes = Counter(station.region for station in asked.figures.stations)
    for region, size in sizes.items():
        if region == asked.region or (len(sizes) > 1 and size >= FEWEST_STATIONS_OF_A_REGION):
            yield region, size


def _answers(asked: Asked, methods: Collection[str]) -> tuple[list[Answer], int]:
    left_out = len(asked.figures.stations) - len(asked.figures.possible.stations)
    before, earlier = (None if one is None else one.possible for one in (asked.before, asked.earlier))
    asked = replace(asked, figures=asked.figures.possible, before=before, earlier=earlier)
    answers = [_METHODS[code](asked) for code in METHODS if code in methods]
    rates = _calibrate(asked, answers)
    return [_calibrated(answer, rates.get(answer.question.code)) for answer in answers], left_out


def _calibrate(asked: Asked, answers: Sequence[Answer]) -> dict[str, Calibration]:
    """How often each question that gave a probability speaks at 5 % on clean elections at these stations."""
    spoke = {answer.question.code: 0 for answer in answers if answer.p is not None}
    for _ in range(asked.simulations if spoke else 0):
        clean = replace(asked, figures=clean_figures(asked.figures, asked.chance))
        if asked.earlier is not None and "two_elections" in spoke:
            clean = replace(clean, earlier=clean_figures(asked.earlier, asked.chance))
        for code in spoke:
            question = clean
            if code == "preliminary_final" and asked.before is not None:
                before, figures = turned_readings(asked.before, asked.figures, asked.chance)
                question = replace(asked, before=before, figures=figures)
            p = _METHODS[code](question).p
            spoke[code] += p is not None and p <= SPEAKS_AT
    return {code: Calibration(asked.simulations, times) for code, times in spoke.items() if asked.simulations}


def _speaks_too_often(rate: Calibration) -> bool:
    """Whether a question speaks at twice the rate that is meant, and so often hardly by chance."""
    more = rate.spoke > 2 * SPEAKS_AT * rate.draws
    return more and binomial_at_least(rate.spoke, rate.draws, SPEAKS_AT) < _HARDLY


_HARDLY = 0.01


def _calibrated(answer: Answer, rate: Calibration | None) -> Answer:
    if rate is None:
        return answer
    if _speaks_too_often(rate):
        why = _SPEAKS_TOO_OFTEN.given(draws=rate.draws, percent=round(rate.percent))
        return Answer(answer.question, reason=why, calibration=rate)
    return replace(answer, calibration=rate)
