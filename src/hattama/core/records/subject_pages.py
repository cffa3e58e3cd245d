"""Pages of a subject that a list does not show: a pack names a shape and what is drawn in it, as data.

A tree of records, a flow whose sums must hold, bars against a ceiling, a grid, a timeline, a map of areas.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from hattama.core.records.kinds import DayStep
from hattama.core.vocabulary import NO_WORDS, Words


class PageShape(StrEnum):
    """How a page of a subject is drawn."""

    TREE = "tree"
    FLOW = "flow"
    BARS = "bars"
    GRID = "grid"
    TIMELINE = "timeline"
    MAP = "map"


class Turn(StrEnum):
    """What a step of a flow is: so many are there; so many leave; so many come back."""

    STANDS = "stands"
    LEAVES = "leaves"
    JOINS = "joins"


@dataclass(frozen=True, slots=True)
class FlowStep:
    """A measure as a step of a flow."""

    measure: str
    turn: Turn


@dataclass(frozen=True, slots=True)
class GridLine:
    """A line of a grid of measures, one for each head; `is_total`: the sums of the lines above it."""

    words: Words
    measures: tuple[str, ...]
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class SubjectPage:
    """A page of a register. Which of the rest is set follows from `shape`.

    `kind`: of the records that a tree, grid or timeline shows. `parent`: the link that makes a tree. `since`,
    `until`: fields with the days of a timeline; of a tree, since when a record has its parent. `rows`,
    `columns`: paths of a grid; in its cells stands the code `cell`, of which `best` is drawn deepest, or the
    measure, as a share of its row with `of_row`. `heads`, `lines`: a grid of measures. `marks`: shares of the
    base at which bars have a line.
    """

    code: str
    words: Words
    shape: PageShape
    help: Words = NO_WORDS
    kind: str = ""
    parent: str = ""
    since: str = ""
    until: str = ""
    rows: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    cell: str = ""
    best: str = ""
    of_row: bool = False
    step: DayStep = DayStep.DAY
    measures: tuple[str, ...] = ()
    marks: tuple[Fraction, ...] = ()
    steps: tuple[FlowStep, ...] = ()
    heads: tuple[Words, ...] = ()
    lines: tuple[GridLine, ...] = ()

    @property
    def needs_records(self) -> bool:
        """Whether published numbers alone make nothing of it."""
        return not (self.lines or self.shape in (PageShape.FLOW, PageShape.BARS))


@dataclass(frozen=True, slots=True)
class Balance:
    """From one number of a flow that stands to the next, which nobody may have stated (`after` None): what
    leaves and joins between them."""

    before: int
    left: tuple[int, ...]
    joined: tuple[int, ...]
    after: int | None

    @property
    def expected(self) -> int:
        """What must be there after it."""
        return self.before - sum(self.left) + sum(self.joined)

    @property
    def gap(self) -> int:
        """How many more there are than must be; 0 where nobody stated how many there are."""
        return 0 if self.after is None else self.after - self.expected


def flow_balances(steps: Sequence[FlowStep], numbers: Mapping[str, int | None]) -> dict[str, Balance]:
    """The balance that each standing number closes, by measure; none where one before it is not known."""
    balances: dict[str, Balance] = {}
    before: int | None = None
    moved: dict[Turn, list[int | None]] = {Turn.LEAVES: [], Turn.JOINS: []}
    for step in steps:
        number = numbers.get(step.measure)
        if step.turn is not Turn.STANDS:
            moved[step.turn].append(number)
            continue
        left, joined = (tuple(one for one in moved[turn] if one is not None) for turn in moved)
        is_whole = len(left) + len(joined) == sum(map(len, moved.values()))
        is_told = number is not None or any(moved.values())
        if before is not None and is_whole and is_told:
            balances[step.measure] = Balance(before, left, joined, number)
        before, moved = number, {Turn.LEAVES: [], Turn.JOINS: []}
    return balances
