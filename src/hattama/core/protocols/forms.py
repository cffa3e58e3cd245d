"""What a protocol form asks for: its figures in the order of the paper, with the law that asks for them.

Keys. A figure that stands once on the paper is keyed by its code (`voters_listed`). A figure that is
repeated (ballots issued by each member, votes for each choice) is keyed `code[row]`
(`issued_by_member[2]`, `votes[amanat]`). Rows of a choice group are the contest's choice codes, those of a
person group the codes of its lists' persons; rows of any other group are numbered from 1.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from hattama.core.norms import Citations
from hattama.core.vocabulary import NO_WORDS, Choice, Contest, Words

_KEY = re.compile(r"([a-z][a-z0-9_]*)(?:\[([a-z0-9_]+)\])?", re.ASCII)
_ROW_NUMBER = re.compile(r"[1-9][0-9]{0,5}", re.ASCII)

CHOICES = "choices"
"""The name of the group whose rows are the choices of the contest."""

PERSONS = "persons"
"""The name of the group whose rows are the persons of its lists."""

NAMED_GROUPS = (CHOICES, PERSONS)
"""The groups whose rows the contest names, and no paper numbers."""

ROLES = (
    "registered",
    "ballots_received",
    "ballots_issued",
    "participants",
    "ballots_found",
    "outside_premises",
    "votes",
    "preferences",
    "against_all",
    "both_marked",
    "valid",
    "invalid",
)
"""The parts that lines of a form can play. Pages and totals speak of parts, never of one country's codes."""


@dataclass(frozen=True, slots=True)
class FigureDefinition:
    """One line of the form.

    `mark` is the line's name in the law or on the paper (`N1`, may be empty). `cited` norms ask for it.
    `required`: whether the paper must give it. `group`: the code of the repeated group, or empty.
    `inferred`: our own reading of the law, marked so wherever it is shown. A figure that is not summed up
    the map has `summed` False (a count of lines, for example). `hint` tells the writer what to enter.
    `in_words`: the paper gives it in words, too. `on_paper` False: no line of the paper is for it; it is told
    by whoever reads the paper.
    """

    code: str
    label: Words
    cited: Citations
    mark: str = ""
    required: bool = True
    group: str = ""
    summed: bool = True
    inferred: bool = False
    hint: Words = NO_WORDS
    in_words: bool = False
    on_paper: bool = True


@dataclass(frozen=True, slots=True)
class RowGroup:
    """A part of the form with several rows: members, portable boxes. At most `max_rows` rows."""

    code: str
    label: Words
    max_rows: int


@dataclass(frozen=True)
class Form:
    """A protocol form: figures in the order of the paper, groups, and which figure plays which part.

    `approval` names the act by which a commission approved this form; empty where none is known.
    `roles` maps a part of ROLES to a figure code or the code of a derived quantity.
    """

    code: str
    title: Words
    figures: tuple[FigureDefinition, ...]
    groups: tuple[RowGroup, ...] = ()
    roles: tuple[tuple[str, str], ...] = ()
    approval: str = ""

    def figure(self, code: str) -> FigureDefinition:
        """The figure with this code; KeyError when the form has none such."""
        for figure in self.figures:
            if figure.code == code:
                return figure
        raise KeyError(code)

    def group(self, code: str) -> RowGroup:
        """The group with this code; KeyError when the form has none such."""
        for group in self.groups:
            if group.code == code:
                return group
        raise KeyError(code)

    def role(self, part: str) -> str | None:
        """The code that plays `part`, or None where the form has no such part."""
        return self._parts.get(part)

    @cached_property
    def _parts(self) -> dict[str, str]:
        return dict(self.roles)

    @cached_property
    def sums(self) -> Mapping[str, str]:
        """Of each figure that is summed, by code, the group of its rows; empty where it stands once."""
        return {one.code: one.group for one in self.figures if one.summed}


def figure_key(code: str, row: str = "") -> str:
    """The key of a figure: `code`, or `code[row]` for a row of a group."""
    return f"{code}[{row}]" if row else code


@lru_cache(maxsize=4096)
def split_key(key: str) -> tuple[str, str]:
    """Code and row (empty when the figure stands once); ValueError when `key` is not a figure key."""
    match = _KEY.fullmatch(key)
    if match is None:
        raise ValueError(key)
    return match.group(1), match.group(2) or ""


def named_rows(group: str, contest: Contest) -> tuple[Choice, ...]:
    """What the rows of a group of NAMED_GROUPS are in `contest`, in the order of the ballot."""
    return contest.persons if group == PERSONS else contest.choices


def row_places(contest: Contest) -> dict[str, tuple[str, Choice]]:
    """By code what the contest names, and at what place: `2` on the ballot, `2.5` the fifth of that list."""
    places: dict[str, tuple[str, Choice]] = {}
    for number, choice in enumerate(contest.choices, start=1):
        places[choice.code] = str(number), choice
        for place, person in enumerate(choice.persons, start=1):
            places[person.code] = f"{number}.{place}", person
    return places


def row_names(contest: Contest, row: str) -> tuple[Words, ...]:
    """What a row of a group of NAMED_GROUPS is called: a choice, or a list and then its person. KeyError."""
    for choice in contest.choices:
        if choice.code == row:
            return (choice.names,)
        for person in choice.persons:
            if person.code == row:
                return choice.names, person.names
    raise KeyError(row)


def form_keys(form: Form, contest: Contest, *, required: bool = False) -> tuple[str, ...]:
    """Keys of the figures that stand once on the paper, of those of each choice and person, in its order.

    Rows of numbered groups are not among them: a precinct may have no portable box. `required`: those alone
    that a complete protocol of this contest must have.
    """
    keys: list[str] = []
    for figure in form.figures:
        if figure.group == CHOICES or (figure.group == PERSONS and (figure.required or not required)):
            keys.extend(figure_key(figure.code, one.code) for one in named_rows(figure.group, contest))
        elif not figure.group and (figure.required or not required):
            keys.append(figure.code)
    return tuple(keys)


def is_known_key(form: Form, contest: Contest, key: str) -> bool:
    """Whether the form has a place for `key` in this contest."""
    try:
        code, row = split_key(key)
        figure = form.figure(code)
    except (ValueError, KeyError):
        return False
    if not figure.group:
        return not row
    if figure.group in NAMED_GROUPS:
        return any(one.code == row for one in named_rows(figure.group, contest))
    return is_row_number(row, form.group(figure.group).max_rows)


def is_row_number(row: str, max_rows: int) -> bool:
    """Whether `row` names a row of a numbered group: 1 to `max_rows`, without leading zeros."""
    return _ROW_NUMBER.fullmatch(row) is not None and int(row) <= max_rows
