"""The page of the camera in a real browser with a made-up camera: warned, kept, sent, and never lost."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Playwright, expect

from hattama.web.kernel.published.tables import PublishedScan
from tests.journeys.desk_steps import come_in, fits, log_in
from tests.journeys.fake_camera import blurred, jpeg, paper_picture, show_to
from tests.real.chromium import new_context, running_browser
from tests.web.tiny_election import PARTY, protocol, publish

AT = f"/desk/tiny/P001/{PARTY}/scan/"

BROKEN_OFF = """() => new Promise((done) => {
  const asked = indexedDB.open("hattama-camera", 1);
  asked.onsuccess = () => {
    const change = asked.result.transaction("pictures", "readwrite", { durability: "strict" });
    const pictures = change.objectStore("pictures");
    pictures.getAll().onsuccess = (event) => {
      event.target.result.forEach((picture) => pictures.put({ ...picture, state: "sending" }));
    };
    change.oncomplete = () => { asked.result.close(); done(true); };
  };
})"""
"""What a tab leaves that is closed in the middle of sending."""

NO_ROOM = 'IDBObjectStore.prototype.add = () => { throw new DOMException("", "QuotaExceededError"); };'
NO_STORE = 'IDBFactory.prototype.open = () => { throw new DOMException("", "SecurityError"); };'


@pytest.fixture(scope="module")
def camera(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the browser's camera films: a file that a test writes before the camera is opened."""
    return tmp_path_factory.mktemp("camera") / "film.mjpeg"


@pytest.fixture(scope="module")
def browser(playwright: Playwright, camera: Path) -> Iterator[Browser]:
    show_to(camera, paper_picture())
    film = (
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={camera}",
    )
    with running_browser(playwright, *film) as started:
        yield started


@pytest.fixture
def site(site: str) -> str:
    """That of two typists, with a protocol that lacks its scan."""
    publish(protocol("P001"))
    return site


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    context = new_context(browser, locale="kk-KZ", viewport={"width": 360, "height": 740}, has_touch=True)
    yield context
    context.close()


def open_camera_page(page: Page, site: str) -> None:
    page.goto(f"{site}{AT}")
    expect(page.locator("[data-camera][data-ready]")).to_be_attached()


def take(page: Page) -> None:
    page.locator("[data-part=open]").click()
    page.locator("[data-part=take]").click()
    expect(page.locator("[data-part=preview][data-looked]")).to_be_visible()


def state(page: Page, name: str) -> Locator:
    return page.locator(f"[data-part=list] li[data-state={name}]")


def expect_pictures(page: Page, name: str, count: int) -> None:
    """What is kept is written through to the disk first, which a busy machine takes its time for."""
    expect(state(page, name)).to_have_count(count)


def scans() -> int:
    return PublishedScan.objects.filter(protocol__area__code="P001").count()


def test_a_blurred_picture_is_warned_of_and_sent_all_the_same(
    phone: BrowserContext, site: str, camera: Path
) -> None:
    page = phone.new_page()
    come_in(page, site)
    page.goto(f"{site}/desk/tiny/P001/{PARTY}/done")
    page.locator(f'a[href="{AT}"]').click()
    expect(page.locator("[data-camera][data-ready]")).to_be_attached()
    show_to(camera, blurred(paper_picture()))
    take(page)
    expect(page.locator("[data-part=warnings] li")).to_have_text(re.compile("бұлдыр"))
    assert fits(page)
    show_to(camera, paper_picture())
    page.locator("[data-part=again]").click()
    page.locator("[data-part=take]").click()
    expect(page.locator("[data-part=warnings] li.good")).to_be_visible()
    expect(page.locator("[data-part=warnings] li")).to_have_count(1)
    page.locator("[data-part=send]").click()
    expect_pictures(page, "arrived", 1)
    assert scans() == 1


