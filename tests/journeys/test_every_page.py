"""Each kind of page is opened in a real browser, under the worst names and figures: names of 60 and 255
letters without a gap, markup in them, figures of fifteen digits. Does it fit a telephone, and does axe-core
find that it stands in the way of anybody?

In an ordinary run half of the kinds are opened, and axe-core sees a quarter of these, other ones each day;
languages, light and dark, telephone and wide screen take turns. HATTAMA_ENDURANCE=1 (`make endurance`) looks
at the whole matrix, and at the ordinary names as well.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils.translation import override
from playwright.sync_api import Browser, BrowserContext, Page

from hattama.web.kernel.accounts.roles import Role
from hattama.web.reports.tables import DifferenceReport
from tests.drawn import DAY, ENDURANCE, drawn
from tests.journeys.desk_steps import fits, prefixes_at
from tests.real.chromium import new_context
from tests.web.hostile_names import MARKUP, enlarge_figures, hostile_files
from tests.web.page_types import page_types
from tests.web.people import person
from tests.web.whole_site import whole_site

pytestmark = pytest.mark.django_db(transaction=True)

LEVELS = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
OPTIONS = {"runOnly": LEVELS, "resultTypes": ["violations"], "elementRef": False}
WIDTHS = (390, 360, 320) if ENDURANCE else (360, 320)
"""The last is what a screen of 1280 px is to whoever reads at four times the size (WCAG 1.4.10)."""

STRAYING = """() => {
  const places = ["aria-describedby", "aria-labelledby", "for"];
  const where = places.map((name) => `[${name}]`).join(", ");
  const bare = "table:not([aria-label], [aria-labelledby], :has(> caption)), "
    + "[tabindex='0']:not([aria-label], [aria-labelledby])";
  const isLost = (one) => places.flatMap((name) => (one.getAttribute(name) || "").split(" "))
    .some((id) => id && !document.getElementById(id));
  const astray = Array.from(document.querySelectorAll(where)).filter(isLost);
  return [...astray, ...document.querySelectorAll(bare)].map((one) => one.outerHTML.slice(0, 200));
}"""
"""Elements whose words are said to stand where nothing stands; tables, and boxes that the keyboard can
move, of which nothing says a word."""

LANGUAGES = {"": "kk", "ru/": "ru", "en/": "en"}

STEPS = ("night/steps", "night/papers", "single/")
HERE = "desk/tiny/P001/party/"
RECORD = ("first-complaint", "first-complaint/statement", "first-complaint/deeds/decide")
DESK = {
    "saule": tuple(f"desk/tiny/{page}" for page in ("", *(f"P101/{step}" for step in STEPS))),
    "aigul": (f"{HERE}scan/", f"{HERE}done", f"{HERE}differences", "desk/offline", "account/password/"),
    "head": (
        *(f"desk/tiny/{page}/" for page in ("overview", "progress", "claims", "doubts", "reports")),
        *("desk/tiny/", "desk/tiny/reports/{report}/", "desk/tiny/R1/party/claim"),
        *(f"desk/tiny/registers/{page}" for page in ("", "complaints/", "complaints/take_in/")),
        *(f"desk/tiny/registers/complaints/{page}/" for page in ("new/complaint", *RECORD)),
        *(f"{HERE}{change}" for change in ("correct", "annul", "recount", "investigate")),
    ),
    "auditor": ("desk/tiny/draws/",),
    "administrator": ("account/rights/", "account/rights/tiny/", "account/rights/tiny/changes"),
}  # fmt: skip
"""Who looks at which pages of the desk."""
AXE_AT_THE_DESK = 4
"""Of so many pages of the desk an ordinary run shows one to axe-core: they share their frame and fields."""


class Look(NamedTuple):
    """How axe-core sees a page."""

    scheme: Literal["light", "dark"]
    width: int


LOOKS = (Look("light", 360), Look("dark", 1280), Look("dark", 360), Look("light", 1280))


@pytest.fixture(params=["worst names", *([pytest.param("ordinary names")] if ENDURANCE else [])])
def site(
    request: pytest.FixtureRequest, live_server, settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> str:
    """Something behind every page."""
    files: tuple[bytes, ...] = ()
    if request.param == "worst names":
        enlarge_figures(monkeypatch)
        files = hostile_files()
    whole_site(settings, tmp_path / "var", *files)
    person(Role.TYPIST, "P101", username="saule")
    return str(live_server.url)


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    opened = new_context(browser, reduced_motion="reduce", locale="kk-KZ")
    yield opened
    opened.close()


def looks_at(place: int) -> tuple[Look, ...]:
    """By turns light and dark, a telephone and a wide screen."""
    return LOOKS if ENDURANCE else (LOOKS[place % 4],)


def troubles(page: Page, address: str, looks: tuple[Look, ...]) -> list[str]:
    """What is wrong with a page, a sentence each; axe-core sees it as often as there are looks."""
    page.set_viewport_size({"width": WIDTHS[0], "height": 740})
    answer = page.goto(address)
    assert answer is not None and answer.status == 200, address
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 740})
        if not fits(page):
            found.append(f"{address} has to be moved sideways at {width}")
    found += [f"{address}: without its words: {one}" for one in page.evaluate(STRAYING)]
    # The button to the scan floats over whatever the window ends with; one scrolls, and axe-core does not.
    page.evaluate(
        "for (const one of document.querySelectorAll('.viewer-call')) one.style.position = 'static'"
    )
    return [*found, *(line for look in looks for line in seen_by_axe(page, address, look))]


def seen_by_axe(page: Page, address: str, look: Look) -> list[str]:
    """What axe-core finds on the page as it is, a sentence for each element."""
    page.emulate_media(color_scheme=look.scheme)
    page.set_viewport_size({"width": look.width, "height": 800})
    where = f"{address} {look.scheme} {look.width}"
    return [
        f"{where}: {one['id']}: {node['html'][:200]} ({node['failureSummary'][:300]})"
        for one in Axe().run(page, options=OPTIONS).response["violations"]
        for node in one["nodes"]
    ]


def test_no_public_page_is_too_wide_or_stands_in_the_way_of_anybody(
    site: str, context: BrowserContext, request: pytest.FixtureRequest
) -> None:
    found, page, every = [], context.new_page(), list(page_types())
    kinds = drawn(every, -(-len(every) // 2), "kinds of pages")
    seen = {kind.name for kind in drawn(kinds, len(kinds) // 4, "axe")}
    for place, kind in enumerate(kinds):
        for prefix in prefixes_at(place):
            with override(LANGUAGES[prefix]):
                looks = looks_at(place) if kind.name in seen else ()
                found += troubles(page, site + kind.address, looks)
    assert not found, "\n".join((f"drawn on {DAY}", *found))
    if "worst names" in request.node.callspec.id:
        page.goto(f"{site}/e/tiny/")
        assert MARKUP in page.inner_text("h1"), "markup in a name is text"


def test_no_chief_page_of_the_desk_is_too_wide_or_stands_in_the_way_of_anybody(
    site: str, browser: Browser, settings
) -> None:
    found, report = [], DifferenceReport.objects.get().pk
    for username, addresses in DESK.items():
        client = Client()
        client.force_login(get_user_model().objects.get(username=username))
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        with new_context(browser, reduced_motion="reduce", locale="kk-KZ") as seat:
            seat.add_cookies([{"name": cookie.key, "value": cookie.value, "url": site}])
            page = seat.new_page()
            for place, address in enumerate(addresses):
                looks = looks_at(place) if ENDURANCE or place % AXE_AT_THE_DESK == 0 else ()
                for prefix in prefixes_at(place):
                    where = f"{site}/{prefix}{address.format(report=report)}"
                    found += troubles(page, where, looks)
    assert not found, "\n".join(found)


def test_what_axe_says_is_heard(site: str, context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(f"{site}/about/")
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=\"/x.png\">')")
    assert any("image-alt" in one for one in seen_by_axe(page, "/about/", Look("light", 1280)))
