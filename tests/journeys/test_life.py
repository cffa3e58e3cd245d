"""One protocol's life in the browser: two typists who differ, a reviewer, a correction, and a court."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from hattama.web.protocols.tables import LifeStep
from tests.journeys.desk_steps import box, come_in, fits, kept_drafts, open_form, read_back, ready, settled
from tests.real.chromium import new_context
from tests.web.desk_clients import address, typed
from tests.web.protocols.desk.life_desk import DECISION, Desk
from tests.web.tiny_election import SINGLE, picture, sound_figures

HERE = "/desk/tiny/P001/party/"
PHONE = {"width": 360, "height": 740}


@pytest.fixture
def desk(live_server, settings, tmp_path: Path, db: None) -> Desk:
    """The tiny election with two entries, on the running site."""
    settings.DATA_DIR = tmp_path / "var"
    made = Desk("entries = 2")
    made.site = str(live_server.url)
    return made


def page_of(browser: Browser, desk: Desk, who: str, settings) -> Page:
    """A browser of its own in which this person has come in already, second factor and all."""
    context = new_context(browser, locale="kk-KZ", viewport=PHONE)
    if who:
        cookie = getattr(desk, who).cookies[settings.SESSION_COOKIE_NAME]
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": desk.site}])
    return context.new_page()


def type_paper(page: Page, **misread: int) -> None:
    """The whole paper by the keyboard alone, from the first line to the button that sends."""
    ready(page)
    expect(box(page, "voters_listed")).to_be_focused()
    figures = {key: str(value) for key, value in (sound_figures() | misread).items()}
    for _ in range(40):
        name = page.evaluate("document.activeElement.name")
        if name == "signed_time":
            break
        page.keyboard.type(figures.get(name, ""))
        page.keyboard.press("Enter")
    settled(page)
    page.keyboard.press("Enter")
    expect(page.locator("[data-last]")).to_be_focused()


def reread(page: Page, site: str, votes: str) -> None:
    """The one field that differs, read again and sent by the keyboard."""
    page.goto(f"{site}{HERE}differences")
    ready(page)
    expect(page.locator("input.digits")).to_have_count(1)
    expect(box(page, "invalid")).to_be_focused()
    expect(box(page, "invalid")).to_have_value("")
    page.keyboard.type(votes)
    page.keyboard.press("Enter")
    expect(page.locator("[data-last]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main .notice[role=status]:not([hidden])")).to_be_focused(timeout=30_000)


def test_from_two_typists_who_differ_to_the_difference_that_everybody_sees(
    browser: Browser, desk: Desk, settings, tmp_path: Path
) -> None:
    first, second, anybody = (page_of(browser, desk, "", settings) for _ in range(3))
    enter_first(first, desk, tmp_path)
    anybody.goto(f"{desk.site}/e/tiny/a/P001/")
    expect(anybody.locator("td[data-figure='votes[dala]']")).to_have_count(0)
    enter_second(second, desk)
    for _ in range(2):
        reread(first, desk.site, "12")
        reread(second, desk.site, "10")
    expect(second.locator(".standing")).to_contain_text("Тексеруші скан-көшірмеге қарап")
    decide(page_of(browser, desk, "reviewer", settings), desk)
    correct_and_annul(page_of(browser, desk, "head", settings), desk, tmp_path)
    steps = list(LifeStep.objects.order_by("pk").values_list("deed", flat=True))
    assert steps == ["enter", "enter", *["retype"] * 4, "decide", "publish", "correct", "annul"]
    see_the_difference(anybody, desk)


def enter_first(page: Page, desk: Desk, tmp_path: Path) -> None:
    come_in(page, desk.site, "aigul")
    open_form(page)
    type_paper(page)
    scan = tmp_path / "scan.png"
    scan.write_bytes(picture())
    page.locator("#scan").set_input_files(scan)
    page.locator("button[value=review]").click()
    read_back(page)
    expect(page.get_by_role("status")).to_contain_text("жұртқа әзірге ештеңе көрінбейді")


def enter_second(page: Page, desk: Desk) -> None:
    come_in(page, desk.site, "berik")
    expect(page.locator(".awaiting")).to_contain_text("№ 1 сайлау учаскесі")
    page.locator(".awaiting a").first.click()
    expect(page.locator(".notice-doubt")).to_contain_text("Екінші енгізу")
    type_paper(page, invalid=10)
    page.keyboard.press("Enter")
    read_back(page)
    expect(page.locator(".fields-list li")).to_have_count(1)
    # No value in the list of fields; the history below tells the time of day, which may hold any digits.
    expect(page.locator(".standing .fields-list")).to_have_text(re.compile(r"^\D*$"))
    assert kept_drafts(page) == 0


def decide(page: Page, desk: Desk) -> None:
    page.goto(f"{desk.site}/desk/tiny/")
    page.locator(".awaiting:not(.count) a[href*='/P001/']").first.click()
    ready(page)
    expect(page.locator(".paper-beside img")).to_be_visible()
    box(page, "invalid").fill("11")
    expect(page.locator("input[name='source:invalid'][value=paper]")).to_be_checked()
    page.locator("input[name='source:invalid'][value=first]").check()
    page.locator("textarea[name='reason:invalid']").fill("Скан-көшірмеде 12 деп анық жазылған.")
    assert fits(page)
    page.locator("button[value=review]").click()
    expect(page.locator(".decided")).to_contain_text("12 деп анық")
    page.locator("button[value=submit]").click()
    expect(page.locator(".notice-done")).to_be_visible()


def correct_and_annul(head: Page, desk: Desk, tmp_path: Path) -> None:
    head.goto(f"{desk.site}{HERE}correct")
    ready(head)
    expect(box(head, "votes[dala]")).to_have_value("370")
    box(head, "votes[dala]").fill("371")
    box(head, "votes[ozen]").fill("199")
    for name, shade in (("scan", 60), ("document", 90)):
        file = tmp_path / f"{name}-new.png"
        file.write_bytes(picture(shade))
        head.locator(f"#{name}").set_input_files(file)
    ground(head, "transcription_error", "territorial_commission")
    rows = head.locator(".decided tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text(re.compile("370.*371", re.DOTALL))
    head.locator("button[value=submit]").click()
    expect(head.locator(".standing")).to_contain_text("түзетілген")
    head.goto(f"{desk.site}{HERE}annul")
    ready(head)
    ground(head, "court_decision", "court")
    head.locator("button[value=submit]").click()
    expect(head.locator(".notice-done")).to_contain_text("Хаттама жарамсыз деп танылды")
    expect(head.locator(".standing")).to_contain_text("жарамсыз деп танылған")


def ground(page: Page, reason: str, authority: str) -> None:
    page.locator("#reason").select_option(reason)
    page.locator("#authority").select_option(authority)
    page.locator("#number").fill("7")
    page.locator("#decided_on").fill("2023-03-21")
    page.locator("button[value=review]").click()
    expect(page.locator(".summary-facts").first).to_contain_text("7")


def see_the_difference(page: Page, desk: Desk) -> None:
    page.goto(f"{desk.site}/e/tiny/a/P001/")
    expect(page.locator(".is-annulled")).to_contain_text("сот")
    expect(page.locator("td[data-figure='votes[dala]']")).to_have_text("371")
    difference = page.locator(".difference").first
    expect(difference.locator("tbody tr")).to_have_count(2)
    expect(difference.locator("tbody tr").first).to_contain_text(re.compile("370.*371", re.DOTALL))
    expect(page.locator(".both-scans").first.locator("img")).to_have_count(2)
    assert fits(page)
    totals = page.request.get(f"{desk.site}/data/tiny/election.json").json()["totals"]["party"]
    assert (totals["received"], totals["annulled"], totals["figures"]) == (1, 1, {})


def test_the_keys_of_a_correction_lead_from_its_figures_to_its_grounds_and_on(
    browser: Browser, desk: Desk, settings
) -> None:
    desk.published()
    head = page_of(browser, desk, "head", settings)
    head.goto(f"{desk.site}{HERE}correct")
    ready(head)
    time = head.locator("#signed_time")
    time.press("Enter")
    expect(head.locator("#reason")).to_be_focused()
    head.locator("#reason").select_option("transcription_error")
    time.press("Enter")
    expect(head.locator("[data-last]")).to_be_focused()


def test_a_correction_that_was_not_sent_is_put_back_and_not_upon_another_version(
    browser: Browser, desk: Desk, settings
) -> None:
    desk.enter(desk.aigul)
    desk.enter(desk.berik)
    head = page_of(browser, desk, "head", settings)
    head.goto(f"{desk.site}{HERE}correct")
    ready(head)
    box(head, "votes[dala]").fill("371")
    box(head, "by_certificate").fill("")
    settled(head)
    head.goto(f"{desk.site}{HERE}correct")
    ready(head)
    expect(head.locator("#restored")).to_be_visible()
    expect(box(head, "votes[dala]")).to_have_value("371")
    expect(box(head, "by_certificate")).to_have_value("")
    head.locator("#forget").click()
    expect(box(head, "votes[dala]")).to_have_value("370")
    box(head, "votes[dala]").fill("371")
    settled(head)
    figures = sound_figures() | {"votes[dala]": 369, "votes[ozen]": 201}
    sent = typed(figures, **DECISION) | {"action": "submit"}
    assert desk.head.post(f"/en{HERE}correct", sent).status_code == 302
    head.goto(f"{desk.site}{HERE}correct")
    ready(head)
    expect(box(head, "votes[dala]")).to_have_value("369")


def test_a_reviewer_goes_on_to_the_next_line_of_a_list_and_back_to_where_the_list_was_left(
    browser: Browser, desk: Desk, settings
) -> None:
    page, asked = page_of(browser, desk, "reviewer", settings), "/en/desk/tiny/overview/?show=missing"
    page.goto(f"{desk.site}{asked}")
    names = page.locator(".overview th a").all_inner_texts()
    page.get_by_role("link", name=names[1], exact=True).press("Enter")
    expect(page.locator("[data-next] a")).to_have_text(names[2])
    page.get_by_role("link", name=names[2], exact=True).press("Enter")
    expect(page.locator(".place-head")).to_contain_text("Almaty region · Qaskeleng district · ")
    page.get_by_role("link", name="Overview").press("Enter")
    expect(page).to_have_url(f"{desk.site}{asked}")
    expect(page.get_by_role("link", name=names[2], exact=True)).to_be_focused()
    page.get_by_role("link", name=names[0], exact=True).press("Enter")
    expect(page.locator(".standing")).to_be_visible()
    desk.two_rounds()
    page.get_by_role("link", name="Overview").press("Enter")
    expect(page.get_by_role("link", name=names[1], exact=True)).to_be_focused()
    expect(page.get_by_role("link", name=names[0], exact=True)).to_have_count(0)


def test_a_reviewer_goes_on_from_what_awaits_them_to_the_next_and_back_to_where_it_was_left(
    browser: Browser, desk: Desk, settings
) -> None:
    desk.two_rounds()
    for who, figures in ((desk.aigul, {}), (desk.berik, {"invalid": 10})):
        sent = typed(sound_figures(SINGLE) | figures)
        assert who.post(address(contest=SINGLE), sent).status_code == 302
    reason = {"reason": "No time is left"}
    assert desk.reviewer.post(address(contest=SINGLE, step="end-rounds"), reason).status_code == 302
    page = page_of(browser, desk, "reviewer", settings)
    page.goto(f"{desk.site}/en/desk/tiny/")
    first, second = page.locator(".awaiting [data-line]").all()
    first.press("Enter")
    ready(page)
    following = page.locator("[data-next] a")
    expect(following).to_have_text("№ 1 · Single-mandate district")
    following.press("Enter")
    expect(page).to_have_url(f"{desk.site}{address(contest=SINGLE, step='decide')}")
    expect(page.locator("[data-next]")).to_be_hidden()
    page.get_by_role("link", name="What awaits me").press("Enter")
    expect(second).to_be_focused()
