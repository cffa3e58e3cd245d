"""Unsent work survives a crash, an expired session and a log-out, and is nobody else's."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from hattama.web.kernel.log.tables import Act
from tests.journeys.desk_steps import (
    begin,
    box,
    come_in,
    fill,
    kept_drafts,
    log_in,
    open_form,
    read_back,
    ready,
    settled,
)
from tests.real.chromium import new_context
from tests.web.people import PASSPHRASE
from tests.web.tiny_election import picture, sound_figures

UNSENT = "[data-unsent='tiny/P001/party']"


NO_ROOM = """const put = Storage.prototype.setItem;
Storage.prototype.setItem = function (name, text) {
  if (!window.hasRoom) throw new DOMException("", "QuotaExceededError");
  put.call(this, name, text);
};"""
NO_STORE = """const get = () => { throw new DOMException("", "SecurityError"); };
Object.defineProperty(window, "localStorage", { get });"""


@pytest.fixture
def shared_phone(browser: Browser) -> Iterator[Page]:
    """A cheap telephone that passes from hand to hand."""
    context = new_context(browser, locale="kk-KZ", viewport={"width": 360, "height": 740})
    yield context.new_page()
    context.close()


def type_two_figures(page: Page) -> None:
    open_form(page)
    ready(page)
    fill(page, {"voters_listed": 1000, "ballots_issued": 620})
    settled(page)
    assert kept_drafts(page) == 1


def log_out(page: Page) -> None:
    page.locator(".who button").click()
    expect(page.locator(".who")).to_have_count(0)


def test_after_a_crash_the_work_is_put_back_and_the_page_says_so(shared_phone: Page, site: str) -> None:
    come_in(shared_phone, site)
    type_two_figures(shared_phone)
    with shared_phone.expect_event("crash"):
        shared_phone.context.new_cdp_session(shared_phone).send("Page.navigate", {"url": "chrome://crash"})
    page = shared_phone.context.new_page()
    page.goto(f"{site}/desk/tiny/")
    expect(page.locator(UNSENT)).to_be_visible()
    open_form(page)
    expect(page.locator("#restored")).to_be_visible()
    expect(box(page, "ballots_issued")).to_have_value("620")


def test_where_a_picture_was_chosen_and_not_sent_the_page_says_to_choose_it_again(
    shared_phone: Page, site: str, tmp_path: Path
) -> None:
    page = shared_phone
    come_in(page, site)
    type_two_figures(page)
    page.reload()
    ready(page)
    expect(page.locator("#restored")).to_be_visible()
    expect(page.locator("#choose-again")).to_be_hidden()
    (tmp_path / "scan.jpg").write_bytes(picture())
    page.locator("input[name=scan]").set_input_files(tmp_path / "scan.jpg")
    settled(page)
    page.reload()
    ready(page)
    expect(page.locator("#choose-again")).to_be_visible()
    expect(box(page, "ballots_issued")).to_have_value("620")


def test_what_was_sent_when_the_session_had_ended_waits_behind_the_log_in(
    shared_phone: Page, site: str
) -> None:
    page = shared_phone
    log_in(page, site)
    type_two_figures(page)
    fill(page, sound_figures())
    settled(page)
    page.context.clear_cookies(name="sessionid")
    page.locator("button[value=review]").click()
    expect(page.locator("input[name=password], .kicker")).to_be_visible()
    page.goto(f"{site}/desk/")
    page.locator("input[name=login]").fill("aigul")
    page.locator("input[name=password]").fill(PASSPHRASE)
    page.locator("input[name=password]").press("Enter")
    expect(page.locator(UNSENT)).to_be_visible()
    open_form(page)
    ready(page)
    expect(box(page, "invalid")).to_have_value("12")
    assert not Act.objects.filter(kind="protocol").exists()
    page.locator("button[value=review]").click()
    read_back(page, why_no_scan="network")
    expect(page.locator(".notice-done")).to_be_visible()
    assert kept_drafts(page) == 0


def test_the_next_typist_on_the_same_telephone_finds_nothing_of_the_first(
    shared_phone: Page, site: str
) -> None:
    page = shared_phone
    log_in(page, site)
    type_two_figures(page)
    log_out(page)
    kept = page.evaluate("JSON.stringify(localStorage)")
    assert "620" not in re.sub(r'"at":"[^"]*"', "", kept.replace("\\", "")), "figures lie open on the device"
    log_in(page, site, "bolat")
    expect(page.locator(UNSENT)).to_be_hidden()
    open_form(page)
    ready(page)
    expect(box(page, "voters_listed")).to_have_value("")
    expect(page.locator("#restored")).to_be_hidden()
    page.go_back()
    log_out(page)
    log_in(page, site)
    open_form(page)
    expect(box(page, "voters_listed")).to_have_value("1000")


def test_a_draft_that_was_put_under_another_name_stays_shut(shared_phone: Page, site: str) -> None:
    """Who copies the first typist's draft under their own name reads nothing: the key is another."""
    page = shared_phone
    come_in(page, site)
    type_two_figures(page)
    log_out(page)
    come_in(page, site, "bolat")
    page.evaluate(
        """account => {
          const name = Object.keys(localStorage).find((key) => key.startsWith("hattama:draft:"));
          const other = name.replace(/^hattama:draft:[0-9]+/, `hattama:draft:${account}`);
          localStorage.setItem(other, localStorage[name]);
        }""",
        page.locator(UNSENT).get_attribute("data-account"),
    )
    open_form(page)
    ready(page)
    expect(box(page, "voters_listed")).to_have_value("")


