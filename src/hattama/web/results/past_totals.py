"""What the log added up to at any past size, and in any view: folded again from its entries, one by one."""

from __future__ import annotations

import json
from collections.abc import Iterator

from django.db.models import Q

from hattama.core.entries import TELLING_KINDS, entry_from_body
from hattama.core.tabulation import Tabulation, Total, fold_entry, view_totals
from hattama.core.vocabulary import View
from hattama.web.kernel.elections.loading import Definition, load_definition
from hattama.web.kernel.elections.tables import AreaRow, below
from hattama.web.kernel.log.tables import LogEntry

CHUNK = 1000


def fold_totals(area: AreaRow, size: int, view: View = View.COUNTED) -> dict[str, Total]:
    """The totals of `area` (a precinct too) by contest, as the first `size` entries of the log give them.

    Expected is what the roster expects. The entries are read one after another, so that a country need not
    stand in memory; only the current version of each protocol does.
    """
    definition = load_definition(area.election)
    forms = {code: rules.form for code, rules in definition.rules.items()}
    state, expected = _before_the_first(area, definition)
    paths = {precinct: (area.code,) for precinct, _ in state.totals if precinct != area.code}
    paths.setdefault(area.code, (area.code,))
    for index, body in _entries(area, size):
        entry = entry_from_body(index, json.loads(bytes(body)))
        if entry is not None:
            fold_entry(state, entry, paths, forms, definition.derive)
    seen = view_totals(state.current, expected, paths, view)
    return {contest: total for (_, contest), total in seen.items()}


def _before_the_first(area: AreaRow, definition: Definition) -> tuple[Tabulation, dict[tuple[str, str], int]]:
    """The state in which nothing has come, and how many protocols the area expects of each contest."""
    rows = AreaRow.objects.filter(_within(area, ""), election=area.election_id)
    units = AreaRow.objects.filter(election=area.election_id, kind="unit")
    identifiers = dict(units.values_list("pk", "code"))
    state = Tabulation()
    expected: dict[tuple[str, str], int] = {}
    for row in rows.exclude(kind="unit").only("code", "ancestry", "beside"):
        above = [identifiers[pk] for pk in row.reach_ids()[:-1]]
        for contest in definition.contests_at([*above, row.code]):
            key = (area.code, contest.code)
            state.totals.setdefault(key, Total()).expected += 1
            state.totals.setdefault((row.code, contest.code), Total(expected=1))
            expected[key] = expected.get(key, 0) + 1
    return state, expected


def _entries(area: AreaRow, size: int) -> Iterator[tuple[int, bytes | memoryview]]:
    entries = LogEntry.objects.filter(
        _within(area, "act__area__"), election=area.election_id, index__lt=size, kind__in=TELLING_KINDS
    )
    return entries.order_by("index").values_list("index", "body").iterator(chunk_size=CHUNK)


def _within(area: AreaRow, prefix: str) -> Q:
    return Q() if area.depth == 0 else below(area, prefix)
