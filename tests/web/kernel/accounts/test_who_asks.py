"""Who asks is read from the session and the account, with what the account holds."""

import datetime

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.web.protocols.desk.life_desk import Desk

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]

HOME = "/desk/tiny/"


@pytest.fixture
def typist(client):
    """A typist, signed in."""
    account = Desk("entries = 1").people.aigul
    client.force_login(account)
    return account


def test_session_account_and_roles_are_two_questions(client, typist):
    assert client.get(HOME).status_code == 200
    with CaptureQueriesContext(connection) as asked:
        client.get(HOME)
    told = [query["sql"] for query in asked.captured_queries]
    assert sum("django_session" in sql for sql in told) == 1
    assert sum('FROM "auth_user"' in sql for sql in told) == 1


def test_a_session_ends_in_its_time(client, typist):
    Session.objects.update(expire_date=timezone.now() - datetime.timedelta(seconds=1))
    assert client.get(HOME).status_code == 302


def test_an_account_that_was_closed_asks_no_more(client, typist):
    typist.is_active = False
    typist.save()
    assert client.get(HOME).status_code == 302


def test_a_role_that_was_taken_away_is_gone_with_the_next_request(client, typist):
    assert client.get(HOME).status_code == 200
    typist.memberships.all().delete()
    assert client.get(HOME).status_code == 403
