"""Pages of registers: lists, one record, numbers, limits; what may not be shown is shown nowhere."""

import datetime
import re

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation

from hattama.core.records import Document, RecordDeed, Statement
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.pages.remembered_pages import forget_pages
from hattama.web.registers import reading
from hattama.web.registers.erase import erase_text
from hattama.web.registers.tables import OpenedText
from tests.web.kernel.pages.reading import Element, read_page
from tests.web.registers.complaints import (
    COMPLAINT,
    FIRST,
    JOURNAL,
    at,
    deed,
    say,
    statement,
    three_complaints,
)

pytestmark = pytest.mark.django_db

LIST = "/en/e/tiny/registers/complaints/complaint/"
NUMBERS = "/en/e/tiny/registers/complaints/"
RECORD = f"/en/e/tiny/records/{FIRST}/"
NOW = datetime.datetime(2023, 4, 12, 9, 0, tzinfo=datetime.UTC)


@pytest.fixture
def complaints(tiny, monkeypatch) -> ElectionRow:
    monkeypatch.setattr(reading, "this_hour", lambda: NOW)
    for module in ("list_pages", "record_page", "numbers_page", "deadline_pages"):
        monkeypatch.setattr(f"hattama.web.registers.public.{module}.this_hour", lambda: NOW)
    three_complaints()
    return tiny


def text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return " ".join(read_page(response).one("main").text.split()).replace("\u00a0", " ")


def rows(client: Client, asked: str = "") -> list[str]:
    page = read_page(client.get(LIST + asked))
    return [
        part.text
        for part in page.all("a")
        if part.attributes.get("href", "").startswith("/en/e/tiny/records/")
    ]


def section(page: Element, name: str) -> str:
    (one,) = [part for part in page.all("section") if part.attributes.get("aria-labelledby") == name]
    return " ".join(one.text.split()).replace("\u00a0", " ")


def test_a_list_puts_what_is_late_first_and_chooses_by_what_is_asked(client, complaints):
    assert rows(client) == ["<b>18</b>", "19", "17/А"]
    assert rows(client, "?overdue=1") == ["<b>18</b>"]
    assert rows(client, "?state=withdrawn") == ["19"]
    assert rows(client, "?code=topic:campaign") == ["<b>18</b>"]
    assert rows(client, "?area=R2") == ["19"]
    assert rows(client, "?q=17") == ["17/А"]
    assert rows(client, "?q=Костанай") == rows(client, "?q=Qostanai region") == ["19"]
    assert rows(client, "?state=decided&overdue=1") == []
    assert "overdue by 18 d 15 h" in text(client, LIST)


@pytest.mark.parametrize(
    "asked",
    ["?state=no-such", "?code=topic:no-such", "?code=complainant:x", "?code=:", "?area=X9", "?page=2"],
)
def test_a_list_does_not_answer_what_it_does_not_have(client, complaints, asked):
    assert client.get(LIST + asked).status_code == 404


def test_a_record_shows_what_comes_first_and_what_others_say_with_the_entry_of_each(client, complaints):
    page = read_page(client.get(RECORD))
    fields = section(page, "fields")
    assert re.search(
        r"17/А election commission · as of 29 March 2023 · entry \d+ · Тіркеу журналы, p. 3", fields
    )
    assert "Others say of it: 1 17/Б observers' organisation" in fields
    assert "шағым түсті" in fields
    found = section(page, "findings")
    assert all(rule in found for rule in ("REG-DIFFERS", "REG-POWER", "REG-ATTACHED", "REG-LATE"))
    assert "2 d 9 h" in found


def test_a_line_that_stands_for_a_record_calls_its_area_by_its_name(client, complaints):
    decided = {"area": "P001", "decided_on": datetime.date(2023, 3, 21)}
    say(
        Statement("complaints", "2023", "invalidation", "annulled", "court", decided),
        Statement("complaints", "2023", "invalidation", "annulled-too", "court", decided | {"area": "R2"}),
    )
    told = text(client, "/en/e/tiny/records/annulled/")
    assert "Polling station No. 1, P001: 21.03.2023" in told
    feed = b"".join(client.get("/en/e/tiny/registers/complaints/feed.atom")).decode()
    assert "<title>Polling station No. 1, P001: 21.03.2023</title>" in feed and ">R2: 21.03.2023" not in feed


