"""The folder of the public bundle cannot be written: protocols are accepted, wait, are published after."""

import pytest

from tests.faults.judge import judge
from tests.faults.site import COMMISSIONS, rounds, until

pytestmark = pytest.mark.endurance


def test_a_bundle_that_cannot_be_written_holds_protocols_back_and_loses_none(night):
    site, times = night.site, 0
    with site.load() as load:
        for _ in rounds():
            night.disk.lock()
            times += 1
            # Whoever was writing has met the locked folder by then.
            load.goes_on(COMMISSIONS + 1)
            size = site.store.size()
            load.goes_on(4)
            assert site.store.size() == size
            night.disk.unlock()
            until(lambda size=size: site.store.size() > size, "what waited is published")
    judge(site, f"bundle read-only {times} times ({type(night.disk).__name__})")
