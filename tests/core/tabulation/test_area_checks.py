from array import array

import pytest

from hattama.core.tabulation import check_areas
from hattama.core.tabulation.area_checks import DEEPEST
from tests.core.tabulation.area_examples import area, precinct, small_country


def found_in(areas, **places):
    return [
        (fault.code, fault.row)
        for fault in check_areas(areas, "areas.csv", range(2, len(areas) + 2), **places)
    ]


def test_a_tree_with_a_precinct_at_every_leaf_has_no_faults():
    assert check_areas(small_country()) == ()


def test_one_precinct_alone_is_a_tree():
    assert check_areas([precinct("1", None)]) == ()


def test_an_identifier_may_stand_once_and_the_fault_names_both_rows():
    areas = [*small_country(), precinct("01-001", "02")]
    (fault,) = check_areas(areas, "areas.csv", array("Q", range(2, 9)))
    assert (fault.code, fault.row, fault.found, fault.expected) == ("AREA-TWICE", 8, "01-001", "5")


@pytest.mark.parametrize("area_id", ["01 001", "№1", "-1", "a/b", "x" * 65, "a..b"])
def test_an_identifier_that_cannot_stand_in_an_address_is_a_fault(area_id):
    assert found_in([area("kz"), precinct(area_id, "kz")]) == [("AREA-ID", 3)]


def test_without_a_root_there_is_no_tree():
    assert [code for code, _ in found_in([])] == ["AREA-NOROOT"]


def test_a_second_root_is_a_fault_at_its_row():
    assert found_in([*small_country(), area("ru"), precinct("9", "ru")]) == [("AREA-ROOTS", 8)]


def test_a_parent_that_is_not_in_the_list_is_a_fault():
    assert found_in([*small_country(), precinct("9", "03")]) == [("AREA-PARENT", 8)]


def test_a_ring_is_one_fault_at_its_first_row_however_it_is_entered():
    ring = [area("a", "c"), area("b", "a"), area("c", "b"), precinct("1", "b"), precinct("2", "a")]
    faults = check_areas([*small_country(), *ring], "areas.csv", range(2, 13))
    assert [(fault.code, fault.row, fault.found) for fault in faults] == [("AREA-CYCLE", 8, "a, b, c")]


def test_an_area_above_itself_is_a_ring():
    assert found_in([*small_country(), area("a", "a"), precinct("1", "a")]) == [("AREA-CYCLE", 8)]


def test_two_rings_are_two_faults():
    ring = [area("a", "b"), area("b", "a"), area("c", "d"), area("d", "c")]
    leaves = [precinct("1", "a"), precinct("2", "d")]
    assert found_in([*small_country(), *ring, *leaves]) == [("AREA-CYCLE", 8), ("AREA-CYCLE", 10)]


def test_nothing_may_stand_below_a_precinct():
    assert found_in([*small_country(), precinct("9", "01-001")]) == [("AREA-INNER", 5)]


def test_an_area_without_a_precinct_is_a_fault_since_nothing_would_ever_be_expected_there():
    assert found_in([*small_country(), area("03", "kz")]) == [("AREA-EMPTY", 8)]


def test_leaves_are_not_asked_of_an_area_whose_kind_could_not_be_read():
    assert found_in([*small_country(), area("03", "kz")], unread={"03"}) == []


def test_a_tree_may_be_deep_but_not_deeper():
    def chain(length):
        steps = [area("0")] + [area(str(step), str(step - 1)) for step in range(1, length)]
        return [*steps, precinct("p", str(length - 1))]

    assert check_areas(chain(DEEPEST)) == ()
    assert found_in(chain(DEEPEST + 1)) == [("AREA-DEEP", DEEPEST + 3)]


def test_depth_is_measured_whatever_the_order_of_rows():
    chain = [area("0")] + [area(str(step), str(step - 1)) for step in range(1, DEEPEST + 1)]
    upside_down = [precinct("p", str(DEEPEST)), *reversed(chain)]
    assert found_in(upside_down) == [("AREA-DEEP", 2)]


def test_more_than_a_million_precincts_are_refused(monkeypatch):
    monkeypatch.setattr("hattama.core.tabulation.area_checks.MOST_PRECINCTS", 3)
    assert found_in(small_country()) == []
    monkeypatch.setattr("hattama.core.tabulation.area_checks.MOST_PRECINCTS", 2)
    assert found_in(small_country()) == [("AREA-MANY", 0)]


def test_all_faults_are_found_at_once_in_the_order_of_the_rows():
    areas = [*small_country(), precinct("01-001", "02"), precinct("9", "zz"), area("03", "kz")]
    assert found_in(areas) == [("AREA-TWICE", 8), ("AREA-PARENT", 9), ("AREA-EMPTY", 10)]
