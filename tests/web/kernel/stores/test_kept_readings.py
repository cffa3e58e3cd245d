"""Within one moment the same question is asked once; a server asks every time."""

import pytest

from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.published.browsing import find_area, load_ancestors, opened_elections, totals_of
from hattama.web.kernel.stores.kept_readings import keep_readings, work_on

pytestmark = pytest.mark.both_engines


@pytest.fixture
def precinct(tiny: ElectionRow):
    return find_area(tiny.pk, "P001")


def test_a_server_asks_the_database_at_every_request(tiny, django_assert_num_queries):
    with django_assert_num_queries(2):
        opened_elections()
        opened_elections()


def test_within_one_moment_a_question_is_asked_once(tiny, django_assert_num_queries):
    with keep_readings(), django_assert_num_queries(1):
        assert opened_elections() == opened_elections() == [tiny]


def test_another_question_is_asked_for_itself(tiny, django_assert_num_queries):
    with keep_readings(), django_assert_num_queries(2):
        assert find_area(tiny.pk, "P001").code == "P001"
        assert find_area(tiny.pk, "P002").code == "P002"


def test_the_areas_above_two_neighbours_are_read_once(tiny, precinct, django_assert_num_queries):
    neighbour = find_area(tiny.pk, "P002")
    with keep_readings(), django_assert_num_queries(1):
        assert [area.code for area in load_ancestors(precinct)] == ["KZ", "R1", "D11"]
        assert [area.code for area in load_ancestors(neighbour)] == ["KZ", "R1", "D11"]


def test_what_is_asked_of_one_place_is_asked_of_all_that_are_worked_on(tiny, django_assert_num_queries):
    apart = {code: totals_of([find_area(tiny.pk, code)]) for code in ("R1", "R2")}
    with keep_readings():
        places = ["R1", "R2", *(key for totals in apart.values() for key in totals)]
        work_on(places)
        with django_assert_num_queries(2):
            assert {code: totals_of([find_area(tiny.pk, code)]) for code in ("R1", "R2")} == apart


def test_what_was_kept_is_forgotten_when_asked_and_at_the_end(tiny, django_assert_num_queries):
    with django_assert_num_queries(3):
        with keep_readings() as forget:
            opened_elections()
            forget()
            opened_elections()
        opened_elections()
