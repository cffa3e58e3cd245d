"""Papers read again by strangers who do not see what was published: when that settles, and what it shows."""

import enum
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from hattama.core.protocols import Protocol
from hattama.core.vocabulary import Count

UNREADABLE = "unreadable"
NOT_ON_PAPER = "not_on_paper"
"""What a reader may say of a figure instead of a number: it cannot be read; the paper leaves it blank."""

Answer = int | str
PaperReading = Mapping[str, Answer]
"""What one reader read, by figure key: a number, UNREADABLE or NOT_ON_PAPER."""

AGREEING_READERS = 2


class ReadAgain(enum.Enum):
    """What the settled reading of one figure shows beside the published one."""

    SAME = "same"
    DIFFERS = "differs"
    UNREADABLE = "unreadable"
    UNSETTLED = "unsettled"


@dataclass(frozen=True, slots=True)
class FigureCheck:
    """One figure: `published` as the log has it (None: none), `read` by two who agree (None: unsettled)."""

    key: str
    published: Count
    read: Answer | None
    shows: ReadAgain


@dataclass(frozen=True, slots=True)
class RecordCheck:
    """One protocol read again: its figures in the order that was asked for."""

    area_id: str
    contest: str
    figures: tuple[FigureCheck, ...]

    @property
    def settled(self) -> bool:
        """Whether no figure waits for another reader."""
        return all(figure.shows is not ReadAgain.UNSETTLED for figure in self.figures)

    @property
    def differing(self) -> tuple[FigureCheck, ...]:
        """The figures that are published otherwise than two strangers read them from the paper."""
        return tuple(figure for figure in self.figures if figure.shows is ReadAgain.DIFFERS)


def settle(answers: Iterable[Answer]) -> Answer | None:
    """The answer that two readers gave; None while no two agree, or where pairs agree on different ones."""
    agreed = [answer for answer, times in Counter(answers).items() if times >= AGREEING_READERS]
    return agreed[0] if len(agreed) == 1 else None


def check_record(published: Protocol, readings: Sequence[PaperReading], keys: Iterable[str]) -> RecordCheck:
    """What the readings of one paper show of its published figures, figure by figure.

    Each reading is another person's, blind to the published figures and to one another. A figure that a
    reading lacks was not asked of that reader.
    """
    figures = tuple(_check_figure(key, published, readings) for key in keys)
    return RecordCheck(published.area_id, published.contest, figures)


def _check_figure(key: str, published: Protocol, readings: Sequence[PaperReading]) -> FigureCheck:
    figure = published.figure(key)
    read = settle(reading[key] for reading in readings if key in reading)
    return FigureCheck(key, figure, read, _shows(read, figure, key in published.illegible))


def _shows(read: Answer | None, published: Count, published_illegible: bool) -> ReadAgain:
    if read is None:
        return ReadAgain.UNSETTLED
    if read == UNREADABLE:
        # Where the record says so too, two strangers have just confirmed it.
        return ReadAgain.SAME if published_illegible else ReadAgain.UNREADABLE
    if read == NOT_ON_PAPER:
        return ReadAgain.SAME if published is None and not published_illegible else ReadAgain.DIFFERS
    return ReadAgain.SAME if read == published else ReadAgain.DIFFERS
