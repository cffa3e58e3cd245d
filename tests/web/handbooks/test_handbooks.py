"""The handbooks: the same sections in three languages, words that pages have, links that lead."""

import re
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation

import hattama.web.handbooks.reading as reading
from hattama.phrases import LANGUAGES
from hattama.web.handbooks.reading import BOOKS, PAGES, find_sections, load_handbook, picture_path
from tests.attack.addresses import named_addresses
from tests.web.tiny_election import open_tiny

TEXTS = Path(reading.__file__).parent / "texts"


@pytest.mark.parametrize("book", BOOKS)
def test_a_handbook_has_the_same_sections_in_every_language(book: str) -> None:
    books = {language: load_handbook(book, language) for language in LANGUAGES}
    names = {language: [part.name for part in one.sections] for language, one in books.items()}
    assert len(names["kk"]) > 3
    assert names["kk"] == names["ru"] == names["en"]


@pytest.mark.parametrize("place", sorted(TEXTS.glob("*.md")), ids=lambda place: place.stem)
def test_words_of_the_interface_are_those_of_its_pages(place: Path) -> None:
    language = place.suffixes[0].lstrip(".")
    for words in re.findall(r"\[\[(.+?)\]\]", place.read_text("utf-8")):
        with translation.override(language):
            assert translation.gettext(words) != words or language == "en", words
        with translation.override("kk"):
            assert translation.gettext(words) != words, words


@pytest.mark.django_db
@pytest.mark.parametrize("prefix", ["", "/ru", "/en"])
def test_every_link_of_a_handbook_leads_to_a_page_in_its_language(client: Client, prefix: str) -> None:
    for book in BOOKS:
        page = client.get(f"{prefix}/help/{book}/").content.decode()
        assert "page:" not in page
        for address in re.findall(r'<p>[^<]*<a href="(/[^"#]*)', page):
            assert address.startswith(f"{prefix}/")
            assert client.get(address).status_code in (200, 302), address


@pytest.mark.django_db
def test_a_question_finds_the_section_by_all_its_words_and_another_book_is_not_found(client: Client) -> None:
    ((book, section), *_) = find_sections("желі болмаса", "kk")
    assert (book.code, section.name) == ("commission", "no-network")
    page = client.get("/help/?q=желі болмаса").content.decode()
    assert '<a href="/help/commission/#no-network">' in page
    assert find_sections("", "kk") == []
    assert client.get("/help/nothing/").status_code == 404
    assert "&lt;script&gt;" in client.get("/help/?q=<script>").content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_picture_of_a_handbook_is_there_in_its_language_with_its_size(
    language: str,
) -> None:
    html = "".join(section.html for book in BOOKS for section in load_handbook(book, language).sections)
    shown = re.findall(r'<img src="[^"]*?([\w-]+)\.(\w+)\.webp" width="390" height="\d{3}" alt="(.+?)"', html)
    assert shown and {found[1] for found in shown} == {language}
    lying = sorted(path.name for path in picture_path("any", language).parent.glob(f"*.{language}.webp"))
    assert sorted(f"{name}.{code}.webp" for name, code, _ in shown) == lying


@pytest.mark.django_db
def test_a_page_leads_to_the_section_that_explains_it_and_another_page_to_none(client: Client) -> None:
    pages = {address.name for address in named_addresses()}
    for page, place in PAGES.items():
        book, section = place.split("#")
        assert section in {part.name for part in load_handbook(book, "en").sections}, page
        assert page in pages
    assert "page-help" not in client.get("/about/").content.decode()
    open_tiny()
    assert (
        'class="page-help"><a href="/ru/help/citizen/#findings">'
        in client.get("/ru/e/tiny/findings/").content.decode()
    )
