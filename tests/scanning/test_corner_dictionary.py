"""The marks in the corners are those of the dictionary that the library which finds them has published."""

from cv2 import aruco

from hattama.core.protocols import MOST_PAGES, corner_mark


def test_the_marks_are_those_of_the_published_dictionary():
    dictionary = aruco.getPredefinedDictionary(aruco.DICT_4X4_50)
    for number in range(4 * MOST_PAGES):
        picture = aruco.generateImageMarker(dictionary, number, 6)
        assert (picture == 0).tolist() == [list(row) for row in corner_mark(number)], number
