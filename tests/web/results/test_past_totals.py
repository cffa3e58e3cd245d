"""What the log added up to earlier, and in other views, is folded again from its entries."""

import datetime

import pytest

from hattama.core.vocabulary import View
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.log import publish_entries
from hattama.web.kernel.log.snapshots import load_log_size
from hattama.web.kernel.published import browsing
from hattama.web.kernel.published.browsing import totals_of
from hattama.web.kernel.published.tables import PastTotal
from hattama.web.results import past_totals
from hattama.web.results.past_totals import fold_totals
from tests.web.tiny_election import (
    NIGHT,
    PARTY,
    SINGLE,
    annul,
    area_row,
    protocol,
    publish,
    scan_of,
    sound_figures,
)

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]


@pytest.fixture
def sizes(tiny: ElectionRow) -> list[int]:
    """The size of the log before the first protocol and after each step of a night."""
    steps = [load_log_size(tiny)]

    def note() -> None:
        steps.append(load_log_size(tiny))

    publish(protocol("P001"), protocol("P001", SINGLE), scans={("P001", PARTY): scan_of("P001")})
    note()
    publish(
        protocol("P002", figures=sound_figures(participants=599)), now=NIGHT + datetime.timedelta(minutes=1)
    )
    note()
    publish(protocol("P201"), now=NIGHT + datetime.timedelta(minutes=2))
    note()
    annul("P201")
    note()
    return steps


def participants(area: str, size: int, view: View = View.COUNTED) -> tuple[int, int, int]:
    total = fold_totals(area_row(area), size, view)[PARTY]
    return total.figure("participants").total, total.received, total.annulled


def test_every_size_of_the_log_has_its_own_totals(sizes: list[int]) -> None:
    assert [participants("KZ", size) for size in sizes] == [
        (0, 0, 0),
        (600, 1, 0),
        (1199, 2, 0),
        (1799, 3, 0),
        (1199, 3, 1),
    ]


def test_an_area_is_folded_from_its_own_entries_alone(sizes: list[int]) -> None:
    last = sizes[-1]
    assert [participants(area, last)[0] for area in ("R1", "D11", "P002", "R2", "P201")] == [
        1199,
        1199,
        599,
        0,
        0,
    ]
    single = fold_totals(area_row("R1"), last)[SINGLE]
    assert (single.expected, single.received) == (4, 1)
    assert SINGLE not in fold_totals(area_row("R2"), last)


def test_the_present_totals_are_those_that_are_published(sizes: list[int], tiny: ElectionRow) -> None:
    units = list(AreaRow.objects.filter(election=tiny, kind="unit").select_related("election"))
    published = totals_of(units)
    for area in units:
        assert fold_totals(area, sizes[-1]) == published[area.pk]


def test_each_view_counts_other_protocols(sizes: list[int]) -> None:
    last = sizes[-1]
    assert participants("KZ", last, View.AS_REPORTED)[0] == 1799
    assert participants("KZ", last, View.WITH_SCAN) == (600, 3, 2)
    assert participants("KZ", last, View.ADDING_UP)[0] == 600


def test_from_kept_totals_on_they_are_the_same_as_from_the_first_entry_on(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (publish_entries, past_totals):
        monkeypatch.setattr(module, "STRETCH", 2)
    monkeypatch.setattr(browsing, "MANY", 0)
    last = request.getfixturevalue("sizes")[-1]
    units = list(AreaRow.objects.filter(kind="unit").select_related("election"))
    assert PastTotal.objects.filter(area__code="KZ").values("tree_size").distinct().count() > 1
    kept = {(area.code, size): fold_totals(area, size) for area in units for size in range(last + 1)}
    monkeypatch.setattr(past_totals, "is_of_many", lambda area: False)
    assert kept == {(area.code, size): fold_totals(area, size) for area in units for size in range(last + 1)}