def test_of_the_same_deed_done_twice_the_one_done_rightly_is_not_called_wrong(client, complaints):
    say(deed("appeal", at(37)), deed("receive", at(38), "administrative_court"))
    say(deed("decide", at(39), "administrative_court", attached={"decision": "ab" * 32}))
    steps = read_page(client.get(RECORD)).one("ol", cls="timeline").all("li")
    decided = [step.text for step in steps if step.one("h3").text.strip().startswith("decided")]
    assert ["without the power" in step for step in decided] == [True, False]


def test_what_was_done_stands_with_its_norm_the_time_between_and_what_is_wrong_with_it(client, complaints):
    told = section(read_page(client.get(RECORD)), "timeline")
    assert "complaint filed → filed 29 March 2023, 17:59 · art. 20(9)" in told
    assert "15 h 1 min later received → under review 30 March 2023, 09:00 · territorial election" in told
    assert "6 d later decided" in told and "done by a body without the power to do it" in told
    limits = section(read_page(client.get(RECORD)), "clocks")
    assert "late 2 d 9 h" in limits and "in time" in limits
    assert "29 March 2023, 24:00" in limits and "2 April 2023, 24:00" in limits


def test_no_page_and_no_file_says_what_a_pack_keeps_back(client, complaints):
    for address in (LIST, NUMBERS, RECORD, "/en/e/tiny/registers/", "/en/e/tiny/registers/feed.atom"):
        body = b"".join(client.get(address))
        assert COMPLAINT["complainant"].encode() not in body, address
        assert b"<b>18</b>" not in body, "names are words, not markup"
    assert "name of the complainant never shown" in text(client, RECORD)
    third = text(client, "/en/e/tiny/records/third-complaint/")
    assert "sex of the complainant only counted, never shown" in third and "female" not in third


def test_what_was_erased_is_said_to_be(client, complaints, admin_user):
    assert "17/А" in text(client, RECORD)
    for kept in OpenedText.objects.filter(record_id=FIRST, field__in=["number", "quotation"]):
        erase_text(admin_user, complaints, kept.digest, ground="Сұралды", now=NOW)
    told = text(client, RECORD)
    assert "17/А" not in told and "шағым түсті" not in told
    assert "erased; the log keeps its seal" in told
    assert "the words quoted were erased" in told


def test_numbers_stand_with_their_base_beside_what_sources_published(client, complaints):
    page = read_page(client.get(NUMBERS))
    computed = section(page, "numbers")
    assert "decided late, or late and not decided 2 of 2 (100.0 %) of complaints taken up" in computed
    assert "decided by a body without power 1 of 1 (100.0 %)" in computed
    published = section(page, "published")
    assert "REG-DIFFERS" in published and "45 ≠ 27" in published
    assert "REG-PUBLISHED" in published and "45 ≠ 3" in published
    assert "«шағым түсті»" in published or "шағым түсті" in published
    assert "count 1" in section(page, "by-by_topic")


def test_a_map_counts_a_complaint_about_a_precinct_in_its_region(client, complaints):
    page = read_page(client.get(NUMBERS))
    cells = [
        part.attributes["aria-label"] for part in page.all("a") if part.attributes.get("class") == "tile"
    ]
    assert sorted(label.rpartition(": ")[2] for label in cells) == ["1", "2"]


def test_what_is_due_stands_under_the_day_that_ends_with_it(client, complaints):
    told = text(client, "/en/e/tiny/registers/deadlines/?past=1")
    assert "24 March 2023" in told and "24:00" in told and "overdue by 18 d" in told
    assert "No time limit runs here now." in text(client, "/en/e/tiny/registers/deadlines/")
    calendar = b"".join(client.get("/data/tiny/deadlines-en.ics")).decode()
    assert "DTEND:20230324T180000Z\r\n" in calendar
    assert "UID:tiny/other-complaint/decide_higher_commission/" in calendar.replace("\r\n ", "")
    assert client.get("/data/tiny/deadlines-xx.ics").status_code == 404


def test_a_limit_that_comes_is_told_also_where_another_of_the_record_was_missed(client, complaints):
    about = ("information-requests", "2022", "answer", "asked-for-maps")
    said = Statement(*about, "applicant", {"given": "none"})
    deeds = (("receive", at(25)), ("extend", at(33)))
    say(said, *(RecordDeed(*about, one, day, "", "applicant") for one, day in deeds))
    missed, coming = (text(client, f"/en/e/tiny/registers/deadlines/{asked}") for asked in ("?past=1", ""))
    assert "time to tell of the extension" in missed and "extended time to answer" not in missed
    assert "extended time to answer" in coming and "time to tell of the extension" not in coming
    calendar = b"".join(client.get("/data/tiny/deadlines-en.ics")).decode().replace("\r\n ", "")
    assert "SUMMARY:extended time to answer" in calendar


