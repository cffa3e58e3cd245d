"""The Chromium of the machine, driven by Playwright: no browser is downloaded."""

import contextlib
import os
import shutil
from collections.abc import Iterator

from playwright.sync_api import Browser, Playwright

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


def browser_program() -> str | None:
    """Where the browser is, or None where there is none."""
    return next((path for path in map(shutil.which, NAMES) if path), None)


@contextlib.contextmanager
def running_browser(playwright: Playwright, *switches: str) -> Iterator[Browser]:
    """A headless browser with these switches besides the usual ones, closed at the end."""
    # Chromium refuses its own sandbox to root, the usual account in a container.
    as_root = ("--no-sandbox",) if os.geteuid() == 0 else ()
    browser = playwright.chromium.launch(
        executable_path=browser_program(), args=[*SWITCHES, *as_root, *switches]
    )
    try:
        yield browser
    finally:
        browser.close()
