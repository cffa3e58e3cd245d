"""`hattama notify` sends what is due and says how much, or says how letters are set up."""

import pytest
from django.core import mail
from django.utils import timezone

from hattama.web.notices.subscriptions import ask_to_be_told, confirm_subscription
from hattama.web.operations.settings.mail import mail_settings
from tests.web.tiny_election import area_row, protocol, publish

pytestmark = pytest.mark.django_db(transaction=True)


def test_without_mail_the_command_says_what_to_give(run, tiny, settings) -> None:
    settings.MAIL_READY = False
    ran = run("notify")
    assert ran.code == 2
    assert "HATTAMA_MAIL_FROM" in ran.told


def test_letters_that_are_due_are_sent_once(run, tiny, settings) -> None:
    settings.MAIL_READY = True
    asked = ask_to_be_told(area_row("P001"), "reader@example.org", "en", now=timezone.now())
    assert asked is not None
    confirm_subscription(asked, now=timezone.now())
    publish(protocol("P001"))
    first, second = run("notify"), run("notify")
    assert (first.code, second.code) == (0, 0)
    assert "Letters sent: 1." in first.out + first.told
    assert "Letters sent: 0." in second.out + second.told
    assert len(mail.outbox) == 1


def test_letters_wait_while_their_folder_cannot_be_written_and_the_round_goes_on(
    run, tiny, settings, tmp_path
) -> None:
    (tmp_path / "file").touch()
    for name, value in mail_settings(f"file://{tmp_path}/file/letters", "site@example.org").items():
        setattr(settings, name, value)
    asked = ask_to_be_told(area_row("P001"), "reader@example.org", "en", now=timezone.now())
    confirm_subscription(asked, now=timezone.now())
    publish(protocol("P001"))
    assert "Letters sent: 0." in run("notify").told
    (tmp_path / "file").unlink()
    assert "Letters sent: 1." in run("notify").told
    assert "reader@example.org" in next((tmp_path / "file/letters").iterdir()).read_text()
