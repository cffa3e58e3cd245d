"""What the desk says of times is by the clock of the election, wherever the site itself stands."""

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hattama.formats.table_times import NoSuchTime
from hattama.web.kernel.accounts.roles import Role
from hattama.web.kernel.pages.election_clock import typed_moment
from tests.web.people import person
from tests.web.tiny_election import NIGHT, open_tiny, protocol, publish

pytestmark = pytest.mark.django_db


def test_the_desk_of_a_site_elsewhere_tells_times_by_the_clock_of_the_election(
    db: None, client: Client, settings: Any
) -> None:
    settings.TIME_ZONE = "America/Lima"
    open_tiny()
    publish(protocol("P001"))
    client.force_login(person(Role.TYPIST, "P001"))
    said = client.get("/en/desk/tiny/P001/party/", follow=True).content.decode()
    assert "23:30" in said and "12:30" not in said
    assert NIGHT.astimezone(timezone.get_current_timezone()).utcoffset() == datetime.timedelta(hours=-5)


def test_a_page_of_the_desk_does_not_read_the_bytes_that_define_its_election_again(
    db: None, client: Client
) -> None:
    open_tiny()
    client.force_login(person(Role.TYPIST, "P001"))
    client.get("/en/desk/tiny/P001/party/")
    with CaptureQueriesContext(connection) as asked:
        client.get("/en/desk/tiny/P001/party/")
    assert not [query for query in asked.captured_queries if '"election"."definition",' in query["sql"]]


def test_who_keeps_its_accounts_is_told_times_by_that_clock_too(
    db: None, client: Client, settings: Any
) -> None:
    settings.TIME_ZONE = "America/Lima"
    open_tiny()
    client.force_login(person(Role.ADMINISTRATOR, "KZ"))
    for page in ("/en/account/rights/tiny/", "/en/account/rights/tiny/changes"):
        assert "Times are those of the zone Asia/Almaty." in client.get(page).content.decode()


ZONE = "Europe/Berlin"


@pytest.mark.parametrize(
    "typed",
    [
        "tomorrow",
        "2026-11-22",
        "20.03.2023 01:00",
        "2026-11-22T20:00+01:00",
        "2026-03-29 02:30",
        "0001-01-01T00:00",
    ],
)
def test_what_clocks_never_show_is_no_moment(typed: str) -> None:
    with pytest.raises(NoSuchTime):
        typed_moment(typed, ZONE)


def test_a_moment_is_read_by_the_clock_of_its_place_and_nothing_is_none() -> None:
    assert typed_moment(" ", ZONE) is None
    read = typed_moment(" 2026-11-22T20:00 ", ZONE)
    assert read is not None and read.isoformat() == "2026-11-22T20:00:00+01:00"
