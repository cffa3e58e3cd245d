"""Tables of a territorial commission in the demonstration: sums of its region, and one slip to be found."""

from hattama.demonstration import stated_tables
from tests.demonstration.made import demonstration


def test_a_region_states_its_sums_and_one_cell_is_not_the_sum() -> None:
    made = demonstration()
    protocols = [item.protocol for item in made.protocols()]
    tables = stated_tables(made.precincts, protocols)
    assert len(tables) == 2
    differing = {}
    for table in tables:
        below = [
            one
            for one in protocols
            if (one.contest, one.area_id.partition("-")[0]) == (table.contest, table.area_id)
        ]
        for key, said in table.figures.items():
            if (summed := sum(one.figures.get(key, 0) for one in below)) != said:
                differing[table.contest, key] = summed - said
    assert list(differing.values()) == [10]
    assert next(iter(differing))[0].startswith("single_mandate_")


def test_where_no_region_is_whole_nothing_is_stated() -> None:
    made = demonstration()
    assert stated_tables(made.precincts, []) == ()
