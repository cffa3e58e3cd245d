"""A night without a network in a real browser: signed, kept over a closed tab, sent, both times told."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect

from hattama.web.kernel.published.tables import PublishedProtocol
from hattama.web.offline.tables import DeviceKey, OfflineStatementRow
from tests.journeys.desk_steps import box, fill, fits, log_in
from tests.real.chromium import new_context
from tests.web.tiny_election import PARTY, sound_figures

LIST = "/desk/tiny/"


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    view = {"width": 360, "height": 740}
    context = new_context(
        browser,
        locale="kk-KZ",
        timezone_id="Asia/Almaty",
        viewport=view,
        has_touch=True,
        accept_downloads=True,
    )
    yield context
    context.close()


def prepare(page: Page, site: str) -> None:
    page.goto(f"{site}/desk/offline")
    page.locator("[data-part=prepare] [name=label]").fill("Samsung")
    # Once the phone is prepared the page comes anew, and says so before it goes.
    with page.expect_event("load"):
        page.locator("[data-part=prepare] button").click()
    expect(page.locator("[data-offline][data-prepared]")).to_be_attached()


def expect_entries(page: Page, state: str, count: int) -> None:
    """What is kept is written through to the disk first, which a busy machine takes its time for."""
    lines = page.locator(f"[data-part=list] li[data-state={state}]")
    expect(lines).to_have_count(count)


def prepared(phone: BrowserContext, site: str, *usernames: str) -> Page:
    """A page of the last of these accounts on a phone that all of them have prepared."""
    page = phone.new_page()
    for username in usernames:
        phone.clear_cookies(name="sessionid")
        log_in(page, site, username)
        prepare(page, site)
    page.on("dialog", lambda dialog: dialog.accept())
    return page


def submit(page: Page) -> None:
    """What is typed is signed; the attempt to send it fails, so that the page may be closed: a page that is
    being closed is no longer kept from the network."""
    page.locator("[data-part=form] [data-last]").click()
    expect_entries(page, "waiting", 1)
    expect(page.locator("[data-part=say]")).to_contain_text("Желі жоқ")


def open_without_network(page: Page, site: str) -> None:
    page.goto(f"{site}{LIST}")
    expect(page.locator("[data-offline][data-ready]")).to_be_attached()


def test_what_is_typed_without_a_network_outlives_the_tab_and_arrives_with_both_times(
    phone: BrowserContext, site: str
) -> None:
    page = prepared(phone, site, "aigul")
    assert fits(page)
    phone.set_offline(True)
    open_without_network(page, site)
    page.locator("[data-part=place-list] button").first.click()
    fill(page, sound_figures())
    for typed, words in (("39O", "бүтін сан"), ("9" * 16, "ең көбі 15 цифр")):
        box(page, "ballots_cancelled").fill(typed)
        page.locator("[data-part=form] [data-last]").click()
        expect(page.locator("[data-key=ballots_cancelled] .notes")).to_contain_text(words)
        expect(page.locator("[aria-invalid=true]:focus")).to_have_attribute("name", "ballots_cancelled")
    expect(page.locator("[data-part=refusal]")).to_be_visible()
    expect_entries(page, "waiting", 0)
    box(page, "ballots_cancelled").fill("390")
    assert fits(page)
    submit(page)
    page.close()
    page = phone.new_page()
    open_without_network(page, site)
    expect_entries(page, "waiting", 1)
    expect(page.locator("[data-part=place-list] li")).to_have_count(1)
    with page.expect_download() as download:
        page.locator("[data-part=export]").click()
    carried = json.loads(Path(download.value.path()).read_text("utf-8"))
    assert carried["envelopes"][0].keys() == {"once", "iv", "box"}
    # The session is over by then: the signature stands for the account.
    phone.clear_cookies(name="sessionid")
    phone.set_offline(False)
    expect(page.locator("[data-offline]")).not_to_be_attached()
    row = OfflineStatementRow.objects.get()
    assert (row.state, row.key, row.key.label) == ("accepted", DeviceKey.objects.get(), "Samsung")
    assert row.acted_at <= row.received_at and PublishedProtocol.objects.get().contest == PARTY
    log_in(page, site)
    expect(page.locator("[data-entries=arrived]")).to_be_visible()
    page.goto(f"{site}/desk/tiny/P001/{PARTY}/done")
    expect(page.locator("[data-stated]")).to_contain_text("желісіз енгізілген")


def test_the_form_signs_when_the_network_goes_away_and_the_next_account_sees_only_that_something_waits(
    phone: BrowserContext, site: str
) -> None:
    page = prepared(phone, site, "bolat", "aigul")
    page.goto(f"{site}/desk/tiny/P001/{PARTY}/")
    expect(page.locator("form[data-ready][data-offline]")).to_be_attached()
    fill(page, sound_figures())
    phone.set_offline(True)
    page.locator("button[value=review]").click()
    expect(page.locator("[data-offline][data-ready]")).to_be_attached()
    expect(page.locator("[data-part=say]")).to_contain_text("Желі жоқ")
    page.locator("[data-part=owners]").select_option(label="aigul")
    expect_entries(page, "waiting", 1)
    page.locator("[data-part=owners]").select_option(label="bolat")
    expect_entries(page, "waiting", 0)
    expect(page.locator("[data-part=others]")).to_be_visible()
    expect(page.locator("[data-part=place-list] li")).to_have_count(2)
    page.locator("[data-part=place-list] button").first.click()
    assert [field.input_value() for field in page.locator("input.digits").all() if field.input_value()] == []
    page.locator("[data-part=back]").click()
    expect(page.locator("#offline-places-head")).to_be_focused()
    phone.set_offline(False)
    expect(page.locator("[data-offline]")).not_to_be_attached()
    row = OfflineStatementRow.objects.get()
    assert (row.state, row.key.user.username) == ("accepted", "aigul")


def test_a_phone_without_room_is_not_prepared_and_says_so(phone: BrowserContext, site: str) -> None:
    page = phone.new_page()
    page.add_init_script(
        'IDBObjectStore.prototype.put = () => { throw new DOMException("", "QuotaExceededError"); };'
    )
    log_in(page, site)
    page.goto(f"{site}/desk/offline")
    page.locator("[data-part=prepare] button").click()
    expect(page.locator("[data-part=prepare-say]")).to_contain_text("орын қалмады")


def test_a_refused_statement_goes_back_into_the_form_with_its_moment(
    phone: BrowserContext, site: str
) -> None:
    page = prepared(phone, site, "aigul")
    phone.set_offline(True)
    open_without_network(page, site)
    page.locator("[data-part=place-list] button").first.click()
    fill(page, sound_figures())
    page.locator("#signed_on").fill("2023-03-20")
    page.locator("#signed_time").fill("01:15")
    submit(page)
    expect(page.locator("#offline-places-head")).to_be_focused()
    DeviceKey.objects.update(lost=True, ended_at=timezone.now())
    phone.set_offline(False)
    page.goto(f"{site}/desk/offline")
    expect_entries(page, "refused", 1)
    page.locator("li[data-state=refused] button").first.click()
    expect(page.locator("#restored")).to_be_visible()
    moment = [page.locator(name).input_value() for name in ("#signed_on", "#signed_time")]
    assert moment == ["2023-03-20", "01:15"]
