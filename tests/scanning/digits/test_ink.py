import cv2
import numpy as np
import pytest

from hattama.scanning.digits import box_ink

TALL, WIDE = 64, 48


def empty_box(paper: int = 235) -> np.ndarray:
    box = np.full((TALL, WIDE), paper, np.uint8)
    cv2.rectangle(box, (0, 0), (WIDE - 1, TALL - 1), 60, 2)
    return box


def with_a_seven(box: np.ndarray, ink: int = 30) -> np.ndarray:
    cv2.polylines(box, [np.array([(12, 14), (36, 14), (22, 50)])], False, ink, 3)
    return box


def test_an_empty_box_is_blank_though_its_frame_is_printed():
    assert box_ink(empty_box()) is None


@pytest.mark.parametrize("paper", [120, 180, 250])
def test_a_shadow_or_a_dark_paper_alone_is_no_ink(paper):
    shaded = empty_box(paper).astype(np.float32)
    shaded *= np.linspace(0.9, 1.0, WIDE)[None, :]
    assert box_ink(shaded.astype(np.uint8)) is None


def test_dust_is_no_ink():
    box = empty_box()
    box[30:32, 20:22] = 20
    assert box_ink(box) is None


@pytest.mark.parametrize("paper,ink", [(235, 30), (170, 60), (235, 140)])
def test_a_digit_is_ink_on_bright_paper_in_shadow_and_with_a_pale_pen(paper, ink):
    found = box_ink(with_a_seven(empty_box(paper), ink))
    assert found is not None
    assert found.max() == pytest.approx(1.0)
    assert 0.02 < (found > 0.5).mean() < 0.3


def test_a_piece_of_the_frame_that_reaches_in_is_left_out():
    box = with_a_seven(empty_box())
    clean = box_ink(box)
    slanted = box.copy()
    cv2.line(slanted, (7, 0), (7, TALL), 60, 2)
    assert clean is not None
    found = box_ink(slanted)
    assert found is not None
    assert np.abs(found - clean).mean() < 0.01


@pytest.mark.parametrize("top,bottom", [(0, 50), (14, TALL), (0, TALL)])
def test_an_upright_one_that_reaches_the_frame_is_no_piece_of_it(top, bottom):
    box = empty_box()
    cv2.line(box, (24, top), (24, bottom), 30, 3)
    assert box_ink(box) is not None
