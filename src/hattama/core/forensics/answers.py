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

    `p` belongs to the family of the election; `corrected` is the same by Holm and for all contests of the
    election, of a region for all `regions` in which the question gave a probability, too (0: the whole
    election). `draws`: of chance, 0 where everything is exact.
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
    """Of how many regions asked this is one; 0 where the whole election is asked."""
    contests: int = 1
    """For how many contests of the election each p is corrected as well: the same is asked of each."""


def taken_together(answers: Sequence[Answer], contests: int = 1) -> tuple[tuple[Answer, ...], Family]:
    """Each answer with its p corrected by Holm and for `contests`, and the one statement about them."""
    ((told, family),) = apart_together([answers], contests)
    return tuple(replace(answer, regions=0) for answer in told), replace(family, regions=0)


def apart_together(
    regions: Sequence[Sequence[Answer]], contests: int = 1
) -> list[tuple[tuple[Answer, ...], Family]]:
    """The same of each region: p corrected within its question over the regions (Benjamini and Hochberg),
    then by Holm for all questions that gave a p anywhere, then for the contests (Bonferroni). Where every
    model holds, any region of any contest deviates in at most SPEAKS_AT of elections: the smallest corrected
    p of a question is uniform (Simes).
    """
    asked: dict[str, list[float]] = {}
    for answers in regions:
        for answer in answers:
            if answer.p is not None:
                asked.setdefault(answer.question.code, []).append(answer.p)
    within = {code: iter(benjamini_hochberg(probabilities)) for code, probabilities in asked.items()}
    together = []
    for answers in regions:
        codes = [answer.question.code for answer in answers if answer.p is not None]
        # A question that is silent here spoke elsewhere: leaving it out would ask more of others there.
        silent = [1.0] * (len(asked) - len(codes))
        by_holm = holm([*(next(within[code]) for code in codes), *silent])
        corrected = {code: min(1.0, contests * p) for code, p in zip(codes, by_holm, strict=False)}
        told = tuple(
            replace(
                answer, corrected=corrected[answer.question.code], regions=len(asked[answer.question.code])
            )
            if answer.p is not None
            else answer
            for answer in answers
        )
        deviating = tuple(answer.question for answer in told if answer.deviates)
        together.append((told, Family(len(codes), deviating, regions=len(regions), contests=contests)))
    return together
