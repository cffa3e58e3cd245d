"""Files that are made once for a state: what was forgotten does not come back."""

from collections.abc import Iterator

import pytest

from hattama.web.kernel.stores.made_files import MakersBusy, find_or_make, forget_made, made_home


def test_a_file_that_is_forgotten_while_it_is_being_made_does_not_take_its_place() -> None:
    def make() -> Iterator[bytes]:
        yield b"of before"
        forget_made("tiny")

    home = made_home("tiny")
    with pytest.raises(MakersBusy):
        find_or_make(home, "1-ab", "protocols.csv", make)
    assert not [path for path in home.parent.rglob("*") if path.is_file() and b"before" in path.read_bytes()]
    assert find_or_make(home, "1-ab", "protocols.csv", lambda: [b"of now"]).place.read_bytes() == b"of now"
