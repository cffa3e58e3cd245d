"""The readings of a mapping: figures, votes, times, links and notes of one reading of the papers.

What stands at the top of the mapping holds for every reading; `[readings.NAME]` adds to it and may put
a prefix before the columns of its figures and votes.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from hattama.core.vocabulary import Message, is_code
from hattama.formats.constructions import Construction, read_construction
from hattama.formats.faults import FaultKind
from hattama.formats.table_times import TimeMapping, read_time_mapping
from hattama.formats.toml_documents import NOT_ALLOWED, TomlTable

VOTES_UNCLEAR = FaultKind.of(
    "MAP-VOTES",
    Message(
        "votes are given in exactly one of three ways: columns; pattern with [choices]; choice and votes"
    ),
)
PATTERN_WITHOUT_PLACE = FaultKind.of("MAP-PATTERN", Message("the pattern lacks {expected}: {found}"))
CHOICE_NAME_TWICE = FaultKind.of("MAP-CHOICES", Message("two choices are called “{found}” in the table"))
_VOTE_WAYS = ({"columns"}, {"pattern"}, {"choice", "votes"}, {"choice", "votes", "figures"})
_PLACE = "{choice}"
_CODE = "[a-z][a-z0-9_]*"


@dataclass(frozen=True, slots=True)
class RowFilter:
    """Which rows are read: those whose text is among `only` (where any are named) and not among `skip`."""

    text: Construction
    only: frozenset[str]
    skip: frozenset[str]


@dataclass(frozen=True, slots=True)
class VotesMapping:
    """Where votes stand. Wide: `columns` gives a column for each choice code.

    Long, a row for each choice: `choice` makes the choice's code, or its name in the table (`codes` gives
    the code of a name); `votes` is the column of the number, and rows whose choice comes out as a key of
    `figures` hold that figure instead.
    """

    figure: str
    columns: Mapping[str, str]
    choice: Construction | None
    votes: str
    figures: Mapping[str, str]
    codes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of the papers. `figures` gives a column for each figure code.

    `blank_rows`: what a row is in which every figure is missing: a fault ("refuse"), no protocol ("skip"), or
    a paper whose figures its source does not give ("keep"), where a link leads to it.
    """

    name: str
    figures: Mapping[str, str]
    votes: VotesMapping | None
    times: Mapping[str, TimeMapping]
    links: Mapping[str, Construction]
    notes: Mapping[str, Construction]
    blank_rows: str
    filters: tuple[RowFilter, ...]


def read_filters(table: TomlTable) -> tuple[RowFilter, ...]:
    """The row filters under `rows`."""
    return tuple(_filter(one) for one in table.tables("rows", required=False))


def _filter(table: TomlTable) -> RowFilter:
    text = read_construction(table, "value") or Construction(constant="")
    return RowFilter(text, frozenset(table.texts("only")), frozenset(table.texts("skip")))


def read_readings(top: TomlTable, filters: tuple[RowFilter, ...]) -> dict[str, Reading]:
    """All readings by name; a mapping that names none has one, called `only`. `filters` hold for each."""
    choices = _choices(_members(top, "choices"))
    shared = _reading(top, "only", "", None, choices, filters)
    tables = top.table("readings", required=False)
    if tables is None:
        return {shared.name: shared}
    readings = {}
    for name in tables.values:
        table = tables.table(name)
        if not is_code(name):
            tables.fault(NOT_ALLOWED, name, name, _CODE)
        if table is not None:
            of_all = (*filters, *read_filters(table))
            readings[name] = _reading(table, name, table.plain_text("prefix"), shared, choices, of_all)
    return readings or {shared.name: shared}


def _reading(
    table: TomlTable,
    name: str,
    prefix: str,
    shared: Reading | None,
    choices: Mapping[str, str],
    filters: tuple[RowFilter, ...],
) -> Reading:
    votes_table = table.table("votes", required=False)
    votes = _votes(votes_table, prefix, choices) if votes_table else None
    times = _members(table, "times")
    own_times = {key: read_time_mapping(times, key) for key in times.values} if times else {}
    votes = votes or (shared.votes if shared else None)
    figures = {
        **(shared.figures if shared else {}),
        **_columns(table.table("figures", required=False), prefix),
    }
    links = {**(shared.links if shared else {}), **read_constructions(_members(table, "links"))}
    # A mapping with links and without any figure is of a source that gives none.
    skips = shared is not None and shared.blank_rows == "skip"
    plain = "skip" if skips else "keep" if links and not (figures or votes) else "refuse"
    return Reading(
        name=name,
        figures=figures,
        votes=votes,
        times={**(shared.times if shared else {}), **own_times},
        links=links,
        notes={**(shared.notes if shared else {}), **read_constructions(_members(table, "notes"))},
        blank_rows=table.one_of("blank_rows", ("refuse", "skip", "keep"), plain),
        filters=filters,
    )


def _members(table: TomlTable, key: str) -> TomlTable | None:
    """The table under `key`, whose own keys are codes."""
    members = table.table(key, required=False)
    for name in members.values if members else ():
        if members and not is_code(name):
            members.fault(NOT_ALLOWED, name, name, _CODE)
    return members


def _columns(table: TomlTable | None, prefix: str) -> dict[str, str]:
    return {name: prefix + table.text(name) for name in table.values} if table else {}


def read_constructions(table: TomlTable | None) -> dict[str, Construction]:
    """What stands under each key of a table; nothing without one."""
    if table is None:
        return {}
    read = {name: read_construction(table, name) for name in table.values}
    return {name: construction for name, construction in read.items() if construction is not None}


def _choices(table: TomlTable | None) -> dict[str, str]:
    """The name by which the table calls each choice, by the choice's code."""
    names: dict[str, str] = {}
    for code in table.values if table else ():
        name = table.text(code) if table else ""
        if table and name in names.values():
            table.fault(CHOICE_NAME_TWICE, code, name)
        names[code] = name
    return names


def _votes(table: TomlTable, prefix: str, choices: Mapping[str, str]) -> VotesMapping:
    columns = _columns(_members(table, "columns"), prefix)
    pattern = table.text("pattern", required=False)
    choice = read_construction(table, "choice", prefix, required=False)
    votes = table.text("votes", required=False)
    figures = table.table("figures", required=False)
    given = {key for key in ("columns", "pattern", "choice", "votes", "figures") if key in table}
    if given not in _VOTE_WAYS or (pattern and not choices):
        table.fault(VOTES_UNCLEAR)
    if pattern and _PLACE not in pattern:
        table.fault(PATTERN_WITHOUT_PLACE, "pattern", pattern, _PLACE)
    if pattern:
        columns = {code: prefix + pattern.replace(_PLACE, name) for code, name in choices.items()}
    return VotesMapping(
        figure=table.text("figure", required=False, check=is_code, expected=_CODE) or "votes",
        columns=columns,
        choice=choice,
        votes=prefix + votes if votes else "",
        figures={text: figures.text(text) for text in figures.values} if figures else {},
        codes={name: code for code, name in choices.items()},
    )
