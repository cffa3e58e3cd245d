"""The Chromium of the machine, driven by Playwright: no browser is downloaded."""

import contextlib
import os
import shutil
from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Playwright, expect

from tests.real import PATIENCE

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
# The last three keep the browser from knocking at servers of its maker, which tests have no business with.
SWITCHES = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

PATIENCE_MS = 1000 * PATIENCE


def browser_program() -> str | None:
    """Where the browser is, or None where there is none."""
    return next((path for path in map(shutil.which, NAMES) if path), None)


@contextlib.contextmanager
def running_browser(playwright: Playwright, *switches: str) -> Iterator[Browser]:
    """A headless browser with these switches besides the usual ones, closed at the end."""
    # Chromium refuses its own sandbox to root, the usual account in a container.
    as_root = ("--no-sandbox",) if os.geteuid() == 0 else ()
    browser = playwright.chromium.launch(
        executable_path=browser_program(), args=[*SWITCHES, *as_root, *switches], timeout=PATIENCE_MS
    )
    expect.set_options(timeout=PATIENCE_MS)
    try:
        yield browser
    finally:
        browser.close()


def new_context(browser: Browser, **options: Any) -> BrowserContext:
    """A clean profile, as Playwright's own options say, that waits for as long as it may take."""
    context = browser.new_context(**options)
    context.set_default_timeout(PATIENCE_MS)
    return context
