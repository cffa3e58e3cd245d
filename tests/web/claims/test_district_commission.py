"""A district election commission beside the territorial one: where its members may do what; its protocol."""

import csv
import datetime
import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hattama.core.vocabulary import Deed, NotYours
from hattama.verification.checking import Asked, check_bundle
from hattama.verification.folders import FolderPlace, verify_ed25519
from hattama.web.claims.public import claim_views
from hattama.web.claims.tables import PublishedClaim
from hattama.web.kernel.accounts.change_rights import RoleDoesNotFitArea, refuse_unfit
from hattama.web.kernel.accounts.policy import Role
from hattama.web.kernel.accounts.roles import areas_for, role_for
from hattama.web.kernel.elections.open_election import open_election
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.advance_log import advance_log
from hattama.web.kernel.log.bundle_store import public_store
from hattama.web.kernel.log.tables import LogEntry
from tests.web.divided_election import ONE_DISTRICT, divided
from tests.web.kernel.pages.reading import read_page
from tests.web.people import person
from tests.web.tiny_election import LOADED_AT, PARTY, SINGLE, area_row, load_tiny, picture, protocol, publish

pytestmark = pytest.mark.django_db(transaction=True)

SENT = {"action": "submit", "stage": "final", "participants": "1 200", "votes[asan]": "740"}


@pytest.fixture
def country(db: None) -> ElectionRow:
    """The deputy is elected in district S1, which cuts across both regions."""
    load_tiny(ONE_DISTRICT, divided())
    row = open_election("tiny", now=LOADED_AT)
    advance_log("tiny", now=LOADED_AT)
    return row


@pytest.fixture
def member(country: ElectionRow, log_in) -> Client:
    return log_in(Role.DISTRICT_MEMBER, "S1")


def address(area: str, contest: str = SINGLE) -> str:
    return f"/en/desk/tiny/{area}/{contest}/claim"


def test_a_member_of_a_district_commission_states_the_protocol_of_the_district(member: Client) -> None:
    assert member.post(address("S1"), SENT).status_code == 302
    row = PublishedClaim.objects.get()
    assert (row.area.code, row.contest, row.source) == ("S1", SINGLE, "district_commission")
    shown = [one for one in read_page(member.get("/en/e/tiny/log/")).links.values() if "/a/S1/#" in one]
    place, anchor = shown[0].split("#")
    assert read_page(member.get(place)).one(id=anchor).tag == "h2"
    listed = read_page(member.get("/en/desk/tiny/claims/"))
    assert "district election commission" in listed.text
    assert [target for target in listed.links.values() if target.endswith("/claim")] == [address("S1")]


def test_the_signed_protocol_goes_out_with_it_and_stands_beside_the_sums(member: Client) -> None:
    publish(*(protocol(precinct, SINGLE) for precinct in ("P001", "P101", "P201")))
    paper = SimpleUploadedFile("protocol.png", picture(), "image/png")
    figures = {"participants": "1800", "votes[asan]": "751"}
    figures |= {"signed_on": "2023-03-22", "signed_time": "06:00"}
    answer = member.post(address("S1"), {**SENT, **figures, "document": paper})
    row = PublishedClaim.objects.get()
    assert row.document["bytes"] == len(picture())
    body = json.loads(bytes(LogEntry.objects.get(index=row.entry_index).body))
    assert body["document"] == row.document
    page = read_page(member.get(answer["Location"].split("#")[0]))
    scan = f"/scans/{row.document['sha256']}"
    assert scan in page.links.values()
    assert member.get(scan).getvalue() == picture()
    for said in (
        "district election commission",
        "Due by 21 March 2023, 24:00",
        "It was stated later, by 6 h.",
    ):
        assert said in page.text, said
    assert "/en/e/tiny/findings/KZ-K12/" in page.links.values()
    check = check_bundle(FolderPlace(public_store("tiny").folder), verify_ed25519, Asked(with_scans=True))
    assert [one.kind.code for one in check.troubles if one.kind.code == "claim-differs"] == ["claim-differs"]
    assert check.scans == 1


