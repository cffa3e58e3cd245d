"""A site whose first language is written from right to left: each of its pages says so."""

from collections.abc import Iterator

import pytest
from django.test import Client, override_settings

from hattama.core.vocabulary import isolated
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
    for prefix, expected in (("", ("ar", "rtl", True)), ("en/", ("en", None, False))):
        page = read_page(client.get(f"/{prefix}{address}", follow=True))
        told = page.one("html").attributes
        sheets = [link.attributes["href"] for link in page.all("link", rel="stylesheet")]
        is_mirrored = any(sheet.endswith("mirrored.css") for sheet in sheets)
        assert (told["lang"], told.get("dir"), is_mirrored) == expected


def test_words_of_the_election_stand_in_the_language_of_the_page(
    client: Client, db: None, arabic: None
) -> None:
    open_tiny(NAMED)
    assert read_page(client.get("/")).one("h1").text == isolated("انتخابات")
