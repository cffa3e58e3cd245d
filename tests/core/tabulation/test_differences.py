"""Two tables compared: differences with their sign, and nothing invented where a side is silent."""

from hypothesis import given
from hypothesis import strategies as st

from hattama.core.tabulation.differences import Cell, CellDifference, cells_of, compare_tables
from tests.core.tabulation.vectors import read_vectors

REFERENDUM = read_vectors("referendum_2022.json")
tables = st.dictionaries(
    st.builds(Cell, st.sampled_from("KL"), st.sampled_from("pq"), st.sampled_from("ab")), st.integers(0, 3)
)


def test_the_final_result_of_2022_differs_from_the_announced_one_by_one_annulled_precinct() -> None:
    first = cells_of("KZ", "referendum", REFERENDUM["preliminary"])
    second = cells_of("KZ", "referendum", REFERENDUM["final"])
    compared = compare_tables(first, second)
    assert {d.cell.key: d.change for d in compared.differ} == REFERENDUM["changes"]
    assert compared.agree == 1
    assert sum(REFERENDUM["changes"][key] for key in ("votes[for]", "votes[against]", "invalid")) == -524


def test_a_cell_that_one_table_lacks_is_listed_and_is_no_difference() -> None:
    compared = compare_tables({Cell("K", "p", "a"): 0}, {Cell("K", "p", "b"): 0})
    assert compared.differ == () and compared.agree == 0
    assert compared.only_first == (CellDifference(Cell("K", "p", "a"), 0, None),)
    assert compared.only_second == (CellDifference(Cell("K", "p", "b"), None, 0),)
    assert compared.only_first[0].change is None and not compared.is_same


@given(tables)
def test_a_table_is_the_same_as_itself(table: dict[Cell, int]) -> None:
    compared = compare_tables(table, dict(table))
    assert compared.is_same and compared.agree == len(table)


@given(tables, tables)
def test_looking_from_the_other_side_turns_every_sign(
    first: dict[Cell, int], second: dict[Cell, int]
) -> None:
    there, back = compare_tables(first, second), compare_tables(second, first)
    assert [(d.cell, d.change) for d in there.differ] == [(d.cell, -(d.change or 0)) for d in back.differ]
    assert [d.cell for d in there.only_first] == [d.cell for d in back.only_second]
    assert there.agree == back.agree


@given(tables, tables)
def test_every_cell_is_told_once(first: dict[Cell, int], second: dict[Cell, int]) -> None:
    compared = compare_tables(first, second)
    told = [d.cell for d in (*compared.differ, *compared.only_first, *compared.only_second)]
    assert len(told) == len(set(told)) and len(told) + compared.agree == len(first.keys() | second.keys())
