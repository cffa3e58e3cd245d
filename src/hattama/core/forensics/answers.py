"""An answer to one question: what was measured on how many stations, or why the question does not apply."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from hattama.core.forensics.questions import Question
from hattama.core.forensics.tails import benjamini_hochberg, holm
from hattama.core.vocabulary import Message


class Probability(float):
    """A number that is a probability, and is written as one."""


class Percent(float):
    """A number of percent."""


class Numbers(str):
    """A text of numbers alone, as "-4.8 ± 3.1": each language has its mark before decimals."""


class AreaId(str):
    """A text that is the identifier of an area, whose name and page a reader can be given."""


Cell = str | int | float | None

SPEAKS_AT = 0.05


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under their heads; `code` names the file that it is downloaded as."""

    code: str
    title: Message
    heads: tuple[Message, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Bars:
    """What is drawn `along` an axis: observed, and what it is held against; `names` of both, and of what is
    counted `upward`."""

    labels: tuple[str, ...]
    observed: tuple[float, ...]
    expected: tuple[float, ...]
    names: tuple[Message, Message]
    along: Message
    upward: Message


@dataclass(frozen=True, slots=True)
class Heat:
    """Stations by bin of turnout and bin of share; `bins` of each."""

    bins: int
    cells: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True)
class Calibration:
    """Of how many clean elections simulated with the stations' own sizes the test spoke at 5 %."""

    draws: int
    spoke: int

    @property
    def percent(self) -> Percent:
        """In percent."""
        return Percent(100 * self.spoke / self.draws)


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to `question`. `reason` says why it does not apply; then nothing else is told.

    `corrected` is `p` as it stands among all contests of the election, of a region among all `regions` of all
    contests in which the question gave a probability (0: a whole contest), and among all questions. `draws`:
    of chance, 0 where everything is exact.
    """

    question: Question
    reason: Message | None = None
    stations: int = 0
    left_out: int = 0
    values: tuple[tuple[Message, Cell], ...] = ()
    p: float | None = None
    corrected: float | None = None
    regions: int = 0
    draws: int = 0
    tables: tuple[Table, ...] = ()
    drawing: Bars | Heat | None = None
    calibration: Calibration | None = None

    @property
    def is_applicable(self) -> bool:
        """Whether the conditions of the question are met."""
        return self.reason is None

    @property
    def deviates(self) -> bool:
        """Whether it stands out when all questions of the election are taken together."""
        return self.corrected is not None and self.corrected <= SPEAKS_AT


@dataclass(frozen=True, slots=True)
class Family:
    """All questions of one election, or of one of its regions, that gave a probability, taken together."""

    asked: int
    deviating: tuple[Question, ...]
    left_out: int = 0
    """Stations of which nothing was asked: a figure is beyond what any station has."""
    regions: int = 0
    """Of how many regions asked, of all contests, this is one; 0 where the whole contest is asked."""
    contests: int = 1
    """How many contests the election has: the same is asked of each, and each is corrected for all."""


def taken_together(answers: Sequence[Answer]) -> tuple[tuple[Answer, ...], Family]:
    """Each answer with its p corrected by Holm, and the one statement about them: of one contest alone."""
    return contests_together([answers])[0]


def contests_together(contests: Sequence[Sequence[Answer]]) -> list[tuple[tuple[Answer, ...], Family]]:
    """The same of all contests of an election, corrected for one another."""
    return [
        (
            tuple(replace(answer, regions=0) for answer in answers),
            replace(family, regions=0, contests=len(contests)),
        )
        for answers, family in apart_together(contests)
    ]


def apart_together(places: Sequence[Sequence[Answer]]) -> list[tuple[tuple[Answer, ...], Family]]:
    """The same of each place, a region or a contest: p corrected within its question over the places
    (Benjamini and Hochberg 1995), then by Holm (1979) for all questions that gave a p anywhere.

    Where every model holds, any place at all deviates in at most SPEAKS_AT of elections: the smallest
    corrected p of a question is uniform (Simes 1986). Where some places are bent, at most that part of those
    that deviate in a question is innocent, on average. Both hold where the places are independent, and where
    they lean one way together, as contests on one turnout do (Benjamini and Yekutieli 2001).
    """
    asked: dict[str, list[float]] = {}
    for answers in places:
        for answer in answers:
            if answer.p is not None:
                asked.setdefault(answer.question.code, []).append(answer.p)
    within = {code: iter(benjamini_hochberg(probabilities)) for code, probabilities in asked.items()}
    together = []
    for answers in places:
        codes = [answer.question.code for answer in answers if answer.p is not None]
        # A question that is silent here spoke elsewhere: leaving it out would ask more of others there.
        silent = [1.0] * (len(asked) - len(codes))
        by_holm = holm([*(next(within[code]) for code in codes), *silent])
        corrected = dict(zip(codes, by_holm, strict=False))
        told = tuple(
            replace(
                answer, corrected=corrected[answer.question.code], regions=len(asked[answer.question.code])
            )
            if answer.p is not None
            else answer
            for answer in answers
        )
        deviating = tuple(answer.question for answer in told if answer.deviates)
        together.append((told, Family(len(codes), deviating, regions=len(places))))
    return together
