"""A copy of the site opened from a disk: the search finds what the live site finds, nothing is refused."""

import re
from types import SimpleNamespace
from urllib.parse import quote

import pytest

from hattama.web.operations.static_site import Options, write_static_site
from hattama.web.operations.static_site.addresses import COPIED
from tests.web.kernel.pages.reading import read_page
from tests.web.operations.static_site.copies import page_at
from tests.web.public_night import night

__all__ = ["night"]

QUESTIONS = [
    "каскелен 2",
    "Qaskeleng",
    "№ 7",
    "7",
    "абай",
    "Алматы облысы",
    "алм",
    "школа 12",
    "nowhere at all",
    "ОБЛ",
    "!!!",
    "zhibek",
    "костонай област",
    "кобыалнды 7",
    "Қаскелән 2",
    "школя 12",
    "обл қаскялең",
    "ажай",
]


@pytest.fixture
def files(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "var"
    return tmp_path


@pytest.fixture
def tiny(db):
    from tests.web.tiny_election import open_tiny

    return open_tiny()


def _live(client, prefix: str, question: str) -> list[tuple[str, str]]:
    page = read_page(client.get(f"{prefix}e/tiny/search/", {"q": question}))
    lists = page.one("main").all("ul", cls="feed")
    links = [item.all("a")[0] for each in lists for item in each.all("li") if item.all("a")]
    here = [link for link in links if "/a/" in link.attributes["href"]]
    return [(re.search(r"/a/([^/]+)/", link.attributes["href"])[1], _item(link)) for link in here]


def _offered(filters) -> set[str]:
    """What can be chosen, and how much each leaves; what would leave nothing need not be there."""
    told = [*filters.all("a"), *filters.all("strong")]
    return {" ".join(one.text.split()) for one in told if not one.text.endswith("(0)")}


def _item(link) -> str:
    return " ".join(link.parent.text.split())


def _same_found(phone_page, client, prefix: str, question: str) -> None:
    """The copy lists and offers what the live site does."""
    items = phone_page.locator("[data-copy-search] .feed li").all()
    found = [
        (
            re.search(r"/a/([^/]+)/", item.locator("a").get_attribute("href"))[1],
            " ".join(read_page(SimpleNamespace(content=item.inner_html().encode())).text.split()),
        )
        for item in items
    ]
    live = _live(client, prefix, question)
    page = read_page(client.get(f"{prefix}e/tiny/search/", {"q": question}))
    told = [said.text for said in page.all("p", role="status")]
    assert phone_page.locator("main p[role=status]").all_inner_texts() == told, question
    assert [area for area, _ in found] == [area for area, _ in live], question
    # One writes a space between an area's name and what stands under it, the other does not.
    assert ["".join(said.split()) for _, said in found] == ["".join(said.split()) for _, said in live]
    # Narrowed by the same links, with the same numbers.
    if live:
        narrowed = page.one("nav", cls="search-filters")
        shown = read_page(
            SimpleNamespace(
                content=phone_page.locator(".search-filters").evaluate("nav => nav.outerHTML").encode()
            )
        )
        assert _offered(shown) == _offered(narrowed), question


READ = ("home", "election", "area", "search")


def test_the_search_of_a_copy_on_a_disk_finds_what_the_live_site_finds(
    files, night, client, phone_page, tmp_path, settings, monkeypatch
):
    settings.LANGUAGES = [("kk", "Қазақша"), ("ru", "Русский")]
    for name in [name for name in COPIED if name.startswith("public:")]:
        if name.removeprefix("public:") not in READ:
            monkeypatch.delitem(COPIED, name)
    site = tmp_path / "site"
    write_static_site(site, Options())
    refused = []
    phone_page.on("console", lambda told: refused.append(told.text) if told.type == "error" else None)
    for prefix, question in [*(("/", question) for question in QUESTIONS), ("/ru/", "абай"), ("/ru/", "11")]:
        place = site / f"{prefix.strip('/')}/e/tiny/search/index.html".lstrip("/")
        phone_page.goto(f"file://{place}?q={quote(question)}")
        phone_page.wait_for_selector("[data-copy-search]:not([aria-busy]) > *")
        _same_found(phone_page, client, prefix, question)
    phone_page.goto(f"file://{site}/e/tiny/search/index.html?q={quote('алм')}")
    # What was found before it was narrowed is a feed, too: wait for the page that the link leads to.
    phone_page.locator(".search-filters a", has_text="Сандары сәйкес").click()
    phone_page.wait_for_url("**doubts=1**")
    phone_page.wait_for_selector("[data-copy-search]:not([aria-busy]) .feed a")
    # From the first page to a polling station, as a reader goes.
    phone_page.goto(f"file://{site}/index.html")
    phone_page.get_by_role("searchbox").fill("Қаскелең 2")
    phone_page.get_by_role("searchbox").press("Enter")
    phone_page.locator("[data-copy-search] .feed a").first.click()
    phone_page.wait_for_url("**/e/tiny/a/P002/index.html")
    assert page_at(site, "e/tiny/a/P002/index.html").one("h1").text == phone_page.locator("h1").inner_text()
    assert phone_page.evaluate("document.fonts.ready.then(() => document.fonts.check('1em Onest'))")
    # Scripts that are modules stay silent on a disk; nothing else is refused, by the page's own policy least.
    assert not [told for told in refused if "Content Security Policy" in told or "font" in told]
