"""A kind's course as a drawing: states below one another; what leads on stands left, what leads back right.

The server draws it, so that it is there without a script; each arrow has the number of its deed in the list
below, which says who may do it and by which norm.
"""

import textwrap
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from hattama.core.norms import Citations
from hattama.core.records import CourseDeed, RecordKind, Register
from hattama.core.vocabulary import Words
from hattama.phrases import say
from hattama.web.kernel.pages.election_pages import page_language

ROW = 74
"""From one state to the next."""

BOX = 46
WIDTH = 216
"""Of a state's box."""

LANE = 16
"""From one arrow beside the boxes to the next."""

LETTERS = 24
"""How many letters of a name stand on one line of a box."""

LINES = 2
TOP = 12


@dataclass(frozen=True, slots=True)
class StateBox:
    """A state: where its box is, its name in lines, whether the record is or was in it."""

    x: int
    y: int
    lines: tuple[tuple[int, str], ...]
    look: str

    @property
    def middle(self) -> int:
        """The middle of its box, from the left."""
        return self.x + WIDTH // 2


@dataclass(frozen=True, slots=True)
class Arrow:
    """An arrow with the numbers of the deeds that it stands for, and where they are written."""

    path: str
    numbers: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class DeedLine:
    """A deed in the list below the drawing."""

    number: int
    words: Words
    who: tuple[Words, ...]
    cited: Citations
    since: tuple[Words, ...]
    to: Words | None


@dataclass(frozen=True, slots=True)
class CourseDrawing:
    """The drawing and its list; `code` is that of the kind."""

    code: str
    width: int
    height: int
    boxes: tuple[StateBox, ...]
    arrows: tuple[Arrow, ...]
    deeds: tuple[DeedLine, ...]
    box_width: int = WIDTH
    box_height: int = BOX


@dataclass(frozen=True, slots=True)
class _Edge:
    first: int
    last: int
    numbers: tuple[int, ...]

    @property
    def leads_on(self) -> bool:
        return self.last > self.first

    @property
    def span(self) -> tuple[int, int]:
        return min(self.first, self.last), max(self.first, self.last)


def draw_course(
    register: Register, kind: RecordKind, now: str = "", passed: Collection[str] = ()
) -> CourseDrawing | None:
    """The course of a kind, None without one; `now`: the state a record is in, `passed`: those it was in."""
    states = kind.course.states
    if not states:
        return None
    edges = _edges([state.code for state in states], kind.course.deeds)
    near = [edge for edge in edges if edge.last - edge.first == 1]
    on = _lanes(edge for edge in edges if edge.last - edge.first > 1)
    back = _lanes(edge for edge in edges if edge.last < edge.first)
    left = LANE * (1 + max((lane for _, lane in on), default=0)) + 4 if on else 8
    right = LANE * (1 + max((lane for _, lane in back), default=0)) + 4 if back else 8
    language = page_language()
    boxes = tuple(
        _box(left, place, say(state.words, language), _look(state.code, now, passed))
        for place, state in enumerate(states)
    )
    arrows = (
        *(_straight(left, edge) for edge in near),
        *(_aside(left, -LANE * lane, edge) for edge, lane in on),
        *(_aside(left + WIDTH, LANE * lane, edge) for edge, lane in back),
    )
    deeds = tuple(
        _deed(register, kind, number, deed) for number, deed in enumerate(kind.course.deeds, start=1)
    )
    height = TOP * 2 + ROW * len(states) - (ROW - BOX)
    return CourseDrawing(kind.code, left + WIDTH + right, height, boxes, arrows, deeds)


def _edges(codes: list[str], deeds: Iterable[CourseDeed]) -> list[_Edge]:
    """One for each pair of states, with all deeds that lead from the one to the other; none that stays."""
    numbers: dict[tuple[int, int], list[int]] = {}
    for number, deed in enumerate(deeds, start=1):
        for since in deed.since:
            pair = codes.index(since), codes.index(deed.to or since)
            if pair[0] != pair[1]:
                numbers.setdefault(pair, []).append(number)
    return [_Edge(*pair, tuple(of_it)) for pair, of_it in sorted(numbers.items())]


def _lanes(edges: Iterable[_Edge]) -> list[tuple[_Edge, int]]:
    """Each edge with a lane from 1, so that no two in one lane touch; the shortest nearest to the boxes."""
    taken: list[list[tuple[int, int]]] = []
    placed = []
    for edge in sorted(edges, key=lambda one: (one.span[1] - one.span[0], one.span)):
        low, high = edge.span
        free = (
            place
            for place, lane in enumerate(taken)
            if all(high <= other[0] or low >= other[1] for other in lane)
        )
        lane = next(free, len(taken))
        if lane == len(taken):
            taken.append([])
        taken[lane].append((low, high))
        placed.append((edge, lane + 1))
    return placed


def _look(code: str, now: str, passed: Collection[str]) -> str:
    if code == now:
        return "is-now"
    return "is-passed" if code in passed else ""


def _top(place: int) -> int:
    return TOP + ROW * place


def _box(x: int, place: int, name: str, look: str) -> StateBox:
    lines = textwrap.wrap(name, LETTERS, max_lines=LINES, placeholder="…")
    first = _top(place) + BOX // 2 + 5 - 9 * (len(lines) - 1)
    return StateBox(x, _top(place), tuple((first + 18 * at, line) for at, line in enumerate(lines)), look)


def _straight(left: int, edge: _Edge) -> Arrow:
    x, y = left + WIDTH // 2, _top(edge.first) + BOX
    return Arrow(f"M{x} {y}V{_top(edge.last) - 2}", _said(edge), x + 6, y + (ROW - BOX) // 2 + 4)


def _aside(side: int, away: int, edge: _Edge) -> Arrow:
    """From the lower half of one box out to the lane, along it, and into the upper half of the other.

    Those of one box leave and come apart from one another, the nearer lane nearer to the middle.
    """
    shift = min(BOX // 2 - 4, abs(away) // LANE * 4)
    start = _top(edge.first) + BOX // 2 + (shift if edge.leads_on else -shift)
    end = _top(edge.last) + BOX // 2 + (-shift if edge.leads_on else shift)
    turn = 6 if away > 0 else -6
    x = side + away
    bend = 6 if end > start else -6
    path = (
        f"M{side} {start}H{x - turn}Q{x} {start} {x} {start + bend}V{end - bend}Q{x} {end} {x - turn} {end}"
        f"H{side + (2 if away > 0 else -2)}"
    )
    return Arrow(path, _said(edge), x, (start + end) // 2)


def _said(edge: _Edge) -> str:
    return ",".join(map(str, edge.numbers))


def _deed(register: Register, kind: RecordKind, number: int, deed: CourseDeed) -> DeedLine:
    who = tuple(body.words for code in deed.by if (body := register.body(code)) is not None)
    states = kind.course
    return DeedLine(
        number,
        deed.words,
        who,
        deed.cited,
        tuple(states.state(code).words for code in deed.since),
        states.state(deed.to).words if deed.to else None,
    )
