"""The crawl: a data folder of its own for each state, and nobody has guessed a passphrase yet."""

from collections.abc import Callable, Iterator
from dataclasses import astuple
from typing import Any

import pytest

from tests.attack.conftest import no_logs, nobody_has_tried_yet
from tests.crawl.crawler import Counts
from tests.web.conftest import files
from tests.web.only_growing import tables_can_be_emptied_between_tests

__all__ = [
    "files",
    "no_logs",
    "nobody_has_tried_yet",
    "tables_can_be_emptied_between_tests",
]


COUNTED = "crawl"


@pytest.fixture
def counts(record_property: Callable[[str, Any], None]) -> Iterator[Counts]:
    """What this test asks for; the closing line of the run adds up those of all."""
    fresh = Counts()
    yield fresh
    record_property(COUNTED, list(astuple(fresh)))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """States, requests, forms, commands, answers of 5xx."""
    found = [
        Counts(*value)
        for reports in terminalreporter.stats.values()
        for report in reports
        if getattr(report, "when", "") == "teardown"
        for name, value in report.user_properties
        if name == COUNTED
    ]
    if found:
        terminalreporter.write_line(f"The crawl. {sum(found, Counts()).line()}")


@pytest.fixture(autouse=True)
def mail_is_there(settings) -> None:
    """Pages that offer letters are crawled with their forms."""
    settings.MAIL_READY = True
