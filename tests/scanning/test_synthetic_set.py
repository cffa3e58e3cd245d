"""Made-up forms, printed, filled, photographed badly and read: six each time, 300 with `make papers`.

Every photograph follows from its number alone, so one that failed can be taken again and looked at.
"""

import os
from dataclasses import dataclass, replace

import cv2
import numpy as np
import pytest

from hattama.scanning import PageReading, PageState, read_pages
from tests.scanning.synthetic.camera import Shot, drawn_shot, photograph
from tests.scanning.synthetic.sheets import demonstration_layout, filled_page, identity, made_up_figures

HUNDREDS = os.environ.get("HATTAMA_ENDURANCE")
COUNT = 300 if HUNDREDS else 6
FIRST = 0 if HUNDREDS else 40
SMALL = (1512, 2016)


@dataclass(frozen=True)
class Taken:
    """The photograph of this number: how it was taken, and what was read."""

    number: int
    shot: Shot
    page: PageReading
    read_its_code: bool

    def __str__(self) -> str:
        return f"{self.number}: {self.page.state}, {self.page.reason}, {self.page.marks} marks, {self.shot}"


def take(number: int) -> Taken:
    chance = np.random.default_rng(number)
    layout = demonstration_layout("party_list" if number % 3 else "single_mandate_25")
    contest = "party_list" if number % 3 else "single_mandate_25"
    paper = identity(f"{number:04d}", layout, contest=contest)
    sheet = filled_page(layout, paper, made_up_figures(layout, chance), chance)
    shot = drawn_shot(chance)
    if not HUNDREDS:
        # As bad, and smaller: what is tried each time must not take long.
        shot = replace(shot, size=SMALL, smear=shot.smear * SMALL[0] / shot.size[0])
    [page] = read_pages(photograph(sheet, shot, chance)).pages
    return Taken(number, shot, page, page.paper == paper)


@pytest.fixture(scope="module")
def taken():
    cv2.setNumThreads(1)
    return [take(number) for number in range(FIRST, FIRST + COUNT)]


def test_of_a_hundred_photographs_ninety_eight_are_made_straight(taken):
    failed = [one for one in taken if one.page.state is not PageState.ALIGNED]
    print(f"\naligned {len(taken) - len(failed)} of {len(taken)}", *failed, sep="\n")
    assert len(failed) <= 0.02 * len(taken)


def test_of_a_hundred_codes_ninety_nine_are_read(taken):
    failed = [one for one in taken if not one.read_its_code]
    print(f"\ncodes read {len(taken) - len(failed)} of {len(taken)}", *failed, sep="\n")
    assert len(failed) <= 0.01 * len(taken)


def test_no_code_is_read_as_that_of_another_paper(taken):
    assert all(one.read_its_code for one in taken if one.page.paper is not None)


def test_no_corner_lies_farther_than_a_millimetre_from_its_place(taken):
    assert max(one.page.farthest_mm or 0 for one in taken) < 1
