"""A secretary at three in the morning, and then anybody: from the login to the published scan."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from hattama.web.kernel.accounts.roles import Role
from tests.journeys.desk_steps import (
    begin,
    box,
    cell,
    come_in,
    fill,
    fits,
    kept_drafts,
    log_in,
    open_form,
    read_back,
    ready,
    settled,
)
from tests.real.chromium import new_context
from tests.web.people import person
from tests.web.tiny_election import (
    NIGHT,
    PARTY,
    area_row,
    open_tiny,
    picture,
    protocol,
    publish,
    sound_figures,
)

# The paper from top to bottom; the empty text is a line that it leaves blank, or the rest of a group of rows.
PAPER = ["1000", "620", "320", "300", "", "1010", "390", *[""] * 2, "600", "370", "200", "30", "12"]
SLIP = "21"


@pytest.fixture
def site(live_server, settings, tmp_path: Path) -> str:
    """The tiny election, open, with a typist for two precincts; the address of the running site."""
    settings.DATA_DIR = tmp_path / "var"
    open_tiny()
    person(Role.TYPIST, "P001", "P002", username="aigul")
    return str(live_server.url)


@pytest.fixture
def plain_page(browser: Browser) -> Iterator[Page]:
    """A browser in which scripts are switched off."""
    context = new_context(
        browser, locale="kk-KZ", java_script_enabled=False, viewport={"width": 360, "height": 740}
    )
    yield context.new_page()
    context.close()


def type_the_paper(page: Page) -> None:
    """By the keyboard alone, with one slip that the rules notice and that is mended."""
    expect(box(page, "voters_listed")).to_be_focused()
    for figure in [*PAPER[:-1], SLIP]:
        page.keyboard.type(figure)
        page.keyboard.press("Enter")
    expect(box(page, "by_certificate")).to_be_focused()
    expect(page.locator('fieldset:has([name="issued_by_member[1]"]) output')).to_have_text("620")
    expect(cell(page, "invalid").locator(".told")).to_contain_text("Жәшіктерден шыққан бюллетеньдер")
    expect(page.locator("#findings")).to_contain_text("621 және 620")

    page.keyboard.press("ArrowUp")
    expect(box(page, "invalid")).to_be_focused()
    page.keyboard.type(PAPER[-1])
    page.keyboard.press("Enter")
    expect(cell(page, "invalid").locator(".told")).to_have_count(0)
    settled(page)
    expect(page.locator("#nothing-disagrees")).to_be_visible()

    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.locator("#signed_on")).to_have_value("2023-03-19")
    expect(page.locator("#signed_time")).to_be_focused()
    page.keyboard.type("2240")
    page.keyboard.press("Enter")
    expect(page.locator("[data-last]")).to_be_focused()


def walk_past_the_reading(page: Page, presses: int) -> None:
    """From the page that reads back, where the key that led there sends nothing, to what is published."""
    expect(page.locator("h2[autofocus]")).to_be_focused()
    for _ in range(presses):
        page.keyboard.press("Tab")
    expect(page.locator("button[value=submit]")).to_be_focused()
    page.keyboard.press("Enter")


def test_from_the_paper_to_the_public(page: Page, browser: Browser, site: str, tmp_path: Path) -> None:
    totals = f"{site}/data/tiny/election.json"
    before = page.request.get(totals).json()["totals"][PARTY]
    assert (before["received"], before["figures"]) == (0, {})

    begin(page, site)
    type_the_paper(page)
    scan = tmp_path / "қағаз.png"
    scan.write_bytes(picture())
    page.locator("#scan").set_input_files(scan)
    page.locator("button[value=review]").focus()
    page.keyboard.press("Enter")
    expect(page.locator('[data-figure="votes[dala]"]')).to_have_text("370")
    expect(page.locator(".paper-beside img")).to_be_visible()
    walk_past_the_reading(page, 3)
    expect(page.locator(".notice-done")).to_contain_text("Хаттама жарияланды")
    assert kept_drafts(page) == 0
    # Behind it lies the answer to a form, which no browser keeps: the address is asked for instead.
    page.go_back()
    expect(page.locator(".notice-done")).to_contain_text("Хаттама жарияланды")

    anybody = new_context(browser, locale="kk-KZ").new_page()
    anybody.goto(site)
    anybody.get_by_role("searchbox").first.fill("абай 1")
    anybody.keyboard.press("Enter")
    anybody.locator('a[href="/e/tiny/a/P001/"]').first.click()
    expect(anybody.locator("main")).to_contain_text("370")
    document = anybody.locator('a[href$="/areas/P001.json"]').first.get_attribute("href")
    figures = anybody.request.get(f"{site}{document}").json()["protocols"][0]["figures"]
    assert (figures["votes"], figures["invalid"]) == ({"dala": 370, "ozen": 200}, 12)
    shown = anybody.locator('main a[href^="/scans/"]').first.get_attribute("href")
    assert anybody.request.get(f"{site}{shown}").body() == picture()
    after = anybody.request.get(totals).json()["totals"][PARTY]
    assert (after["received"], after["missing"], after["without_scan"]) == (1, 5, 0)
    assert after["figures"]["votes[dala]"] == {"total": 370, "contributors": 1}
    anybody.context.close()


def test_what_disagrees_is_published_when_the_commission_says_why(page: Page, site: str) -> None:
    begin(page, site)
    fill(page, sound_figures(invalid=21))
    box(page, "invalid").fill("3O")
    box(page, "votes[dala]").fill("37O")
    box(page, "voters_listed").fill("")
    page.locator("button[value=review]").click()
    # What was left empty can be read; the sum of the rows is no part of a name.
    expect(page.locator(".notice-refusal:focus li")).to_have_text(
        [re.compile("^[^:]*, .*Дала"), re.compile(".+")]
    )
    box(page, "votes[dala]").fill("370")
    box(page, "voters_listed").fill(str(sound_figures()["voters_listed"]))
    page.locator(".notice-refusal a[href='#invalid']").click()
    expect(box(page, "invalid")).to_be_focused()
    expect(box(page, "invalid")).to_have_accessible_description(re.compile("3O|бүтін сан"))
    box(page, "invalid").fill("21")
    page.locator("button[value=review]").click()
    expect(page.locator("#refusal")).to_be_focused()
    expect(box(page, "invalid")).to_have_value("21")
    page.locator("#explanation").fill("Бір бюллетень өзге учаскеден.")
    page.locator("button[value=review]").click()
    read_back(page, why_no_scan="network")
    expect(page.locator(".notice-done")).to_be_visible()
    page.goto(f"{site}/e/tiny/a/P001/")
    expect(page.locator("main")).to_contain_text("Бір бюллетень өзге учаскеден.")


def test_an_accident_costs_no_figure(page: Page, site: str) -> None:
    """The page is loaded anew, then in another language; then everything is wiped on purpose."""
    begin(page, site)
    fill(page, {"voters_listed": 1000, "ballots_issued": 620})
    page.locator('input[name="illegible:invalid"]').check()
    settled(page)
    page.reload()
    expect(box(page, "ballots_issued")).to_have_value("620")
    expect(page.locator("#restored")).to_be_visible()
    page.locator(".languages a[hreflang=ru]").click()
    expect(page).to_have_url(re.compile("/ru/desk/"))
    expect(box(page, "voters_listed")).to_have_value("1000")
    expect(page.locator('input[name="illegible:invalid"]')).to_be_checked()
    ready(page)
    page.locator("#forget").click()
    expect(box(page, "voters_listed")).to_have_value("")
    assert kept_drafts(page) == 0


def test_rows_grow_as_they_are_used_in_both_columns_of_a_group(page: Page, site: str) -> None:
    begin(page, site)
    box(page, "box_requests[3]").fill("9")
    expect(box(page, "box_ballots[4]")).to_be_visible()
    box(page, "box_requests[4]").fill("8")
    box(page, "box_ballots[4]").fill("10")
    settled(page)
    box(page, "participants").focus()
    expect(cell(page, "box_ballots[4]").locator(".told")).to_contain_text("№ 4 тасымалданатын сайлау жәшігі")
    page.reload()
    expect(box(page, "box_ballots[4]")).to_have_value("10")
    expect(box(page, "issued_by_member[4]")).to_have_count(0)


def test_a_sum_is_not_complained_of_while_its_rows_are_being_typed(page: Page, site: str) -> None:
    begin(page, site)
    box(page, "ballots_issued").fill("620")
    box(page, "issued_by_member[1]").focus()
    page.keyboard.type("320")
    settled(page)
    expect(page.locator("#not-checked")).to_be_hidden()
    expect(page.locator(".told")).to_have_count(0)
    box(page, "ballots_received").focus()
    expect(cell(page, "issued_by_member[1]").locator(".told")).to_contain_text("KZ-K02")


def test_two_presses_of_the_button_are_one_submission(page: Page, site: str) -> None:
    begin(page, site)
    fill(page, sound_figures())
    page.locator("button[value=review]").dblclick()
    page.locator("#no-scan").select_option("network")
    posts: list[str] = []
    page.on("request", lambda asked: posts.append(asked.url) if asked.method == "POST" else None)
    # A finger is slower than a test: between its two presses the first is on its way.
    page.locator("button[value=submit]").evaluate(
        "one => { one.click(); setTimeout(() => one.click(), 50); }"
    )
    expect(page.locator(".notice-done")).to_be_visible()
    page.wait_for_load_state()
    expect(page.locator("#refusal")).to_have_count(0)
    assert len(posts) == 1


def test_without_scripts_on_a_phone(plain_page: Page, site: str, tmp_path: Path) -> None:
    page = plain_page
    log_in(page, site)
    open_form(page)
    fill(page, sound_figures(invalid=21))
    box(page, "invalid").press("Enter")
    expect(cell(page, "invalid").locator(".told")).to_contain_text("621 және 620")
    expect(box(page, "issued_by_member[4]")).to_be_visible()
    box(page, "invalid").fill("12")
    scan = tmp_path / "scan.png"
    scan.write_bytes(picture())
    page.locator("#scan").set_input_files(scan)
    page.locator("button[value=review]").click()
    read_back(page)
    expect(page.locator(".notice-done")).to_be_visible()
    expect(page.locator(".scan-list li")).to_have_count(1)


def test_nothing_has_to_be_moved_sideways_on_a_phone(phone_page: Page, site: str) -> None:
    page = phone_page
    publish(protocol("P002"), now=NIGHT)
    assert area_row("P002").protocols.exists()
    page.goto(f"{site}/account/login/")
    assert fits(page)
    come_in(page, site)
    assert fits(page)
    open_form(page)
    ready(page)
    assert fits(page)
    fill(page, sound_figures(invalid=21, voters_listed=999_999_999))
    page.locator("button[value=review]").tap()
    expect(page.locator("#refusal")).to_be_visible()
    assert fits(page)
    page.locator("#explanation").fill("Бір бюллетень өзге учаскеден.")
    page.locator("#reread input").first.check()
    page.locator("button[value=review]").tap()
    expect(page.locator("#read-back")).to_be_visible()
    assert fits(page)
    page.goto(f"{site}/desk/tiny/P002/{PARTY}/done")
    expect(page.locator(".notice-done")).to_be_visible()
    assert fits(page)
    page.goto(f"{site}/desk/tiny/P003/{PARTY}/")
    expect(page.locator(".kicker")).to_have_text("403")
    assert fits(page)
