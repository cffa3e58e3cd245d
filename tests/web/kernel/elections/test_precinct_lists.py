"""The list of precincts as work."""

import pytest

from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.published.missing import silent_first
from tests.web.tiny_election import SINGLE, area_row, protocol, publish

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]


def numbers(*areas: str, start: int = 0, stop: int = 50) -> list[str]:
    keys = silent_first([area_row(area) for area in areas], start, stop)
    by_pk = AreaRow.objects.in_bulk(keys)
    return [by_pk[pk].number for pk in keys]


def test_precincts_that_lack_a_protocol_come_first_then_all_by_place(tiny):
    publish(protocol("P001"), protocol("P001", SINGLE), protocol("P002"))
    assert numbers("D11") == ["2", "10", "1"]


def test_pages_of_it_are_the_whole_list(tiny):
    publish(protocol("P001"), protocol("P001", SINGLE), protocol("P201"))
    whole = numbers("KZ")
    assert whole[-2:] == ["1", "0007"] and len(whole) == len(set(whole)) == 6
    assert [number for start in range(6) for number in numbers("KZ", start=start, stop=start + 1)] == whole
    assert numbers("D11", "P201", stop=2) == ["2", "10"]


def test_a_page_of_it_costs_three_queries_at_most(tiny, django_assert_max_num_queries):
    publish(protocol("P001"), protocol("P001", SINGLE))
    areas = [area_row("KZ")]
    with django_assert_max_num_queries(3):
        silent_first(areas, 0, 50)
