"""A citizen with a cheap phone: find my precinct, compare my copy, check it against the log, be told.

The same by keyboard alone, and without scripts as far as it goes. What leaves the browser is watched.
"""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from hattama.web.notices.tables import Subscription
from hattama.web.reports.tables import DifferenceReport
from tests.journeys.conftest import PHONE
from tests.journeys.desk_steps import fits
from tests.real.chromium import new_context
from tests.web.tiny_election import open_tiny, protocol, publish, scan_of

TYPED = "987654"


@pytest.fixture
def site(live_server, settings, tmp_path: Path) -> str:
    """The tiny election with one protocol and its scan, on a site that can send letters."""
    settings.DATA_DIR = tmp_path / "var"
    settings.MAIL_READY = True
    open_tiny()
    publish(protocol("P001"), protocol("P002"), scans={("P001", "party"): scan_of("P001")})
    return str(live_server.url)


def watched(page: Page) -> list[Request]:
    """Every request that the page sends from now on."""
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request))
    return sent


def is_file_of_page(request: Request, site: str) -> bool:
    """Whether a static file of the page is asked for, or what the page made itself, and nothing is said."""
    address = request.url.removeprefix("blob:").removeprefix(site)
    is_plain = request.method == "GET" and request.post_data is None and "?" not in address
    return is_plain and (request.url.startswith("blob:") or address.startswith("/static/"))


def compares_by_itself(page: Page) -> None:
    """The page that was asked for stands there, and its script with it: until then Enter sends the form."""
    expect(page.locator("[data-with-script].compare-privacy")).to_be_visible()


def compare_my_copy(page: Page, site: str) -> None:
    """Three lines typed and ticked, the file saved; nothing is sent."""
    compares_by_itself(page)
    sent = watched(page)
    rows = page.locator("[data-line]")
    rows.nth(0).locator("input[type=text]").fill("1 000")
    rows.nth(1).locator("input[type=text]").fill(TYPED)
    rows.nth(2).locator("input[type=checkbox]").tap()
    expect(page.locator('[data-count="agrees"]')).to_have_text("2")
    expect(page.locator('[data-count="differs"]')).to_have_text("1")
    expect(rows.nth(1).locator("[data-result]")).to_be_visible()
    page.keyboard.press("Enter")
    with page.expect_download() as saving:
        page.locator("[data-save]").tap()
    kept = Path(saving.value.path()).read_text("utf-8-sig")
    assert f'"{TYPED}","differs"' in kept
    # The page's own letters and styles may still have been on their way; nothing else was, and nothing said.
    assert [request.url for request in sent if not is_file_of_page(request, site)] == []
    assert fits(page)


def report_the_difference(page: Page) -> None:
    """From the comparison to the public list of reports."""
    page.locator("[data-report]").tap()
    expect(page.locator("input[name=ballots_issued]")).to_have_value(TYPED)
    assert not DifferenceReport.objects.exists(), "coming here records nothing"
    assert fits(page)
    page.locator("button[name=send]").tap()
    expect(page.locator(".reports li")).to_have_count(1)
    (report,) = DifferenceReport.objects.all()
    assert [row["paper"] for row in report.rows] == [int(TYPED)]
    # What was sent is not sent again by going back, and no error of the browser stands there.
    page.go_back()
    expect(page.locator("[name=message]")).to_have_value("")
    page.go_forward()


@pytest.mark.django_db(transaction=True)
def test_on_a_phone_from_the_number_to_the_letter(site: str, phone_page: Page) -> None:
    page = phone_page
    page.goto(f"{site}/e/tiny/")
    page.locator("input[name=n]").tap()
    page.keyboard.type("1")
    page.keyboard.press("Enter")
    page.locator("[aria-labelledby=found] a").first.tap()
    expect(page.locator("h1")).to_have_text("№ 1 сайлау учаскесі")
    assert fits(page)
    page.locator(".acts .button").first.tap()

    compare_my_copy(page, site)
    report_the_difference(page)

    page.locator(".lead a").tap()
    page.locator(".acts a", has_text="Өзіңіз тексеріңіз").tap()
    page.locator("#party-check [data-start]").tap()
    expect(page.locator("#party-check .check-verdict")).not_to_be_empty()
    expect(page.locator("[data-share-address]")).to_have_attribute("href", f"{site}/e/tiny/a/P001/")
    page.locator(".acts a", has_text="Өзгерістер туралы").tap()
    page.locator("#email").fill("reader@example.org")
    page.locator("#letters button").tap()
    expect(page.locator("#letters .citizen-notice")).to_be_visible()
    assert Subscription.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_by_keyboard_alone(site: str, page: Page) -> None:
    page.goto(f"{site}/en/e/tiny/a/P001/")
    page.locator(".acts .button").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/compare/party/"))
    compares_by_itself(page)
    page.locator("[data-line] input[type=text]").first.focus()
    page.keyboard.type("1000")
    page.keyboard.press("Enter")
    page.keyboard.type("620")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.locator('[data-count="agrees"]')).to_have_text("3")
    focused = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert focused == "solid", "where the keyboard is can be seen"


@pytest.mark.django_db(transaction=True)
def test_a_citizens_form_that_is_refused_begins_at_the_reason(site: str, page: Page) -> None:
    page.goto(f"{site}/en/e/tiny/a/P001/told/")
    page.locator("#email").fill("nobody")
    page.locator("#email").press("Enter")
    expect(page.locator("#email[aria-invalid=true]")).to_be_focused()
    page.goto(f"{site}/en/e/tiny/a/P001/report/party/")
    page.locator("button[name=send]").click()
    expect(page.locator("main [role=alert]")).to_be_focused()


@pytest.mark.django_db(transaction=True)
def test_without_scripts_the_site_compares_and_keeps_nothing(site: str, browser: Browser) -> None:
    context = new_context(browser, java_script_enabled=False, viewport=PHONE, locale="kk-KZ")
    page = context.new_page()
    page.goto(f"{site}/en/e/tiny/search/?n=1")
    page.locator("[aria-labelledby=found] a").first.click()
    page.locator(".acts .button").first.click()
    expect(page.locator("[data-without-script].compare-privacy")).to_be_visible()
    expect(page.locator("[data-with-script].compare-privacy")).to_be_hidden()
    page.locator("[data-line] input[type=text]").nth(0).fill("1000")
    page.locator("[data-line] input[type=text]").nth(1).fill(TYPED)
    page.locator("button[data-without-script]").click()
    expect(page.locator('[data-count="agrees"]')).to_have_text("1")
    expect(page.locator('[data-count="differs"]')).to_have_text("1")
    assert fits(page)
    page.locator("[data-report]").click()
    page.locator("button[name=send]").click()
    expect(page.locator(".reports li")).to_have_count(1)
    context.close()


@pytest.mark.django_db(transaction=True)
def test_an_english_page_asks_for_no_cyrillic_letters(site: str, page: Page) -> None:
    """What the budget of pages counts on: the names of the other languages need no part of the typeface."""
    # Once a page is laid out, every part that it needs is on its way.
    needed = """document.body.offsetHeight && [...document.fonts]
        .filter(part => part.status != "unloaded").map(part => part.unicodeRange.split(",")[0])"""
    page.goto(f"{site}/en/e/tiny/")
    in_english = page.evaluate(needed)
    page.goto(f"{site}/e/tiny/")
    assert {one[:4] for one in page.evaluate(needed)} - {one[:4] for one in in_english} == {"U+30", "U+46"}