def test_what_nobody_came_back_for_in_a_week_is_dropped_and_nothing_for_a_clock_that_was_wrong(
    shared_phone: Page, site: str
) -> None:
    page, now = shared_phone, datetime.now(UTC)
    page.clock.set_fixed_time(datetime(2010, 1, 1, tzinfo=UTC))
    come_in(page, site)
    type_two_figures(page)
    for at in (now, now + timedelta(days=6)):
        page.clock.set_fixed_time(at)
        page.goto(f"{site}/desk/tiny/")
        expect(page.locator(UNSENT)).to_be_visible()
    page.clock.set_fixed_time(now + timedelta(days=8))
    page.goto(f"{site}/desk/tiny/")
    page.wait_for_function("!Object.keys(localStorage).some((key) => key.startsWith('hattama:'))")
    assert kept_drafts(page) == 0


def test_a_device_that_keeps_nothing_is_said_to_and_the_form_goes_on_working(
    shared_phone: Page, site: str
) -> None:
    page = shared_phone
    page.add_init_script(NO_ROOM)
    begin(page, site)
    # What was kept while there was room must not come back for what was typed since.
    for turn, has_room in enumerate((True, False, True)):
        page.evaluate(f"window.hasRoom = {str(has_room).lower()}")
        fill(page, {"voters_listed": 1000, "ballots_issued": 620 + turn})
        settled(page)
        visible = [name for name in ("draft-lost", "draft-locked") if page.locator(f"#{name}").is_visible()]
        assert (visible, kept_drafts(page)) == (["draft-locked" if has_room else "draft-lost"], int(has_room))
    page.add_init_script(NO_STORE)
    page.reload()
    ready(page)
    expect(page.locator("#draft-lost")).to_be_visible()
    box(page, "voters_listed").press("Enter")
    expect(page.locator("#voters_listed")).not_to_be_focused()


def test_the_form_is_walked_and_sent_by_the_block_of_digits_alone(page: Page, site: str) -> None:
    """Enter goes on, `-` goes back, `/` is illegible, `+` in words, `*` goes to what the rules say."""
    begin(page, site)
    expect(box(page, "voters_listed")).to_be_focused()
    page.keyboard.type("1000")
    page.keyboard.press("Enter")
    page.keyboard.press("-")
    expect(box(page, "voters_listed")).to_be_focused()
    expect(box(page, "voters_listed")).to_have_value("1000")
    page.keyboard.press("/")
    expect(page.locator("input[name='illegible:voters_listed']")).to_be_checked()
    expect(box(page, "voters_listed")).to_have_value("")
    page.keyboard.press("/")
    page.keyboard.type("1000")
    settled(page)
    page.keyboard.press("*")
    expect(page.locator("#summary-title")).to_be_focused()
    page.keyboard.press("*")
    expect(box(page, "voters_listed")).to_be_focused()
    page.keyboard.press("+")
    expect(page.locator("input[name='words:voters_listed']")).to_be_focused()
    page.keyboard.type("мың")
    page.keyboard.press("Enter")
    expect(box(page, "ballots_issued")).to_be_focused()
    fill(page, sound_figures())
    settled(page)
    box(page, "outside_premises").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#signed_time")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("button[value=review]")).to_be_focused()
    page.keyboard.press("Enter")
    read_back(page, why_no_scan="network")
    expect(page.locator(".notice-done")).to_be_visible()


