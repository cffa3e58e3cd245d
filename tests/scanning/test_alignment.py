"""A page is made straight by its marks at whatever angle it was taken, or goes to a person."""

from functools import cache
from typing import Any

import cv2
import numpy as np
import pytest

from hattama.core.protocols import Box
from hattama.scanning import intake, marks
from hattama.scanning.alignment import (
    HEIGHT,
    PIXELS_PER_MM,
    WIDTH,
    AlignedPage,
    AlignmentTrouble,
    NotAligned,
    align,
    box_picture,
)
from hattama.scanning.opening import PagePicture
from tests.scanning.synthetic.camera import Shot, photograph
from tests.scanning.synthetic.sheets import blank_page, demonstration_layout, identity

LAYOUT = demonstration_layout()
PAPER = identity("0017", LAYOUT)


@cache
def blank() -> np.ndarray:
    """Drawn by whoever asks first: what starts threads waits until tests are read (tests/forked.py)."""
    return blank_page(LAYOUT, PAPER)


def taken(paper: np.ndarray, shot: Shot) -> PagePicture:
    data = photograph(paper, shot, np.random.default_rng(3))
    return PagePicture(1, cv2.cvtColor(cv2.imdecode(np.frombuffer(data, np.uint8), 1), cv2.COLOR_BGR2RGB))


def without_marks(*corners: int) -> np.ndarray:
    sheet = blank().copy()
    for marker in LAYOUT.markers:
        if marker.number in corners:
            box = marker.box
            top, left = (round(edge * 1.2) for edge in (box.top, box.left))
            sheet[top : top + 150, left : left + 150] = 255
    return sheet


def outline_of(aligned: AlignedPage, box: Box) -> float:
    """How light the outline of a printed box is where the layout says that it stands, 0 to 255."""
    around = Box(box.page, box.left - 5, box.top - 5, box.width + 10, box.height + 10)
    picture = box_picture(aligned, around)
    inner = picture[8:-8, 8:-8]
    return float(
        (int(picture.size) * picture.mean() - inner.size * inner.mean()) / (picture.size - inner.size)
    )


@pytest.mark.parametrize("turned", [0, 20, -20, 90, 180, 270])
def test_every_box_is_where_the_layout_says_however_the_page_was_turned(turned):
    aligned = align(taken(blank(), Shot(turned=turned, leaning=0.05)))
    assert isinstance(aligned, AlignedPage)
    assert aligned.picture.shape == (HEIGHT, WIDTH, 3)
    assert (aligned.page, aligned.marks) == (0, 4)
    for figure in LAYOUT.figures:
        for box in figure.digits:
            assert outline_of(aligned, box) < 215
    empty = Box(0, 600, 420 - 60, 400, 40)
    assert box_picture(aligned, empty).mean() > 235


def test_three_marks_are_enough():
    aligned = align(taken(without_marks(2), Shot(turned=7)))
    assert isinstance(aligned, AlignedPage)
    assert aligned.marks == 3
    assert outline_of(aligned, LAYOUT.figures[-1].digits[0]) < 215


def test_two_marks_send_the_page_to_a_person():
    assert align(taken(without_marks(1, 3), Shot())) == NotAligned(AlignmentTrouble.TOO_FEW_MARKS, 2)


def test_a_picture_without_marks_goes_to_a_person():
    assert align(taken(without_marks(0, 1, 2, 3), Shot())) == NotAligned(AlignmentTrouble.NO_MARKS, 0)


@pytest.mark.parametrize(
    ("missing", "sizes", "tries"), [((), 1, 0), ((0, 1, 2, 3), 1, 1), ((1, 3), 4, 4)], ids=str
)
def test_only_a_paper_with_some_of_its_marks_is_looked_through_at_every_size(
    missing: tuple[int, ...], sizes: int, tries: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []

    def seen(where: Any, name: str) -> None:
        real = getattr(where, name)
        monkeypatch.setattr(where, name, lambda *given: looked.append(name) or real(*given))

    seen(marks, "_at_one_size")
    # What the codes say is read, and is nobody's paper.
    monkeypatch.setattr(intake, "codes_in", lambda _: looked.append("codes_in") or ())
    monkeypatch.setattr(intake, "papers_in_crop", lambda _: (PAPER,))
    intake.read_page(taken(without_marks(*missing), Shot(size=(1512, 2016))))
    assert (looked.count("_at_one_size"), looked.count("codes_in")) == (sizes, tries)


def test_a_paper_whose_marks_are_cut_off_is_known_by_its_code() -> None:
    page = intake.read_page(taken(without_marks(0, 1, 2, 3), Shot()))
    assert (page.reason, page.paper) == ("no_marks", PAPER)


def test_a_page_that_fills_a_third_of_the_picture_is_made_straight() -> None:
    page = taken(blank(), Shot(size=(1008, 1344)))
    far = np.full((4032, 3024, 3), 120, np.uint8)
    far[:1344, :1008] = page.colours
    assert isinstance(align(PagePicture(1, far)), AlignedPage)


def test_marks_that_do_not_lie_as_on_one_page_send_it_to_a_person():
    torn = blank().copy()
    middle = torn.shape[0] // 2
    torn[middle:] = np.roll(torn[middle:], 400, axis=1)
    assert align(taken(torn, Shot())) == NotAligned(AlignmentTrouble.MARKS_DISAGREE, 4)


def test_two_pages_in_one_picture_go_to_a_person():
    # The second sheet is a page of a longer form: its marks are told apart by their numbers.
    longer = demonstration_layout("party_list", rows=40)
    both = np.hstack([blank(), blank_page(longer, identity("0017", longer), 1)])
    found = align(taken(both, Shot(size=(2400, 1800))))
    assert found == NotAligned(AlignmentTrouble.TWO_PAGES, 8)


def test_one_paper_twice_in_one_picture_goes_to_a_person():
    found = align(taken(np.hstack([blank(), blank()]), Shot(size=(2400, 1800))))
    assert found == NotAligned(AlignmentTrouble.NO_MARKS, 0)


def test_shadow_is_taken_off_the_paper():
    aligned = align(taken(blank(), Shot(shadow=0.6, light=0.7)))
    assert isinstance(aligned, AlignedPage)
    empty = [Box(0, left, 2700, 200, 100) for left in (900, 1200)]
    assert all(box_picture(aligned, box).mean() > 235 for box in empty)


def test_a_box_of_another_page_is_no_box_of_this_one():
    aligned = align(taken(blank(), Shot()))
    assert isinstance(aligned, AlignedPage)
    with pytest.raises(ValueError, match="1"):
        box_picture(aligned, Box(1, 0, 0, 10, 10))


def test_a_millimetre_has_its_pixels():
    assert (WIDTH, HEIGHT) == (210 * PIXELS_PER_MM, 297 * PIXELS_PER_MM)
