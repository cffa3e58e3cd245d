"""What a telephone of an observer hears: line by line as OpenRosa says, and nothing lost or doubled."""

import hashlib
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.stores.content_store import ContentMissing, get_content
from hattama.web.observation import policy, receive
from hattama.web.observation.arrange import VersionTaken, bring_form, make_tokens, revoke_token, withdraw_form
from hattama.web.observation.reading import missing_visits, standing_forms
from hattama.web.observation.tables import Observer, Organisation, SentFile, SentForm
from tests.formats.test_xforms import FORM
from tests.web.observation.organisation import coordinator, filled, form, organisation, plan, telephone
from tests.web.prepared import built_on_tiny
from tests.web.tiny_election import NIGHT

pytestmark = pytest.mark.django_db
LIST = "{http://openrosa.org/xforms/xformsList}"


@built_on_tiny(gives=Organisation.objects.get)
def alma():
    made = organisation()
    form(made)


@pytest.fixture
def phone(alma):
    return telephone(alma)


def said(answer) -> str:
    """The sentence that the telephone shows."""
    message = ElementTree.fromstring(answer.content).find("{http://openrosa.org/http/response}message")
    assert answer["Content-Type"].startswith("text/xml")
    assert message is not None
    return message.text or ""


def listed(phone, **asked):
    """The forms of the list, each a dict."""
    answer = phone.get("formList", **asked)
    assert answer.status_code == 200
    assert (answer["X-OpenRosa-Version"], answer["Content-Type"]) == ("1.0", "text/xml; charset=utf-8")
    assert answer["Date"]
    root = ElementTree.fromstring(answer.content)
    assert root.tag == f"{LIST}xforms"
    return [{part.tag.removeprefix(LIST): part.text for part in one} for one in root]


def test_a_telephone_lists_and_fetches_its_forms_by_their_hash(alma, phone):
    [one] = listed(phone, deviceID="collect:1", verbose="true")
    assert (one["formID"], one["version"], one["name"]) == ("counting", "2026-1", "Подсчёт")
    assert "manifestUrl" not in one
    answer = phone.client.get(one["downloadUrl"])
    assert one["hash"] == f"md5:{hashlib.md5(answer.content).hexdigest()}"
    assert phone.client.head(f"{phone.base}formList").status_code == 200
    assert listed(phone, formID="other\0") == []


def test_of_a_form_the_newest_version_is_offered_and_every_one_is_taken(alma, phone):
    form(alma, FORM.replace("2026-1", "2026-2"))
    assert [one["version"] for one in listed(phone)] == ["2026-2"]
    assert len(listed(phone, listAllVersions="true")) == 2
    withdraw_form(coordinator(alma), alma.forms.first(), now=NIGHT)
    assert len(listed(phone, listAllVersions="true")) == 1
    assert phone.send(filled()).status_code == 201


def test_a_form_brings_its_files_with_a_manifest(alma, phone):
    source = FORM.replace("select_one yn | announced", "select_one_from_file areas.csv | announced")
    made = bring_form(
        coordinator(alma),
        alma,
        source.replace("2026-1", "3").encode(),
        "a.md",
        {"areas.csv": b"name,label\na,A\n"},
        now=NIGHT,
    )
    [one] = listed(phone, formID="counting")
    answer = phone.client.get(one["manifestUrl"])
    [media] = ElementTree.fromstring(answer.content)
    name, digest, address = (part.text for part in media)
    content = phone.client.get(address).content
    assert (name, content) == ("areas.csv", b"name,label\na,A\n")
    assert digest == f"md5:{hashlib.md5(content).hexdigest()}"
    stranger = telephone(organisation("other"))
    for path in (
        f"forms/{made.pk}.xml",
        f"forms/{made.pk}/manifest",
        address.partition(f"{phone.token}/")[2],
    ):
        assert stranger.get(path).status_code == 404


def test_another_list_or_another_mark_of_a_violation_is_another_version(alma):
    source = FORM.replace("select_one yn | announced", "select_one_from_file areas.csv | announced")
    form(alma, source.replace("2026-1", "3"), **{"areas.csv": b"name,label\na,A\n"})
    with pytest.raises(VersionTaken):
        form(alma, source.replace("2026-1", "3"), **{"areas.csv": b"name,label\nb,B\n"})
    assert form(alma, source.replace("2026-1", "3"), **{"areas.csv": b"name,label\na,A\n"}).version == "3"


def test_head_says_how_much_is_taken_at_once(phone):
    answer = phone.client.head(f"{phone.base}submission")
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer["X-OpenRosa-Version"] == "1.0"
    assert int(answer["X-OpenRosa-Accept-Content-Length"]) > 10_000_000


