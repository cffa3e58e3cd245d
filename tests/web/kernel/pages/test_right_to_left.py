"""A site whose first language is written from right to left: each of its pages says so."""

from collections.abc import Iterator

import pytest
from django.test import Client, override_settings

from tests.web.kernel.pages.reading import read_page
from tests.web.tiny_election import ELECTION_TOML, open_tiny, protocol, publish

pytestmark = pytest.mark.django_db

NAMED = ELECTION_TOML.replace(b'en = "Tiny election"', 'ar = "انتخابات"\nen = "Tiny election"'.encode())


@pytest.fixture
def arabic() -> Iterator[None]:
    """Arabic first, English beside it."""
    with override_settings(
        LANGUAGES=[("ar", "العربية"), ("en", "English")], LANGUAGE_CODE="ar", LANGUAGES_BIDI=["ar"]
    ):
        yield


@pytest.mark.parametrize(
    "address", ["", "e/tiny/", "e/tiny/a/P001/", "e/tiny/embed/results/KZ/party/", "desk/"]
)
def test_a_page_says_from_which_side_it_is_written(
    client: Client, db: None, arabic: None, address: str
) -> None:
    open_tiny(NAMED)
    publish(protocol("P001"))
    told = read_page(client.get(f"/{address}", follow=True)).one("html").attributes
    assert (told["lang"], told.get("dir")) == ("ar", "rtl")
    told = read_page(client.get(f"/en/{address}", follow=True)).one("html").attributes
    assert (told["lang"], told.get("dir")) == ("en", None)


def test_words_of_the_election_stand_in_the_language_of_the_page(
    client: Client, db: None, arabic: None
) -> None:
    open_tiny(NAMED)
    assert read_page(client.get("/")).one("h1").text == "انتخابات"
