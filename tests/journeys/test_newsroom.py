"""A newsroom in the real browser: figures that change without a reload, a wall screen, frames."""

import datetime
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect

from hattama.web.kernel.pages.remembered_pages import forget_pages
from tests.journeys.desk_steps import fits
from tests.real.chromium import new_context
from tests.web.tiny_election import NIGHT, SINGLE, open_tiny, protocol, publish

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = (
    "en/e/tiny/live/",
    "en/e/tiny/hall/",
    "en/e/tiny/hall/?blocks=leaders,turnout,arrival,missing,map",
    "en/e/tiny/hall/compose/",
    "en/e/tiny/map/party/turnout/",
    "en/e/tiny/embed/",
    "en/embed/tiny/map/party/leader/",
    "en/embed/tiny/seats/party/",
)
CHECKPOINT = "bundle/checkpoint"


@pytest.fixture
def site(live_server, settings, tmp_path: Path) -> str:
    """The tiny election on its night: three protocols of the party contest are in."""
    forget_pages()
    settings.DATA_DIR = tmp_path / "var"
    open_tiny()
    publish(protocol("P001"), protocol("P001", SINGLE), protocol("P101"))
    publish(protocol("P201"), now=NIGHT + datetime.timedelta(minutes=7))
    return str(live_server.url)


@pytest.fixture
def newspaper() -> Iterator[Callable[[str], str]]:
    """A site of somebody else on this machine (browsers keep pages of the wide world from frames of it)."""
    sheet = [b""]

    class Paper(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(sheet[0])

        def log_message(self, format: str, *args: object) -> None:
            """Nothing is said of each request."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Paper)
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()

    def publish_page(html: str) -> str:
        sheet[0] = html.encode()
        return f"http://127.0.0.1:{server.server_port}/"

    yield publish_page
    server.shutdown()
    server.server_close()


def received(page: Page):
    return page.locator(".arrived-count b").first


def mark(page: Page) -> None:
    page.evaluate("window.loadedOnce = true")


def is_the_same_load(page: Page) -> bool:
    return bool(page.evaluate("window.loadedOnce === true"))


def test_a_figure_changes_without_a_reload_and_the_page_says_when_it_cannot_ask(
    site: str, page: Page
) -> None:
    refused: list[str] = []

    def refuse(route: Route) -> None:
        refused.append(route.request.url)
        route.fulfill(status=503, headers={"Retry-After": "60"})

    page.clock.install()
    page.goto(f"{site}/en/e/tiny/live/")
    expect(received(page)).to_have_text("3")
    mark(page)
    publish(protocol("P003"), now=NIGHT + datetime.timedelta(minutes=20))
    page.clock.run_for(14_000)
    page.wait_for_timeout(0)
    page.clock.run_for(8_000)
    expect(received(page)).to_have_text("4")
    page.route(f"**/{CHECKPOINT}", refuse)
    page.clock.run_for(60_000)
    expect(page.get_by_text("No connection.")).to_be_visible()
    assert 1 <= len(refused) <= 2, "a site that is full is left in peace for as long as it asks"
    page.unroute(f"**/{CHECKPOINT}")
    page.clock.run_for(90_000)
    expect(page.get_by_text("No connection.")).to_be_hidden()
    assert is_the_same_load(page)


def test_without_scripts_the_live_page_is_whole(site: str, browser) -> None:
    context = new_context(browser, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/en/e/tiny/live/")
    expect(received(page)).to_have_text("3")
    expect(page.get_by_role("link", name="load it again")).to_be_visible()
    context.close()


def test_panels_of_the_wall_take_turns_and_obey_the_keyboard(site: str, page: Page) -> None:
    # Time stands still but for what is run below: a slow machine gives no panel its turn.
    page.clock.install(time=NIGHT)
    page.clock.pause_at(NIGHT + datetime.timedelta(seconds=1))
    page.goto(f"{site}/en/e/tiny/hall/")
    shown = page.locator(".panel:visible")
    expect(shown).to_have_attribute("data-panel", "arrival")
    page.clock.run_for(16_000)
    expect(shown).to_have_attribute("data-panel", "leaders")
    page.keyboard.press("ArrowRight")
    expect(shown).to_have_attribute("data-panel", "outcome")
    page.keyboard.press("Space")
    page.clock.run_for(60_000)
    expect(shown).to_have_attribute("data-panel", "outcome")
    page.keyboard.press("d")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_whoever_wants_no_motion_gets_none_on_the_wall(site: str, browser) -> None:
    context = new_context(browser, reduced_motion="reduce")
    page = context.new_page()
    page.clock.install()
    page.goto(f"{site}/en/e/tiny/hall/?blocks=leaders,arrival&seconds=15")
    shown = page.locator(".panel:visible")
    expect(shown).to_have_attribute("data-panel", "leaders")
    page.clock.run_for(60_000)
    expect(shown).to_have_attribute("data-panel", "leaders")
    context.close()


def test_six_blocks_on_the_wall_show_every_list_of_the_outcome_in_whole(site: str, page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{site}/en/e/tiny/hall/?blocks=arrival,leaders,outcome,map,latest,missing")
    page.locator(".hall-lists, .hall-choices tbody").evaluate_all(
        """lists => lists.forEach(list => {
            for (const name of list.querySelectorAll('span, th')) name.append(' of every village there is');
            while (list.childElementCount < 6) list.append(list.firstElementChild.cloneNode(true));
        })"""
    )
    for panel in ("leaders", "outcome"):
        shown = page.locator(f".panel[data-panel={panel}]")
        assert shown.evaluate("panel => panel.scrollHeight <= panel.clientHeight"), panel
    assert page.locator(".hall-seats svg").first.evaluate("svg => svg.getBoundingClientRect().width > 150")


def test_a_frame_in_a_newspaper_is_as_high_as_what_stands_in_it(site: str, page: Page, newspaper) -> None:
    page.goto(f"{site}/en/e/tiny/embed/")
    code = page.locator("#code-frame-seats-party").input_value()
    page.goto(newspaper(f"<!doctype html><title>News</title><h1>News</h1>{code}"))
    frame = page.frame_locator("iframe")
    expect(frame.locator("svg.hemicycle, .hemicycle svg")).to_be_visible()
    expect(frame.get_by_text("This election is made up.")).to_be_visible()
    page.wait_for_load_state()
    inside = frame.locator("html").evaluate(
        "async (e) => { await document.fonts.ready; return e.getBoundingClientRect().height; }"
    )
    page.wait_for_function(
        "height => Math.abs(document.querySelector('iframe').offsetHeight - height) < 12", arg=inside
    )


def test_nothing_stands_in_the_way_of_anybody(site: str, page: Page) -> None:
    axe = Axe()
    found = []
    for scheme, width in (("light", 360), ("dark", 1280)):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 800})
        for address in PAGES:
            page.goto(f"{site}/{address}")
            violations = axe.run(page).response["violations"]
            found += [(address, scheme, one["id"], one["nodes"][0]["html"]) for one in violations]
            assert fits(page), (address, width)
    assert found == []
