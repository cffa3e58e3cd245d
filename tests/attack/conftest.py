"""Attacks on the whole site: a data folder of its own for each, and nobody has guessed a passphrase yet."""

import logging
from collections.abc import Iterator

import pytest
from django.conf import urls
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

from tests.web.conftest import draft, files, tiny
from tests.web.only_growing import tables_can_be_emptied_between_tests

__all__ = ["draft", "files", "tables_can_be_emptied_between_tests", "tiny"]


@pytest.fixture(autouse=True)
def nobody_has_tried_yet() -> None:
    """Failed logins of one test do not slow down the next."""
    cache.clear()


@pytest.fixture
def no_logs() -> Iterator[None]:
    """Thousands of refusals, each written down with where it was raised, are not what a test is about."""
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def bare_refusals(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of thousands of refusals the status is looked at; the page of a refusal is tested elsewhere."""

    def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
        return HttpResponse(status=403)

    monkeypatch.setattr(urls, "handler403", refused)
