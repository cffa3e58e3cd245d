from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hattama.core.tabulation import AreaTree
from hattama.core.tabulation.areas import AreasAreNotATree
from hattama.core.vocabulary import Tally
from tests.core.tabulation.area_examples import area, precinct, small_country


@pytest.fixture
def tree():
    return AreaTree.of(small_country())


def test_what_is_not_a_tree_is_refused_with_its_faults():
    with pytest.raises(AreasAreNotATree) as refusal:
        AreaTree.of([area("kz"), precinct("1", "nowhere")])
    assert {fault.code for fault in refusal.value.faults} == {"AREA-EMPTY", "AREA-PARENT"}
    assert "nowhere" in str(refusal.value)


def test_areas_keep_the_order_of_the_file(tree):
    assert [each.area_id for each in tree.areas] == ["kz", "01", "01-002", "01-001", "02", "02-001"]
    assert [each.area_id for each in tree.children("01")] == ["01-002", "01-001"]


def test_a_path_leads_from_the_root_to_the_area_inclusive(tree):
    assert tree.path("01-001") == ("kz", "01", "01-001")
    assert tree.path("kz") == ("kz",)
    assert (tree.depth("kz"), tree.depth("02-001")) == (0, 2)


def test_the_root_is_the_area_without_a_parent(tree):
    assert tree.root.area_id == "kz"


def test_walking_meets_parents_before_children_and_everything_once(tree):
    assert [each.area_id for each in tree.walk()] == ["kz", "01", "01-002", "01-001", "02", "02-001"]
    assert [each.area_id for each in tree.walk("01")] == ["01", "01-002", "01-001"]


def test_precincts_are_the_leaves(tree):
    assert [each.area_id for each in tree.precincts()] == ["01-002", "01-001", "02-001"]
    assert [each.area_id for each in tree.precincts("02-001")] == ["02-001"]


def test_a_precinct_without_registered_voters_on_the_roster_is_not_one_with_zero(tree):
    assert tree.registered() == Tally(800, 2)
    assert tree.registered("01") == Tally(800, 1)
    assert tree.registered("01-001").known() is None


def test_asking_for_an_unknown_area_is_a_key_error(tree):
    for question in (tree.area, tree.children, tree.path, tree.depth):
        with pytest.raises(KeyError):
            question("nowhere")
    assert "nowhere" not in tree
    assert "01" in tree
    assert len(tree) == 6


@st.composite
def trees(draw):
    """Parents of areas 1, 2, …: each stands below an earlier one, so that they form a tree."""
    parents = [draw(st.integers(0, index)) for index in range(draw(st.integers(1, 40)))]
    inner = set(parents)
    areas = [area("0")]
    for index, parent in enumerate(parents, start=1):
        make = area if index in inner else precinct
        areas.append(make(str(index), str(parent)))
    return draw(st.permutations(areas))


@given(trees())
def test_whatever_the_order_of_rows_every_path_climbs_by_parents_to_the_root(areas):
    tree = AreaTree.of(areas)
    for path in tree.paths().values():
        assert path[0] == "0"
        assert all(tree.area(below).parent_id == above for above, below in pairwise(path))
    assert sorted(each.area_id for each in tree.walk()) == sorted(each.area_id for each in areas)
