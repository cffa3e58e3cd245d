"""The scan beside its figures: outlined where the eye is, by keyboard and finger; a link without script."""

import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from playwright.sync_api import Browser, Page, expect

from hattama.web.kernel.published.tables import Scan
from tests.journeys.desk_steps import box, fits
from tests.real.chromium import PATIENCE_MS, new_context
from tests.web.desk_clients import address, typed
from tests.web.protocols.desk.life_desk import Desk
from tests.web.read_scans import read_as_form
from tests.web.tiny_election import PARTY, open_tiny, picture, protocol, publish, scan_of, sound_figures

AT = "/en/e/tiny/a/P001/"
SEEN = """() => {
  const edge = (name) => document.querySelector(name).getBoundingClientRect();
  const [stage, outline] = [edge(".viewer-stage"), edge(".viewer-outline")];
  return outline.width > 20 && outline.left >= stage.left - 2 && outline.right <= stage.right + 2
    && outline.top >= stage.top - 2 && outline.bottom <= stage.bottom + 2;
}"""

MOVED = """(from) => {
  const { x, y } = document.querySelector(".viewer-outline").getBoundingClientRect();
  return x !== from.x || y !== from.y;
}"""


@pytest.fixture
def site(live_server, settings, tmp_path: Path, db: None) -> str:
    """The tiny election; the paper of P001 was laid straight, that of P002 was not read."""
    settings.DATA_DIR = tmp_path / "var"
    open_tiny()
    scans = {("P001", PARTY): scan_of("P001", shade=1), ("P002", PARTY): scan_of("P002", shade=2)}
    publish(protocol("P001"), protocol("P002"), scans=scans)
    read_as_form(scans["P001", PARTY], sound_figures())
    return str(live_server.url)


def outlined_within_sight(page: Page) -> bool:
    """Whether the outline stands inside the part of the scan that is seen; it may still be on its way."""
    expect(page.locator(".viewer-outline")).to_be_visible()
    return soon(page, SEEN)


def soon(page: Page, question: str, told: object = None) -> bool:
    """Whether the answer of the page is yes before long. Playwright's own waiting asks by eval, which the
    content policy of the site forbids."""
    for _ in range(PATIENCE_MS // 50):
        if page.evaluate(question, told):
            return True
        page.wait_for_timeout(50)
    return False


def figure(page: Page, key: str):
    return page.locator(f'td[data-figure="{key}"] button')


def test_the_focused_figure_is_outlined_and_the_keyboard_does_all(page: Page, site: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{site}{AT}")
    figure(page, "invalid").focus()
    assert outlined_within_sight(page)
    expect(page.locator("[data-said]")).to_contain_text("Invalid ballots")
    first = page.locator(".viewer-outline").bounding_box()
    page.keyboard.press("Shift+Tab")
    expect(page.locator("td[data-figure='invalid'] button")).not_to_be_focused()
    assert soon(page, MOVED, first)
    assert outlined_within_sight(page)
    stage = page.locator(".viewer-stage")
    stage.focus()
    page.keyboard.press("0")
    expect(page.locator("[data-said]")).to_have_text("Zoom in per cent: 100")
    page.keyboard.press("+")
    page.keyboard.press("+")
    expect(page.locator("[data-said]")).to_have_text("Zoom in per cent: 225")
    expect(page.locator(".viewer img")).to_have_attribute("src", re.compile(r"/pages/1\.jpg$"))
    before = stage.evaluate("it => it.scrollTop")
    page.keyboard.press("ArrowDown")
    assert soon(page, f"document.querySelector('.viewer-stage').scrollTop > {before}")
    page.keyboard.press("r")
    expect(page.locator("[data-said]")).to_have_text("Turned: 90°")
    page.keyboard.press("c")
    expect(page.locator("[data-tool=contrast]")).to_have_attribute("aria-pressed", "true")


def test_on_a_telephone_the_scan_comes_up_and_goes_away(phone_page: Page, site: str) -> None:
    page = phone_page
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{site}{AT}")
    figure(page, "votes[dala]").tap()
    expect(page.locator(".viewer.is-docked")).to_be_visible()
    assert outlined_within_sight(page)
    assert fits(page)
    sides = page.locator(".viewer-tools button:visible, .to-scan").evaluate_all(
        "them => them.map((it) => Math.min(it.offsetWidth, it.offsetHeight))"
    )
    assert min(sides) >= 24
    page.locator("[data-tool=close]").tap()
    expect(page.locator(".viewer.is-docked")).to_have_count(0)
    expect(figure(page, "votes[dala]")).to_be_focused()


def test_where_no_line_is_known_the_scan_is_zoomed_and_nothing_outlined(page: Page, site: str) -> None:
    page.goto(f"{site}/en/e/tiny/a/P002/")
    page.locator("[data-tool=in]").click()
    expect(page.locator("[data-said]")).to_have_text("Zoom in per cent: 150")
    expect(page.locator(".to-scan")).to_have_count(0)
    expect(page.locator(".viewer-outline")).to_be_hidden()


def test_without_javascript_the_scan_is_a_link(browser: Browser, site: str) -> None:
    context = new_context(browser, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}{AT}")
    expect(page.locator(".viewer-tools")).to_be_hidden()
    expect(page.locator("a.scan")).to_have_attribute("href", re.compile("^/scans/[0-9a-f]{64}$"))
    context.close()


def test_the_second_typist_sees_the_line_that_is_being_typed(
    browser: Browser, live_server, settings, tmp_path: Path, db: None
) -> None:
    settings.DATA_DIR = tmp_path / "var"
    desk = Desk("entries = 2")
    desk.aigul.post(address(), typed(scan=SimpleUploadedFile("scan.png", picture(), "image/png")))
    read_as_form(Scan.objects.get(), sound_figures())
    context = new_context(browser, reduced_motion="reduce")
    cookie = desk.berik.cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": str(live_server.url)}])
    page = context.new_page()
    page.goto(f"{live_server.url}/desk/tiny/P001/party/")
    expect(page.locator(".viewer.is-live")).to_be_visible()
    box(page, "ballots_issued").focus()
    assert outlined_within_sight(page)
    page.keyboard.press("Enter")
    assert outlined_within_sight(page)
    expect(box(page, "ballots_issued")).not_to_be_focused()
    context.close()


def test_on_paper_the_whole_scan_stands_however_far_somebody_had_zoomed_in(page: Page, site: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{site}{AT}")
    figure(page, "invalid").focus()
    assert outlined_within_sight(page)
    page.emulate_media(media="print")
    stage, sheet = (page.locator(name).bounding_box() for name in (".viewer-stage", ".viewer-stage img"))
    assert stage and sheet and page.evaluate("document.querySelector('.viewer-stage img').naturalWidth")
    assert stage["x"] <= sheet["x"] and sheet["x"] + sheet["width"] <= stage["x"] + stage["width"] + 1
    assert stage["y"] <= sheet["y"] and sheet["y"] + sheet["height"] <= stage["y"] + stage["height"] + 1
    assert page.locator(".viewer-plane").bounding_box() == page.locator(".viewer-sheet").bounding_box()
