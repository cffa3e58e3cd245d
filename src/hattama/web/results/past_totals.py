"""What the log added up to at any past size, and in any view: folded again from its entries, one by one."""

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from hattama.core.entries import TELLING_KINDS, entry_from_body
from hattama.core.tabulation import Tabulation, Total, fold_entry, view_totals
from hattama.core.vocabulary import View
from hattama.web.kernel.elections.loading import (
    Definition,
    load_definition,
    load_path,
    load_reaches,
    load_total,
)
from hattama.web.kernel.elections.tables import AreaOutline, AreaRow, below
from hattama.web.kernel.log.snapshots import load_public_size
from hattama.web.kernel.log.tables import Act, LogEntry
from hattama.web.kernel.published.browsing import is_of_many, past_totals_of
from hattama.web.kernel.published.tables import STRETCH
from hattama.web.kernel.stores.kept_questions import among

CHUNK = 1000


def fold_totals(area: AreaRow, size: int, view: View = View.COUNTED) -> dict[str, Total]:
    """The totals of `area` (a precinct too) by contest, as the first `size` entries of the log give them.

    Expected is what the roster expects. What is counted is folded from the last kept totals on, where `area`
    has some; else, and in other views, the entries are read from the first one on, one after another, so that
    a country need not stand in memory; only the current version of each protocol does.
    """
    definition = load_definition(area.election)
    state = Tabulation(
        {(area.code, contest): total for contest, total in _expected(area, definition).items()}
    )
    expected = {key: total.expected for key, total in state.totals.items()}
    paths: dict[str, tuple[str, ...]] = {}
    reaches = {code: load_reaches(definition, code) for code in definition.rules}

    def derive(place: AreaOutline, contest: str, figures: Mapping[str, int], _: str) -> dict[str, int]:
        return definition.derive(contest, figures, reaches[contest](place))

    def fold(entries: Iterable[Told], above: tuple[str, ...]) -> None:
        forms = {code: rules.form for code, rules in definition.rules.items()}
        for index, body, *place in entries:
            entry = entry_from_body(index, json.loads(bytes(body)))
            if entry is not None:
                paths[entry.area_id] = above
                state.totals.setdefault((entry.area_id, entry.contest), Total(expected=1))
                fold_entry(state, entry, paths, forms, partial(derive, AreaOutline._make(place)))

    if view is not View.COUNTED or not is_of_many(area):
        fold(_entries(area, size), (area.code,))
    else:
        size = min(size, load_public_size(area.election))
        start = size - size % STRETCH
        for contest, row in past_totals_of([area], start).get(area.pk, {}).items():
            state.totals[area.code, contest] = load_total(row)
        some = list(_of_stretch(area, start, size))
        acts = Act.objects.filter(area__in=among({pk for _, _, pk, *_ in some}), kind__in=TELLING_KINDS)
        fold(sorted(acts.filter(logentry__index__lt=start).values_list(*_OF_ACT)), ())
        fold(some, (area.code,))
    totals = state.totals if view is View.COUNTED else view_totals(state.current, expected, paths, view)
    return {contest: totals[of, contest] for of, contest in expected}


def _expected(area: AreaRow, definition: Definition) -> dict[str, Total]:
    """Nothing received yet, of each contest that is held there."""
    if area.is_precinct:
        held = definition.contests_at(row.code for row in load_path(area))
        return {contest.code: Total(expected=1) for contest in held}
    return {row.contest: Total(expected=row.expected) for row in area.totals.all()}


Told = tuple[Any, ...]
"""Of an entry its index and body, and the fields of AreaOutline of its precinct."""

_OF_ENTRY = ("index", "body", *(f"act__area__{name}" for name in AreaOutline._fields))
_OF_ACT = ("logentry__index", "logentry__body", *(f"area__{name}" for name in AreaOutline._fields))


def _entries(area: AreaRow, size: int) -> Iterator[Told]:
    if area.is_root:
        entries = LogEntry.objects.filter(election=area.election_id, index__lt=size, kind__in=TELLING_KINDS)
        return entries.order_by("index").values_list(*_OF_ENTRY).iterator(chunk_size=CHUNK)
    # From the areas: asked by index, a database may read the whole log before it.
    acts = Act.objects.filter(below(area, "area__"), kind__in=TELLING_KINDS, logentry__index__lt=size)
    return acts.order_by("logentry__index").values_list(*_OF_ACT).iterator()


def _of_stretch(area: AreaRow, start: int, stop: int) -> Iterator[Told]:
    """The entries in `area`, in order."""
    entries = LogEntry.objects.filter(election=area.election_id, index__gte=start, index__lt=stop)
    rows = list(entries.filter(kind__in=TELLING_KINDS).order_by("index").values_list(*_OF_ENTRY))
    there = AreaRow.objects.filter(below(area), pk__in=among({pk for _, _, pk, *_ in rows}))
    inside = set(there.values_list("pk", flat=True))
    return (row for row in rows if row[2] in inside)
