"""What the desk says of times is by the clock of the election, wherever the site itself stands."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from hattama.web.kernel.accounts.roles import Role
from tests.web.people import person
from tests.web.tiny_election import NIGHT, open_tiny, protocol, publish

pytestmark = pytest.mark.django_db


def test_the_desk_of_a_site_elsewhere_tells_times_by_the_clock_of_the_election(
    db: None, client: Client, settings: object
) -> None:
    settings.TIME_ZONE = "America/Lima"  # type: ignore[attr-defined]
    open_tiny()
    publish(protocol("P001"))
    client.force_login(person(Role.TYPIST, "P001"))
    said = client.get("/en/desk/tiny/P001/party/", follow=True).content.decode()
    assert "23:30" in said and "12:30" not in said
    assert NIGHT.astimezone(timezone.get_current_timezone()).utcoffset() == datetime.timedelta(hours=-5)
