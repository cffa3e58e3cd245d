"""A contest of each kind over a country of two regions, four precincts, two districts across the regions."""

import dataclasses
import datetime
import functools
from collections.abc import Mapping
from typing import Any

from hattama.core.entries import summable_figures
from hattama.core.protocols import Protocol
from hattama.core.tabulation import AreaTree, Total
from hattama.core.vocabulary import NO_WORDS, Area, AreaKind, Choice, Contest, Election, Tally, Words
from hattama.formats.contest_counts import ContestCounts, Reading
from hattama.formats.rulepack import parse_rulepack
from hattama.rulepacks import read_rulepack


def area(area_id: str, parent: str | None, level: str, *also_in: str) -> Area:
    kind = AreaKind.ORDINARY if level == "precinct" else AreaKind.UNIT
    names = Words.of(
        {"kk": f"{area_id} аумағы", "ru": f"Территория {area_id}", "en": f"Area {area_id} & <more>"}
    )
    voters = 900 if kind is AreaKind.ORDINARY else None
    return Area(area_id, parent, level, "", names, NO_WORDS, NO_WORDS, "UTC", voters, kind, also_in)


TREE = AreaTree.of(
    [
        area("zz", None, "nation"),
        area("01", "zz", "region"),
        area("02", "zz", "region"),
        area("s-1", "zz", "constituency"),
        area("s-2", "zz", "constituency"),
        area("01-1", "01", "precinct", "s-1"),
        area("01-2", "01", "precinct", "s-2"),
        area("02-1", "02", "precinct", "s-1"),
        area("02-2", "02", "precinct", "s-2"),
    ]
)
PRECINCTS = ("01-1", "01-2", "02-1", "02-2")


def contest(kind: str, form: str = "", **more: Any) -> Contest:
    choices = tuple(Choice(code, Words.of({"en": f"{code} & co"}), 1) for code in ("a", "b"))
    return Contest(
        "one", kind, Words.of({"kk": "Бірі", "ru": "Одни", "en": "One <b>"}), choices, form, **more
    )


def counts_of(
    kind: str,
    pack: str,
    figures: Mapping[str, int],
    *,
    readings: Mapping[str, Reading] | None = None,
    form: str = "",
    **more: Any,
) -> ContestCounts:
    """Every precinct reports `figures`, unless `readings` say otherwise; `more` is of the counts."""
    held = contest(kind, form, areas=more.pop("areas", ()))
    election = Election(
        "trial",
        Words.of({"kk": "Сынақ", "ru": "Проба", "en": "Trial"}),
        datetime.date(2024, 3, 17),
        pack,
        (held,),
    )
    law = _law(pack)
    rules = law.rules_for(held)
    same = {one: Reading(Protocol(one, "one", figures)) for one in PRECINCTS}
    current = same if readings is None else dict(readings)
    totals: dict[str, Total] = {}
    for precinct, path in TREE.paths().items():
        if held.areas and not set(held.areas) & set(path):
            continue
        for above in path[:-1]:
            _add(totals.setdefault(above, Total()), current.get(precinct), rules.form)
    return ContestCounts(
        election, held, rules, law.country, TREE, current, totals, "log.example/trial", 9,
        "2024-03-17T20:00:00+00:00", **more,
    )  # fmt: skip


@functools.cache
def _law(pack: str) -> Any:
    return parse_rulepack(read_rulepack(pack), pack)


def _add(total: Total, reading: Reading | None, form: Any) -> None:
    total.expected += 1
    if reading is None:
        return
    total.received += 1
    total.annulled += reading.is_annulled
    total.preliminary += reading.is_preliminary
    if not reading.is_annulled:
        for key, value in summable_figures(form, reading.protocol.figures).items():
            total.figures[key] = total.figures.get(key, Tally()).plus(value)


def changed(counts: ContestCounts, area_id: str, **more: Any) -> dict[str, Reading]:
    """The readings with something changed about one."""
    return {**counts.readings, area_id: dataclasses.replace(counts.readings[area_id], **more)}
