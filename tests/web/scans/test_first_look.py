"""How closely an upload is looked at: every one in quiet times, a bounded number under load."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from hattama.formats.scans import ScanUnreadable
from hattama.scanning.refusals import ScanIsBlank
from hattama.web.protocols.tables import LifeStep
from hattama.web.scans import take_scan as room
from hattama.web.scans.read_scan import read_scan
from hattama.web.scans.tables import ScanReadingRow
from hattama.web.scans.take_scan import LookBudget, first_look, take_scan
from tests.web.tiny_election import NIGHT, PARTY, area_row, picture


def blank() -> bytes:
    out = io.BytesIO()
    Image.new("L", (120, 160), 255).save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def crowded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A moment when so many scans have come that no close look is left."""
    spent = LookBudget(0, 0, 0)
    monkeypatch.setattr(room, "_budget", spent)


def test_a_few_at_once_are_all_looked_at_and_then_one_for_each_interval() -> None:
    budget = LookBudget(0.5, 3, now=100)
    assert [budget.take(100) for _ in range(4)] == [True, True, True, False]
    assert [budget.take(101.9), budget.take(102), budget.take(102.1)] == [False, True, False]


def test_quiet_hours_do_not_save_up_more_than_the_most_at_once() -> None:
    budget = LookBudget(1, 2, now=0)
    assert [budget.take(10_000) for _ in range(3)] == [True, True, False]


def test_a_clock_that_goes_back_fills_nothing_twice() -> None:
    budget = LookBudget(1, 1, now=10)
    assert budget.take(10)
    assert not budget.take(9)
    assert not budget.take(10)
    assert budget.take(11)


def test_a_blank_page_is_refused_at_once_on_a_calm_night() -> None:
    with pytest.raises(ScanIsBlank):
        first_look(blank())


def test_a_broken_file_is_refused_however_many_come(crowded: None) -> None:
    with pytest.raises(ScanUnreadable):
        first_look(picture()[:-40])


@pytest.mark.django_db
def test_what_is_not_seen_under_load_is_found_by_the_job(tiny: object, crowded: None) -> None:
    scan = take_scan(blank(), area=area_row("P001"), contest=PARTY, now=NIGHT)
    assert not LifeStep.objects.exists()
    row = read_scan(scan, now=NIGHT)
    assert (row.state, row.reason) == (ScanReadingRow.REFUSED, "ScanIsBlank")
