"""Being told by letter: asked for, confirmed, told once, left with one click, and the address forgotten."""

import datetime
import email
import logging
import re
import smtplib
from email import policy

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.utils import timezone

from hattama.web.notices import letters as telling
from hattama.web.notices.subscriptions import CONFIRM_WITHIN, forget_unconfirmed
from hattama.web.notices.tables import SubscriberAddress, Subscription
from tests.web.kernel.pages.reading import read_page
from tests.web.tiny_election import protocol, publish

pytestmark = pytest.mark.django_db
PLACE = "/en/e/tiny/a/P003/told/"
ADDRESS = "Reader@example.org"


@pytest.fixture(autouse=True)
def letters_leave(settings):
    """The site can send letters, and has an address of its own."""
    settings.MAIL_READY = True
    settings.DEFAULT_FROM_EMAIL = "hattama@results.example.org"
    settings.BASE_URL = "https://results.example.org"


def link_in(letter, word: str) -> str:
    (found,) = re.findall(rf"https://results\.example\.org(/\S*/{word}/)", letter.body)
    return found


def subscribe(client: Client, place: str = PLACE) -> str:
    """Ask and confirm; the address that leaves again."""
    client.post(place, {"email": ADDRESS})
    client.post(link_in(mail.outbox.pop(), "confirm"))
    return Subscription.objects.get().leave_sha256


def notify(minutes: int = 0) -> int:
    return telling.notify_subscribers(now=timezone.now() + datetime.timedelta(minutes=minutes))


def test_nothing_is_told_before_the_owner_of_the_address_confirms(client: Client, night: object) -> None:
    client.post(PLACE, {"email": ADDRESS})
    (letter,) = mail.outbox
    assert letter.to == ["reader@example.org"]
    publish(protocol("P003"))
    assert notify() == 0
    confirm = link_in(letter, "confirm")
    assert client.get(confirm).status_code == 200
    assert Subscription.objects.get().confirmed_at is None, "programs that open addresses confirm nothing"
    confirmed = client.post(confirm, follow=True)
    assert confirmed.redirect_chain == [(confirm, 302)], "going back asks for nothing to be sent again"
    assert "Confirmed." in read_page(confirmed).one("p", role="status").text
    assert notify() == 0, "what came before is not told"


def test_each_change_is_told_once(client: Client, night: object) -> None:
    subscribe(client)
    publish(protocol("P003"))
    assert [notify(), notify(90)] == [1, 0]
    (letter,) = mail.outbox
    assert "Polling station No. 10, Party lists: Protocol published" in letter.body
    assert "https://results.example.org/en/e/tiny/a/P003/#party" in letter.body
    publish(protocol("P201"))
    assert notify(180) == 0, "that was elsewhere"


def test_letters_leave_in_peace_and_one_letter_holds_what_came_meanwhile(
    client: Client, night: object
) -> None:
    subscribe(client, "/en/e/tiny/a/R1/told/")
    publish(protocol("P003"))
    assert notify() == 1
    publish(protocol("P003", "single"))
    publish(protocol("P002", "single"))
    assert [notify(30), notify(61)] == [0, 1]
    assert mail.outbox[-1].body.count("Protocol published") == 2


