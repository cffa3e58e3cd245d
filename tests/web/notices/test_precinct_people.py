"""Typists and chair of a precinct hear of what others do to its protocol: at the desk, and by letter."""

import datetime

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from django.utils import timezone

from hattama.core.vocabulary import Deed
from hattama.web.kernel.log.advance_log import advance_log
from hattama.web.notices import precinct_people
from hattama.web.notices.letters import notify_subscribers
from hattama.web.notices.tables import KnownSoFar
from hattama.web.protocols.change import change_protocol
from hattama.web.protocols.enter import enter_protocol
from tests.web.protocols.life.people import GROUNDS, LATER, everybody, paper, swapped
from tests.web.tiny_election import ELECTION_ID, NIGHT, area_row

pytestmark = pytest.mark.django_db
DESK = f"/en/desk/{ELECTION_ID}/"
HEAD = "Changed by others at your polling station"


@pytest.fixture
def people(tiny):
    people = everybody()
    enter_protocol(people.aigul, area_row("P001"), paper(), now=NIGHT)
    advance_log(ELECTION_ID, now=NIGHT)
    return people


def correct(people):
    change_protocol(Deed.CORRECT, people.head, area_row("P001"), swapped(), GROUNDS, now=LATER)
    advance_log(ELECTION_ID, now=LATER)


def page_of(user) -> str:
    client = Client()
    client.force_login(user)
    return client.get(DESK, follow=True).content.decode()


def mark_seen(user, until) -> int:
    client = Client()
    client.force_login(user)
    return client.post(f"{DESK}news/seen", {"until": until}).status_code


def until_in(page: str) -> str:
    return page.split('name="until" value="')[1].split('"')[0]


def test_an_entry_is_news_to_all_of_the_precinct_but_to_whoever_made_it(people) -> None:
    assert HEAD not in page_of(people.aigul)
    for user in (people.berik, people.chair):
        assert HEAD in page_of(user) and "Protocol published" in page_of(user)
    assert HEAD not in page_of(people.head), "bound to no precinct"


def test_a_correction_stays_news_until_it_is_marked_as_seen(people) -> None:
    seen = until_in(page_of(people.chair))
    correct(people)
    assert mark_seen(people.chair, seen) == 302
    page = page_of(people.chair)
    assert "Correction of the protocol" in page, "it came after what was shown"
    assert "Protocol published" not in page
    assert mark_seen(people.chair, until_in(page)) == 302
    assert HEAD not in page_of(people.chair)
    assert HEAD in page_of(people.aigul), "what one has seen another has not"


@pytest.mark.parametrize("until", ["", "x", "-1", "9" * 16])
def test_a_mark_that_is_no_size_of_a_log_is_refused(people, until: str) -> None:
    assert mark_seen(people.chair, until) == 400


def test_what_the_log_does_not_hold_yet_cannot_be_marked_as_seen(people) -> None:
    mark_seen(people.chair, "999999")
    correct(people)
    assert "Correction of the protocol" in page_of(people.chair)


def test_what_is_marked_while_a_letter_leaves_stays_marked(people, settings, monkeypatch) -> None:
    settings.MAIL_READY = True
    User.objects.filter(pk=people.chair.pk).update(email="chair@example.org")
    until = until_in(page_of(people.chair))
    KnownSoFar.objects.create(user=people.chair, election_id=ELECTION_ID)
    sent = precinct_people._send

    def send(user, letter) -> bool:
        assert mark_seen(people.chair, until) == 302
        return sent(user, letter)

    monkeypatch.setattr(precinct_people, "_send", send)
    assert notify_subscribers(now=NIGHT) == 1
    assert HEAD not in page_of(people.chair)


def test_whoever_has_an_address_gets_one_letter_that_names_nobody(people, settings) -> None:
    settings.MAIL_READY = True
    settings.BASE_URL = "https://results.example.org"
    people.chair.email = "chair@example.org"
    people.chair.save()
    correct(people)
    now = timezone.now()
    assert [notify_subscribers(now=now + datetime.timedelta(minutes=late)) for late in (0, 10)] == [1, 0]
    (letter,) = mail.outbox
    assert letter.to == ["chair@example.org"]
    assert "Correction of the protocol" in letter.body and "№ 1" in letter.body
    assert letter.message()["Auto-Submitted"] == "auto-generated"
    assert not [name for name in ("head", "aigul", "chair") if name in letter.body]
