"""A polling station is closed, merged, moved by a decision: one proposes, another signs, all see it."""

import csv
import datetime
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import duckdb
import pytest
from django.db import connection

from hattama.core.entries import PrecinctChange
from hattama.core.protocols.powers import DecidedByAnother
from hattama.core.vocabulary import NotYours
from hattama.core.vocabulary.deeds import DecidesOwnPrecinct, SignsOwnProposal
from hattama.web.kernel.accounts.policy import Role
from hattama.web.kernel.accounts.tables import Membership
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.log.accept_acts import ElectionClosed
from hattama.web.kernel.log.check_log import check_logged_entries
from hattama.web.kernel.log.check_published import check_published
from hattama.web.kernel.log.close_election import close_election
from hattama.web.kernel.log.rebuild_published import rebuild_published
from hattama.web.kernel.log.snapshots import load_log_size
from hattama.web.kernel.log.tables import Act, LogEntry
from hattama.web.kernel.stores.content_store import get_content
from hattama.web.notices.changes import changes_between
from hattama.web.notices.letters import digest_letter
from hattama.web.notices.subscriptions import ask_to_be_told
from hattama.web.open_data.write_open_data import write_open_data
from hattama.web.protocols.change import DayNotCome
from hattama.web.withdrawals.change_precinct import (
    ProposalWaits,
    StationStandsSo,
    decline_change,
    propose_change,
    sign_change,
)
from hattama.web.withdrawals.tables import ProposedChange
from tests.web.kernel.pages.reading import read_page
from tests.web.protocols.life.people import DECISION, GROUNDS, LATER, People, everybody
from tests.web.tiny_election import ELECTION_ID, PARTY, area_row, protocol, publish, scan_of

pytestmark = pytest.mark.django_db

AKIM = replace(DECISION, authority="local_executive", number="5-ө")
DECIDED = replace(GROUNDS, decision=AKIM)
DESK = f"/en/desk/{ELECTION_ID}/stations/"
CLOSED = {
    **{"reason": "closed", "authority": "local_executive", "number": "5-ө", "decided_on": "2023-03-18"},
    **{"note": "The roof fell in.", "action": "submit"},
}


@pytest.fixture
def people(tiny) -> People:
    return everybody()


def propose(user, change="closed", code="P001", words=(), grounds=DECIDED, **rest):
    said = PrecinctChange(code, change, **rest)
    return propose_change(user, area_row(code), said, words, grounds, now=LATER)


def text(client, address):
    return " ".join(read_page(client.get(address)).text.replace("\xa0", " ").split())


def test_one_proposes_another_signs_and_everybody_reads_it(people, client):
    client.force_login(people.reviewer)
    form = client.get(f"{DESK}P001/").content.decode()
    assert "art. 23(1)" in form and "our reading" in form
    assert "5-ө" in client.post(f"{DESK}P001/", CLOSED | {"action": "review"}).content.decode()
    assert not ProposedChange.objects.exists()
    assert client.post(f"{DESK}P001/", CLOSED).status_code == 302
    assert not Act.objects.filter(kind="amendment").exists()
    own = client.get(f"{DESK}P001/").content.decode()
    assert "Sign and publish it" not in own and "Take the proposal away" in own
    signed = {"action": "submit", "proposal": str(ProposedChange.objects.get().pk)}
    assert client.post(f"{DESK}P001/", signed).status_code == 403
    client.force_login(people.head)
    assert f"{DESK}P001/" in client.get(DESK).content.decode()
    assert "The roof fell in." in text(client, f"{DESK}P001/")
    # Sent from a form of their own while another proposed, or of a proposal that is gone: nothing is signed.
    for sent in (CLOSED, signed | {"proposal": "0"}, {"action": "decline"}):
        assert "Sign and publish it" in client.post(f"{DESK}P001/", sent).content.decode()
    assert client.post(f"{DESK}P001/", signed).status_code == 302
    body = json.loads(bytes(LogEntry.objects.get(kind="amendment").body))
    assert body["precinct"] == {"area": "P001", "change": "closed", "into": None, "contest": None}
    assert [(done["deed"], done["role"]) for done in body["done_by"]] == [
        ("propose_change", "territorial_reviewer"),
        ("change_precinct", "territorial_head"),
    ]
    assert "roof" not in json.dumps(body) and not ProposedChange.objects.exists()
    page = text(client, f"/en/e/{ELECTION_ID}/a/P001/")
    assert (
        "the polling station is closed Decision: head of the local executive, No. 5-ө, 18 March 2023" in page
    )
    assert "closed by a decision" in text(client, f"/en/e/{ELECTION_ID}/missing/?contest={PARTY}")
    assert "/stations/P001/" in client.get(DESK).content.decode()


