"""The disk of the data folder is full: sending is refused with a sentence, and goes on when there is room."""

import pytest

from tests.faults.judge import judge
from tests.faults.site import rounds

PIECE = b"\0" * (1 << 20)


def fill(path) -> None:
    """Leave no room at all."""
    with path.open("wb", buffering=0) as ballast:
        for piece in (PIECE, PIECE[:512]):
            try:
                while True:
                    ballast.write(piece)
            except OSError:
                continue


def test_a_full_disk_refuses_with_a_sentence_and_costs_no_protocol(night):
    if not night.has_own_disk:
        pytest.skip("this account may not mount a disk that could be filled")
    site, filled = night.site, 0
    restarts = site.restarts
    ballast = site.data / "ballast"
    with site.load() as load:
        for _ in rounds():
            fill(ballast)
            filled += 1
            load.sees(503)
            ballast.unlink()
            load.goes_on(6)
    assert site.restarts == restarts, "nothing had to be started again"
    judge(site, f"disk full {filled} times", whole=True)
