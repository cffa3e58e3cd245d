"""Who asks is read from the session and the account, with what the account holds."""

import datetime

import pytest
from django.contrib.auth import SESSION_KEY
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hattama.web.kernel.accounts.tables import Session
from hattama.web.kernel.accounts.who_asks import KnownAccounts, SessionStore
from hattama.web.kernel.stores.kept_questions import answers_ahead
from tests.web.protocols.desk.life_desk import Desk

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]

HOME = "/desk/tiny/"


@pytest.fixture
def people():
    return Desk("entries = 1").people


@pytest.fixture
def typist(client, people):
    """A typist, signed in."""
    client.force_login(people.aigul)
    return people.aigul


def test_session_account_and_roles_are_one_question(client, typist):
    assert client.get(HOME).status_code == 200
    with CaptureQueriesContext(connection) as asked:
        client.get(HOME)
    told = [query["sql"] for query in asked.captured_queries]
    assert sum('"session"' in sql for sql in told) == 1
    assert not any('FROM "auth_user"' in sql for sql in told)


def test_a_session_says_whose_it_is_and_ends_with_the_account(client, typist):
    (session,) = Session.objects.all()
    assert session.account == typist
    assert session.get_decoded()[SESSION_KEY] == str(typist.pk)
    client.logout()
    assert not Session.objects.exists()
    assert SessionStore().create_model_instance({}).account_id is None


def test_nobody_is_taken_for_the_account_that_stands_beside_a_session_of_another(client, typist, people):
    Session.objects.update(account=people.berik)
    answer = client.get(HOME)
    assert answer.context["user"] == typist, "what the session holds is signed"


def test_what_one_request_knew_of_an_account_the_next_asks_anew(client, typist):
    assert client.get(HOME).status_code == 200
    with answers_ahead():
        typist.is_active = False
        typist.save()
        assert not KnownAccounts().get_user(typist.pk)


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
