"""A grid: records by two of their fields, a measure by two, or measures in lines whose sums must hold."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from hattama.core.norms import NOTHING_CITED, Citations
from hattama.core.outcomes import say_number
from hattama.core.records import (
    Field,
    GridLine,
    Item,
    Measure,
    Reckoning,
    RecordFacts,
    SubjectPage,
    facts_of,
    measure_cells,
    numbers_shown_first,
)
from hattama.core.vocabulary import NO_WORDS, Share, Words
from hattama.phrases.of_rooms.records import say_share_of, say_value, say_value_at
from hattama.publish.register_numbers import RegisterNumbers
from hattama.web.kernel.pages.election_pages import ElectionPage, page_language
from hattama.web.maps.public.map_measures import CLASSES
from hattama.web.registers.reading import moment_of

MOST_ROWS, MOST_COLUMNS = 200, 12
WIDE = 1000
Table = tuple[Sequence[str], Iterable[Sequence[object]]]
"""The names of columns, and rows."""

_NUMBER = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class Head:
    """A row's or column's name; `number`: by which a narrow column is called; `record_id`: of what it is;
    `cited`: the norms that a list names beside it."""

    name: str
    number: int = 0
    record_id: str = ""
    cited: Citations = NOTHING_CITED


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell: its text, how deep its colour is (0: none), the record that it is of, what it says in words.

    `x`, `width`: its piece of the bar of its row. `number`: what its text says, where it is one.
    """

    text: str
    rank: int = 0
    record_id: str = ""
    words: str = ""
    x: int = 0
    width: int = 0
    is_wrong: bool = False
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Key:
    """What a number in cells stands for, its colour, and how many cells of each column are so."""

    number: int
    words: str
    rank: int
    counts: tuple[str, ...]


def grid(page: ElectionPage, asked: SubjectPage, numbers: RegisterNumbers) -> dict[str, Any]:
    """The rows of a grid with what is known of them."""
    if asked.lines:
        return _of_lines(asked, numbers)
    moment = moment_of(page.row, numbers.at)
    facts = facts_of(numbers.registry, moment, numbers.register.register_id)
    if asked.cell:
        return _of_codes(asked, numbers, [one for one in facts if one.record.kind.code == asked.kind])
    measure = numbers.register.measure(asked.measures[0])
    assert measure is not None, "a pack is read only if its pages name measures that it has"
    reckoning = Reckoning(facts, numbers.register.tables, moment.polling_on)
    cells = measure_cells(measure, asked.rows, asked.columns, asked.step, reckoning)
    return _of_measure(asked, numbers, measure, {cell: n for cell, n in cells.items() if n})


def grid_table(heads: Sequence[Head], lines: Sequence[tuple[Head, list[GridCell]]]) -> Table:
    """The same as a table: numbers as they are, codes in words."""
    said = (
        (row.name, *(one.words if one.number is None else one.number for one in cells))
        for row, cells in lines
    )
    return ("row", *(head.name for head in heads)), said


def natural(name: str) -> list[tuple[int, int, str]]:
    """By which names are ordered so that 1.10 comes after 1.9."""
    return [(1, int(part), "") if part.isdecimal() else (0, 0, part) for part in _NUMBER.split(name[:300])]


def _names(
    asked: SubjectPage, numbers: RegisterNumbers, path: tuple[str, ...], values: set[str], most: int
) -> dict[str, str]:
    """The values of a path in words, in order, the first of them; what is not stated comes last."""
    field = numbers.register.field_at(asked.kind, path)
    where = numbers.register, numbers.registry, (asked.kind,), path
    named = {value: say_value_at(*where, value, page_language()) for value in values}
    codes = [item.code for item in field.items] if field is not None else []
    places = {code: place for place, code in enumerate(codes)}
    order = sorted(named, key=lambda one: (not one, places.get(one, len(codes)), natural(named[one])))
    return {value: named[value] for value in islice(order, most)}


