"""Several divisions over the same precincts: regions, and single-mandate districts that cut across them."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hattama.core.entries import ProtocolEntry
from hattama.core.protocols import CHOICES, FigureDefinition, Form
from hattama.core.tabulation import AreaTree, check_areas, expected_totals, fold_entry
from hattama.core.vocabulary import NO_WORDS, Area
from tests.core.tabulation.area_examples import area, precinct


def also(one: Area, *others: str) -> Area:
    return replace(one, also_in=others)


def district(area_id: str, parent_id: str = "kz") -> Area:
    return replace(area(area_id, parent_id), level="district")


COUNTRY = [
    area("kz"),
    area("r1", "kz"),
    area("r2", "kz"),
    district("d1"),
    district("d2"),
    also(precinct("p1", "r1", 100), "d1"),
    also(precinct("p2", "r1", 200), "d2"),
    also(precinct("p3", "r2", 300), "d2"),
    precinct("p4", "r2", 400),
]
TREE = AreaTree.of(COUNTRY)


def test_a_country_may_be_divided_twice() -> None:
    assert check_areas(COUNTRY) == ()
    assert TREE.beside == {"d1", "d2"}
    assert [top.area_id for top in TREE.tops()] == ["d1", "d2"]


def test_children_are_those_of_the_own_division() -> None:
    def below(area_id: str) -> list[str]:
        return [child.area_id for child in TREE.children(area_id)]

    assert (below("kz"), below("r1"), below("d2")) == (["r1", "r2"], ["p1", "p2"], ["p2", "p3"])


def test_a_precinct_reaches_the_areas_of_every_division_each_once() -> None:
    assert TREE.reach("p2") == ("kz", "r1", "d2", "p2")
    assert TREE.reach("p4") == ("kz", "r2", "p4")
    assert TREE.reach("d2") == ("kz", "d2")
    assert TREE.path("p2") == ("kz", "r1", "p2")
    assert TREE.paths() == {name: TREE.reach(name) for name in ("p1", "p2", "p3", "p4")}


def test_everything_below_is_met_once_and_counted_once() -> None:
    assert [one.area_id for one in TREE.walk()] == ["kz", "r1", "p1", "p2", "r2", "p3", "p4"]
    assert [one.area_id for one in TREE.precincts("d2")] == ["p2", "p3"]
    assert (TREE.registered().total, TREE.registered("d2").total) == (1000, 500)


def test_a_division_may_have_steps_and_a_country_several_divisions() -> None:
    tree = AreaTree.of(
        [
            area("kz"),
            area("r1", "kz"),
            replace(area("courts", "kz"), level="court"),
            replace(area("c1", "courts"), level="circuit"),
            district("d1"),
            also(precinct("p1", "r1"), "c1", "d1"),
        ]
    )
    assert tree.reach("p1") == ("kz", "r1", "courts", "c1", "d1", "p1")
    assert [child.area_id for child in tree.children("courts")] == ["c1"]
    assert [top.area_id for top in tree.tops()] == ["courts", "d1"]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        (also(precinct("p4", "r2"), "d9"), "AREA-ALSO"),
        (also(precinct("p4", "r2"), "r1"), "AREA-MIXED"),
        (also(precinct("p4", "r2"), "kz"), "AREA-MIXED"),
        (also(precinct("p4", "r2"), "d1", "d2"), "AREA-BOTH"),
        (also(precinct("p4", "r2"), "p1"), "AREA-INNER"),
    ],
)
def test_what_makes_no_division_is_named(changed: Area, code: str) -> None:
    assert code in [fault.code for fault in check_areas([*COUNTRY[:-1], changed])]


def test_a_unit_in_two_divisions_and_a_district_without_precincts_are_named() -> None:
    unit = also(area("r3", "kz"), "d1")
    listed = [*COUNTRY, unit, precinct("p5", "r3")]
    assert [fault.code for fault in check_areas(listed)] == ["AREA-ALSO"]
    assert [fault.code for fault in check_areas([*COUNTRY, district("d3")])] == ["AREA-EMPTY"]


FORM = Form("f", NO_WORDS, (FigureDefinition("votes", NO_WORDS, "", group=CHOICES),))
FORMS = {"lists": FORM, "deputy": FORM}
votes = st.dictionaries(st.sampled_from(["p1", "p2", "p3", "p4"]), st.integers(0, 10**6))


@given(votes, votes)
def test_each_division_adds_up_to_what_it_covers(lists: dict[str, int], deputy: dict[str, int]) -> None:
    paths = TREE.paths()
    # The deputy is elected in the second district alone; the lists everywhere.
    state = expected_totals(paths, lambda path: ("lists", "deputy") if "d2" in path else ("lists",))
    told = [("lists", name, count) for name, count in lists.items()]
    told += [("deputy", name, count) for name, count in deputy.items() if name in ("p2", "p3")]
    for index, (contest, name, count) in enumerate(told):
        fold_entry(state, ProtocolEntry(index, name, contest, {"votes[a]": count}), paths, FORMS)

    def total(area_id: str, contest: str) -> int:
        return state.totals[area_id, contest].figure("votes[a]").total

    assert total("kz", "lists") == sum(lists.values()) == total("r1", "lists") + total("r2", "lists")
    outside = lists.get("p4", 0)
    assert total("d1", "lists") + total("d2", "lists") == total("kz", "lists") - outside
    assert total("d2", "deputy") == total("kz", "deputy") == total("r1", "deputy") + total("r2", "deputy")
    assert (state.totals["d2", "deputy"].expected, state.totals["kz", "deputy"].expected) == (2, 2)
    assert state.totals["d2", "deputy"].missing == 2 - len({"p2", "p3"} & deputy.keys())
    assert ("d1", "deputy") not in state.totals
