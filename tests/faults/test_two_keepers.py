"""Two more keepers of the log are started by mistake, while web workers write: one lock, whoever wants it."""

import os
import re
import threading
from pathlib import Path

import pytest

from tests.faults.judge import judge
from tests.faults.night import ELECTION
from tests.faults.site import Site, rounds

pytestmark = pytest.mark.endurance


@pytest.fixture(params=["night", "small_site"])
def site(request) -> Site:
    """On PostgreSQL, and on SQLite."""
    made = request.getfixturevalue(request.param)
    return made if isinstance(made, Site) else made.site


class Pens(threading.Thread):
    """Looks in the system's table of locks who holds the writer lock, all the time."""

    def __init__(self, site: Site) -> None:
        super().__init__(daemon=True)
        pen = (site.data / "log" / ELECTION / "pen").stat()
        # Another disk of this machine may have a file of the same number.
        self._place = f"{os.major(pen.st_dev):02x}:{os.minor(pen.st_dev):02x}:{pen.st_ino}"
        self.most = 0
        self.holders: set[str] = set()
        self.ends = threading.Event()

    def run(self) -> None:
        line = re.compile(rf"FLOCK +ADVISORY +WRITE (\d+) {self._place} ")
        while not self.ends.wait(0.001):
            held = line.findall(Path("/proc/locks").read_text())
            self.most = max(self.most, len(held))
            self.holders.update(held)


def test_of_several_writers_one_holds_the_pen_and_nothing_is_written_twice(site):
    keepers = [site.start_beside("log", "keep") for _ in range(2)]
    pens = Pens(site)
    pens.start()
    with site.load() as load:
        for _ in rounds():
            load.goes_on(12)
            assert all(keeper.poll() is None for keeper in keepers)
    pens.ends.set()
    pens.join()
    for keeper in keepers:
        keeper.terminate()
        keeper.wait()
    assert pens.most == 1
    judge(site, f"{len(pens.holders)} processes seen with the writer lock, never two at once")
