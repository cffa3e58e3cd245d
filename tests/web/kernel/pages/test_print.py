"""Printed pages: no navigation, every column, what is folded is open, and the address of the page."""

import re
from pathlib import Path

import pytest
from django.test import Client

import hattama.web
from tests.web.kernel.pages.reading import read_page

STATIC = Path(hattama.web.__file__).parent / "static/hattama"
SHEET = (STATIC / "hattama.css").read_text("utf-8")
PRINTED = SHEET[SHEET.index("@media print") :]


@pytest.mark.django_db
def test_a_printed_page_says_where_it_stands_in_the_language_it_is_in(client: Client, night):
    for address in ("/e/tiny/", "/ru/e/tiny/a/R1/", "/en/e/tiny/a/P001/", "/en/e/tiny/results/party/"):
        place = read_page(client.get(address)).one("p", cls="printed-at")
        assert place.text == f"http://testserver{address}"


def test_on_a_screen_the_address_is_not_shown_and_on_paper_it_is():
    assert re.search(r"^\.printed-at \{ display: none;", SHEET, re.MULTILINE)
    assert re.search(r"\.printed-at \{ display: block;", PRINTED)


def test_paper_has_no_navigation_and_no_links_to_files():
    hidden = " ".join(re.findall(r"([^{}]*)\{ display: none; \}", PRINTED))
    for part in (".languages", ".sections", ".tabs", ".pager", ".chart-files", ".live-link"):
        assert part in hidden, part


def test_paper_is_light_also_where_the_screen_is_dark():
    for sheet in ("hattama.css", "results.css", "map.css"):
        text = (STATIC / sheet).read_text("utf-8")
        assert "@media screen and (prefers-color-scheme: dark)" in text
        assert "@media (prefers-color-scheme: dark)" not in text