def test_what_was_filled_in_is_kept_byte_for_byte_with_its_receipt(alma, phone):
    answer = phone.send(filled())
    assert answer.status_code == 201
    sent = SentForm.objects.get()
    assert bytes(sent.xml).decode() == filled()
    assert sent.sha256 == hashlib.sha256(filled().encode()).hexdigest()
    number = f"{sent.sha256[:4]}-{sent.sha256[4:8]}".upper()
    assert said(answer) == f"Получено. Квитанция: {number}"
    assert (sent.area.code, sent.phase, sent.observer.pseudonym) == ("P001", "counting", "К-01")
    assert sent.answers["announced"] == "no"
    assert sent.began_at is not None


def test_pieces_join_and_nothing_is_doubled_however_often_they_come(phone):
    xml = filled(photo="1.jpg")
    answer = phone.send(xml)
    assert answer.status_code == 202
    assert "1.jpg" in said(answer)
    for _ in range(3):
        assert phone.send(xml, **{"1_jpg": b"picture"}).status_code == 201
    assert phone.send(xml).status_code == 201
    assert SentForm.objects.count() == 1
    file = SentFile.objects.get()
    assert (file.name, get_content(file.sha256)) == ("1.jpg", b"picture")
    assert phone.send(xml, **{"1_jpg": b"other"}).status_code == 201
    assert [get_content(one.sha256) for one in SentFile.objects.all()] == [b"picture", b"other"]


def test_files_of_one_name_with_other_bytes_are_counted_too(phone, monkeypatch):
    monkeypatch.setattr(receive, "MOST_FILES", 1)
    xml = filled(photo="1.jpg")
    assert [phone.send(xml, **{"1_jpg": some}).status_code for some in (b"a", b"a", b"b")] == [201, 201, 413]


def test_nobody_fills_the_disk_with_one_sheet_and_what_is_refused_leaves_no_bytes(alma, phone, monkeypatch):
    monkeypatch.setattr(receive, "MOST_OF_ONE", 2 * len(filled(photo="1.jpg").encode()))
    xml = filled(photo="1.jpg")
    assert phone.send(xml, **{"1_jpg": b"picture"}).status_code == 201
    answer = phone.send(xml, **{"1_jpg": b"p" * len(xml.encode())})
    assert (answer.status_code, "сообщите своей организации" in said(answer)) == (413, True)
    assert phone.send(filled("uuid:2")).status_code == 413
    assert phone.send(filled(station="P002"), **{"2_jpg": b"other answers"}).status_code == 409
    assert phone.send(xml, **{"1_jpg": b"picture"}).status_code == 201
    assert telephone(alma, "К-02").send(filled("uuid:2")).status_code == 201
    with pytest.raises(ContentMissing):
        get_content(hashlib.sha256(b"other answers").hexdigest())