def test_an_earlier_moment_calls_places_as_they_were_called_and_closes_none(people, client):
    size = load_log_size(ElectionRow.objects.get(pk=ELECTION_ID))
    for words in ([("names", "en", "Old hall")], [("names", "en", "New hall")]):
        sign_change(people.head, propose(people.reviewer, "renamed", words=words), now=LATER)
    moved = [("address", "en", "7 Abay Street")]
    sign_change(people.head, propose(people.reviewer, "moved", words=moved), now=LATER)
    sign_change(people.head, propose(people.reviewer), now=LATER)
    address = f"/en/e/{ELECTION_ID}/missing/?contest={PARTY}"
    now = text(client, address)
    assert all(said in now for said in ("New hall", "7 Abay Street", "closed by a decision"))
    for entries, name in ((size, "Polling station No. 1"), (size + 1, "Old hall"), (size + 2, "New hall")):
        then = text(client, f"{address}&size={entries}")
        assert name in then and "7 Abay Street" not in then and "closed by" not in then
        assert f"As of {entries} entries of the log." in then
        assert ("Old hall" in then, "New hall" in then) == (name == "Old hall", name == "New hall")


def test_tables_of_the_open_data_call_a_station_as_it_is_called_now(people):
    sign_change(
        people.head, propose(people.reviewer, "renamed", words=[("names", "en", "New hall")]), now=LATER
    )
    publish(protocol("P001"))
    folder = write_open_data(ELECTION_ID).folder
    with (folder / "areas.csv").open(encoding="utf-8", newline="") as table:
        (name,) = [one["name_en"] for one in csv.DictReader(table) if one["area_id"] == "P001"]
    assert name == "New hall"
    assert b"New hall" not in get_content(ElectionRow.objects.get(pk=ELECTION_ID).areas_sha256)


def test_the_table_of_areas_says_what_decisions_changed_of_a_station_and_by_which_entries(people, client):
    def changed() -> dict[str, tuple[str, ...]]:
        with (write_open_data(ELECTION_ID).folder / "areas.csv").open(encoding="utf-8", newline="") as table:
            told = {row["area_id"]: row for row in csv.DictReader(table)}
        columns = ("status", "merged_into", "changes", "changes_log_index")
        found = {code: tuple(row[one] for one in columns) for code, row in told.items()}
        return {code: cells for code, cells in found.items() if any(cells)}

    first = load_log_size(ElectionRow.objects.get(pk=ELECTION_ID))
    moved = [("address", "en", "7 Abay Street")]
    sign_change(people.head, propose(people.reviewer, "moved", words=moved), now=LATER)
    assert changed() == {"P001": ("", "", "moved", f"{first}")}
    sign_change(people.head, propose(people.reviewer, "merged", into="P002"), now=LATER)
    assert changed() == {"P001": ("merged", "P002", "moved merged", f"{first} {first + 1}")}
    sign_change(people.head, propose(people.reviewer, "reopened"), now=LATER)
    assert changed()["P001"][:3] == ("", "", "moved merged reopened")
    sign_change(people.head, propose(people.reviewer), now=LATER)
    assert changed()["P001"][:3] == ("closed", "", "moved merged reopened closed")
    parquet = write_open_data(ELECTION_ID).folder / "areas.parquet"
    asked = f"SELECT area_id, changes FROM '{parquet}' WHERE status = 'closed'"
    assert duckdb.sql(asked).fetchall() == [("P001", "moved merged reopened closed")]
    listed = client.get(f"/api/v1/elections/{ELECTION_ID}/areas?kind=ordinary").json()["items"]
    assert [one["area_id"] for one in listed if one["status"] == "closed"] == ["P001"]


