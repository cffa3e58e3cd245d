"""Tables on the terminal line up."""

from hattama.cli.grid import grid_lines


def test_numbers_stand_to_the_right_and_words_to_the_left() -> None:
    lines = grid_lines(["name", "n"], [["a", "7"], ["long one", "1 000"]], [False, True])
    assert lines == ["name          n", "a             7", "long one  1 000"]