def _of_codes(asked: SubjectPage, numbers: RegisterNumbers, facts: Sequence[RecordFacts]) -> dict[str, Any]:
    placed = {(_text(one, asked.rows), _text(one, asked.columns)): one for one in facts}
    # Of a list each item is a row: a question that nobody answered is one, too.
    listed = numbers.register.field_at(asked.kind, asked.rows)
    items = {item.code: item.cited for item in listed.items} if listed is not None else {}
    rows = _names(asked, numbers, asked.rows, {row for row, _ in placed} | items.keys(), MOST_ROWS)
    of_rows = {column for _, column in placed} or {""}
    columns = _names(asked, numbers, asked.columns, of_rows, MOST_COLUMNS)
    field = numbers.register.field_at(asked.kind, (asked.cell,))
    keys = _keys(field.items if field is not None else (), asked.best)
    lines = []
    for row, name in rows.items():
        of_row = [placed.get((row, column)) for column in columns]
        lead = next((one for one in of_row if one is not None), None)
        head = Head(name, record_id=_leads_to(lead, asked.rows), cited=items.get(row, NOTHING_CITED))
        lines.append((head, [_code_cell(one, asked.cell, field, keys) for one in of_row]))
    counts = [
        Counter(_text(placed[row, column], (asked.cell,)) for row in rows if (row, column) in placed)
        for column in columns
    ]
    legend = [
        Key(number, words, rank, tuple(say_number(count[code]) for count in counts))
        for code, (number, words, rank) in keys.items()
    ]
    unsaid = [len(rows) - sum(count[code] for code in keys) for count in counts]
    return {
        "heads": [Head(name, place) for place, name in enumerate(columns.values(), start=1)],
        "lines": lines,
        "keys": legend,
        "unsaid": [say_number(count) for count in unsaid] if any(unsaid) else [],
        "left_out": len({row for row, _ in placed} | items.keys()) - len(rows),
        "is_unanswered": not placed,
    }


def _text(facts: RecordFacts, path: tuple[str, ...]) -> str:
    value = facts.operand(path)
    return "" if value is None else str(value)


def _leads_to(facts: RecordFacts | None, path: tuple[str, ...]) -> str:
    """The record that a row is of: the one that its path, or the link before its last step, leads to."""
    if facts is None:
        return ""
    links = path[:1] if len(path) == 1 else path[:-1]
    record_id = _text(facts, links)
    return record_id if record_id in facts.registry.records else ""


def _keys(items: Sequence[Item], best: str) -> dict[str, tuple[int, str, int]]:
    """A number, words and a depth of colour for each code; the best is the deepest."""
    last = max(1, len(items) - 1)
    is_first = bool(items) and items[0].code == best
    return {
        item.code: (
            place + 1,
            item.words.say(page_language()),
            1 + (last - place if is_first else place) * (CLASSES - 1) // last,
        )
        for place, item in enumerate(items)
    }


def _code_cell(
    facts: RecordFacts | None, code: str, field: Field | None, keys: Mapping[str, tuple[int, str, int]]
) -> GridCell:
    if facts is None:
        return GridCell("")
    said = _text(facts, (code,))
    number, words, rank = keys.get(said, (0, "", 0))
    record_id = facts.record.record_id
    return GridCell(
        str(number) if number else "?", rank, record_id, words or say_value(field, None, page_language())
    )


def _of_measure(
    asked: SubjectPage,
    numbers: RegisterNumbers,
    measure: Measure,
    cells: Mapping[tuple[str, str], int | None],
) -> dict[str, Any]:
    rows = _names(asked, numbers, asked.rows, {row for row, _ in cells}, MOST_ROWS)
    columns = _names(asked, numbers, asked.columns, {column for _, column in cells}, MOST_COLUMNS)
    lines = []
    for row, name in rows.items():
        values = [cells.get((row, column)) or 0 for column in columns]
        whole = sum(number or 0 for (of, _), number in cells.items() if of == row)
        lines.append((Head(name), _number_cells(values, whole, measure, asked.of_row)))
    return {
        "heads": [Head(name, place) for place, name in enumerate(columns.values(), start=1)],
        "lines": lines,
        "measure": measure,
        "is_bars": asked.of_row,
        "left_out": len({row for row, _ in cells}) - len(rows),
    }


