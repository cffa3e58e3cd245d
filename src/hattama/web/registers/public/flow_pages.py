"""A flow: how many were there, how many left and came back, and whether the sums hold, step by step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from hattama.core.outcomes import say_number
from hattama.core.records import FlowStep, SubjectPage, Turn, flow_balances, numbers_shown_first
from hattama.core.vocabulary import Words
from hattama.publish.register_numbers import RegisterNumbers
from hattama.web.registers.public.grid_pages import Table

WIDE = 1000


@dataclass(frozen=True, slots=True)
class FlowLine:
    """A step: the trunk that stays to `trunk`, the piece of it that leaves or joins from there.

    `sum`: the sum that the step must be, written out; `gap`: by how much it is not. `stated`, `expected`: the
    number and the sum that it must be.
    """

    words: Words
    number: str
    turn: Turn
    trunk: int
    piece: int
    before: int
    sum: str = ""
    gap: str = ""
    stated: int | None = None
    expected: int | None = None

    @property
    def is_stated(self) -> bool:
        """Whether somebody says how many there are."""
        return self.stated is not None


@dataclass(frozen=True, slots=True)
class Flow:
    """One telling of the flow: as the records have it, or as sources published it."""

    title: str
    lines: tuple[FlowLine, ...]


def flows(asked: SubjectPage, numbers: RegisterNumbers) -> list[Flow]:
    """The flow as the records have it and as it was published, whichever there is."""
    register, registry = numbers.register, numbers.registry
    told: list[tuple[str, Mapping[str, int | None]]] = []
    if registry.of(register.register_id):
        own = {step.measure: numbers.values[step.measure].number for step in asked.steps}
        if any(own.values()):
            told.append((_("As the records have it"), own))
    published = numbers_shown_first(register, registry)
    if any(step.measure in published for step in asked.steps):
        told.append((_("As sources published it"), dict(published)))
    return [_flow(title, asked.steps, known, numbers) for title, known in told]


def _flow(
    title: str, steps: tuple[FlowStep, ...], known: Mapping[str, int | None], numbers: RegisterNumbers
) -> Flow:
    balances = flow_balances(steps, known)
    most = _most(steps, known)
    lines, level = [], 0
    for step in steps:
        measure = numbers.register.measure(step.measure)
        assert measure is not None, "a pack is read only if its pages name measures that it has"
        number = known.get(step.measure)
        before = level
        size = number or 0
        if step.turn is Turn.STANDS:
            level = size if number is not None else level
        else:
            level = max(0, level + (size if step.turn is Turn.JOINS else -size))
        low, high = sorted((before, level))
        trunk = 0 if step.turn is Turn.STANDS else low
        piece = level if step.turn is Turn.STANDS else high - low
        balance = balances.get(step.measure)
        written = (
            "" if balance is None else _sum(balance.before, balance.left, balance.joined, balance.expected)
        )
        gap = "" if balance is None or not balance.gap else say_number(abs(balance.gap))
        said = "–" if number is None else say_number(number)
        drawn = [value * WIDE // most for value in (trunk, piece, before)]
        expected = None if balance is None else balance.expected
        places = drawn[0], drawn[1], drawn[2]
        lines.append(FlowLine(measure.words, said, step.turn, *places, written, gap, number, expected))
    return Flow(title, tuple(lines))


def flow_table(told: Sequence[Flow], language: str) -> Table:
    """The same as a table; `off_by`: how much more is stated than the sum of what stands above it."""
    columns = ("flow", "step", "turn", "number", "must_be", "off_by")
    rows = (
        (flow.title, line.words.say(language), line.turn.value, line.stated, line.expected, _off(line))
        for flow in told
        for line in flow.lines
    )
    return columns, (["" if cell is None else cell for cell in row] for row in rows)


def _off(line: FlowLine) -> int | None:
    return None if line.stated is None or line.expected is None else line.stated - line.expected


def _most(steps: tuple[FlowStep, ...], known: Mapping[str, int | None]) -> int:
    """The widest that the trunk becomes."""
    level = most = 0
    for step in steps:
        number = known.get(step.measure) or 0
        if step.turn is Turn.STANDS:
            level = number or level
        else:
            level += number if step.turn is Turn.JOINS else -number
        most = max(most, level)
    return most or 1


def _sum(before: int, left: tuple[int, ...], joined: tuple[int, ...], expected: int) -> str:
    if not (left or joined):
        return _("as many as above: %(number)s") % {"number": say_number(before)}
    terms = [say_number(before)]
    terms += [f"− {say_number(one)}" for one in left] + [f"+ {say_number(one)}" for one in joined]
    return f"{' '.join(terms)} = {say_number(expected)}"