def test_the_roster_stays_and_the_log_is_true_and_a_rebuild_says_the_same(people):
    before = ElectionRow.objects.get(pk=ELECTION_ID)
    moved = [("address", "en", "7 Abay Street")]
    sign_change(people.head, propose(people.reviewer, "moved", words=moved), now=LATER)
    publish(protocol("P001"))
    row = ElectionRow.objects.get(pk=ELECTION_ID)
    assert before.amendments == [] and len(row.amendments) == 1
    assert check_logged_entries(row) == [] and check_published(row) == []
    # Whoever holds tables against the log has read the election before that.
    assert check_published(before) == []
    ElectionRow.objects.update(amendments=[])
    rebuild_published(ElectionRow.objects.get(pk=ELECTION_ID))
    assert ElectionRow.objects.get(pk=ELECTION_ID).amendments == row.amendments


@pytest.mark.both_engines
@pytest.mark.django_db(transaction=True)
def test_whoever_holds_tables_against_a_log_of_amendments_keeps_nobody_from_writing(people, monkeypatch):
    renamed = [("names", "en", "Number one")]
    sign_change(people.head, propose(people.reviewer, "renamed", words=renamed), now=LATER)
    monkeypatch.setattr("hattama.web.kernel.log.rebuild_published.BATCH", 2)

    def write():
        try:
            return ElectionRow.objects.update(opened_at=LATER), AreaRow.objects.update(level="x")
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as other:
        row = ElectionRow.objects.get(pk=ELECTION_ID)
        assert check_published(row, advance=lambda _: other.submit(write).result(timeout=60)) == []
    assert AreaRow.objects.filter(level="x", code="P001", names__en="Number one").exists()


def test_nothing_is_proposed_by_a_decision_of_a_day_that_has_not_come(people):
    tomorrow = replace(AKIM, decided_on=LATER.date() + datetime.timedelta(days=2))
    with pytest.raises(DayNotCome):
        propose(people.reviewer, grounds=replace(DECIDED, decision=tomorrow))


def test_nobody_signs_what_they_proposed_nor_decides_about_their_own_station(people):
    mine = propose(people.head)
    with pytest.raises(SignsOwnProposal):
        sign_change(people.head, mine, now=LATER)
    with pytest.raises(NotYours):
        sign_change(people.reviewer, mine, now=LATER)
    with pytest.raises(ProposalWaits):
        propose(people.reviewer)
    Membership.objects.create(user=people.central, area=area_row("P001"), role=Role.CHAIR.value)
    with pytest.raises(DecidesOwnPrecinct):
        sign_change(people.central, mine, now=LATER)
    decline_change(people.reviewer, mine)
    with pytest.raises(DecidesOwnPrecinct):
        propose(people.central)
    with pytest.raises(NotYours):
        propose(people.aigul)
    assert not Act.objects.filter(kind="amendment").exists()


def test_nothing_is_proposed_that_nobody_could_sign_any_more(people):
    close_election(ELECTION_ID, now=LATER)
    with pytest.raises(ElectionClosed):
        propose(people.reviewer)


def test_what_was_signed_meanwhile_is_not_taken_away(people):
    late = propose(people.reviewer)
    sign_change(people.head, ProposedChange.objects.get(pk=late.pk), now=LATER)
    with pytest.raises(StationStandsSo):
        decline_change(people.reviewer, late)


def test_a_station_is_found_by_words_and_the_one_it_is_merged_into_by_its_number(people, client):
    client.force_login(people.reviewer)
    assert f"{DESK}P002/" in client.get(f"{DESK}?q=Өтеген").content.decode()
    merged = CLOSED | {"reason": "merged", "into": "№ 2", "action": "review"}
    assert "expected the identifier or the number" in client.post(f"{DESK}P001/", merged).content.decode()
    told = client.post(f"{DESK}P001/", merged | {"into": "0002"}).content.decode()
    assert "expected the identifier or the number" not in told


def test_the_law_says_who_closes_a_station_and_nothing_of_how_it_is_called(people):
    other = replace(DECIDED, decision=replace(AKIM, authority="central_commission"))
    with pytest.raises(DecidedByAnother, match=r"23\(1\)"):
        propose(people.reviewer, grounds=other)
    named = propose(people.reviewer, "renamed", words=[("names", "ru", "Участок при школе")], grounds=other)
    sign_change(people.central, named, now=LATER)
    assert area_row("P001").names["ru"] == "Участок при школе"


