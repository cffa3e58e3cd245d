"""Registers at the desk: from a complaint filed at the last minute to its row; who may; what is refused."""

import html
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hattama.core.records import Document, NamedFile, Range, RecordRule, Sealed
from hattama.web.kernel.accounts.tables import PersonalRead
from hattama.web.kernel.log.check_log import check_logged_entries
from hattama.web.kernel.log.check_published import check_published
from hattama.web.kernel.log.tables import Act, LogEntry
from hattama.web.registers.desk import imports
from hattama.web.registers.reading import record_of, register_in_force, rows_of
from hattama.web.registers.tables import OpenedText, PublishedRecord
from tests.web.kernel.pages.reading import read_page
from tests.web.protocols.life.people import People, everybody
from tests.web.registers.complaints import FIRST, LATER, say, statement
from tests.web.tiny_election import ELECTION_ID, picture

pytestmark = pytest.mark.django_db

HERE = f"/en/desk/{ELECTION_ID}/registers/complaints/"
COMPLAINT = {
    "source": "commission",
    "title": "Тіркеу журналы",
    "page": "3",
    "quotation": "шағым түсті",
    "language": "kk",
    "as_of": "2023-03-29",
    "f-number": "17/А",
    "f-subject": "commission_act",
    "f-against": "precinct_commission",
    "f-area": "P001",
    "f-act_on": "2023-03-19",
    "f-complainant": "Үлгі Үлгіұлы",
    "f-gist-kk": "Хаттама көшірмесі берілмеген",
    "f-fine": "10 500,50",
}


@pytest.fixture
def people(tiny) -> People:
    return everybody()


def token_of(client, address: str) -> str:
    found = re.search(r'name="token" value="([0-9a-f]{32})"', client.get(address).content.decode())
    assert found is not None
    return found[1]


def send(client, address: str, /, **sent):
    return client.post(address, {"token": token_of(client, address), **sent})


def opened(client, **changes) -> str:
    """The address of a record that was opened at the desk."""
    answer = send(client, f"{HERE}new/complaint/", **(COMPLAINT | changes))
    assert answer.status_code == 302, read_page(answer).text
    return answer["Location"].partition("?")[0]


def do(client, record: str, deed: str, at: str, by: str = "", **more):
    sent = {"source": "commission", "at": at, "by": by, **more}
    answer = send(client, f"{record}deeds/{deed}/", **sent)
    assert answer.status_code == 302, read_page(answer).text


def seen(election, record: str, now=LATER):
    return record_of(election, "complaints", record.rstrip("/").rpartition("/")[2], now=now)


def test_filed_in_the_last_minute_decided_late_appealed_and_suspended_by_a_court(people, client, tiny):
    client.force_login(people.head)
    record = opened(client)
    do(client, record, "file", "2023-03-29T17:59")
    do(client, record, "receive", "2023-03-30T10:00", "territorial_commission")
    decision = SimpleUploadedFile("decision.png", picture(101), "image/png")
    do(
        client,
        record,
        "decide",
        "2023-04-05T12:00",
        "territorial_commission",
        **{"decide-decision": decision},
    )
    do(client, record, "appeal", "2023-04-06T09:00")
    do(client, record, "receive", "2023-04-06T11:00", "territorial_commission")
    do(client, record, "suspend", "2023-04-06T15:00", "territorial_commission")
    view = seen(tiny, record)
    assert view.row.state == view.record.state.code == "suspended"
    assert [done.deed for done, _, _ in view.record.walk()] == [
        *("file", "receive", "decide", "appeal", "receive", "suspend")
    ]
    stood = [(one.clock.code, one.standing.value) for one in view.readings]
    assert stood == [
        ("file", "met"),
        ("decide_higher_commission", "late"),
        ("decide_higher_commission", "stands_still"),
    ]
    assert {one.rule for one in view.findings} == {RecordRule.LATE}
    assert check_logged_entries(tiny) == [] and check_published(tiny) == []
    page = read_page(client.get(record)).text
    for told in ("suspended", "late", "a time limit was missed", "17/А", "шағым түсті", "Үлгі Үлгіұлы"):
        assert told in page
    assert PersonalRead.objects.filter(what="record").exists()
    file = view.record.deeds[2].attached["decision"]
    shown = client.get(f"{record}files/{file}/")
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/png")
    assert client.get(f"{record}files/{'0' * 64}/").status_code == 404


