"""The chief pages without scripts and by keyboard alone on a cheap phone: 360 px, everything reached."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright

from tests.journeys.conftest import PHONE
from tests.journeys.desk_steps import fits, prefixes_at
from tests.real.chromium import new_context, running_browser
from tests.web.whole_site import whole_site

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = (
    *("", "e/tiny/a/R1/", "e/tiny/a/D11/", "e/tiny/a/P001/", "e/tiny/search/?q=1", "e/tiny/results/party/"),
    *("e/tiny/a/P001/compare/party/", "e/tiny/data/", "e/tiny/record-check/"),
)
SENT = ("e/tiny/complain/", "e/tiny/a/P001/copies/", "e/tiny/a/P001/compare/party/")
BY_KEYBOARD = ("e/tiny/", "e/tiny/a/P001/", "e/tiny/a/P001/compare/party/", "e/tiny/search/?q=1")
WALKABLE = """() => {
  const kinds = 'a[href], button, input:not([type=hidden]), select, textarea, summary';
  const all = document.querySelectorAll(kinds);
  window.walk = [...all].filter((it) => it.checkVisibility() && !it.disabled && it.type !== 'radio');
  return window.walk.length;
}"""
FOCUSED = """() => {
  const it = document.activeElement, style = getComputedStyle(it);
  // A tile of a map is outlined along its own shape.
  const shape = it.matches('a.tile') && getComputedStyle(it.querySelector('.slot, .outline, path'));
  const width = shape ? shape.strokeWidth : style.outlineStyle !== 'none' && style.outlineWidth;
  return [window.walk.indexOf(it), parseFloat(width) >= 2];
}"""


@pytest.fixture
def page(live_server, settings, tmp_path: Path, browser: Browser) -> Iterator[Page]:
    """A phone without scripts before the tiny election."""
    whole_site(settings, tmp_path / "var")
    context = new_context(
        browser, java_script_enabled=False, viewport=PHONE, locale="kk-KZ", base_url=str(live_server.url)
    )
    yield context.new_page()
    context.close()


def unreached(page: Page) -> list[str]:
    """What the Tab key does not reach, or reaches without its being seen."""
    count = page.evaluate(WALKABLE)
    assert count > 5
    seen: dict[int, bool] = {}
    for _ in range(count + 20):
        page.keyboard.press("Tab")
        place, outlined = page.evaluate(FOCUSED)
        if place in seen and place >= 0:
            break
        seen[place] = outlined
    lost = [place for place in range(count) if not seen.get(place)]
    return [str(page.evaluate("n => window.walk[n].outerHTML.slice(0, 120)", place)) for place in lost]


def test_without_scripts_every_chief_page_fits_and_is_walked_by_keyboard(page: Page) -> None:
    troubles: list[tuple[str, object]] = []
    for place, address in enumerate(PAGES):
        for language in prefixes_at(place):
            answer = page.goto(f"/{language}{address}")
            assert answer is not None and answer.status == 200, address
            if not fits(page):
                troubles.append((language + address, "does not fit"))
    for address in BY_KEYBOARD:
        page.goto(f"/{address}")
        troubles += [(address, lost) for lost in unreached(page)]
    assert troubles == []


def test_with_text_twice_as_large_what_citizens_and_observers_send_fits_a_telephone(
    live_server, settings, tmp_path: Path, playwright: Playwright
) -> None:
    whole_site(settings, tmp_path / "var")
    with running_browser(playwright, "--blink-settings=defaultFontSize=32") as large:
        page = new_context(large, viewport=PHONE, base_url=str(live_server.url)).new_page()
        for place, address in enumerate(SENT):
            for language in prefixes_at(place):
                answer = page.goto(f"/{language}{address}")
                assert answer is not None and answer.status == 200, address
                assert fits(page), language + address
