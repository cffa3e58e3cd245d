"""The modules of the check in a real browser, on a site of files that each test may alter."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.journeys.check.file_site import FileSite, serving

EMPTY_PAGE = b"<!doctype html><html lang=en><title>modules</title>"

Run = Callable[..., Any]


@pytest.fixture
def site() -> Iterator[FileSite]:
    with serving({"/": EMPTY_PAGE}) as started:
        yield started


@pytest.fixture
def run(page: Page, site: FileSite) -> Run:
    """`run("merkle.js", "async (merkle, argument) => …", argument)`: what the function answers in the browser."""
    page.goto(f"{site.address}/")

    def in_browser(module: str, function: str, argument: Any = None) -> Any:
        address = f"/static/hattama/check/{module}"
        return page.evaluate(
            f"async (argument) => ({function})(await import('{address}'), argument)", argument
        )

    return in_browser