def test_what_stands_no_longer_is_changed_no_more_until_it_is_reopened(people, client):
    late = propose(people.reviewer, "merged", code="P002", into="P001")
    sign_change(people.head, propose(people.reviewer), now=LATER)
    with pytest.raises(StationStandsSo):
        sign_change(people.head, late, now=LATER)
    with pytest.raises(StationStandsSo):
        propose(people.reviewer, "moved", words=[("address", "kk", "Абай, 9")])
    sign_change(people.head, propose(people.reviewer, "reopened"), now=LATER)
    sign_change(people.head, late, now=LATER)
    assert "Another polling station is merged into this one" in text(client, f"/en/e/{ELECTION_ID}/a/P001/")


def test_the_form_says_what_it_lacks_and_moves_a_station(people, client):
    client.force_login(people.reviewer)
    for sent in (
        CLOSED | {"reason": "merged", "into": "P001"},
        CLOSED | {"reason": "merged", "into": "nowhere"},
        CLOSED | {"reason": "form_replaced"},
        CLOSED | {"reason": "moved"},
        CLOSED | {"authority": ""},
        CLOSED | {"reason": "reopened"},
    ):
        for action in ("review", "submit"):
            assert client.post(f"{DESK}P001/", sent | {"action": action}).status_code == 400
    moved = CLOSED | {"reason": "moved", "address:kk": "Абай көшесі, 9"}
    assert "Абай көшесі, 9" in client.post(f"{DESK}P001/", moved | {"action": "review"}).content.decode()
    assert client.post(f"{DESK}P001/", moved).status_code == 302
    sign_change(people.head, ProposedChange.objects.get(), now=LATER)
    assert "Абай көшесі, 9" in text(client, f"/e/{ELECTION_ID}/a/P001/")
    assert client.get(f"{DESK}P9/").status_code == 404


def test_whoever_may_sign_is_told_at_the_desk_that_a_change_waits_and_nobody_else_is(people, client):
    propose(people.reviewer)
    told = {}
    for name in ("reviewer", "head", "central", "aigul"):
        client.force_login(getattr(people, name))
        told[name] = f"{DESK}P001/" in client.get(f"/en/desk/{ELECTION_ID}/").content.decode()
    assert told == {"reviewer": False, "head": True, "central": True, "aigul": False}


def test_whoever_signs_reads_the_file_of_the_decision_before_the_public_does(people, client):
    scan = scan_of("P001", shade=33)
    propose(people.reviewer, grounds=replace(DECIDED, document=scan))
    address = f"{DESK}P001/document"
    client.force_login(people.head)
    assert f'href="{address}"' in client.get(f"{DESK}P001/").content.decode()
    assert client.get(address).content == get_content(scan.pk)
    assert client.get(f"/scans/{scan.pk}").status_code == 404
    client.force_login(people.aigul)
    assert client.get(address).status_code == 403
    ProposedChange.objects.all().delete()
    client.force_login(people.head)
    assert client.get(address).status_code == 404


def test_the_list_says_what_became_of_a_proposal(people, client):
    client.force_login(people.head)
    for action, said in (
        ("decline", "No change of it waits to be signed any more."),
        ("submit", "Signed and published."),
    ):
        sent = {"action": action, "proposal": str(propose(people.reviewer).pk)}
        page = client.post(f"{DESK}P001/", sent, follow=True)
        assert said in read_page(page).text and "notice-done" in page.content.decode()
    # What an address alone says did not happen is not said.
    for asked in ("signed=P002", "signed=nowhere", "declined=nowhere"):
        assert "notice-done" not in client.get(f"{DESK}?{asked}").content.decode()


def test_feeds_and_letters_tell_of_a_station_that_is_closed_there_and_above(people, client):
    sign_change(people.head, propose(people.reviewer), now=LATER)
    row = ElectionRow.objects.get(pk=ELECTION_ID)
    for area, is_told in {"P001": True, "D11": True, "R1": True, "P002": False, "R2": False}.items():
        feed = client.get(f"/en/e/{ELECTION_ID}/a/{area}/feed.atom").content.decode()
        assert ("Polling station No. 1: " in feed and "closed" in feed) is is_told, area
    assert "#<" not in feed and "/a/P001/" in client.get(f"/en/e/{ELECTION_ID}/feed.atom").content.decode()
    asked = ask_to_be_told(area_row("D11"), "a@example.org", "en", now=LATER)
    size = load_log_size(row)
    changes = changes_between(area_row("D11"), 0, size, 9)
    letter = digest_letter(asked, changes, len(changes), size).body
    assert "Polling station No. 1: " in letter and "/a/P001/\n" in letter
