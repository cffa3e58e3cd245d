"""axe-core on every type of public page in three languages, and on the pages of the desk: no violations.

An ordinary run looks at every type once: languages, light and dark, telephone and wide screen take turns.
HATTAMA_ENDURANCE=1 (`make endurance`) looks at the whole matrix.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils.translation import override
from playwright.sync_api import Browser, BrowserContext, Page

from hattama.web.kernel.accounts.roles import Role
from hattama.web.reports.tables import DifferenceReport
from tests.web.page_types import page_types
from tests.web.people import person
from tests.web.whole_site import whole_site

pytestmark = pytest.mark.django_db(transaction=True)

ENDURANCE = os.environ.get("HATTAMA_ENDURANCE") == "1"
LEVELS = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
OPTIONS = {"runOnly": LEVELS, "resultTypes": ["violations"], "elementRef": False}
LOOKS = (("light", 360), ("dark", 1280), ("dark", 360), ("light", 1280))
PATIENCE = 30_000


@pytest.fixture
def site(live_server, settings, tmp_path: Path) -> str:
    """The tiny election with something behind every page."""
    whole_site(settings, tmp_path / "var")
    return str(live_server.url)


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context(reduced_motion="reduce", locale="kk-KZ")
    opened.set_default_timeout(PATIENCE)
    yield opened
    opened.close()


def visits() -> list[tuple[str, str, int]]:
    """Path, colour scheme and width of every visit."""
    found = []
    for place, kind in enumerate(page_types()):
        for language in languages_of(place):
            # By turns: light and dark, a telephone and a wide screen.
            looks = LOOKS if ENDURANCE else LOOKS[place % 4 :][:1]
            with override(language):
                found += [(kind.address, scheme, width) for scheme, width in looks]
    return found


def languages_of(place: int) -> tuple[str, ...]:
    """In which languages the type at this place is looked at; two of three ordinary ones are in Kazakh."""
    if ENDURANCE:
        return ("kk", "ru", "en")
    return (("kk", "ru", "kk", "kk", "en", "kk")[place % 6],)


def look(page: Page, axe: Axe, address: str, scheme: str, width: int) -> list[str]:
    """What axe-core finds on one page, a sentence for each element."""
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    answer = page.goto(address)
    assert answer is not None and answer.status == 200, address
    # The button to the scan floats over whatever the window ends with; one scrolls, and axe-core does not.
    page.evaluate(
        "for (const one of document.querySelectorAll('.viewer-call')) one.style.position = 'static'"
    )
    violations = axe.run(page, options=OPTIONS).response["violations"]
    return [
        f"{address} {scheme} {width}: {one['id']}: {node['html'][:200]} ({node['failureSummary'][:300]})"
        for one in violations
        for node in one["nodes"]
    ]


def troubles(page: Page, site: str, paths: Iterable[tuple[str, str, int]]) -> str:
    """All that is found, one line for each element; empty where nothing is."""
    axe = Axe()
    lines = [line for path, scheme, width in paths for line in look(page, axe, site + path, scheme, width)]
    return "\n".join(lines)


def test_no_public_page_stands_in_the_way_of_anybody(site: str, context: BrowserContext) -> None:
    found = troubles(context.new_page(), site, visits())
    assert not found, found


DESK = {
    "saule": ["tiny/", "tiny/P101/night/steps", "tiny/P101/night/papers", "tiny/P101/single/"],
    "aigul": ["tiny/P001/party/scan/", "tiny/P001/party/done"],
    "head": [
        *("tiny/overview/", "tiny/progress/", "tiny/claims/", "tiny/doubts/", "tiny/reports/"),
        *("tiny/reports/{report}/", "tiny/P001/party/correct", "tiny/P001/party/annul"),
    ],
    "auditor": ["tiny/draws/"],
}
"""Who looks at which pages of the desk."""


def test_no_chief_page_of_the_desk_stands_in_the_way_of_anybody(
    site: str, browser: Browser, settings: Any
) -> None:
    person(Role.TYPIST, "P101", username="saule")
    found, number = "", DifferenceReport.objects.get().pk
    for place, (username, addresses) in enumerate(DESK.items()):
        client = Client()
        client.force_login(get_user_model().objects.get(username=username))
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        with browser.new_context(reduced_motion="reduce", locale="kk-KZ") as seat:
            seat.set_default_timeout(PATIENCE)
            seat.add_cookies([{"name": cookie.key, "value": cookie.value, "url": site}])
            scheme, width = LOOKS[place % 4]
            found += troubles(
                seat.new_page(),
                site,
                [(f"/desk/{address.format(report=number)}", scheme, width) for address in addresses],
            )
    assert not found, found


def test_what_axe_says_is_heard(site: str, context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(f"{site}/about/")
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=\"/x.png\">')")
    violations = Axe().run(page, options=OPTIONS).response["violations"]
    assert "image-alt" in [one["id"] for one in violations]