def test_when_figures_disagree_the_keyboard_is_led_to_the_explanation(page: Page, site: str) -> None:
    begin(page, site)
    fill(page, sound_figures(invalid=21))
    settled(page)
    expect(page.locator("#findings a").first).to_be_visible()
    page.locator("#signed_time").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#explanation")).to_be_focused()
    page.locator("#findings a").first.focus()
    page.keyboard.press("Enter")
    expect(box(page, "ballots_received")).to_be_focused()


def filled_with_scan(page: Page, site: str, folder: Path) -> None:
    """Fill the form of the precinct, choose a scan, and wait until what was typed is kept."""
    scan = folder / "scan.png"
    scan.write_bytes(picture())
    begin(page, site)
    fill(page, sound_figures())
    page.locator("#scan").set_input_files(scan)
    settled(page)


def test_where_the_site_does_not_answer_nothing_is_sent_and_all_that_was_typed_and_chosen_stands(
    shared_phone: Page, site: str, tmp_path: Path
) -> None:
    page = shared_phone
    filled_with_scan(page, site, tmp_path)
    page.context.set_offline(True)
    page.locator("button[value=review]").click()
    expect(page.locator(".sending")).to_contain_text("Ештеңе жіберілген жоқ")
    expect(box(page, "invalid")).to_have_value("12")
    page.context.set_offline(False)
    page.locator("button[value=review]").click()
    expect(page.locator("#no-scan")).to_have_count(0)
    read_back(page)
    expect(page.locator(".notice-done")).to_be_visible()


def test_where_the_line_breaks_while_a_scan_is_sent_the_form_stands_and_the_next_press_goes_on(
    shared_phone: Page, site: str, tmp_path: Path
) -> None:
    page = shared_phone
    filled_with_scan(page, site, tmp_path)
    there = "**/desk/tiny/P001/party/"
    page.route(there, lambda route: route.abort("connectionreset"))
    page.locator("button[value=review]").click()
    expect(page.locator(".sending")).to_contain_text("Ештеңе жіберілген жоқ")
    expect(box(page, "invalid")).to_have_value("12")
    assert page.locator("#scan").evaluate("field => field.files.length") == 1
    # The file arrives, and the line breaks before the figures: these are kept here, the file is held there.
    page.unroute(there)
    page.route(
        there,
        lambda route: (
            route.continue_() if route.request.resource_type == "fetch" else route.abort("connectionreset")
        ),
    )
    page.locator("button[value=review]").click()
    expect(page.locator("#protocol")).to_have_count(0)
    page.unroute(there)
    page.goto(f"{site}/desk/tiny/P001/party/")
    ready(page)
    expect(page.locator(".held")).to_be_visible()
    expect(box(page, "invalid")).to_have_value("12")
    page.locator("button[value=review]").click()
    read_back(page)
    expect(page.locator(".notice-done")).to_be_visible()


def test_a_form_that_another_tab_types_into_says_whose_draft_is_kept(shared_phone: Page, site: str) -> None:
    come_in(shared_phone, site)
    type_two_figures(shared_phone)
    told = shared_phone.locator("#draft-elsewhere")
    expect(told).to_be_hidden()
    other = shared_phone.context.new_page()
    other.goto(shared_phone.url)
    ready(other)
    expect(told).to_be_hidden()
    fill(other, {"invalid": 7})
    settled(other)
    expect(told).to_be_visible()
    expect(other.locator("#draft-elsewhere")).to_be_hidden()
