"""The log as a page: every entry a sentence, newest first, and what is about a place by itself."""

import re
from typing import Any

import pytest
from django.test import Client

from hattama.web.kernel.log.tables import LogEntry
from hattama.web.notices import log_pages
from tests.web.tiny_election import annul

pytestmark = pytest.mark.django_db


def listed(page: str) -> list[int]:
    return [int(index) for index in re.findall(r'<li id="e(\d+)">', page)]


def test_every_entry_is_listed_once_the_newest_first(client: Client, night: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(log_pages, "ROWS", 3)
    size = LogEntry.objects.count()
    pages = [client.get(f"/en/e/tiny/log/?page={number}") for number in range(1, -(-size // 3) + 1)]
    found = [index for page in pages for index in listed(page.content.decode())]
    assert found == list(reversed(range(size)))
    assert client.get(f"/en/e/tiny/log/?page={len(pages) + 1}").status_code == 404


def test_each_entry_is_said_with_its_place_and_leads_to_its_bytes(client: Client, night: Any) -> None:
    page = client.get("/ru/e/tiny/log/").content.decode()
    last = LogEntry.objects.order_by("-index")[0]
    assert "Протокол опубликован" in page and "Начало журнала" in page
    assert f"/data/tiny/log/{last.index}" in page and last.leaf_hash[:16] in page


def test_a_place_shows_its_own_entries_and_those_below_it(client: Client, night: Any) -> None:
    about = set(LogEntry.objects.filter(act__area__code="P001").values_list("index", flat=True))
    assert set(listed(client.get("/en/e/tiny/a/P001/log/").content.decode())) == about
    assert about < set(listed(client.get("/en/e/tiny/a/R1/log/").content.decode()))
    assert "No such entry yet." in client.get("/en/e/tiny/a/R2/log/").content.decode()


def test_what_was_changed_stands_by_itself(client: Client, night: Any) -> None:
    assert listed(client.get("/en/e/tiny/log/?changes=1").content.decode()) == []
    annul("P001")
    page = client.get("/en/e/tiny/log/?changes=1").content.decode()
    assert listed(page) == [LogEntry.objects.get(kind="annulment").index]
    assert "Protocol declared invalid" in page