@pytest.mark.parametrize("start", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59+00:00"])
def test_a_clock_that_shows_no_year_of_ours_keeps_nothing_from_being_received(phone, start: str):
    assert phone.send(filled().replace("2023-03-19T21:00:00.000+06:00", start)).status_code == 201
    assert (SentForm.objects.get().began_at, SentForm.objects.get().answers["start"]) == (None, start)


def test_other_answers_under_one_name_are_refused_and_an_edit_stands_beside(alma, phone):
    phone.send(filled())
    answer = phone.send(filled(station="P002"))
    assert answer.status_code == 409
    assert telephone(alma, "К-02").send(filled()).status_code == 409
    assert bytes(SentForm.objects.get().xml).decode() == filled()
    assert phone.send(filled("uuid:2", replaces="uuid:1")).status_code == 201
    assert [one.instance_id for one in standing_forms(alma)] == ["uuid:2"]
    telephone(alma, "К-03").send(filled("uuid:3", replaces="uuid:2"))
    assert [one.instance_id for one in standing_forms(alma)] == ["uuid:2", "uuid:3"]


def test_a_place_that_the_form_does_not_name_is_that_of_the_plan(alma, phone):
    plan(alma, ("К-01", "P002"))
    phone.send(filled(station=""))
    assert SentForm.objects.get().area.code == "P002"


@pytest.mark.parametrize("written", ["1", "001", "№ 1", " P001 "])
def test_a_polling_station_is_known_by_the_number_that_is_asked_for(alma, phone, written: str):
    plan(alma, ("К-01", "P001"))
    assert "Место" not in said(phone.send(filled(station=written)))
    assert SentForm.objects.get().area.code == "P001"
    assert not missing_visits(alma).exists()


def test_a_place_above_polling_stations_is_known_by_its_identifier_and_by_no_stations_number(alma, phone):
    phone.send(filled(station="D11"))
    AreaRow.objects.create(election=alma.election, code="1", number="1", kind="unit", after=99, depth=0)
    phone.send(filled("uuid:2", station="1"))
    assert [one.area.code for one in SentForm.objects.order_by("pk")] == ["D11", "P001"]


def test_whoever_names_a_place_that_is_not_known_hears_it_with_the_receipt(alma, phone):
    answer = phone.send(filled(station="777"))
    assert answer.status_code == 201 and SentForm.objects.get().area is None
    assert said(answer).startswith("Получено. Квитанция: ")
    assert said(answer).endswith("Участок 777 не найден: отправьте новую форму с верным номером.")


def test_whoever_sends_an_earlier_version_of_a_form_hears_it_with_the_receipt(alma, phone):
    assert "изменила эту форму" not in said(phone.send(filled("uuid:1")))
    form(alma, FORM.replace("2026-1", "2026-2"))
    assert "изменила эту форму" in said(phone.send(filled("uuid:2")))


def test_a_log_of_the_telephone_comes_as_a_file(phone):
    xml = filled().replace("<instanceID>", "<audit>audit.csv</audit><instanceID>")
    assert phone.send(xml).status_code == 202
    assert phone.send(xml, audit_csv=b"event,node\n").status_code == 201
    assert SentForm.objects.get().file_names == {"audit.csv": "audit"}


def test_who_has_no_good_token_hears_403_and_never_401(alma, phone):
    observer = Observer.objects.get()
    assert phone.token not in observer.token_sha256
    stranger = Client()
    for address in ("formList", "submission", "forms/1.xml"):
        assert stranger.get(f"/field/{'x' * 27}/{address}").status_code == 403
    [(_, newer)] = make_tokens(coordinator(alma), alma, [observer], now=NIGHT)
    assert phone.get("formList").status_code == 403
    phone.token = newer
    assert phone.get("formList").status_code == 200
    revoke_token(coordinator(alma), observer)
    answer = phone.send(filled())
    assert answer.status_code == 403
    assert not SentForm.objects.exists()
    assert Client().get("/field//formList").status_code == 404


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({}, 400),
        ({"xml_submission_file": "<a/>"}, 400),
        ({"xml_submission_file": filled().replace("counting", "no-such-form")}, 404),
        ({"xml_submission_file": filled().replace("2026-1", "2031-1")}, 404),
        ({"xml_submission_file": " " * 1_100_000}, 413),
    ],
)
def test_what_cannot_be_taken_is_refused_in_the_observers_language_and_never_with_200(phone, sent, status):
    sentence = (
        phone.send(sent["xml_submission_file"])
        if sent
        else phone.client.post(f"{phone.base}submission", {"a": "b"})
    )
    assert sentence.status_code == status
    assert any("а" <= sign <= "я" for sign in said(sentence))
    assert sentence["Content-Language"] == "ru"


def test_a_request_that_is_too_large_broken_or_of_another_protocol_is_told_so(phone, settings):
    address = f"{phone.base}submission"
    long = phone.client.generic("POST", address, b"", CONTENT_LENGTH=str(30_000_000))
    assert long.status_code == 413
    broken = phone.client.generic(
        "POST", address, b"--x\r\nno", content_type="multipart/form-data; boundary=x"
    )
    assert broken.status_code == 400
    unbounded = phone.client.generic("POST", address, b"no", content_type="multipart/form-data")
    assert unbounded.status_code == 400
    other = phone.client.get(f"{phone.base}formList", headers={"x-openrosa-version": "2.0"})
    assert other.status_code == 400
    assert phone.client.put(address).status_code == 405


def test_a_telephone_that_asks_without_end_is_told_to_wait(alma, phone, settings, monkeypatch):
    monkeypatch.setattr(policy, "MOST_A_MINUTE", 2)
    monkeypatch.setattr(policy, "time", SimpleNamespace(time=lambda: 60.0))
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "observer_guess": "2/m/ip"}
    assert [phone.get("formList").status_code for _ in range(3)] == [200, 200, 429]
    assert telephone(alma, "К-02").get("formList").status_code == 200
    assert [Client().get("/field/guess/formList").status_code for _ in range(3)] == [403, 403, 429]


def test_what_was_sent_is_never_changed(phone):
    phone.send(filled())
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE sent_form SET answers = '{}'")
