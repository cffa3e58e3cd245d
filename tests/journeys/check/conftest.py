"""The modules of the check in a real browser, on a site of files that each test may alter."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django import DjangoDbBlocker

from tests.journeys.check.file_site import FileSite, serving
from tests.journeys.check.made_log import MadeLog
from tests.journeys.check.made_pages import ORIGIN, MadePages, make_pages
from tests.journeys.check.precinct_site import PrecinctSite
from tests.real.chromium import new_context

EMPTY_PAGE = b"<!doctype html><html lang=en><title>modules</title>"

Run = Callable[..., Any]


@pytest.fixture(autouse=True)
def profiles_end_with_their_test() -> None:
    """Not here: a new one takes half of the processor's time of a test."""


@pytest.fixture(scope="module")
def profile(browser: Browser) -> Iterator[BrowserContext]:
    context = new_context(browser, locale="kk-KZ", timezone_id="Asia/Almaty")
    yield context
    context.close()


@pytest.fixture
def page(profile: BrowserContext) -> Iterator[Page]:
    """In a profile that tests share: each has a site, and with it an origin, of its own."""
    opened = profile.new_page()
    yield opened
    opened.close()


@pytest.fixture
def in_style() -> None:
    """Named by tests that ask what pages look like."""


@pytest.fixture
def site(request: pytest.FixtureRequest) -> Iterator[FileSite]:
    with serving({"/": EMPTY_PAGE}, styled="in_style" in request.fixturenames) as started:
        yield started


@pytest.fixture
def run(page: Page, site: FileSite) -> Run:
    """`run("merkle.js", "async (module, argument) => …", argument)`: what this answers in the browser."""
    page.goto(f"{site.address}/")

    def in_browser(module: str, function: str, argument: Any = None) -> Any:
        address = f"/static/hattama/check/{module}"
        return page.evaluate(
            f"async (argument) => ({function})(await import('{address}'), argument)", argument
        )

    return in_browser


@pytest.fixture(scope="session")
def made_pages(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> MadePages:
    # The browser of another test may be running: see `browser` in the conftest above.
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        return make_pages(tmp_path_factory.mktemp("data"))


@pytest.fixture
def precinct(site: FileSite, made_pages: MadePages) -> PrecinctSite:
    """P001 of the tiny election in both contests, with the log that its page is about."""
    site.files.update(made_pages.pages)
    made = PrecinctSite(site, MadeLog(ORIGIN, made_pages.entries))
    made.publish_log(made.log)
    return made


@pytest.fixture(autouse=True)
def nothing_goes_wrong(page: Page) -> Iterator[None]:
    """Whatever a log holds, the program neither stumbles nor asks for what the policy of the site refuses."""
    stumbles: list[str] = []
    page.on("pageerror", lambda error: stumbles.append(str(error)))
    page.on("console", lambda said: stumbles.append(said.text) if "Content Security" in said.text else None)
    yield
    assert stumbles == []
