"""The check as part of a page: without script, on a phone, in the dark, in every language, by keyboard."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.check.made_log import MadeLog
from tests.journeys.check.made_pages import LANGUAGES, ORIGIN, PRECINCT, RECEIPT
from tests.journeys.check.precinct_site import PAGE, PrecinctSite, concluded
from tests.real.chromium import new_context

# For the pages that `made_pages` makes once: pytest-django makes the databases that marked tests ask for.
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_style")]

VERDICTS = {
    "kk": (
        "Мұнда қаралғаны дұрыс. Қаралмағаны: куәгерлер, скан-көшірме, сәйкессіздіктер, қорытынды сандар",
        "Бірдеңе дұрыс емес",
    ),
    "ru": (
        "То, что здесь проверено, верно. Здесь не проверены: свидетели, скан, несоответствия, итоги",
        "Что-то неверно",
    ),
    "en": (
        "What was looked at here holds. Not looked at here: witnesses, the scan, findings, totals",
        "Something does not hold",
    ),
}
WRITTEN = {
    "kk": ("1\u00a0234", r"\d\d\.\d\d\.20\d\d, \d\d:\d\d"),
    "ru": ("1\u00a0234", r"\d{1,2} [а-я]+ 20\d\d г\. в \d\d:\d\d"),
    "en": ("1,234", r"[A-Z][a-z]+ \d{1,2}, 20\d\d at \d{1,2}:\d\d"),
}
"""A figure and a moment as pages of the language write them: Chromium lists Kazakh and has no data of it."""


def test_without_script_the_page_is_whole_and_offers_no_button(
    browser: Browser, precinct: PrecinctSite
) -> None:
    context = new_context(browser, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{precinct.site.address}{PAGE}")
    expect(page.get_by_role("button", name="Check it yourself")).to_have_count(0)
    expect(page.get_by_role("link", name="Receipt to print").first).to_be_visible()
    expect(page.get_by_role("row", name="1 Dala party 370", exact=True)).to_be_visible()
    page.goto(f"{precinct.site.address}/en{RECEIPT}")
    expect(page.locator("svg.qr")).to_be_visible()
    context.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_what_holds_and_what_does_not(
    page: Page, precinct: PrecinctSite, language: str
) -> None:
    path = LANGUAGES[language] + PRECINCT
    sound = MadeLog(ORIGIN, [*precinct.log.entries, *[b"{}"] * 1234][:1234])
    fork = MadeLog(ORIGIN, [b"{}", *precinct.log.entries[1:]])
    told = []
    for log, verdict in zip((sound, fork), VERDICTS[language], strict=True):
        precinct.publish_log(log)
        precinct.open(page, path=path)
        panel = page.locator("[data-check=party]")
        panel.locator("[data-start]").click()
        expect(concluded(panel).locator("[data-verdict]")).to_have_text(verdict)
        # Every place in a sentence is filled, and nothing is undefined.
        assert not re.search(r"[{}]|undefined|Invalid|NaN", panel.inner_text())
        told.append(panel.text_content() or "")
    figure, moment = WRITTEN[language]
    assert figure in told[0]
    assert re.search(moment, told[1]), told[1]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_the_panel_stays_within_the_screen(
    browser: Browser, precinct: PrecinctSite, scheme: str
) -> None:
    context = new_context(browser, viewport={"width": 360, "height": 740}, color_scheme=scheme)
    page = context.new_page()
    for start in LANGUAGES.values():
        precinct.publish_log(precinct.log)
        for log in (precinct.log, MadeLog(ORIGIN, [b"{}", *precinct.log.entries[1:]])):
            precinct.publish_log(log)
            precinct.open(page, path=start + PRECINCT)
            panel = page.locator("[data-check=party]")
            panel.locator("[data-start]").click()
            beyond = concluded(panel).evaluate(
                """(panel) => [panel, ...panel.querySelectorAll("*")]
                    .filter((one) => one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0
                        && getComputedStyle(one).display !== "inline")
                    .map((one) => one.outerHTML.slice(0, 80))"""
            )
            assert beyond == []
        page.evaluate("localStorage.clear()")
        page.goto(f"{precinct.site.address}{start}{RECEIPT}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
    context.close()


def test_the_keyboard_reaches_the_check_and_what_it_found(page: Page, precinct: PrecinctSite) -> None:
    precinct.check(page)
    precinct.publish_log(MadeLog(ORIGIN, [b"{}", *precinct.log.entries[1:]]))
    precinct.open(page)
    panel = page.locator("[data-check=party]")
    panel.locator("[data-start]").focus()
    page.keyboard.press("Enter")
    concluded(panel)
    reached = []
    for _ in range(8):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate("document.activeElement.tagName + ':' + document.activeElement.textContent")
        )
    kinds = [one.split(":")[0] for one in reached]
    first = kinds.index("PRE")
    assert kinds[first : first + 4] == ["PRE", "PRE", "BUTTON", "BUTTON"]
    assert reached[first + 2] == "BUTTON:Copy both"


def test_the_verdict_is_announced_once_it_is_known(page: Page, precinct: PrecinctSite) -> None:
    precinct.open(page)
    panel = page.locator("[data-check=party]")
    # A live region must be there before anything is said in it.
    expect(panel.locator("[data-verdict]")).to_have_attribute("role", "status")
    expect(panel.locator("[data-verdict]")).to_have_text("")
    panel.locator("[data-start]").click()
    expect(concluded(panel).get_by_role("status").first).to_have_text(VERDICTS["en"][0])
    steps = panel.get_by_role("list").get_by_role("listitem")
    expect(steps).to_have_count(6)
    for step in steps.all():
        # Words first, colour second.
        assert re.search(r"\b(holds|noted)\b", step.inner_text())
