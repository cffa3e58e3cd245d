"""Counting night on public pages: a precinct's steps and papers, an area's spreads, tables, what is wrong."""

import csv
import datetime
import io
import re

import pytest

from hattama.core.protocols import CustodyEvent, Holder, StepPlace
from hattama.web.kernel.accounts.roles import Role
from hattama.web.kernel.log.advance_log import advance_log
from hattama.web.kernel.log.refresh_bundle import refresh_bundle
from hattama.web.night.public import views
from hattama.web.night.record_custody import CustodyWord, record_custody
from hattama.web.night.record_step import record_step
from tests.web.kernel.pages.reading import read_page
from tests.web.people import person
from tests.web.prepared import built_on_tiny
from tests.web.tiny_election import ELECTION_ID, PARTY, area_row

pytestmark = pytest.mark.django_db

CLOSED = datetime.datetime(2023, 3, 19, 14, 0, tzinfo=datetime.UTC)
MORNING = CLOSED + datetime.timedelta(hours=14)


def after(hours, minutes=0):
    return CLOSED + datetime.timedelta(hours=hours, minutes=minutes)


@built_on_tiny
def told():
    """Three precincts state when voting and counting ended, one of them too late; a paper goes its way."""
    everybody = person(Role.CHAIR, "KZ")
    for area_id, hours in (("P001", 2), ("P002", 3), ("P201", 13)):
        area = area_row(area_id)
        record_step(everybody, area, "", "closed", CLOSED, now=MORNING)
        record_step(everybody, area, "", "count_started", CLOSED, now=MORNING)
        record_step(everybody, area, PARTY, "counted", after(hours), now=MORNING)
    record_step(
        everybody,
        area_row("P001"),
        PARTY,
        "counted",
        after(2, 30),
        now=MORNING,
        corrects="2023-03-19T22:00:00+06:00",
    )
    record_step(
        everybody, area_row("P001"), PARTY, "completed", after(3), now=MORNING, place=StepPlace.TERRITORIAL
    )
    signed = CustodyWord("KZ-000123-A", CustodyEvent.SIGNED, after(3, 10), PARTY)
    record_custody(everybody, area_row("P001"), signed, now=MORNING)
    copied = CustodyWord("KZ-000123-A", CustodyEvent.COPIED, after(3), PARTY, Holder.OBSERVER, "Әйгерім Үлгі")
    record_custody(everybody, area_row("P001"), copied, now=MORNING)
    advance_log(ELECTION_ID, now=MORNING)


def page(client, address):
    response = client.get(f"/en/e/tiny/{address}")
    assert response.status_code == 200, address
    return " ".join(response.content.decode().split())


def test_a_precinct_shows_its_steps_with_limits_and_corrections(client, told):
    text = page(client, "a/P001/")
    assert "22:30, 19 March 2023" in text.replace("\xa0", " ")
    assert "<s>22:00, 19 March 2023</s>" in text.replace("\xa0", " ")
    assert "within 12 h of: the count starts, art. 43(1), part 2" in text
    assert "no norm sets a time" in text
    assert "at the territorial election commission" in text
    assert "STEP-PLACE" in text
    assert "not stated" in text


def test_a_precinct_in_another_zone_shows_both_clocks(client, told):
    text = page(client, "a/P201/").replace("\xa0", " ")
    assert "19:00, 19 March 2023" in text
    assert "20:00, 19 March 2023 in the capital" in text
    assert "it took 13 h, allowed are 12 h" in text


def test_the_way_of_a_paper_names_nobody(client, told):
    text = page(client, "a/P001/")
    assert "KZ-000123-A" in text
    assert "a certified copy was handed over" in text
    assert "observer (named in the archive)" in text
    assert "Үлгі" not in text.split('id="papers"')[1]
    assert "10 min before “signed”" in text


def test_a_precinct_that_states_nothing_says_so(client, told):
    assert "The commission has stated no times yet." in page(client, "a/P003/")


def figures(text):
    """How many commissions, and the three times, of the second step whose spread is shown."""
    return re.findall(r'<td class="n" data-head="[^"]*">([^<]*)<', text)[4:8]


def test_an_area_shows_how_times_are_spread(client, told):
    text = page(client, "night/")
    assert "Commissions that state times: 3 of 6" in text
    assert figures(text) == ["3", "3 h", "13 h", "13 h"]
    assert figures(page(client, "a/D11/night/")) == ["2", "2 h 30 min", "3 h", "3 h"]


def test_of_a_contest_that_is_not_held_everywhere_those_count_where_it_is(client, told):
    assert "Commissions that state times: 2 of 4" in page(client, "night/?contest=single")


def test_an_area_lists_what_does_not_agree_in_it_alone(client, told):
    assert "STEP-LATE" in page(client, "night/")
    below = page(client, "a/D11/night/")
    assert "STEP-LATE" not in below
    assert "STEP-PLACE" in below
    assert "PAPER-ORDER" in below