def test_a_list_asks_the_database_as_often_of_many_records_as_of_few(
    client, complaints, django_assert_max_num_queries
):
    def asked(address: str) -> int:
        # What is read once in a while, and kept for the next reader, is read here.
        client.get(address)
        forget_pages()
        with django_assert_max_num_queries(40) as counted:
            client.get(address)
        return len(counted)

    before = asked(LIST), asked(RECORD), asked("/en/e/tiny/registers/")
    say(
        *(
            one
            for number in range(60)
            for one in (
                statement(
                    f"more-{number:03}", number="Ә" * 255, **{k: COMPLAINT[k] for k in ("subject", "area")}
                ),
                deed("file", at(20), record_id=f"more-{number:03}"),
            )
        )
    )
    assert (asked(LIST), asked(RECORD), asked("/en/e/tiny/registers/")) == before
    assert len(rows(client, "?page=2")) == 13


def test_a_register_of_which_nothing_was_said_is_an_empty_page_and_none_of_another_law(client, tiny):
    assert "Nothing was said in any register" in text(client, "/en/e/tiny/registers/")
    assert "No record fits." in text(client, LIST)
    assert "No record is in this register yet" in text(client, NUMBERS)
    for address in ("registers/no-such/", "registers/complaints/no-such/", "records/no-such-one/"):
        assert client.get(f"/en/e/tiny/{address}").status_code == 404


@pytest.fixture
def members(tiny, monkeypatch) -> ElectionRow:
    """Three members of one commission: two of one party, each of another employer."""
    monkeypatch.setattr("hattama.web.registers.public.record_page.this_hour", lambda: NOW)

    def told(kind: str, record_id: str, **values: object) -> Statement:
        return Statement(
            "commissions", "2023", kind, record_id, "central_commission", values, document=JOURNAL
        )

    say(told("commission", "the-commission", level="precinct", area="P001"))
    for one, (party, employer) in enumerate(
        (("Жұлдыз", "№ 1 мектеп"), ("Жұлдыз", "кітапхана"), ("Таң", "аурухана"))
    ):
        shared = {
            "commission": "the-commission",
            "name": f"Мүше {one}",
            "post": "member",
            "nominator_is": "party",
        }
        say(told("member", f"member-{one}-x", **shared, nominated_by=party, party=party, employer=employer))
    return tiny


def test_what_is_found_of_several_together_stands_at_each_and_nothing_is_said_of_one_that_was_looked_at_alone(
    client, members
):
    found = [text(client, f"/en/e/tiny/records/member-{one}-x/") for one in range(3)]
    rule = "a commission has no more than one member of one party"
    assert [rule in page for page in found] == [True, True, False]
    # A third of the members; of the record alone it would be the whole.
    assert not any("no more than half of the members" in page for page in found)


def test_every_number_of_the_report_text_leads_to_a_note_and_from_there_to_its_measure(client, complaints):
    page = read_page(client.get(f"{NUMBERS}text/"))
    marks = [
        part.attributes["href"] for part in page.all("a") if part.attributes.get("id", "").startswith("n")
    ]
    notes = {part.attributes.get("id") for part in page.all("li")}
    assert marks and {mark.removeprefix("#") for mark in marks} <= notes
    said = text(client, f"{NUMBERS}text/")
    assert "45 [" in said and "Тіркеу журналы" in said
    numbers = read_page(client.get(NUMBERS))
    on_numbers = {part.attributes.get("id") for tag in ("div", "section") for part in numbers.all(tag)}
    led = {
        part.attributes["href"].partition("#")[2]
        for part in page.all("a")
        if part.attributes.get("href", "").startswith(f"{NUMBERS}#m-")
    }
    assert led and led <= on_numbers


@pytest.mark.parametrize(("page", "said"), [("12", "12-бет"), ("Election day", "«Election day» бөлімі")])
def test_a_part_of_a_document_that_has_a_name_and_no_number_is_no_page(page: str, said: str) -> None:
    with translation.override("kk"):
        told = render_to_string("registers/public_document.html", {"document": Document(page=page)})
    assert said in told
