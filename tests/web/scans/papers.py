"""Photographs of filled forms of the tiny election, and the worker that reads what was sent in."""

import functools

import numpy as np

from hattama.core.protocols import PaperIdentity
from hattama.web.scans.work_on_scans import ScanWorker
from tests.scanning.synthetic.camera import Shot, photograph
from tests.scanning.synthetic.sheets import filled_page, made_up_figures
from tests.web.read_scans import layout_of
from tests.web.tiny_election import ELECTION_ID, PARTY


@functools.cache
def paper_photo(
    area_id: str = "P001", contest: str = PARTY, *, hand: int = 1, shot: int = 1, election: str = ELECTION_ID
) -> bytes:
    """A photograph of the paper of this place; the same `hand` on another `shot` is the same paper."""
    layout = layout_of(contest)
    paper = PaperIdentity(election, contest, area_id, layout.code)
    chance = np.random.default_rng(hand)
    sheet = filled_page(layout, paper, made_up_figures(layout, chance), chance)
    seen = Shot(size=(1240, 1754), turned=2.0 * shot, shadow=0.1 * shot)
    return photograph(sheet, seen, np.random.default_rng(shot))


def read_what_waits() -> None:
    """Do every job that waits, as `hattama scans work --once` does."""
    ScanWorker().work_once()
