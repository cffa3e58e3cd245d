import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hattama.scanning.digits import centred, features
from hattama.scanning.digits.shapes import FEATURES, SIDE


def stroke(tall: int, wide: int, top: int, left: int) -> np.ndarray:
    ink = np.zeros((60, 50), np.float32)
    ink[top : top + tall, left : left + wide] = 1
    return ink


@given(st.integers(4, 30), st.integers(2, 25), st.integers(0, 30), st.integers(0, 25))
def test_where_in_its_box_a_digit_stands_does_not_matter(tall, wide, top, left):
    assert np.array_equal(centred(stroke(tall, wide, top, left)), centred(stroke(tall, wide, 0, 0)))


def test_a_digit_is_brought_to_one_size_and_keeps_its_proportions():
    shape = centred(stroke(30, 6, 10, 10))
    rows, columns = np.nonzero(shape > 0.5)
    assert shape.shape == (SIDE, SIDE)
    assert (rows.max() - rows.min() + 1, columns.max() - columns.min() + 1) == (16, 3)


def test_a_picture_without_ink_has_no_shape():
    with pytest.raises(ValueError, match="no ink"):
        centred(np.zeros((40, 40), np.float32))


def test_what_is_looked_at_is_bounded_and_tells_a_line_from_its_quarter_turn():
    upright = centred(stroke(30, 5, 5, 5))
    seen = features(np.stack([upright, upright.T]))
    assert seen.shape == (2, FEATURES)
    assert np.isfinite(seen).all()
    assert np.abs(seen).max() <= 1
    assert not np.allclose(seen[0], seen[1], atol=0.1)


def test_pictures_are_looked_at_one_by_one_whatever_stands_beside_them():
    one, other = centred(stroke(30, 5, 5, 5)), centred(stroke(10, 20, 5, 5))
    both = features(np.stack([one, other]))
    assert np.allclose(both[0], features(one[None])[0])
    assert np.allclose(both[1], features(other[None])[0])
