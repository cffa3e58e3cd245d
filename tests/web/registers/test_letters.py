"""Letters to those who are late: once for a lateness, as a paper, a deed in the log, and by mail if asked."""

import datetime

import pytest
from django.core import mail

from hattama.core.records import facts_of, letters_about
from hattama.web.kernel.log.tables import LogEntry
from hattama.web.registers.desk.letters import LETTER
from hattama.web.registers.reading import record_of
from tests.rulepacks.a_register import ARegister, at
from tests.web.kernel.pages.reading import read_page
from tests.web.protocols.life.people import everybody
from tests.web.registers.complaints import LATER, three_complaints
from tests.web.tiny_election import ELECTION_ID

DESK = f"/en/desk/{ELECTION_ID}/registers/"
RECORD = f"{DESK}complaints/other-complaint/"
HERE = f"{RECORD}letters/reminder/"
TO = {"to": "territorial_commission", "language": "ru"}


@pytest.mark.django_db
def test_a_letter_is_a_paper_and_then_a_deed_and_is_not_sent_a_second_time(client, tiny, settings):
    three_complaints()
    client.force_login(everybody().head)
    page = read_page(client.get(f"{DESK}late_letters/"))
    assert "Not sent yet" in page.text
    for language in ("kk", "ru", "en"):
        paper = client.get(HERE, {**TO, "language": language})
        assert paper["Content-Type"] == "application/pdf" and paper.content.startswith(b"%PDF")
    # Who is not late, or not any more, has none.
    assert client.get(HERE, {"to": "supreme_court"})["Location"] == RECORD
    assert client.get(f"{RECORD}letters/no-such/").status_code == 404
    settings.MAIL_READY = True
    size = LogEntry.objects.count()
    sent = client.post(HERE, {**TO, "email": "nobody@example.org"})
    assert sent.status_code == 302 and sent["Location"].endswith("sent=1")
    assert LogEntry.objects.count() == size + 1
    (letter,) = mail.outbox
    assert letter.to == ["nobody@example.org"] and letter.attachments[0][2] == "application/pdf"
    seen = record_of(tiny, "complaints", "other-complaint", now=LATER)
    assert seen is not None
    done = seen.record.deeds[-1]
    assert done.deed == "remind" and seen.record.state and seen.record.state.code == "under_review"
    # What the log names by its hash can be opened again.
    kept = client.get(f"{RECORD}files/{done.attached[LETTER]}/")
    assert kept.status_code == 200 and b"".join([kept.content]).startswith(b"%PDF")
    again = client.post(HERE, TO)
    assert again.status_code == 409 and "sent already" in read_page(again).text
    assert LogEntry.objects.count() == size + 1 and len(mail.outbox) == 1
    assert "No letter waits." in read_page(client.get(f"{DESK}late_letters/")).text


def request(book: ARegister) -> str:
    """Two questions to two bodies, all received in January; the first body answered one of them."""
    of = book.say("request", {"number": "7", "applicant": "A citizen"})
    for item in ("1", "2"):
        question = book.say("question", {"request": of, "item": item})
        for body in ("First", "Second"):
            cell = book.say("answer", {"question": question, "addressee": body})
            book.do(cell, "receive", at(10, month=1))
            if (item, body) == ("1", "First"):
                book.do(cell, "answer", at(20, month=1))
    return of


def told(book: ARegister, of: str, code: str):
    every = facts_of(book.registry, book.moment, book.pack.register_id)
    facts = next(one for one in every if one.record.record_id == of)
    letter = next(one for one in facts.record.kind.letters if one.code == code)
    return {due.to: due for due in letters_about(facts, letter, every)}


def test_a_request_goes_whole_to_each_addressee_and_a_reminder_of_what_is_not_answered() -> None:
    book = ARegister("information-requests")
    of = request(book)
    assert {to: len(due.about) for to, due in told(book, of, "request").items()} == {"First": 2, "Second": 2}
    reminders = told(book, of, "reminder")
    assert {to: len(due.about) for to, due in reminders.items()} == {"First": 1, "Second": 2}
    assert all(due.sent_at is None for due in reminders.values())


def test_an_extended_time_that_is_missed_too_is_another_lateness() -> None:
    book = ARegister("information-requests")
    of = request(book)
    cell = told(book, of, "reminder")["First"].about[0].record.record_id
    book.do(cell, "remind", at(1, month=2))
    assert told(book, of, "reminder")["First"].sent_at == at(1, month=2)
    book.do(cell, "extend", at(2, month=2))
    # The longer time ran out on the 9th: what was sent before it speaks of another lateness.
    missed = told(book, of, "reminder")["First"].missed
    assert max(one.due_at for one in missed if one.due_at) > at(1, month=2) - datetime.timedelta(days=1)
    assert told(book, of, "reminder")["First"].sent_at is None
