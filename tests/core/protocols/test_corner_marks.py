import pytest

from hattama.core.protocols import MOST_PAGES, corner_mark, marks_of_page


def test_every_page_has_four_marks_of_its_own():
    numbers = [number for page in range(MOST_PAGES) for number in marks_of_page(page)]
    assert numbers == list(range(4 * MOST_PAGES))


def test_a_mark_has_a_black_edge_round_its_pattern():
    mark = corner_mark(0)
    assert all(mark[0]) and all(mark[-1]) and all(row[0] and row[-1] for row in mark)
    # The pattern of number 0, as its dictionary shows it: black is #.
    assert ["".join("#" if cell else "." for cell in row[1:-1]) for row in mark[1:-1]] == [
        ".#..",
        "#.#.",
        "##..",
        "##.#",
    ]


def test_no_mark_turned_looks_like_another_or_like_itself():
    turned = set()
    for number in range(4 * MOST_PAGES):
        mark = corner_mark(number)
        for _ in range(4):
            mark = tuple(zip(*mark[::-1], strict=True))
            turned.add(mark)
    assert len(turned) == 16 * MOST_PAGES


@pytest.mark.parametrize("page", [-1, MOST_PAGES])
def test_beyond_the_last_page_there_are_no_marks(page):
    with pytest.raises(ValueError):
        marks_of_page(page)


@pytest.mark.parametrize("number", [-1, 4 * MOST_PAGES])
def test_beyond_the_last_number_there_is_no_mark(number):
    with pytest.raises(ValueError):
        corner_mark(number)
