"""Records drawn as they stand to one another: a tree by a link, a timeline by days."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from hattama.core.records import Record, SubjectPage
from hattama.phrases.of_rooms.records import say_part, say_summary, say_value
from hattama.publish.register_numbers import RegisterNumbers
from hattama.web.kernel.pages.election_pages import ElectionPage, page_language
from hattama.web.registers.public.grid_pages import natural
from hattama.web.registers.reading import area_namer

MOST_CHILDREN = 40
"""So many branches of one record are drawn; the list has them all."""

DEEPEST = 6
MOST_LINES = 200
WIDE = 1000


@dataclass(frozen=True, slots=True)
class Node:
    """A record of a tree: since when it has its parent, which it had before, and what measures say of it."""

    record_id: str
    name: str
    since: str
    earlier: tuple[tuple[str, str], ...]
    numbers: tuple[tuple[str, str, bool], ...]
    children: tuple[Node, ...]
    below: int
    left_out: int


@dataclass(frozen=True, slots=True)
class _Branches:
    """What a tree is made from."""

    asked: SubjectPage
    numbers: RegisterNumbers
    children: Mapping[str, list[Record]]
    called: Callable[[str], str]
    parts: Mapping[str, Mapping[str, tuple[int | None, int | None]]]


def tree(page: ElectionPage, asked: SubjectPage, numbers: RegisterNumbers) -> dict[str, Any]:
    """The records without a parent that is known here, each with those that lead to it."""
    every = [one for one in numbers.registry.of(numbers.register.register_id) if one.kind.code == asked.kind]
    known = {one.record_id for one in every}
    children: dict[str, list[Record]] = {}
    for record in every:
        parent = record.value(asked.parent)
        at = parent if isinstance(parent, str) and parent in known and parent != record.record_id else ""
        children.setdefault(at, []).append(record)
    parts = {
        code: {part: (number, base) for part, number, base in numbers.values[code].parts}
        for code in asked.measures
    }
    branches = _Branches(asked, numbers, children, area_namer(page.row, every), parts)
    roots = _ordered(branches, children.get("", []))
    nodes = [_node(branches, record, 0) for record in roots[:MOST_CHILDREN]]
    drawn = sum(1 + node.below for node in nodes)
    return {
        "nodes": nodes,
        "count": len(every),
        # Whoever stands in a circle, or too deep, hangs from no root.
        "left_out": len(roots) - len(nodes),
        "unreached": len(every) - drawn - sum(1 for _ in roots[MOST_CHILDREN:]),
    }


def _ordered(branches: _Branches, records: list[Record]) -> list[Record]:
    return sorted(records, key=lambda one: (natural(_called(branches, one)), one.record_id))


def _called(branches: _Branches, record: Record) -> str:
    return say_summary(record, page_language(), branches.called)


def _node(branches: _Branches, record: Record, depth: int) -> Node:
    every = _ordered(branches, branches.children.get(record.record_id, [])) if depth < DEEPEST else []
    shown = tuple(_node(branches, one, depth + 1) for one in every[:MOST_CHILDREN])
    left_out = len(every) - len(shown)
    return Node(
        record.record_id,
        _called(branches, record),
        _since(branches.asked, record),
        tuple(_earlier(branches, record)),
        tuple(_numbers(branches, record)),
        shown,
        sum(1 + one.below for one in shown) + left_out,
        left_out,
    )


def _since(asked: SubjectPage, record: Record) -> str:
    said = record.value(asked.since) if asked.since else None
    return "" if said is None else say_value(None, said, page_language())


def _earlier(branches: _Branches, record: Record) -> Iterator[tuple[str, str]]:
    """The parents that other statements name, each with the day of which it speaks."""
    shown = record.value(branches.asked.parent)
    seen = {shown}
    for statement in record.standing(branches.asked.parent):
        said = statement.values[branches.asked.parent]
        if said in seen or not isinstance(said, str):
            continue
        seen.add(said)
        parent = branches.numbers.registry.records.get(said)
        name = said if parent is None else _called(branches, parent)
        yield name, "" if statement.day is None else say_value(None, statement.day, page_language())


def _numbers(branches: _Branches, record: Record) -> Iterator[tuple[str, str, bool]]:
    """What each measure of the page says of a record; whether it falls short of its base."""
    for code, parts in branches.parts.items():
        number, base = parts.get(record.record_id, (None, None))
        if number is None:
            continue
        value = branches.numbers.values[code]
        said = say_part(value, number, base, page_language())
        yield value.measure.words.say(page_language()), said, base is not None and number < base


@dataclass(frozen=True, slots=True)
class Span:
    """A record on the scale of days that all share; a single day has a `width` of its own."""

    record_id: str
    name: str
    said: str
    x: int
    width: int


def timeline(page: ElectionPage, asked: SubjectPage, numbers: RegisterNumbers) -> dict[str, Any]:
    """The records of a kind by their days, the first at the top, and the day of voting among them."""
    every = [one for one in numbers.registry.of(numbers.register.register_id) if one.kind.code == asked.kind]
    dated = [(days, one) for one in every if (days := _days(asked, one)) is not None]
    dated.sort(key=lambda pair: (pair[0], pair[1].record_id))
    voting = page.row.polling_on
    first = min([days[0] for days, _ in dated] + [voting])
    last = max([days[1] for days, _ in dated] + [voting])
    whole = (last - first).days + 1

    def place(day: datetime.date) -> int:
        return (day - first).days * WIDE // whole

    language = page_language()
    called = area_namer(page.row, (record for _, record in dated[:MOST_LINES]))
    spans = []
    for (since, until), record in dated[:MOST_LINES]:
        width = max(8, place(until) + WIDE // whole - place(since))
        ends = [since] if since == until else [since, until]
        said = " – ".join(say_value(None, day, language) for day in ends)
        name = say_summary(record, language, called)
        spans.append(Span(record.record_id, name, said, min(place(since), WIDE - width), width))
    return {
        "spans": spans,
        "ends": (first, last),
        "voting": voting,
        "voting_at": place(voting),
        "left_out": len(dated) - len(spans),
        "undated": len(every) - len(dated),
    }


def _days(asked: SubjectPage, record: Record) -> tuple[datetime.date, datetime.date] | None:
    since = _day(record.value(asked.since))
    until = _day(record.value(asked.until)) if asked.until else since
    if since is None:
        return None
    return since, max(since, until or since)


def _day(said: object) -> datetime.date | None:
    if isinstance(said, datetime.datetime):
        return said.date()
    return said if isinstance(said, datetime.date) else None
