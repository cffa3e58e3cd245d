"""A photograph is unpacked as it is meant to be seen, whatever kind of JPEG it is."""

import io

import numpy as np
import pytest
from PIL import Image, ImageOps

from hattama.scanning.opening import examine, open_pages
from hattama.scanning.refusals import USUAL_LIMITS

QUARTERS = np.repeat(np.repeat(np.array([[10, 90], [170, 250]], np.uint8), 60, 0), 40, 1)


def opened(data: bytes) -> np.ndarray:
    [page] = open_pages(data, examine(data, USUAL_LIMITS))
    return page.colours


def photo(mode: str = "RGB", direction: int = 1, size: tuple[int, int] = (80, 120)) -> bytes:
    out, told = io.BytesIO(), Image.Exif()
    told[0x0112] = direction
    Image.fromarray(QUARTERS).convert(mode).resize(size).save(out, "JPEG", quality=95, exif=told)
    return out.getvalue()


@pytest.mark.parametrize("direction", range(1, 9))
def test_it_stands_the_right_way_up(direction):
    data = photo(direction=direction)
    upright = np.asarray(ImageOps.exif_transpose(Image.open(io.BytesIO(data))), np.int16)
    assert opened(data).shape == upright.shape
    assert np.abs(opened(data) - upright).max() <= 2


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_it_has_its_own_colours(mode):
    meant = np.asarray(Image.fromarray(QUARTERS).convert(mode).convert("RGB"), np.int16)
    assert np.abs(opened(photo(mode)) - meant).mean() < 4


@pytest.mark.parametrize(("long_side", "times"), [(5000, 1), (5004, 2), (10_004, 4)])
def test_one_whose_sides_are_very_long_unfolds_smaller(long_side, times):
    data = photo("L", size=(40, long_side))
    assert opened(data).shape == (-(-long_side // times), -(-40 // times), 3)
