"""A short message becomes the same filled form as a page's, and whose number it came from is kept nowhere."""

import logging
import re

import pytest
from django.core.management import call_command
from django.test import Client

from hattama.core.observation import NOT_OBSERVED
from hattama.web.observation.arrange import TagsChanged, bring_form, make_tokens, renew_secret, revoke_token
from hattama.web.observation.messages import enrolment_code, sender_mark
from hattama.web.observation.policy import OrganisationRole
from hattama.web.observation.reading import missing_visits, standing_forms
from hattama.web.observation.tables import Observer, Organisation, ReceivedMessage, SentForm
from tests.formats.test_xforms import FORM
from tests.web.observation.organisation import coordinator, form, member, organisation, plan, telephone
from tests.web.prepared import built_on_tiny
from tests.web.tiny_election import NIGHT

pytestmark = pytest.mark.django_db
NUMBER = "+7 701 555 01 23"
TAGGED = (
    FORM.replace("relevant | required |", "relevant | required | compact_tag |")
    .replace("| Объявляли? | | |", "| Объявляли? | | | A |")
    .replace("|  | image", "|  | integer | ballots | Саны | Число | | | D |\n|  | image")
    .replace("attribute::phase |", "attribute::phase | prefix |")
    .replace("(kk) | counting |", "(kk) | counting | SAN |")
)


@built_on_tiny(gives=Organisation.objects.get)
def alma():
    made = organisation()
    form(made, TAGGED)
    plan(made, ("К-02", "P002"))


class Gateway:
    """The gateway of an organisation, and the telephones that write to it."""

    def __init__(self, of) -> None:
        self.address = f"/field/{renew_secret(coordinator(of), of, 'gateway_sha256')}/sms"
        self.client = Client()

    def send(self, text: str, number: str = NUMBER, **more: str):
        return self.client.post(self.address, {"from": number, "text": text, **more})

    def says(self, text: str, number: str = NUMBER, **more: str) -> str:
        answer = self.send(text, number, **more)
        assert answer.status_code == 200
        assert answer["Content-Type"] == "text/plain; charset=utf-8"
        return answer.content.decode()


@pytest.fixture
def gateway(alma):
    return Gateway(alma)


@pytest.fixture
def enrolled(alma, gateway):
    """The gateway; the number is that of observer К-01, who reads Russian."""
    telephone(alma, "К-01", "ru")
    assert "К-01" in gateway.says(enrolment_code(Observer.objects.get(pseudonym="К-01")))
    return gateway


def test_a_message_is_the_same_submission_as_a_form_and_is_answered_in_the_observers_language(alma, enrolled):
    reply = enrolled.says("сан OOl A2 д4l @ Тыныш")
    sent = SentForm.objects.get()
    assert sent.answers == {"station": "P001", "announced": "no", "ballots": "41", "comment": "Тыныш"}
    assert (sent.area.code, sent.phase, sent.observer.pseudonym) == ("P001", "counting", "К-01")
    number = f"{sent.sha256[:4]}-{sent.sha256[4:8]}".upper()
    assert reply == f"Получено. Квитанция: {number} SAN P001: A=no, D=41."
    assert sent.xml and sent.messages.get().reply == reply


def test_a_later_message_adds_to_the_one_before_and_the_same_again_changes_nothing(alma, enrolled):
    assert "Ещё ожидаются: D" in enrolled.says("SAN 1 A1", id="g-1")
    assert "Ещё ожидаются" not in enrolled.says("SAN 1 D40", id="g-2")
    enrolled.says("SAN 1 A2", id="g-3")
    first = ReceivedMessage.objects.first()
    assert enrolled.says("SAN 1 A1", id="g-1") == first.reply
    enrolled.says("SAN 1 A2 D40")
    [standing] = standing_forms(alma)
    assert standing.answers == {"station": "P001", "announced": "no", "ballots": "40"}
    assert (SentForm.objects.count(), ReceivedMessage.objects.count()) == (3, 4)
    enrolled.says("SAN 1 X2 A1")
    enrolled.says("SAN 2 A1")
    assert standing_forms(alma).count() == 3


def test_what_is_not_understood_is_told_and_what_is_stays(alma, enrolled):
    assert "Не понято: A9, QQ1" in enrolled.says("SAN 1 A9 D5 QQ1")
    assert SentForm.objects.get().answers["ballots"] == "5"
    assert "SAN" in enrolled.says("Сәлем!")
    assert "Ни один ответ не понят" in enrolled.says("SAN 1")
    assert "Место не известно" in enrolled.says("SAN 77 A3")
    [last] = SentForm.objects.filter(answers__station="77")
    assert (last.area, last.answers["announced"]) == (None, NOT_OBSERVED)
    assert ReceivedMessage.objects.filter(sent=None).count() == 2


def test_where_no_place_is_written_the_planned_one_is_meant(alma, gateway):
    observer = Observer.objects.get(pseudonym="К-02")
    make_tokens(coordinator(alma), alma, [observer], now=NIGHT)
    observer.refresh_from_db()
    assert "К-02" in gateway.says(enrolment_code(observer))
    assert missing_visits(alma).count() == 1
    assert "SAN P002" in gateway.says("SAN A1 D7")
    assert not missing_visits(alma).exists()