def test_a_form_gives_values_of_every_type_and_what_is_stated_beside_one_value(people, client, tiny):
    client.force_login(people.head)
    paper = SimpleUploadedFile("../комплейнт.png", picture(102), "image/png")
    first = opened(client)
    record = opened(
        client,
        **{
            "f-fine-most": "20000",
            "f-topic-none": "on",
            "f-led_to": first.rstrip("/").rpartition("/")[2],
            "f-offence": "kz-elections/50(1)",
            "f-complaint_file": paper,
            "address": "https://example.org/a",
            "authentic": "translation",
        },
    )
    held = seen(tiny, record).record
    values = {field.code: held.value(field.code) for field in held.kind.fields}
    assert isinstance(values["fine"], Range) and values["fine"].least.minor == 1_050_050
    assert values["fine"].most.minor == 2_000_000 and values["topic"] is None
    assert any("topic" in one.values for one in held.statements)
    assert (
        isinstance(values["complaint_file"], NamedFile) and values["complaint_file"].name == "комплейнт.png"
    )
    assert held.statements[0].document == Document(
        address="https://example.org/a",
        title="Тіркеу журналы",
        page="3",
        quotation="шағым түсті",
        language="kk",
        is_authentic=False,
    )


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"f-act_on": "19.03.2023"}, "Found: “19.03.2023”. Expected, for example: 2023-03-19"),
        ({"f-area": "P999"}, "Found: “P999”. Expected, for example: KZ"),
        ({"f-subject": "nonsense"}, "Found: “nonsense”. Expected, for example: commission_act, breach"),
        ({"f-fine": "a lot"}, "Found: “a lot”. Expected, for example: 10 500,50"),
        ({"f-led_to": "nobody-here"}, "Found: “nobody-here”"),
        ({"source": ""}, "Say who states this."),
        ({"as_of": "yesterday"}, "Found: “yesterday”"),
        ({"quotation": "ә" * 501}, "Too long: 501 characters; at most 500."),
        ({"address": "javascript:alert(1)"}, "An address begins with https://"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_written(people, client, changes, told):
    client.force_login(people.head)
    size = LogEntry.objects.count()
    answer = send(client, f"{HERE}new/complaint/", **(COMPLAINT | changes))
    page = " ".join(read_page(answer).text.split())
    assert answer.status_code == 400 and told in page
    # What was typed stands there still.
    assert "Тіркеу журналы" in answer.content.decode()
    assert LogEntry.objects.count() == size and not OpenedText.objects.exists()


def test_what_is_not_seen_is_not_recorded(people, client, tiny):
    """A mark of direction turns round what follows it, and a sign without room hides a word from a search."""
    client.force_login(people.head)
    address = opened(client, **{"f-gist-kk": "Хат\u200bтама\u202e\r\nкөшірмесі", "f-number": "17\ufeff/А"})
    page = read_page(client.get(address)).text
    assert "17/А" in page and "Хаттама" in page
    assert not set(page) & set("\u200b\u202e\ufeff")


def test_a_form_sent_twice_makes_one_record_and_one_deed(people, client, tiny):
    client.force_login(people.aigul)
    sent = {"token": token_of(client, f"{HERE}new/complaint/"), **COMPLAINT}
    answers = [client.post(f"{HERE}new/complaint/", sent) for _ in range(2)]
    record = answers[0]["Location"].partition("?")[0]
    assert [one["Location"] for one in answers] == [f"{record}?sent=1", f"{record}?sent=0"]
    for _ in range(2):
        do(client, record, "file", "2023-03-29T17:59")
    assert len(seen(tiny, record).record.deeds) == PublishedRecord.objects.count() == 1


def test_a_slip_is_mended_by_a_statement_that_takes_its_place_and_the_log_keeps_both(people, client, tiny):
    client.force_login(people.aigul)
    record = opened(client)
    index = seen(tiny, record).record.statements[0].index
    address = f"{record}statement/?replaces={index}"
    form = client.get(address).content.decode()
    assert 'value="10500,50"' in form and "Тіркеу журналы" in form
    answer = send(client, address, **(COMPLAINT | {"f-against": "police", "replaces": str(index)}))
    assert answer.status_code == 302
    view = seen(tiny, record)
    assert view.record.value("against") == "police" and len(view.record.statements) == 2
    assert not [one for one in view.findings if one.rule is RecordRule.DIFFERS]
    strange = COMPLAINT | {"replaces": "0"}
    assert send(client, f"{record}statement/", **strange).status_code == 409


def take_back(client, record: str, index: int):
    return client.post(f"{record}take_back/", {"index": str(index)})


def test_a_deed_that_never_was_is_taken_back_and_everybody_sees_that_it_was(people, client, tiny):
    client.force_login(people.head)
    record = opened(client)
    do(client, record, "file", "2023-03-29T17:59")
    do(client, record, "return", "2023-03-30T10:00")
    returned = seen(tiny, record).record.deeds[1].index
    assert f'name="index" value="{returned}"' in client.get(record).content.decode()
    assert take_back(client, record, returned)["Location"].endswith("?sent=1")
    view = seen(tiny, record)
    assert view.row.state == "filed" and [one.deed for one in view.record.deeds] == ["file"]
    assert take_back(client, record, returned)["Location"].endswith("?sent=0")
    page = read_page(client.get(f"/en/e/{ELECTION_ID}/records/{view.row.record_id}/")).text
    assert f"takes entry {returned} back" in page and "mended or taken back by entry" in page
    assert check_logged_entries(tiny) == [] and check_published(tiny) == []


def test_a_record_opened_by_mistake_leaves_every_list_and_number_and_keeps_its_page(people, client, tiny):
    client.force_login(people.head)
    record, other = opened(client), opened(client, **{"f-number": "18"})
    index = seen(tiny, record).record.statements[0].index
    assert take_back(client, record, index).status_code == 302
    name = record.rstrip("/").rpartition("/")[2]
    assert [one.record_id in other for one in rows_of(tiny, register_in_force(tiny, "complaints"))] == [True]
    assert PublishedRecord.objects.count() == 2
    told = f"/en/e/{ELECTION_ID}/"
    for address in (f"{told}registers/complaints/complaint/", f"{told}registers/complaints/feed.atom"):
        assert name not in client.get(address).content.decode(), address
    page = read_page(client.get(f"{told}records/{name}/")).text
    assert "it is counted and listed nowhere" in page and "17/А" in page and "Үлгі Үлгіұлы" not in page
    assert "it is counted and listed nowhere" in read_page(client.get(record)).text
    assert check_logged_entries(tiny) == [] and check_published(tiny) == []
    assert take_back(client, record, 0).status_code == 404


def test_of_two_who_mend_the_same_slip_the_second_is_told_and_keeps_what_was_typed(people, client, tiny):
    client.force_login(people.head)
    record = opened(client)
    index = seen(tiny, record).record.statements[0].index
    address = f"{record}statement/?replaces={index}"
    first, second = token_of(client, address), token_of(client, address)
    sent = COMPLAINT | {"replaces": str(index), "f-against": "police"}
    assert client.post(address, sent | {"token": first}).status_code == 302
    refused = client.post(address, sent | {"token": second, "f-against": "local_body"})
    assert refused.status_code == 409
    assert "Somebody has mended this or taken it back" in read_page(refused).text
    assert '<option value="local_body" selected>' in refused.content.decode()
    again = client.post(address, sent | {"token": first})
    assert again["Location"].endswith("?sent=0")
    assert seen(tiny, record).record.value("against") == "police"


def test_the_next_record_begins_with_the_source_of_the_one_before_it(people, client, tiny):
    client.force_login(people.head)
    answer = send(client, f"{HERE}new/complaint/", **COMPLAINT)
    page = client.get(answer["Location"]).content.decode()
    following = re.search(r'href="([^"]*/new/complaint/\?like=[^"]*)"', page)
    assert following is not None
    form = client.get(following[1]).content.decode()
    assert '<option value="commission" selected>' in form and 'value="Тіркеу журналы"' in form
    assert 'value="2023-03-29"' in form and "шағым түсті" not in form and 'name="page"' in form
    assert "17/А" not in form and 'name="replaces"' not in form
    say(statement("of-another-place", number="2", subject="breach", area="P201"))
    assert client.get(f"{HERE}new/complaint/?like=of-another-place").status_code == 403


def test_whoever_mends_a_slip_loses_no_file_that_came_with_it(people, client, tiny):
    client.force_login(people.head)
    paper = SimpleUploadedFile("complaint.png", picture(103), "image/png")
    book = SimpleUploadedFile("journal.png", picture(104), "image/png")
    record = opened(client, **{"f-complaint_file": paper, "document": book})
    before = seen(tiny, record).record.statements[0]
    address = f"{record}statement/?replaces={before.index}"
    assert (
        "Stays as it is unless you state it anew: text of the complaint"
        in read_page(client.get(address)).text
    )
    sent = COMPLAINT | {"replaces": str(before.index), "f-number": "17/Б"}
    assert send(client, address, **sent).status_code == 302
    after = seen(tiny, record).record
    assert after.value("complaint_file") == before.values["complaint_file"]
    assert after.statements[1].document == before.document


def test_files_that_were_sent_ahead_come_with_what_follows_them_under_their_names(people, client, tiny):
    client.force_login(people.head)
    address = f"{HERE}new/complaint/"
    form = client.get(address).content.decode()
    token = re.findall(r'name="token" value="([^"]+)"', form)[0]
    paper = SimpleUploadedFile("complaint.png", picture(103), "image/png")
    sent = COMPLAINT | {"token": token}
    ahead = client.post(address, sent | {"f-complaint_file": paper, "action": "hold"})
    assert "data-holds" in form and ahead.status_code == 204 and not PublishedRecord.objects.exists()
    record = client.post(address, sent)["Location"].partition("?")[0]
    assert seen(tiny, record).record.value("complaint_file").name == "complaint.png"
    deed = f"{record}deeds/decide/"
    assert "data-holds" in client.get(deed).content.decode()
    decision = SimpleUploadedFile("decision.png", picture(101), "image/png")
    assert client.post(deed, {"decide-decision": decision, "action": "hold"}).status_code == 204
    assert "Received and kept: PNG picture" in client.get(deed).content.decode()
    do(client, record, "decide", "2023-04-05T12:00", "territorial_commission")
    assert "decision" in seen(tiny, record).record.deeds[0].attached
    assert "Received and kept" not in client.get(deed).content.decode()


def test_a_page_that_the_list_does_not_have_is_not_found(people, client, tiny):
    client.force_login(people.head)
    for number in ("2", "0", "x", "9" * 5000):
        assert client.get(f"{HERE}?page={number}").status_code == 404, number[:5]


def test_areas_are_called_by_their_names_and_not_by_codes_alone_the_register_knows(people, client, tiny):
    say(statement())
    client.force_login(people.head)
    for address in (HERE, f"{HERE}{FIRST}/"):
        page = read_page(client.get(address)).text
        assert "Polling station No. 1" in page and "P001" not in page, address


def test_each_keeps_the_records_of_their_own_area_and_no_others(people, client, tiny):
    say(statement(), statement("of-another-place", number="2", subject="breach", area="P201"))
    for user, mine, elsewhere in (
        (people.aigul, FIRST, "of-another-place"),
        (people.head, FIRST, "of-another-place"),
    ):
        client.force_login(user)
        listed = client.get(HERE).content.decode()
        assert mine in listed and elsewhere not in listed
        assert client.get(f"{HERE}{elsewhere}/").status_code == 403
        assert client.get(f"{HERE}{elsewhere}/deeds/file/").status_code == 403
        answer = send(client, f"{HERE}new/complaint/", **(COMPLAINT | {"f-area": "P201"}))
        assert answer.status_code == 403
        # A record that names no area is of the whole election.
        assert send(client, f"{HERE}new/complaint/", **(COMPLAINT | {"f-area": ""})).status_code == 403
    assert PublishedRecord.objects.count() == 2
    client.force_login(people.central)
    assert opened(client, **{"f-area": ""})
    for user in (people.auditor, people.administrator):
        client.force_login(user)
        assert client.get(HERE).status_code == 403


def test_a_head_erases_for_good_and_a_typist_does_not(people, client, tiny):
    say(statement())
    record = f"{HERE}{FIRST}/"
    digest = OpenedText.objects.get(field="complainant").digest
    client.force_login(people.aigul)
    assert "Erase for good" not in client.get(record).content.decode()
    assert client.post(f"{record}erase/", {"digest": digest, "ground": "x"}).status_code == 403
    client.force_login(people.head)
    assert client.post(f"{record}erase/", {"digest": digest, "ground": ""}).status_code == 400
    assert client.post(f"{record}erase/", {"digest": digest, "ground": "Сұраумен"}).status_code == 302
    assert seen(tiny, record).record.value("complainant") == Sealed(digest)
    quoted = OpenedText.objects.get(field="quotation").digest
    assert client.post(f"{record}erase/", {"digest": quoted, "ground": "Сұраумен"}).status_code == 302
    page = read_page(client.get(record)).text
    assert "Үлгіұлы" not in page and "шағым түсті" not in page and "Сұраумен" in page
    assert check_published(tiny) == [] and check_logged_entries(tiny) == []
    assert client.post(f"{record}erase/", {"digest": quoted, "ground": "x"}).status_code == 404


TABLE = "Code,No,About,Against,Place,Filed\n" + "".join(
    f"case-{n:05},{n},commission_act,precinct_commission,P00{n % 3 + 1},29.03.2023 17:59\n"
    for n in range(500)
)
MAPPING = """
[import]
register = "complaints"
edition = "2023"
kind = "complaint"
source = "commission"
time_zone = "Asia/Almaty"
record = "Code"

[fields]
number = "No"
subject = "About"
against = "Against"
area = "Place"

[[deed]]
code = "file"
at = "Filed"
pattern = "%d.%m.%Y %H:%M"
"""


def take_in(
    client, table: str, action: str = "submit", mapping: str = MAPPING, token: str = "a" * 32, **more: str
):
    file = SimpleUploadedFile("журнал.csv", table.encode(), "text/csv")
    asked = {"table": file, "mapping": mapping, "action": action, "token": token, **more}
    return client.post(f"{HERE}take_in/", asked)


def test_a_table_is_taken_in_whole_once_and_with_one_fault_not_at_all(people, client, tiny):
    client.force_login(people.head)
    assert "complainant = &quot;complainant" in client.get(f"{HERE}take_in/").content.decode()
    faulty = TABLE.replace("P001", "P999", 1).replace("commission_act", "nonsense", 1)
    answer = take_in(client, faulty)
    page = " ".join(read_page(answer).text.split())
    assert answer.status_code == 400 and "Faults: 2. Nothing was taken in." in page
    assert "журнал.csv, row 2, About: " in page and "no such area: P999" in page
    assert (
        "No fault was found. Statements: 500; deeds: 500." in read_page(take_in(client, TABLE, "check")).text
    )
    assert not PublishedRecord.objects.exists() and not Act.objects.filter(kind="record_deed").exists()
    for written, repeated in (("1,000", "0"), ("0", "1,000")):
        told = " ".join(read_page(take_in(client, TABLE)).text.replace("\u2009", ",").split())
        assert f"Written: {written}; there already: {repeated}." in told
    rows = rows_of(tiny, register_in_force(tiny, "complaints"))
    assert rows.count() == rows.filter(state="filed").count() == 500
    assert check_published(tiny) == []
    other = TABLE.replace("P003", "P201", 1).replace("case-", "mine-")
    assert take_in(client, other, again="on").status_code == 403
    assert rows.count() == 500
    client.force_login(people.aigul)
    assert take_in(client, TABLE).status_code == 403


def test_a_table_that_was_taken_in_before_is_not_taken_in_twice_unawares(people, client, tiny):
    client.force_login(people.head)
    mapping, few = MAPPING.replace('record = "Code"', ""), "\n".join(TABLE.splitlines()[:3]) + "\n"
    assert "Written: 4" in read_page(take_in(client, few, mapping=mapping)).text
    mended = few.replace("commission_act", "breach", 1)
    checked = read_page(take_in(client, mended, "check", mapping, "b" * 32)).text
    assert "Records that say word for word what a row says: 1." in checked
    refused = take_in(client, mended, mapping=mapping, token="b" * 32)
    assert refused.status_code == 409 and PublishedRecord.objects.count() == 2
    assert mapping.strip() in html.unescape(refused.content.decode())
    done = take_in(client, mended, mapping=mapping, token="b" * 32, again="on")
    assert "Written: 4" in read_page(done).text


def test_a_mapping_to_begin_with_is_of_the_kind_that_was_asked_for_and_names_no_source(people, client, tiny):
    client.force_login(people.head)
    address = HERE.replace("complaints", "candidates") + "take_in/?kind=party_list"
    page = html.unescape(client.get(address).content.decode())
    assert 'kind = "party_list"' in page and 'source = ""  # ' in page and 'time_zone = "Asia/Almaty"' in page
    mapping = re.search(r"<textarea[^>]*>(.*)</textarea>", page, re.S)
    assert mapping is not None
    file = SimpleUploadedFile("a.csv", b"x\n", "text/csv")
    answer = client.post(address, {"table": file, "mapping": mapping[1], "action": "check"})
    assert answer.status_code == 400 and "import.source" in read_page(answer).text


def test_a_table_of_too_many_rows_is_not_read_to_its_end(people, client, tiny, monkeypatch):
    monkeypatch.setattr(imports, "MOST_TOLD", 2)
    client.force_login(people.head)
    answer = take_in(client, TABLE)
    assert answer.status_code == 400 and "too many rows; at most 2 are possible" in read_page(answer).text


def test_a_table_says_nothing_of_records_that_others_keep(people, client, tiny):
    say(statement("third-complaint", number="19", subject="commission_act", area="P201"))
    client.force_login(people.head)
    mine = (
        "Code,No,About,Against,Place,Filed\nthird-complaint,99,commission_act,precinct_commission,P001,{}\n"
    )
    for filed in ("", "29.03.2023 17:59"):
        assert take_in(client, mine.format(filed)).status_code == 403
    assert PublishedRecord.objects.get().area.code == "P201"
    client.force_login(people.central)
    assert "Written: 2" in read_page(take_in(client, mine.format("29.03.2023 17:59"))).text


def test_a_mapping_of_another_register_or_none_at_all_is_a_fault_of_the_mapping(people, client):
    client.force_login(people.head)
    assert take_in(client, TABLE, mapping="").status_code == 400
    answer = take_in(client, TABLE, mapping=MAPPING.replace('"complaints"', '"nothing"'))
    assert answer.status_code == 400 and "nothing 2023" in read_page(answer).text


def test_the_pages_stand_in_three_languages_and_lead_from_the_desk(people, client, tiny):
    say(statement())
    client.force_login(people.aigul)
    assert f"/en/desk/{ELECTION_ID}/registers/" in client.get(f"/en/desk/{ELECTION_ID}/").content.decode()
    heads = {"": "Тізілімдер", "/ru": "Реестры", "/en": "Registers"}
    for prefix, head in heads.items():
        for page in ("", "complaints/", "complaints/new/complaint/", f"complaints/{FIRST}/deeds/decide/"):
            answer = client.get(f"{prefix}/desk/{ELECTION_ID}/registers/{page}")
            assert answer.status_code == 200, page
        assert head in client.get(f"{prefix}/desk/{ELECTION_ID}/registers/").content.decode()
