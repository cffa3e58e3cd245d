"""VOTES.csv: the votes of one contest as anyone can type them, read with every fault at its cell.

Columns `choice` and `votes`; optional `registered_order` (1 for the choice registered first), `name`, `group`
(a class of choices with a threshold of its own), `area` (a region, for rules that count regions), `left`
(`before_vote` or `after_vote`, of a choice that no longer stands), `lot` (1 for the one drawn first) and
`list` (of a person of an open list: the code of that list, in whose order its persons stand). Rows named
`against_all`, `both_marked`, `invalid`, `ballots_found` and `registered` are no choices but what was counted
beside them. Rows without an area are the whole; where there are none, the areas are added up.
"""

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hattama.core.outcomes import PARTS, ChoiceVotes, Left, Votes
from hattama.core.vocabulary import NO_WORDS, Message, Words, is_code
from hattama.formats.csv_tables import read_csv
from hattama.formats.faults import FaultKind, InputFaults, refuse_if_any
from hattama.formats.table_rows import NamedRow, Once, read_rows
from hattama.formats.whole_numbers import FRACTIONAL, NEGATIVE, TOO_LARGE

REQUIRED = ("choice", "votes")
OPTIONAL = ("registered_order", "name", "group", "area", "left", "lot", "list")

NO_FIGURE = FaultKind.of("VOTES-BLANK", Message("no number of votes is given; write 0 where there are none"))
NOT_VOTES = FaultKind.of(
    "VOTES-NUMBER", Message("a number of votes is a whole number in digits alone, found: {found}")
)
NO_CHOICE = FaultKind.of("VOTES-CHOICE", Message("the code of the list or candidate is not given"))
TWICE = FaultKind.of("VOTES-TWICE", Message("this row was given before: {found}, row {expected}"))
NOT_AN_ORDER = FaultKind.of(
    "VOTES-ORDER",
    Message(
        "the order of registration, and of a lot, is a whole number from 1, a different one for each list, "
        "found: {found}"
    ),
)
NOT_A_GROUP = FaultKind.of(
    "VOTES-GROUP", Message("the code of a group begins with a small Latin letter, found: {found}")
)
NOT_LEFT = FaultKind.of(
    "VOTES-LEFT",
    Message("a list or candidate left before_vote or after_vote, found: {found}"),
)
NOT_OF_A_LIST = FaultKind.of(
    "VOTES-LIST",
    Message("a person stands on a list that has a row of its own, and has no group: {found}"),
)
NOT_IN_AREA = FaultKind.of(
    "VOTES-AREA", Message("the area {expected} has no row for {found}; write 0 where there are no votes")
)
NOTHING_COUNTED = FaultKind.of("VOTES-NONE", Message("there are no votes for any list or candidate"))

