"""A page in the real browser, for journeys: one browser for all, one clean profile per test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from hattama.web.kernel.accounts.roles import Role
from hattama.web.kernel.pages.remembered_pages import forget_pages
from tests.drawn import leave_to_other_days
from tests.real import do_without
from tests.real.chromium import browser_program, new_context, running_browser
from tests.web.only_growing import tables_can_be_emptied_between_tests
from tests.web.people import person
from tests.web.tiny_election import open_tiny

__all__ = ["tables_can_be_emptied_between_tests"]

HERE = Path(__file__).parent
MOST = 24
"""Of all journeys in one run, other ones each day: a quarter of what all tests took was the browser's."""
ALWAYS = {"test_every_page.py", "test_desk.py"}

# The width of a cheap phone: the secretary at three in the morning holds one.
PHONE = {"width": 360, "height": 740}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Draw the journeys of the day, where all are asked for; who names some gets them.

    One worker goes on them all: a browser and its driver take seconds to start and to warm up.
    """
    mine = [item for item in items if item.path.is_relative_to(HERE)]
    for item in mine:
        item.add_marker("together")
    some = [item for item in mine if item.path.name not in ALWAYS]
    leave_to_other_days(config, items, some, MOST, "journeys")


@pytest.fixture(autouse=True)
def no_page_of_another_test() -> None:
    """The next test's log may be as long as the last one's and say something else."""
    forget_pages()


@pytest.fixture(autouse=True)
def profiles_end_with_their_test(request: pytest.FixtureRequest) -> Iterator[None]:
    """Pages left open go on asking a site that is gone, and take the processor from the next journey."""
    yield
    if "browser" in request.fixturenames:
        for context in request.getfixturevalue("browser").contexts:
            context.close()


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    if browser_program() is None:
        do_without("Chromium is not installed: apt-get install chromium")
    # It keeps an event loop in this thread as long as it lives, and Django takes that for asynchronous code
    # and refuses the database. Nothing here is asynchronous: it may be told so.
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        with sync_playwright() as started:
            yield started
            # Within the loop Django has a connection of its own, which nobody would find afterwards.
            connections.close_all()
        # A test that began its transaction before the loop was there ended it within: whoever comes after the
        # journeys begins with a connection of which nothing is remembered.
        for connection in connections.all(initialized_only=True):
            connection.close()
            del connections[connection.alias]


@pytest.fixture(scope="package")
def browser(playwright: Playwright) -> Iterator[Browser]:
    with running_browser(playwright) as started:
        yield started


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = new_context(browser, locale="kk-KZ", timezone_id="Asia/Almaty")
    yield context.new_page()
    context.close()


@pytest.fixture
def phone_page(browser: Browser) -> Iterator[Page]:
    context = new_context(browser, locale="kk-KZ", timezone_id="Asia/Almaty", viewport=PHONE, has_touch=True)
    yield context.new_page()
    context.close()


@pytest.fixture
def site(live_server, settings, tmp_path: Path) -> str:
    """The tiny election, open, with two typists of one precinct; the address of the running site."""
    settings.DATA_DIR = tmp_path / "var"
    open_tiny()
    person(Role.TYPIST, "P001", username="aigul")
    person(Role.TYPIST, "P001", username="bolat")
    return str(live_server.url)
