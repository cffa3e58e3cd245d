"""Where the answer to an address stands."""

import pytest

from hattama.web.operations.static_site.places import address_of, can_be_a_name, file_of, way_up
from tests.web.operations.static_site.copies import address_meant


@pytest.mark.parametrize(
    ("address", "file"),
    [
        ("/", "index.html"),
        ("/ru/", "ru/index.html"),
        ("/e/kz/a/05/", "e/kz/a/05/index.html"),
        ("/e/kz/missing/?area=05&contest=party", "e/kz/missing/_/area=05/contest=party/index.html"),
        ("/?contest=party", "_/contest=party/index.html"),
        ("/data/kz/turnout/05.csv?source=press", "data/kz/turnout/_/source=press/05.csv"),
        ("/data/kz/log/7", "data/kz/log/7"),
    ],
)
def test_an_address_has_one_file_and_the_file_one_address(address, file):
    assert file_of(address) == file
    assert address_meant(file) == address


def test_the_order_of_a_question_does_not_matter():
    assert address_of("/e/", [("b", "2"), ("a", "1")]) == address_of("/e/", [("a", "1"), ("b", "2")])


def test_the_first_page_of_a_list_and_an_empty_answer_are_no_question():
    assert address_of("/e/", [("page", "1"), ("area", "")]) == "/e/"


@pytest.mark.parametrize("answer", ["..", "a/b", "a b", "", "?", "*", "a.", "қ"])
def test_an_answer_that_some_disk_cannot_name_is_not_copied(answer):
    assert not can_be_a_name(answer)


def test_the_way_up_leads_to_the_folder_of_the_copy():
    assert way_up("index.html") == ""
    assert way_up("e/kz/index.html") == "../../"
