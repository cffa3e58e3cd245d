"""The network between the site and its database is cut, or swallows everything, and comes back."""

import pytest

from tests.faults.judge import judge
from tests.faults.site import rounds

pytestmark = pytest.mark.endurance


@pytest.mark.parametrize("how", ["cut", "silence"])
def test_requests_end_with_a_sentence_and_the_site_goes_on_by_itself(night, how):
    site = night.site
    restarts, broken = site.restarts, 0
    with site.load() as load:
        for _ in rounds():
            getattr(night.network, how)()
            broken += 1
            load.sees(503)
            # Every worker had its try: none hangs on a connection that is dead.
            load.sees(503)
            night.network.restore()
            load.goes_on(6)
    assert site.restarts == restarts, "nothing had to be started again"
    judge(site, f"network: {how}, {broken} times")