def test_the_paper_of_another_precinct_is_told_before_it_is_sent_and_may_be_sent_all_the_same(
    phone: BrowserContext, site: str, camera: Path
) -> None:
    page = phone.new_page()
    come_in(page, site)
    open_camera_page(page, site)
    show_to(camera, paper_picture("P002"))
    take(page)
    expect(page.locator("[data-part=warnings] li").first).to_contain_text("P002")
    assert scans() == 0
    page.locator("[data-part=send]").click()
    expect_pictures(page, "arrived", 1)
    assert scans() == 1


def test_where_a_phone_keeps_nothing_the_picture_goes_straight_to_the_server(
    phone: BrowserContext, site: str, camera: Path, tmp_path: Path
) -> None:
    page = phone.new_page()
    page.add_init_script(NO_ROOM)
    come_in(page, site)
    open_camera_page(page, site)
    page.locator("[data-part=open]").click()
    page.locator("[data-part=take]").click()
    expect(page.locator("[data-part=say]")).to_contain_text("орын қалмады")
    expect(page.locator("[data-part=form] [type=submit]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/done$"))
    assert scans() == 1
    page.add_init_script(NO_STORE)
    page.goto(site + AT)
    expect(page.locator("[data-part=say]")).to_contain_text("ештеңе сақтамайды")
    picture = tmp_path / "picture.jpg"
    picture.write_bytes(jpeg(paper_picture("P003")))
    page.locator("[data-part=file]").set_input_files(picture)
    page.locator("[data-part=form] [type=submit]").click()
    expect(page).to_have_url(re.compile("/done$"))
    assert scans() == 2


def test_without_a_network_it_is_kept_and_a_closed_tab_loses_nothing(
    phone: BrowserContext, site: str, camera: Path
) -> None:
    show_to(camera, paper_picture())
    page = phone.new_page()
    come_in(page, site)
    open_camera_page(page, site)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    phone.set_offline(True)
    take(page)
    page.locator("[data-part=send]").click()
    # A page that is being closed is no longer kept from the network: the attempt must have failed before.
    expect(page.locator("[data-part=say]")).to_contain_text("Желі жоқ")
    expect_pictures(page, "waiting", 1)
    page.evaluate(BROKEN_OFF)
    page.close()
    # The next page is opened without a network: it knows the precinct and goes on taking.
    page = phone.new_page()
    open_camera_page(page, site)
    expect_pictures(page, "waiting", 1)
    expect(page.locator("[data-part=place]")).to_contain_text("№ 1")
    expect(page.locator("[data-key]")).to_have_count(0)
    show_to(camera, paper_picture().rotate(2, fillcolor=70))
    take(page)
    page.locator("[data-part=send]").click()
    expect_pictures(page, "waiting", 2)
    assert scans() == 0
    phone.set_offline(False)
    expect_pictures(page, "arrived", 2)
    assert scans() == 2


def test_what_waits_when_somebody_logs_out_is_sent_at_their_next_log_in_and_shown_to_nobody_else(
    phone: BrowserContext, site: str, camera: Path
) -> None:
    show_to(camera, paper_picture())
    page = phone.new_page()
    log_in(page, site)
    open_camera_page(page, site)
    phone.clear_cookies(name="sessionid")
    take(page)
    page.locator("[data-part=send]").click()
    expect(page.locator("[data-part=say]")).to_contain_text("қайта кіріңіз")
    log_in(page, site, "bolat")
    open_camera_page(page, site)
    expect(page.locator("[data-part=others]")).to_be_visible()
    expect(page.locator("[data-part=list] li")).to_have_count(0)
    assert scans() == 0
    phone.clear_cookies(name="sessionid")
    log_in(page, site)
    expect(page.locator("[data-when=arrived]")).to_be_visible()
    assert scans() == 1


def test_a_picture_that_was_taken_and_not_sent_is_still_there(
    phone: BrowserContext, site: str, camera: Path
) -> None:
    show_to(camera, paper_picture())
    page = phone.new_page()
    come_in(page, site)
    open_camera_page(page, site)
    take(page)
    page.goto(f"{site}/desk/tiny/")
    expect(page.locator("[data-when=taken]")).to_be_visible()
    open_camera_page(page, site)
    state(page, "taken").locator("button").first.click()
    expect_pictures(page, "arrived", 1)
    assert scans() == 1