def test_a_commission_above_shows_its_own_steps(client, told):
    reviewer = person(Role.TERRITORIAL_REVIEWER, "D11")
    record_step(reviewer, area_row("D11"), "", "summarised", after(6), now=MORNING)
    advance_log(ELECTION_ID, now=MORNING)
    text = page(client, "a/D11/night/").replace("\xa0", " ")
    assert "02:00, 20 March 2023" in text


def test_what_is_wrong_with_its_own_steps_stands_there_on_every_page_of_the_list(client, told, monkeypatch):
    monkeypatch.setattr(views, "ROWS", 1)
    reviewer = person(Role.TERRITORIAL_REVIEWER, "D11")
    record_step(reviewer, area_row("D11"), "", "summarised", after(20), now=MORNING)
    advance_log(ELECTION_ID, now=MORNING)
    for number in (1, 2):
        found = read_page(client.get(f"/en/e/tiny/a/D11/night/?page={number}"))
        (own,) = [one for one in found.all("section") if one.attributes.get("aria-labelledby") == "own-head"]
        assert "after it was reported" in own.text


def test_where_nothing_is_stated_the_page_says_so(client, tiny):
    text = page(client, "night/")
    assert "No commission here has stated times yet." in text
    assert "Nothing in the stated times and papers contradicts itself or the law." in text


def test_pages_lead_to_the_night(client, told):
    assert "/en/e/tiny/night/" in page(client, "")
    assert "/en/e/tiny/a/D11/night/" in page(client, "a/D11/")
    assert client.get("/en/e/tiny/a/KZ/night/").headers["Location"].endswith("/e/tiny/night/")
    assert client.get("/en/e/tiny/a/P001/night/").headers["Location"].endswith("/a/P001/")


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_the_night_is_told_in_every_language(client, told, language):
    prefix = "" if language == "kk" else f"/{language}"
    for address in ("night/", "a/P001/"):
        response = client.get(f"{prefix}/e/tiny/{address}")
        assert response.status_code == 200
        text = response.content.decode()
        assert "Counting night" not in text
        assert "not stated" not in text


def rows(client, table):
    response = client.get(f"/data/tiny/{table}.csv")
    assert response.status_code == 200
    return list(csv.DictReader(io.StringIO(response.content.decode(), newline="")))


def test_the_tables_hold_every_statement(client, told):
    times = rows(client, "timeline")
    assert len(times) == 11
    corrected = [row for row in times if row["stands"] == "0"]
    assert [(row["area_id"], row["at"]) for row in corrected] == [("P001", "2023-03-19T22:00:00+06:00")]
    late = [row for row in times if row["findings"] == "STEP-LATE"]
    assert [(row["area_id"], row["contest"], row["step"]) for row in late] == [("P201", PARTY, "counted")]
    papers = rows(client, "custody")
    assert [(row["number"], row["event"], row["findings"]) for row in papers] == [
        ("1", "signed", ""),
        ("2", "copied", "PAPER-ORDER"),
    ]
    assert len(papers[1]["holder_sha256"]) == 64


def test_the_state_of_a_night_is_a_file_of_the_bundle(client, told):
    refresh_bundle(ELECTION_ID)
    response = client.get("/data/tiny/bundle/state/nights.jsonl")
    assert response.status_code == 200
    assert b'"stands":false' in response.content


def test_what_a_record_was_replaced_by_is_said_last_and_not_the_mistake(client, told):
    chair = person(Role.CHAIR, "P002")
    for event, at, replaces in (("received", after(12), None), ("carried", after(4), 1)):
        word = CustodyWord("KZ-000124-A", CustodyEvent(event), at, PARTY, replaces=replaces)
        record_custody(chair, area_row("P002"), word, now=MORNING)
    advance_log(ELECTION_ID, now=MORNING)
    found = read_page(client.get("/en/e/tiny/missing/"))
    (said,) = [one.text for one in found.all("li") if one.text.startswith("Polling station No. 2")]
    assert "carried away: " in said and "received" not in said


def test_a_protocol_that_has_not_come_stands_with_what_its_commission_said_last(client, told):
    found = read_page(client.get("/en/e/tiny/missing/"))
    said = {item.all("a")[0].text: item.text for item in found.one("main").all("li") if item.all("a")}
    assert "Last said by its commission: " in said["Polling station No. 2"]
    assert said["Polling station No. 2"].endswith("23:00, 19 March 2023")
    assert said["Polling station No. 10"].endswith("Its commission has said nothing of the night yet")
    # Of a moment that has passed nothing is said that was told later.
    past = read_page(client.get("/en/e/tiny/missing/?size=2"))
    assert "commission" not in past.all("ul", cls="feed")[0].text
