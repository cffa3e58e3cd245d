"""The process that signs is killed: protocols are accepted and wait, and are published when it is back."""

import os
import signal

import pytest

from tests.faults.conftest import start_signer
from tests.faults.judge import judge
from tests.faults.site import COMMISSIONS, rounds, until

pytestmark = pytest.mark.endurance


def signers(site) -> list[int]:
    return site.processes("signer --socket")


def test_without_a_signer_protocols_are_accepted_and_wait(night):
    site = night.site
    killed = 0
    with site.load() as load:
        for _ in rounds():
            for pid in signers(site):
                os.kill(pid, signal.SIGKILL)
                killed += 1
            until(lambda: not signers(site), "the signer is gone")
            # What was signed just before is published by then: each of these asked for the lock after it.
            load.goes_on(COMMISSIONS + 1)
            size = site.store.size()
            load.goes_on(4)
            assert site.store.size() == size, "nothing is published that nobody signed"
            start_signer(site)
            until(lambda size=size: site.store.size() > size, "what waited is published")
    judge(site, f"signer killed {killed} times")
