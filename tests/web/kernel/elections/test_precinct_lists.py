"""The list of precincts as work."""

import pytest

from hattama.web.kernel.elections.search import precincts_by_state
from hattama.web.kernel.elections.tables import AreaRow
from tests.web.tiny_election import SINGLE, protocol, publish

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]


def test_silent_precincts_come_first_then_numbers_by_size(tiny):
    publish(protocol("P001"), protocol("P001", SINGLE), protocol("P002"))
    below = AreaRow.objects.filter(parent__code="D11")
    rows = precincts_by_state(below)
    assert [(row.number, row.protocol_count) for row in rows] == [("10", 0), ("2", 1), ("1", 2)]


def test_a_page_of_precincts_costs_two_queries(tiny, django_assert_num_queries):
    publish(protocol("P001"), protocol("P002"))
    with django_assert_num_queries(2):
        for row in precincts_by_state(AreaRow.objects.exclude(kind="unit")):
            assert row.parent.names
            list(row.protocols.all())
