"""Tables and sheets that somebody signs with a tap fit the telephone that they are tapped on."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.desk_steps import fits
from tests.real.chromium import new_context
from tests.web.protocols.desk.life_desk import Desk

HERE = "desk/tiny/P001/party/"

in_each_language = pytest.mark.parametrize(
    "language",
    # Russian words are the longest: the others are looked at by `make endurance`.
    ["ru/", *(pytest.param(other, marks=pytest.mark.endurance) for other in ("", "en/"))],
)


def page_of(browser: Browser, desk: Desk, who: str, cookie_name: str) -> Page:
    """A browser in which this person has come in already."""
    page = new_context(browser, viewport={"width": 320, "height": 740}).new_page()
    cookie = getattr(desk, who).cookies[cookie_name]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": desk.site}])
    return page


def site_of(desk: Desk, live_server) -> Desk:
    desk.site = str(live_server.url)
    return desk


@in_each_language
def test_what_a_reviewer_decides_and_what_a_head_annuls_fit_a_telephone(
    browser: Browser, live_server, settings, tmp_path: Path, db: None, language: str
) -> None:
    settings.DATA_DIR = tmp_path / "var"
    desk = site_of(Desk("entries = 2"), live_server)
    desk.two_rounds()
    page = page_of(browser, desk, "reviewer", settings.SESSION_COOKIE_NAME)
    page.goto(f"{desk.site}/{language}{HERE}decide")
    for key in ("votes[dala]", "votes[ozen]"):
        page.locator(f"input[name='source:{key}'][value=first]").check()
        page.locator(f"textarea[name='reason:{key}']").fill("370, 200")
    page.locator("button[value=review]").click()
    expect(page.locator(".decided")).to_be_visible()
    # Below 340 pixels words may break anywhere; a little wider they may not.
    for width in (320, 360):
        page.set_viewport_size({"width": width, "height": 740})
        assert fits(page), width
    page.locator("button[value=submit]").click()
    expect(page.locator(".notice-done")).to_be_visible()
    head = page_of(browser, desk, "head", settings.SESSION_COOKIE_NAME)
    head.goto(f"{desk.site}/{language}{HERE}annul")
    head.locator("#reason").select_option("court_decision")
    head.locator("#authority").select_option("court")
    head.locator("button[value=review]").click()
    expect(head.locator("table.paper")).to_be_visible()
    assert fits(head)


@in_each_language
def test_what_a_person_confirms_fits_a_telephone(
    browser: Browser, live_server, settings, tmp_path: Path, db: None, language: str
) -> None:
    settings.DATA_DIR = tmp_path / "var"
    desk = site_of(Desk('entries = 2\nconfirmed_by = "person"'), live_server)
    desk.published()
    page = page_of(browser, desk, "reviewer", settings.SESSION_COOKIE_NAME)
    page.goto(f"{desk.site}/{language}{HERE}confirm")
    expect(page.locator("table.paper")).to_be_visible()
    assert fits(page)


@in_each_language
def test_the_sheet_with_a_code_stands_in_one_column(
    browser: Browser, live_server, settings, tmp_path: Path, db: None, language: str
) -> None:
    """It once shared a class with the readings of two typists, and stood in two columns."""
    settings.DATA_DIR = tmp_path / "var"
    desk = site_of(Desk("entries = 2"), live_server)
    page = page_of(browser, desk, "administrator", settings.SESSION_COOKIE_NAME)
    page.goto(f"{desk.site}/{language}account/rights/tiny/?q=aigul")
    page.locator("button[value=print]").evaluate("button => button.click()")
    expect(page.locator(".paper-code")).to_be_visible()
    expect(page.locator(".rights-sheet")).to_contain_text("P001")
    assert fits(page)
    lefts = page.locator(".rights-sheet > *").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect().left)"
    )
    assert len(set(lefts)) == 1, lefts


def test_a_paper_is_named_in_a_box_like_every_other(
    browser: Browser, live_server, settings, tmp_path: Path, db: None
) -> None:
    settings.DATA_DIR = tmp_path / "var"
    desk = site_of(Desk("entries = 2"), live_server)
    page = page_of(browser, desk, "chair", settings.SESSION_COOKIE_NAME)
    page.goto(f"{desk.site}/desk/tiny/P001/night/papers")
    widths = {
        one: page.locator(f"#{one}").evaluate("box => box.getBoundingClientRect().width")
        for one in ("paper", "name", "event")
    }
    assert len(set(widths.values())) == 1, widths
    assert fits(page)
    space = page.evaluate(
        """() => document.querySelector(".night-form h2").getBoundingClientRect().top
            - document.querySelector(".empty").getBoundingClientRect().bottom"""
    )
    assert space >= 16
    page.locator("#paper").fill("KZ-0001")
    page.locator(".night-form button").click()
    record = page.locator(".night-records li")
    expect(record).to_contain_text("KZ-0001")
    assert record.bounding_box()["x"] >= 32, "the number of a record stands on the page, not beyond its edge"
    assert fits(page)
