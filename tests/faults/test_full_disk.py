"""The disk of the data folder is full: sending is refused with a sentence, and goes on when there is room."""

import pytest

from tests.faults.judge import judge
from tests.faults.site import ENDURANCE, rounds

pytestmark = pytest.mark.endurance


def test_a_full_disk_refuses_with_a_sentence_and_costs_no_protocol(night):
    site, filled = night.site, 0
    restarts = site.restarts
    with site.load() as load:
        for _ in rounds():
            night.disk.fill()
            filled += 1
            load.sees(503)
            night.disk.make_room()
            load.goes_on(6)
    assert site.restarts == restarts, "nothing had to be started again"
    judge(site, f"disk full {filled} times ({type(night.disk).__name__})", whole=ENDURANCE)