def _number_cells(values: Sequence[int], whole: int, measure: Measure, of_row: bool) -> list[GridCell]:
    drawn, x, language = [], 0, page_language()
    for place, value in enumerate(values):
        share = Share(value, whole, NO_WORDS) if of_row and whole > 0 else None
        text = say_number(value) if share is None else say_share_of(share, language, measure.currency)
        width = value * WIDE // whole if whole > 0 else 0
        drawn.append(
            GridCell(text if value else "–", 1 + place % CLASSES, x=x, width=width, number=value or None)
        )
        x += width
    return drawn


def _of_lines(asked: SubjectPage, numbers: RegisterNumbers) -> dict[str, Any]:
    """Measures in lines; a total that is not the sum of the lines above it is marked."""
    published = numbers_shown_first(numbers.register, numbers.registry)
    told = [[_line_number(code, published, numbers) for code in line.measures] for line in asked.lines]
    # A number of a table by day is no part of anything: it has no bar.
    drawn = {code for line in asked.lines for code in line.measures if _is_counted(code, numbers)}
    named = zip(asked.lines, told, strict=True)
    pairs = [pair for line, row in named for pair in zip(line.measures, row, strict=True)]
    most = max((number or 0 for code, number in pairs if code in drawn), default=0) or 1
    lines: list[tuple[Head, list[GridCell]]] = []
    sums = [0] * len(asked.heads)
    for line, row in zip(asked.lines, told, strict=True):
        cells = []
        for place, (code, number) in enumerate(zip(line.measures, row, strict=True)):
            is_wrong = line.is_total and number is not None and number != sums[place]
            sums[place] += 0 if line.is_total else number or 0
            cells.append(_line_cell(code, number, most if code in drawn else 0, is_wrong))
        lines.append((Head(_say(line.words), 1 if line.is_total else 0, cited=_cited(line, numbers)), cells))
    return {
        "heads": [Head(_say(words), place) for place, words in enumerate(asked.heads, start=1)],
        "lines": lines if any(cell.text not in ("", "–") for _, cells in lines for cell in cells) else [],
        "is_lines": True,
    }


def _say(words: Words) -> str:
    return words.say(page_language())


def _line_number(code: str, published: Mapping[str, int], numbers: RegisterNumbers) -> int | None:
    """The number as it was published; else as the records have it, or the tables by day, which need none."""
    measure, value = numbers.register.measure(code), numbers.values.get(code)
    if code in published or measure is None or measure.formula is None or value is None:
        return published.get(code)
    is_told = not measure.formula.kinds or numbers.registry.of(numbers.register.register_id)
    return value.number if is_told else None


def _is_counted(code: str, numbers: RegisterNumbers) -> bool:
    """Whether a measure counts something: its number is published, or follows from records."""
    measure = numbers.register.measure(code)
    return measure is not None and (measure.formula is None or bool(measure.formula.kinds))


def _cited(line: GridLine, numbers: RegisterNumbers) -> Citations:
    """The norms of a line's measures, each once."""
    measures = (numbers.register.measure(code) for code in line.measures)
    return Citations.together(measure.cited for measure in measures if measure is not None)


def _line_cell(code: str, number: int | None, most: int, is_wrong: bool) -> GridCell:
    if number is None:
        return GridCell("–" if code else "")
    width = number * WIDE // most if most else 0
    return GridCell(say_number(number), width=width, is_wrong=is_wrong, number=number)
