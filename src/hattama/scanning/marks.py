"""Finding the corner marks of a printed page in a picture, however it lies: ArUco marks (OpenCV,
DICT_4X4_50).

S. Garrido-Jurado and others, «Automatic generation and detection of highly reliable fiducial markers under
occlusion», Pattern Recognition 47 (2014). Each page of a form has four of its own, clockwise from the top
left.
"""

from collections.abc import Iterator, Mapping

import cv2
import numpy as np
from numpy.typing import NDArray

from hattama.scanning.opening import Grey

Corners = NDArray[np.float32]
"""Four points x, y in pixels of the picture: the mark's own corners, clockwise from its top left."""

FEWEST_MARKS = 3
_WINDOW = 23
_TRIES = (1600, 2400, 1100, 3600)
"""Long sides in pixels to which a picture is shrunk in turn; nearly all are found at the first."""


def find_marks(grey: Grey) -> Mapping[int, Corners]:
    """The marks of the picture by number; where one size shows some and fewer than four, the next is tried.

    The first size shows all of a page that fills a third of the picture: where it shows none, the paper has
    none. A mark that stands twice is left out: of two papers in one picture neither can be told.
    """
    best: Mapping[int, Corners] = {}
    for shrunk, factor in _sizes(grey):
        found = _at_one_size(shrunk, factor)
        if len(found) > len(best):
            best = found
        if not 0 < len(best) < 4:
            break
    return best


def _sizes(grey: Grey) -> Iterator[tuple[Grey, float]]:
    """The picture at the sizes to try, with the factor back to its own pixels; last once more with more
    contrast.
    """
    long_side = max(grey.shape)
    tried = sorted({min(size, long_side) for size in _TRIES}, key=[min(s, long_side) for s in _TRIES].index)
    for size in tried:
        yield _shrunk(grey, size / long_side), long_side / size
    size = min(_TRIES[1], long_side)
    evened = cv2.createCLAHE(clipLimit=4.0, tileGridSize=(8, 8)).apply(_shrunk(grey, size / long_side))
    yield np.asarray(evened, np.uint8), long_side / size


def _shrunk(grey: Grey, factor: float) -> Grey:
    if factor >= 1:
        return grey
    return np.asarray(cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA), np.uint8)


def _at_one_size(grey: Grey, factor: float) -> Mapping[int, Corners]:
    parameters = cv2.aruco.DetectorParameters()
    parameters.cornerRefinementMethod = cv2.aruco.CORNER_REFINE_SUBPIX
    # A mark's edge stands out from what lies as far around it as this; other windows find what this one does.
    parameters.adaptiveThreshWinSizeMin = parameters.adaptiveThreshWinSizeMax = _WINDOW
    dictionary = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)
    corners, numbers, _ = cv2.aruco.ArucoDetector(dictionary, parameters).detectMarkers(grey)
    if numbers is None:
        return {}
    listed = [int(number) for number in numbers.ravel()]
    # The middle of a pixel is half a pixel from its edge, at every size.
    places = [(corner.reshape(4, 2) + 0.5) * factor - 0.5 for corner in corners]
    return {
        number: place.astype(np.float32)
        for number, place in zip(listed, places, strict=True)
        if listed.count(number) == 1
    }