_DIGITS = re.compile(r"[0-9]{1,16}", re.ASCII)
_NEGATIVE = re.compile(r"[-\u2212\u2013][0-9][0-9.,]*", re.ASCII)
_FRACTION = re.compile(r"[0-9]*[.,][0-9]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Entry:
    row: int
    choice: str
    votes: int
    orders: Mapping[str, int]
    name: str
    group: str
    area: str
    left: str = ""
    of_list: str = ""


def parse_votes(data: bytes, file: str) -> Votes:
    """The votes in `data`; `file` is the name that faults give it.

    Raises InputFaults with everything that is wrong, each with its row and column.
    """
    once, orders = Once(TWICE, "choice"), dict[tuple[str, str, int], str]()
    table = read_csv(io.BytesIO(data), file, exactly=False)
    entries = read_rows(table, REQUIRED, OPTIONAL, lambda row: _entry(row, once, orders))
    votes = _assemble(entries, file)
    if not votes.for_choices:
        raise InputFaults([NOTHING_COUNTED.at(file, field="votes")])
    return votes


def _entry(row: NamedRow, once: Once, taken: dict[tuple[str, str, int], str]) -> _Entry | None:
    """The row as a value, or None where a fault was noted; `taken`: who has which place of which order."""
    orders = {name: row[name] for name in ("registered_order", "lot") if row[name]}
    _note_faults(row, orders)
    if row.faults:
        return None
    choice, area, of_list = row["choice"], row["area"], row["list"]
    numbers = {name: int(order) for name, order in orders.items()}
    once.take(row, (area, choice), " / ".join(filter(None, (area, choice))))
    for name, number in numbers.items():
        if taken.setdefault((of_list, name, number), choice) != choice:
            row.fault(NOT_AN_ORDER, name, str(number))
    what = (row["name"], row["group"], area, row["left"], of_list)
    return _Entry(row.number, choice, int(row["votes"]), numbers, *what)


def _note_faults(row: NamedRow, orders: Mapping[str, str]) -> None:
    choice, group, left, of_list = row["choice"], row["group"], row["left"], row["list"]
    is_part = choice in PARTS
    if not choice:
        row.fault(NO_CHOICE, "choice")
    if (wrong := wrong_number(row["votes"])) is not None:
        row.fault(wrong, "votes")
    for name, order in orders.items():
        if is_part or not _DIGITS.fullmatch(order) or not int(order):
            row.fault(NOT_AN_ORDER, name)
    for name, kind, is_wrong in (
        ("group", NOT_A_GROUP, group and (is_part or not is_code(group))),
        ("left", NOT_LEFT, left and (is_part or left not in set(Left))),
        ("list", NOT_OF_A_LIST, of_list and (is_part or group or "registered_order" in orders)),
    ):
        if is_wrong:
            row.fault(kind, name)


def wrong_number(text: str) -> FaultKind | None:
    """What is wrong with a cell that ought to be a number of votes, or None."""
    if _DIGITS.fullmatch(text):
        return None if int(text) < 2**53 else TOO_LARGE
    if not text:
        return NO_FIGURE
    if _NEGATIVE.fullmatch(text):
        return NEGATIVE
    if text.isdecimal() and text.isascii():
        return TOO_LARGE
    return FRACTIONAL if _FRACTION.fullmatch(text) else NOT_VOTES


def _assemble(entries: Sequence[_Entry], file: str) -> Votes:
    described: dict[str, _Entry] = {}
    for entry in entries:
        if entry.choice not in PARTS:
            known = described.get(entry.choice)
            described[entry.choice] = entry if known is None else _merged(known, entry)
    refuse_if_any(
        NOT_OF_A_LIST.at(file, row=entry.row, field="list", found=entry.of_list)
        for entry in described.values()
        if entry.of_list and (entry.of_list not in described or described[entry.of_list].of_list)
    )
    by_area: dict[str, dict[str, int]] = {"": {}}
    for entry in entries:
        by_area.setdefault(entry.area, {})[entry.choice] = entry.votes
    whole = by_area.pop("")
    stated = {"": whole, **by_area} if whole else by_area
    refuse_if_any(
        NOT_IN_AREA.at(file, field="area", found=choice, expected=area or "–")
        for area, figures in stated.items()
        for choice in described
        if choice not in figures
    )
    whole = whole or _added_up(list(by_area.values()))
    return _votes(described, whole, tuple((area, _votes(described, by_area[area])) for area in by_area))


def _added_up(figures: Sequence[Mapping[str, int]]) -> dict[str, int]:
    """Sums over areas of what every area gives: a part that one of them lacks is not known for the whole."""
    common = [name for name in (figures[0] if figures else {}) if all(name in area for area in figures)]
    return {name: sum(area[name] for area in figures) for name in common}


def _merged(known: _Entry, entry: _Entry) -> _Entry:
    """What is known of a choice, with what a later row adds: all but its votes may stand once."""
    orders = {**entry.orders, **known.orders}
    name, group = known.name or entry.name, known.group or entry.group
    left = known.left or entry.left
    of_list = known.of_list or entry.of_list
    return _Entry(known.row, known.choice, known.votes, orders, name, group, known.area, left, of_list)


def _votes(
    described: Mapping[str, _Entry],
    figures: Mapping[str, int],
    areas: tuple[tuple[str, Votes], ...] = (),
) -> Votes:
    of_lists: dict[str, list[ChoiceVotes]] = {}
    for code, entry in described.items():
        if entry.of_list:
            of_lists.setdefault(entry.of_list, []).append(_choice(entry, figures[code]))
    choices = tuple(
        _choice(entry, figures[code], tuple(of_lists.get(code, ())))
        for code, entry in described.items()
        if not entry.of_list
    )
    return Votes(choices, {part: figures[part] for part in PARTS if part in figures}, areas)


def _choice(entry: _Entry, votes: int, persons: tuple[ChoiceVotes, ...] = ()) -> ChoiceVotes:
    return ChoiceVotes(
        entry.choice,
        votes,
        Words.of({"und": entry.name}) if entry.name else NO_WORDS,
        entry.orders.get("registered_order"),
        entry.group,
        Left(entry.left) if entry.left else None,
        persons=persons,
        lot=entry.orders.get("lot"),
    )
