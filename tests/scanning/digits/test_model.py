import cv2
import numpy as np

from hattama.scanning.digits import box_ink, load_card, read_inks
from tests.scanning.digits.written_boxes import held_back, written_box


def test_nothing_to_read_is_read_as_nothing():
    assert read_inks([]) == ()


def test_people_s_digits_that_it_never_saw_are_read_from_their_boxes():
    shown = held_back()[:200]
    inks = [box_ink(written_box(picture)) for picture, _ in shown]
    read = read_inks([ink for ink in inks if ink is not None])
    assert len(read) == len(shown)
    sure = [
        (reading.digit, truth)
        for reading, (_, truth) in zip(read, shown, strict=True)
        if reading.confidence >= load_card().threshold and reading.digit is not None
    ]
    assert len(sure) > 150
    assert sum(digit != truth for digit, truth in sure) <= 2


def test_a_dash_and_a_box_that_was_crossed_out_are_no_sure_digits():
    dash, crossed = np.zeros((60, 40), np.float32), np.zeros((60, 40), np.float32)
    dash[28:32, 6:34] = 1
    for start, end in (((4, 4), (36, 56)), ((36, 4), (4, 56)), ((4, 30), (36, 30))):
        cv2.line(crossed, start, end, 1.0, 4)
    for reading in read_inks([dash, crossed]):
        assert reading.digit is None or reading.confidence < load_card().threshold


def test_a_reading_does_not_depend_on_what_is_read_with_it():
    pictures = [picture for picture, _ in held_back()[:5]]
    together = read_inks(pictures)
    for picture, reading in zip(pictures, together, strict=True):
        alone = read_inks([picture])[0]
        assert alone.digit == reading.digit
        assert abs(alone.confidence - reading.confidence) < 1e-4
