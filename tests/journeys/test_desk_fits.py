"""Pages of the desk on the narrowest telephones: nothing has to be moved sideways, no word is broken."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.desk_steps import broken_words, fits, prefixes_at
from tests.real.chromium import new_context
from tests.web.protocols.desk.life_desk import Desk

HERE = "desk/tiny/P001/party/"
REVIEWER = ("desk/tiny/", "desk/tiny/overview/", "desk/tiny/progress/", f"{HERE}decide")
TYPIST = ("desk/tiny/", f"{HERE}done", "desk/tiny/P001/night/steps", "desk/tiny/P001/night/papers")
HEAD = ("desk/tiny/claims/", "desk/tiny/R1/party/claim")


@pytest.fixture
def desk(live_server, settings, tmp_path: Path, db: None) -> Desk:
    """Two people have read a paper differently, twice: the longest words of the desk stand on its pages."""
    settings.DATA_DIR = tmp_path / "var"
    made = Desk("entries = 2")
    made.site = str(live_server.url)
    made.two_rounds()
    return made


def page_of(browser: Browser, desk: Desk, who: str, cookie_name: str) -> Page:
    """A browser in which this person has come in already."""
    page = new_context(browser).new_page()
    cookie = getattr(desk, who).cookies[cookie_name]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": desk.site}])
    return page


def test_every_page_of_the_desk_fits_a_telephone(browser: Browser, desk: Desk, settings) -> None:
    for who, addresses in (("reviewer", REVIEWER), ("aigul", TYPIST), ("head", HEAD)):
        page = page_of(browser, desk, who, settings.SESSION_COOKIE_NAME)
        for place, address in enumerate(addresses):
            for language in prefixes_at(place):
                answer = page.goto(f"{desk.site}/{language}{address}")
                assert answer is not None and answer.ok, (language, address)
                for width in (320, 360):
                    page.set_viewport_size({"width": width, "height": 740})
                    assert fits(page), (width, language, address)
                    assert not broken_words(page), (width, language, address, broken_words(page))
                    # The sections may be moved sideways; whose account it is and the way out stand in sight.
                    edge = page.locator(".who").evaluate("one => one.getBoundingClientRect().right")
                    assert edge <= width, (width, language, address, edge)
        page.context.close()


SMALL = """() => [...document.forms.protocol.querySelectorAll("input, summary, button, textarea")]
  .filter((one) => one.offsetParent && !one.closest(".keys, .is-said") && one.id !== "keep-details")
  .filter((one) => !one.matches("input[type=file]") && getComputedStyle(one).clipPath === "none")
  .map((one) => [one.name || one.className, one.getBoundingClientRect()])
  .filter(([, box]) => box.width < 44 || box.height < 44).map(([name]) => name)"""


def test_under_a_finger_everything_in_the_form_is_44_pixels_high_and_wide(
    browser: Browser, desk: Desk, settings
) -> None:
    page = new_context(
        browser, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    ).new_page()
    cookie = desk.chair.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": desk.site}])
    page.goto(f"{desk.site}/desk/tiny/P001/single/")
    assert page.locator("form.protocol-form input.digits").count()
    assert page.evaluate(SMALL) == []
    assert fits(page) and not broken_words(page)


def test_a_refused_change_leads_to_what_it_lacks_and_not_to_figures_that_only_disagree(
    browser: Browser, desk: Desk, settings
) -> None:
    desk.one_does_not_add_up()
    page = page_of(browser, desk, "head", settings.SESSION_COOKIE_NAME)
    page.goto(f"{desk.site}/en/desk/tiny/P002/party/correct")
    page.locator("button[value=review]").click()
    expect(page.locator(".notice-refusal a")).to_have_text(["Reason", "Whose decision"])