def test_lists_have_no_district_and_another_district_is_not_theirs(member: Client, log_in) -> None:
    assert member.post(address("S1", PARTY), SENT).status_code == 404, "no body establishes lists there"
    assert member.post(address("S2"), SENT).status_code == 403
    territorial = log_in(Role.TERRITORIAL_REVIEWER, "R1")
    assert territorial.post(address("S1"), SENT).status_code == 403
    assert not PublishedClaim.objects.exists()


def csv_rows(answer) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_protocols_that_are_late_are_listed_by_name_with_hours(member: Client, monkeypatch) -> None:
    """B02: stated six hours late; never stated though the limit is over; not yet due."""
    figures = {"participants": "1800", "votes[asan]": "751"}
    member.post(address("S1"), {**SENT, **figures, "signed_on": "2023-03-22", "signed_time": "06:00"})
    moment = datetime.datetime(2023, 3, 22, 4, tzinfo=datetime.UTC)
    monkeypatch.setattr(claim_views, "_this_hour", lambda: moment)
    page = read_page(member.get("/en/e/tiny/results/single/claims/"))
    (district,) = [row for row in page.one(id="late").all("tr") if "district election commission" in row.text]
    assert district.all("td")[-1].text == "6"
    assert all("Central Election Commission" not in row.text for row in page.one(id="late").all("tr"))
    rows = csv_rows(member.get("/data/tiny/claims/single/late.csv"))
    (row,) = [one for one in rows if one["area"] == "S1"]
    assert (row["area"], row["hours_late"], row["stated_at"]) == ("S1", "6", "2023-03-22T00:00:00+00:00")
    assert row["commission"] == "district_commission" and row["entry"].isdecimal()
    moment += datetime.timedelta(days=30)
    page = read_page(member.get("/en/e/tiny/results/single/claims/"))
    assert "/data/tiny/claims/single/late.csv" in page.links.values()
    late = page.one(id="late").all("tr")[1:]
    hours = [int(row.all("td")[-1].text) for row in late]
    assert hours == sorted(hours, reverse=True) and hours[0] == 730
    assert any("Central Election Commission" in row.text for row in late)
    assert [row.all("td")[0].text == "not stated" for row in late] == [True] * (len(late) - 1) + [False]
    rows = csv_rows(member.get("/data/tiny/claims/single/late.csv"))
    assert [int(one["hours_late"]) for one in rows] == hours
    assert [one["stated_at"] == "" for one in rows] == [True] * (len(late) - 1) + [False]


def test_what_is_held_for_a_district_counts_in_its_precincts_across_regions(country: ElectionRow) -> None:
    user = person(Role.DISTRICT_MEMBER, "S1")
    found = areas_for(user, Deed.RECORD_CUSTODY, country).filter(kind__gt="").exclude(kind="unit")
    assert set(found.values_list("code", flat=True)) == {"P001", "P101", "P201"}
    assert role_for(user, Deed.RECORD_CUSTODY, area_row("P201")) is Role.DISTRICT_MEMBER
    for deed, area in ((Deed.RECORD_CUSTODY, "P002"), (Deed.CONFIRM, "P001"), (Deed.ANNUL, "S1")):
        with pytest.raises(NotYours):
            role_for(user, deed, area_row(area))


def test_the_role_fits_districts_and_the_territorial_ones_do_not(country: ElectionRow) -> None:
    user = person(Role.TYPIST, username="somebody")
    refuse_unfit(user, Role.DISTRICT_MEMBER, area_row("S1"))
    for role, area in (
        (Role.DISTRICT_MEMBER, "R1"),
        (Role.DISTRICT_MEMBER, "P001"),
        (Role.TERRITORIAL_HEAD, "S1"),
    ):
        with pytest.raises(RoleDoesNotFitArea):
            refuse_unfit(user, role, area_row(area))
