"""A night without a network in a real browser: signed, kept over a closed tab, sent, both times told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from hattama.web.archive.device_keys import DeviceKey, OfflineStatementRow
from hattama.web.archive.published import PublishedProtocol
from hattama.web.usecases.roles import Role
from tests.journeys.desk_steps import box, fill, fits, log_in
from tests.web.people import person
from tests.web.tiny_election import PARTY, open_tiny, sound_figures

LIST = "/desk/tiny/"


@pytest.fixture
def site(live_server, settings, tmp_path: Path) -> str:
    """The tiny election without any protocol, and two typists of one precinct."""
    settings.DATA_DIR = tmp_path / "var"
    open_tiny()
    person(Role.TYPIST, "P001", username="aigul")
    person(Role.TYPIST, "P001", username="bolat")
    return str(live_server.url)


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    view = {"width": 360, "height": 740}
    context = browser.new_context(
        locale="kk-KZ", timezone_id="Asia/Almaty", viewport=view, has_touch=True, accept_downloads=True
    )
    context.set_default_timeout(15_000)
    yield context
    context.close()


def prepare(page: Page, site: str) -> None:
    page.goto(f"{site}/desk/offline")
    page.locator("[data-part=prepare] [name=label]").fill("Samsung")
    page.locator("[data-part=prepare] button").click()
    expect(page.locator("[data-offline][data-prepared]")).to_be_attached(timeout=30_000)


def expect_entries(page: Page, state: str, count: int) -> None:
    """What is kept is written through to the disk first, which a busy machine takes its time for."""
    lines = page.locator(f"[data-part=list] li[data-state={state}]")
    expect(lines).to_have_count(count, timeout=30_000)


def test_what_is_typed_without_a_network_outlives_the_tab_and_arrives_with_both_times(
    phone: BrowserContext, site: str, tmp_path: Path
) -> None:
    page = phone.new_page()
    log_in(page, site)
    prepare(page, site)
    assert fits(page)
    phone.set_offline(True)
    page.goto(f"{site}{LIST}")
    expect(page.locator("[data-offline][data-ready]")).to_be_attached()
    expect(page.locator("[data-part=place-list] li")).to_have_count(2)
    page.locator("[data-part=place-list] button").first.click()
    fill(page, sound_figures() | {"issued_by_member[3]": 0})
    box(page, "ballots_cancelled").fill("39O")
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("[data-part=form] [data-last]").click()
    expect(page.locator("[data-part=refusal]")).to_be_visible()
    expect_entries(page, "waiting", 0)
    box(page, "ballots_cancelled").fill("390")
    assert fits(page)
    page.locator("[data-part=form] [data-last]").click()
    expect_entries(page, "waiting", 1)
    # A page that is being closed is no longer kept from the network: it must have seen that there is none.
    expect(page.locator("[data-part=say]")).to_contain_text("Желі жоқ")
    page.close()
    page = phone.new_page()
    page.goto(f"{site}{LIST}")
    expect_entries(page, "waiting", 1)
    expect(page.locator("[data-part=place-list] li")).to_have_count(1)
    with page.expect_download() as download:
        page.locator("[data-part=export]").click()
    carried = json.loads(Path(download.value.path()).read_text("utf-8"))
    assert carried["envelopes"][0].keys() == {"once", "iv", "box"}
    assert not OfflineStatementRow.objects.exists()
    # The session is over by then: the signature stands for the account.
    phone.clear_cookies(name="sessionid")
    phone.set_offline(False)
    expect(page.locator("[data-offline]")).not_to_be_attached(timeout=30_000)
    row = OfflineStatementRow.objects.get()
    assert (row.state, row.key, row.key.label) == ("accepted", DeviceKey.objects.get(), "Samsung")
    assert row.acted_at <= row.received_at
    assert PublishedProtocol.objects.get().contest == PARTY
    log_in(page, site)
    expect(page.locator("[data-offline-waiting] [data-when=arrived]")).to_be_visible()
    page.goto(f"{site}/desk/tiny/P001/{PARTY}/done")
    expect(page.locator("[data-stated]")).to_contain_text("желісіз енгізілген")
