"""Every question put to one election, in the order in which they are shown; each answers for itself."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace

from hattama.core.forensics.answers import Answer, Calibration, Family, taken_together
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
from hattama.core.forensics.calibration import WITHHELD_ABOVE, calibrate
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
from hattama.core.vocabulary import Message


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked: the figures, what they are held against, and a source of chance with its seed.

    `before`: an earlier reading of the same election; `earlier`: another election. `by_lot`: a lot sent the
    observers. `simulations`: clean elections to calibrate with, 0 for none.
    """

    figures: StationFigures
    chance: Chance
    before: StationFigures | None = None
    earlier: StationFigures | None = None
    by_lot: bool = False
    simulations: int = 0


_METHODS: Mapping[str, Callable[[Asked], Answer]] = {
    "whole_percentages": lambda asked: ask_whole_percentages(asked.figures),
    "last_digits": lambda asked: ask_last_digits(asked.figures),
    "too_even": lambda asked: ask_too_even(asked.figures, asked.chance),
    "equal_vectors": lambda asked: ask_equal_vectors(asked.figures),
    "preliminary_final": lambda asked: ask_preliminary_final(asked.before, asked.figures),
    "two_elections": lambda asked: ask_two_elections(asked.earlier, asked.figures),
    "totals_rounding": lambda asked: ask_totals_rounding(asked.figures),
    "spikes": lambda asked: ask_spikes(asked.figures),
    "turnout_share": lambda asked: ask_turnout_share(asked.figures),
    "invalid": lambda asked: ask_invalid(asked.figures),
    "portable_boxes": lambda asked: ask_portable_boxes(asked.figures),
    "day_course": lambda asked: ask_day_course(asked.figures),
    "observed": lambda asked: ask_observed(asked.figures, by_lot=asked.by_lot),
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
    left_out = len(asked.figures.stations) - len(asked.figures.possible.stations)
    before, earlier = (None if one is None else one.possible for one in (asked.before, asked.earlier))
    asked = replace(asked, figures=asked.figures.possible, before=before, earlier=earlier)
    answers = [_METHODS[code](asked) for code in METHODS if code in methods]
    rates: Mapping[str, Calibration] = {}
    if asked.simulations and any(
        answer.question.code in _SIMULATED and answer.is_applicable for answer in answers
    ):
        rates = calibrate(asked.figures.rows, asked.chance, asked.simulations)
    told, family = taken_together(
        [_calibrated(answer, rates.get(answer.question.code)) for answer in answers]
    )
    return told, replace(family, left_out=left_out)


_SIMULATED = ("whole_percentages", "last_digits")


def _calibrated(answer: Answer, rate: Calibration | None) -> Answer:
    if rate is None or not answer.is_applicable:
        return answer
    if rate.spoke > WITHHELD_ABOVE * rate.draws:
        why = _SPEAKS_TOO_OFTEN.given(draws=rate.draws, percent=round(rate.percent, 1))
        return Answer(answer.question, reason=why, calibration=rate)
    return replace(answer, calibration=rate)