@pytest.mark.parametrize("moment", ["before sending", "after sending"])
def test_whoever_is_killed_leaves_no_change_untold_and_none_under_two_names(
    client: Client, night: object, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    subscribe(client)
    publish(protocol("P003"))

    def die(backend: EmailBackend, messages: list) -> int:
        if moment == "after sending":
            mail.outbox.extend(messages)
        raise KeyboardInterrupt

    with monkeypatch.context() as killing, pytest.raises(KeyboardInterrupt):
        killing.setattr(EmailBackend, "send_messages", die)
        notify()
    publish(protocol("P003", "single"))
    assert notify() == 1
    names = {letter.extra_headers["Message-ID"] for letter in mail.outbox}
    assert len(names) == 1 and {letter.body.count("Protocol published") for letter in mail.outbox} == {1}
    assert notify(10) == 1, "what came after is told in the next"
    assert "Single-mandate" in mail.outbox[-1].body


@pytest.mark.parametrize(
    ("address", "named"),
    [
        ("https://results.example:8443/x", "results.example"),
        ("http://[2001:db8::1]:8000", "[IPv6:2001:db8::1]"),
        ("http://192.0.2.7", "192.0.2.7"),
    ],
)
def test_a_letter_is_named_as_the_standard_of_mail_asks(
    client: Client, night: object, settings, address: str, named: str
) -> None:
    settings.BASE_URL = address
    client.post(PLACE, {"email": ADDRESS})
    letter = email.message_from_bytes(mail.outbox[0].message().as_bytes(), policy=policy.default)
    assert letter["Message-ID"].endswith(f"@{named}>") and not letter["Message-ID"].defects


# A program that reads mail follows no redirect (RFC 8058, 3.1); a reader who goes back is asked nothing.
@pytest.mark.parametrize(("sent", "status"), [({"List-Unsubscribe": "One-Click"}, 200), ({}, 302)])
def test_one_click_ends_the_letters_and_deletes_the_address(night: object, sent, status: int) -> None:
    client = Client(enforce_csrf_checks=True)
    subscribe(client)
    publish(protocol("P003"))
    notify()
    headers = mail.outbox[0].extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    leave = headers["List-Unsubscribe"].strip("<>").removeprefix("https://results.example.org")
    assert client.get(leave).status_code == 200 and SubscriberAddress.objects.exists()
    assert client.post(leave, sent).status_code == status
    assert not SubscriberAddress.objects.exists() and not Subscription.objects.exists()
    assert client.post(leave).status_code == 200, "a second click is no trouble"
    assert "No letters are sent" in read_page(client.get(leave)).one("p", role="status").text


def test_an_address_that_nobody_confirms_is_forgotten(client: Client, night: object) -> None:
    client.post(PLACE, {"email": ADDRESS})
    later = timezone.now() + CONFIRM_WITHIN + datetime.timedelta(minutes=1)
    assert forget_unconfirmed(now=later) == 1
    assert not SubscriberAddress.objects.exists()
    page = read_page(client.post(link_in(mail.outbox[0], "confirm")))
    assert "not good any more" in page.one("main").text


def test_nobody_learns_whether_an_address_is_told_of_something(client: Client, night: object) -> None:
    first = client.post(PLACE, {"email": ADDRESS})
    again = client.post(PLACE, {"email": ADDRESS.lower()})
    assert first.url == again.url == f"{PLACE}?sent=1#letters"
    assert "it is on its way" in read_page(client.get(first.url)).one("p", role="status").text
    assert len(mail.outbox) == 1, "and nobody fills the letter-box of another"


def test_the_address_and_the_tokens_stand_in_no_log_and_the_tokens_in_no_table(
    client: Client, night: object, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.INFO)
    subscribe(client)
    publish(protocol("P003"))

    def refuse(backend: EmailBackend, messages: list) -> int:
        raise smtplib.SMTPServerDisconnected(f"lost {ADDRESS}")

    with monkeypatch.context() as broken:
        broken.setattr(EmailBackend, "send_messages", refuse)
        assert notify() == 0
    assert notify() == 1
    leave = mail.outbox[0].extra_headers["List-Unsubscribe"].strip("<>").split("/")[-3]
    client.post("/told/no-such-token/confirm/")
    told = " ".join(record.getMessage() for record in caplog.records)
    assert "waits" in told
    for secret in ("example.org", leave, "no-such-token"):
        assert secret.lower() not in told.lower()
    assert leave not in str(list(Subscription.objects.values()))
    assert "example" not in str(list(Subscription.objects.values()))


def test_a_letter_box_that_is_no_more_is_forgotten(
    client: Client, night: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    subscribe(client)
    publish(protocol("P003"))

    def refuse(backend: EmailBackend, messages: list) -> int:
        raise smtplib.SMTPRecipientsRefused({"reader@example.org": (550, b"no such user")})

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    assert notify() == 0
    assert not SubscriberAddress.objects.exists()


def test_a_letter_that_cannot_leave_is_said_to_and_can_be_asked_for_again(
    client: Client, night: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(backend: EmailBackend, messages: list) -> int:
        raise ConnectionRefusedError

    with monkeypatch.context() as broken:
        broken.setattr(EmailBackend, "send_messages", refuse)
        answer = client.post(PLACE, {"email": ADDRESS})
    assert "could not be sent" in read_page(answer).one("p", cls="fault").text
    assert not SubscriberAddress.objects.exists()
    client.post(PLACE, {"email": ADDRESS})
    assert len(mail.outbox) == 1


def test_what_is_no_address_is_refused(client: Client, night: object) -> None:
    answer = client.post(PLACE, {"email": "reader\nBcc: others@example.org"})
    assert answer.status_code == 400 and not mail.outbox
    assert read_page(answer).one("p", cls="fault").text == "This is no e-mail address."


def test_a_site_without_mail_offers_the_feed_alone(client: Client, night: object, settings) -> None:
    settings.MAIL_READY = False
    page = read_page(client.get(PLACE))
    assert not page.all("input", type="email")
    assert "The feed tells the same." in page.one("section", id="letters").text
    client.post(PLACE, {"email": ADDRESS})
    assert not Subscription.objects.exists() and notify() == 0


def test_the_letter_speaks_the_language_in_which_it_was_asked_for(client: Client, night: object) -> None:
    client.post("/e/tiny/a/P003/told/", {"email": ADDRESS})
    assert mail.outbox[0].subject == "Растаңыз: жаңалықтар, № 10 сайлау учаскесі"