def test_a_number_stands_in_no_table_log_or_address(alma, enrolled, tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    enrolled.says("SAN 1 A1")
    enrolled.send("SAN 1 A1", "no number")
    assert enrolled.client.get(f"{enrolled.address}?from={NUMBER}&text=SAN+1+A1").status_code == 405
    assert enrolled.client.post(f"{enrolled.address}?from={NUMBER}&text=SAN+1+A1").status_code == 400
    everything = tmp_path / "all.json"
    call_command("dumpdata", "observation", output=str(everything))
    kept = everything.read_text()
    digits = re.sub(r"\D", "", NUMBER)
    assert "SAN 1 A1" in kept
    assert digits not in kept and NUMBER not in kept
    assert digits not in caplog.text and "5550123" not in re.sub(r"\D", "", enrolled.address)
    other = organisation("other")
    assert sender_mark(alma, NUMBER) == sender_mark(alma, digits) != sender_mark(other, NUMBER)


def test_who_is_not_enrolled_sends_nothing_and_a_sheet_that_ends_ends_its_telephone(alma, enrolled):
    other = "+77015550199"
    assert "тіркелмеген" in enrolled.says("SAN 1 A1", other)
    assert "тіркелмеген" in enrolled.says("1234567890", other)
    observer = Observer.objects.get(pseudonym="К-01")
    # A new telephone takes the place of the one before.
    assert "К-01" in enrolled.says(enrolment_code(observer), other)
    assert "тіркелмеген" in enrolled.says("SAN 1 A1")
    revoke_token(coordinator(alma), observer)
    assert "тіркелмеген" in enrolled.says("SAN 1 A1", other)
    assert not SentForm.objects.exists()
    assert Client().post("/field/no-such/sms", {"from": NUMBER, "text": "SAN"}).status_code == 403


@pytest.mark.parametrize(
    "body",
    [
        {"From": NUMBER, "Body": "SAN 1 A1", "MessageSid": "SM1"},
        {"from_number": NUMBER, "content": "SAN 1 A1", "id": "t1"},
        {"msisdn": NUMBER, "text": "SAN 1 A1", "messageId": "n1"},
    ],
)
def test_gateways_may_name_things_as_they_do_in_forms_or_json(enrolled, body):
    assert enrolled.client.post(enrolled.address, body).status_code == 200
    assert enrolled.client.post(enrolled.address, body, content_type="application/json").status_code == 200
    assert ReceivedMessage.objects.get().sent == SentForm.objects.get()


@pytest.mark.parametrize("body", [b"", b"[", b"[1]", b"\xff", b"{" + b'"a":' * 9000, b'{"from": {"a": 1}}'])
def test_what_is_no_message_is_refused_and_nothing_breaks(enrolled, body):
    answer = enrolled.client.post(enrolled.address, body, content_type="application/json")
    assert answer.status_code == 400
    assert not SentForm.objects.exists()


def test_a_gateway_that_has_no_number_for_its_messages_loses_none_of_them(enrolled):
    for text in ("SAN 1 A1", "SAN 1 D41"):
        said = {"from": NUMBER, "text": text, "id": None, "message": {"a": [1]}}
        enrolled.client.post(enrolled.address, said, content_type="application/json")
    assert [sent.answers.get("ballots") for sent in standing_forms(Organisation.objects.get())] == ["41"]


def test_a_keyword_means_the_same_for_ever(alma):
    user = coordinator(alma)
    more = TAGGED.replace("2026-1", "2026-2").replace("| D |", "| E |")
    bring_form(user, alma, more.encode(), "a.md", {}, now=NIGHT)
    moved = TAGGED.replace("2026-1", "2026-3").replace("| | | A |", "| | | |").replace("| D |", "| A |")
    for source in (moved, TAGGED.replace("| counting | 2026-1 |", "| other | 1 |")):
        assert source != TAGGED
        with pytest.raises(TagsChanged):
            bring_form(user, alma, source.encode(), "a.md", {}, now=NIGHT)


def test_the_desk_shows_what_may_be_written_and_what_was_understood(alma, enrolled):
    enrolled.says("SAN 1 A2 Q5")
    desk = Client(headers={"accept-language": "en"})
    desk.force_login(member(alma, OrganisationRole.ANALYST))
    home = "/en/desk/tiny/observation/alma/"
    page = desk.get(f"{home}messages/").content.decode()
    assert "announced: no" in page and "SAN 1 A2 Q5" in page and "Q5</td>" in page
    assert "<b>A</b>" in page and "1 – " in page
    assert "SAN 1 A2 Q5" in desk.get(f"{home}sent/{SentForm.objects.get().pk}/").content.decode()
    assert desk.post(f"{home}messages/").status_code == 403
    desk.force_login(coordinator(alma))
    page = desk.post(f"{home}messages/").content.decode()
    [address] = re.findall(r"(/field/[\w-]{27}/sms)<", page)
    assert Client().post(enrolled.address, {"from": NUMBER, "text": "SAN 1 A1"}).status_code == 403
    assert Client().post(address, {"from": NUMBER, "text": "SAN 1 A1"}).status_code == 200
    sheet = desk.post(f"{home}observers/sheets", {"observer": "К-02"}).content.decode()
    code = enrolment_code(Observer.objects.get(pseudonym="К-02"))
    assert f"<b>{code[:5]} {code[5:]}</b>" in sheet
