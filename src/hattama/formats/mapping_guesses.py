"""A first mapping for a table that nobody has described: what its cells show, doubts as comments."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, islice, product
from pathlib import Path

from hattama.core.vocabulary import Fault, Message
from hattama.formats.faults import FaultKind
from hattama.formats.tables import open_table
from hattama.formats.whole_numbers import (
    NOT_A_NUMBER,
    NOT_COUNTED,
    SEPARATED,
    SPACED,
    WITH_ZERO,
    NumberFormat,
)
from hattama.phrases import say

SAMPLED = 5000
"""Rows that are looked at."""

_MOSTLY = 0.7
_LEAST_ALIKE = 3
_FIGURE_NAMES = {
    "voters_listed": r"^cast$|regist|listed|on.?list|elig|padr[oó]n|lista|inscri|roll|избират|список|тізім",
    "ballots_issued": r"toegelaten",
    "participants": r"turnout|particip|took.?part|came|voted|voters_vot|total_vot|votar|emit"
    r"|приня|қатыс",
    "ballots_received": r"received|recib|ballots_rec|получ|алын",
    "valid": r"(?<!in)v[aá]lid|(?<!не)действ|жарамды|counted$",
    "invalid": r"invalid|spoil|reject(?!.*blanco)|null?[oa]?s?\b|nul|недейств|жарамсыз",
}
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}.*")
_AREA = Message("the columns that make the identifier of a station: these differ in every row that was read")
_NO_AREA = Message("no column, and no two or three together, differ in every row: name those of a station")
_CONTEST = Message("the contest's code in election.toml")
_FIGURES = Message("the lines of the form, by the codes of the rule pack; guessed from the columns' names")
_VOTES = Message("every other column of counts, taken for votes: give each choice the code of election.toml")
_LEFT_ROWS = Message("rows of the file that are not read")
_LEFT = Message("columns that are nothing above")
_SHOWN = Message("rows read: {rows}. Look at every line, then: hattama mapping try")
_DOUBTFUL = Message("cells that are no counts in columns that mostly hold counts; say what they mean")


@dataclass
class _Column:
    """A column as its cells show it: how many hold a count, and what those hold that do not."""

    name: str
    cells: list[str]

    def __post_init__(self) -> None:
        read = NumberFormat().reader()
        self.given = [cell for cell in self.cells if cell]
        values = [(cell, read(cell)) for cell in self.given]
        self.odd = [(cell, value) for cell, value in values if isinstance(value, FaultKind)]
        words = {cell for cell, kind in self.odd if kind in (NOT_A_NUMBER, NOT_COUNTED)}
        # Numbers written in some way count as such; words are few where they stand for a missing figure.
        numbers = len(self.given) - sum(kind not in (SEPARATED, SPACED, WITH_ZERO) for _, kind in self.odd)
        self.is_count = bool(self.given) and numbers >= _MOSTLY * len(self.given) and len(words) < 5

    def holds(self, pattern: str) -> bool:
        """Whether nearly all its cells are such."""
        found = sum(re.match(pattern, cell) is not None for cell in self.given)
        return bool(self.given) and found >= _MOSTLY * len(self.given)


def guess_mapping(path: Path, language: str) -> str:
    """The text of a mapping for the table at `path`, comments in `language`. Raises InputFaults."""
    with open_table(path, trees=True) as table:
        rows = [cells for _, cells in islice(table.rows, SAMPLED) if not isinstance(cells, Fault)]
        texts = [[str(cell).strip() for cell in cells] for cells in rows]
        columns = [_Column(name, [row[at] for row in texts]) for at, name in enumerate(table.columns)]
    named = f"{path.name} ({table.made_of})" if table.made_of else path.name
    lines = _of_results if table.made_of else _lines
    return "\n".join(lines(columns, len(rows), named, language)) + "\n"


def _lines(columns: Sequence[_Column], rows: int, file: str, language: str) -> Iterator[str]:
    yield f"# {file}: {say(_SHOWN, language, rows=rows)}"
    yield from _numbers([column for column in columns if column.is_count], language)
    station = _station(columns, rows)
    counts = [
        one for one in columns if one.is_count and one not in station and not _numbers_names(one, columns)
    ]
    lines = _figures(counts)
    votes = [column for column in counts if column not in lines.values()]
    yield "\n[protocol]"
    is_long = _is_long(station)
    contest = _contest(station[-1] if is_long and len(votes) > 1 else None)
    yield f"contest = {contest}  # {say(_CONTEST, language)}"
    yield f"# {say(_AREA if station else _NO_AREA, language)}"
    of_area = station[:-1] if is_long else station
    named = ", ".join(_text(column.name) for column in of_area)
    yield f'area = {{ join = [{named or _text("?")}], separator = "-" }}'
    yield f"\n[figures]  # {say(_FIGURES, language)}"
    yield from (f"{code} = {_text(column.name)}" for code, column in lines.items())
    yield from _votes(votes, station, language)
    taken = (*station, *lines.values(), *votes)
    yield from _beside([one for one in columns if one not in taken], language)


def _of_results(columns: Sequence[_Column], rows: int, file: str, language: str) -> Iterator[str]:
    """For results in XML or JSON, whose table has the same columns each time."""
    cells = {column.name: column.cells for column in columns}
    yield f"# {file}: {say(_SHOWN, language, rows=rows)}"
    for name in ("unit type", "type"):
        kept, *others = sorted(dict.fromkeys(cells[name]), key=cells[name].count, reverse=True) or [""]
        yield f'\n[[rows]]\nvalue = "{name}"\nonly = [{_text(kept)}]'
        yield from (f"# {say(_LEFT_ROWS, language)}: {', '.join(map(_text, others))}" for _ in others[:1])
    given = dict(zip(cells["choice"], zip(cells["line"], cells["choice name"], strict=True), strict=True))
    votes = {choice: name for choice, (line, name) in given.items() if choice != line}
    lines = [choice for choice in given if choice not in votes]
    figures: dict[str, str] = {}
    for code, pattern in _FIGURE_NAMES.items():
        fits = [one for one in lines if one not in figures and re.search(pattern, one.casefold())]
        figures |= dict.fromkeys(fits[:1], code)
    if left := [one for one in lines if one not in figures]:
        yield f'\n# {say(_LEFT_ROWS, language)}\n[[rows]]\nvalue = "choice"'
        yield f"skip = [{', '.join(map(_text, left))}]"
    yield "\n[protocol]"
    contests = dict(zip(cells["contest"], cells["contest name"], strict=True))
    looked = ", ".join(f'{_text(one)} = "contest"' for one in contests)
    yield f'contest = {{ column = "contest", lookup = {{ {looked} }} }}  # {say(_CONTEST, language)}'
    yield f'area = {{ column = "unit" }}  # {", ".join(name for name in cells if name.startswith("unit"))}'
    yield f"\n[choices]  # {say(_VOTES, language)}"
    for number, (choice, name) in enumerate(votes.items(), start=1):
        yield f"c{number} = {_text(choice)}  # {_text(name)}"
    yield f'\n[votes]  # {say(_FIGURES, language)}\nchoice = "choice"\nvotes = "count"'
    yield f"figures = {{ {', '.join(f'{_text(one)} = {_text(code)}' for one, code in figures.items())} }}"


def _numbers(counts: Sequence[_Column], language: str) -> Iterator[str]:
    odd = [one for column in counts for one in column.odd]
    kinds = {kind.code for _, kind in odd}
    yield "\n[numbers]"
    words = sorted({cell for cell, kind in odd if kind in (NOT_A_NUMBER, NOT_COUNTED)})
    if words:
        yield f"# {say(_DOUBTFUL, language)}"
        yield f"missing = [{', '.join(map(_text, words))}]"
        yield "illegible = []"
    signs = {cell.strip("0123456789")[:1] for cell, kind in odd if kind is SEPARATED}
    known = {",": "comma", ".": "dot", "'": "apostrophe", "\u2019": "apostrophe"}
    thousands = "space" if SPACED.code in kinds else known.get(next(iter(signs), ""), "")
    if thousands:
        yield f'thousands = "{thousands}"'
    if WITH_ZERO.code in kinds:
        yield 'decimal_zero = "accept"'


def _station(columns: Sequence[_Column], rows: int) -> tuple[_Column, ...]:
    """The foremost columns, at most three, that together differ in every row."""
    full = [column for column in columns[:12] if rows and len(column.given) == rows]
    for last, number in product(range(len(full)), (1, 2, 3)):
        for before in combinations(full[:last], number - 1):
            chosen = (*before, full[last])
            if len(set(zip(*(column.cells for column in chosen), strict=True))) == rows:
                return chosen
    return ()


def _contest(column: _Column | None) -> str:
    """One for all rows, or as a column says that comes again and again beside several columns of votes."""
    if column is None:
        return '{ constant = "contest" }'
    codes = ", ".join(
        f"{_text(one)} = {_text(f'contest_{n}')}" for n, one in enumerate(dict.fromkeys(column.cells), 1)
    )
    return f"{{ column = {_text(column.name)}, lookup = {{ {codes} }} }}"


def _numbers_names(column: _Column, columns: Sequence[_Column]) -> bool:
    """Whether its numbers stand for names in another column, the same name for the same number each time."""
    numbers = len(set(column.cells))
    named = (one for one in columns if not one.is_count and 1 < len(set(one.cells)) < len(one.cells))
    return 1 < numbers <= len(column.cells) / 2 and any(
        len(set(zip(column.cells, one.cells, strict=True))) == numbers for one in named
    )


def _figures(counts: Sequence[_Column]) -> dict[str, _Column]:
    found: dict[str, _Column] = {}
    for code, pattern in _FIGURE_NAMES.items():
        for column in counts:
            if column not in found.values() and re.search(pattern, column.name.casefold()):
                found.setdefault(code, column)
    return found


def _votes(columns: Sequence[_Column], station: Sequence[_Column], language: str) -> Iterator[str]:
    """Votes as a row for each choice, by a pattern of columns, or column by column."""
    if len(columns) == 1 and _is_long(station):
        yield f"\n[votes]  # {say(_VOTES, language)}"
        yield f"choice = {_text(station[-1].name)}\nvotes = {_text(columns[0].name)}"
        return
    before, after, alike = _alike([column.name for column in columns])
    if not alike:
        yield f"\n[votes.columns]  # {say(_VOTES, language)}"
        yield from (f"c{number} = {_text(column.name)}" for number, column in enumerate(columns, start=1))
        return
    yield f"\n[choices]  # {say(_VOTES, language)}"
    for number, name in enumerate(alike, start=1):
        yield f"c{number} = {_text(name.removeprefix(before).removesuffix(after))}"
    yield f"\n[votes]\npattern = {_text(f'{before}{{choice}}{after}')}"
    if others := [_text(column.name) for column in columns if column.name not in alike]:
        yield f"\n# {say(_LEFT, language)}: {', '.join(others)}"


def _is_long(station: Sequence[_Column]) -> bool:
    """Whether what makes a row differ ends in a text that comes again and again: a choice."""
    return (
        len(station) > 1 and not station[-1].is_count and len(set(station[-1].cells)) < len(station[-1].cells)
    )


def _alike(names: Sequence[str]) -> tuple[str, str, list[str]]:
    """What most names begin or end with, up to a sign between words or a number; and those names."""
    ends: dict[tuple[str, str], list[str]] = {}
    for name in names:
        for pattern, side in ((r"(.*?[-_ .:])(.+)", 0), (r"(\D+)([0-9]+)", 0), (r"(.+)([-_ .:].*?)", 1)):
            if match := re.fullmatch(pattern, name):
                ends.setdefault((match.group(1), "") if side == 0 else ("", match.group(2)), []).append(name)
    if not ends:
        return "", "", []
    (before, after), alike = max(ends.items(), key=lambda one: len(one[1]))
    return (
        (before, after, list(dict.fromkeys(alike)))
        if len(alike) >= max(_LEAST_ALIKE, len(names) / 2)
        else ("", "", [])
    )


def _beside(columns: Sequence[_Column], language: str) -> Iterator[str]:
    times = [column for column in columns if column.holds(_MOMENT.pattern)]
    links = [column for column in columns if column.holds("https?://")]
    for number, column in enumerate(times, start=1):
        yield f"\n[times.time_{number}]\nvalue = {_text(column.name)}"
    if links:
        yield "\n[links]"
        papers = [one for one in links if one.holds(r"\S+\.(?i:pdf|png|jpe?g|tiff?)(\?|$)")][:1]
        names = ("scan" if one in papers else f"link_{number}" for number, one in enumerate(links, start=1))
        yield from (f"{name} = {_text(one.name)}" for name, one in zip(names, links, strict=True))
    others = [column for column in columns if column not in (*times, *links)]
    if others:
        yield f"\n# {say(_LEFT, language)}: {', '.join(_text(column.name) for column in others)}"


def _text(name: str) -> str:
    """A text of TOML on one line."""
    return json.dumps(name, ensure_ascii=False).replace("\x7f", "\\u007f")
