"""A lot decides a seat after the count: who may record it, what is refused, and what everybody then sees."""

import csv
import datetime
import io
import json
from collections.abc import Mapping

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from hattama.core.protocols import Decision
from hattama.core.protocols.protocol import Protocol
from hattama.core.vocabulary import Deed, NotYours
from hattama.formats.area_lists import parse_areas
from hattama.formats.election_definition import parse_election
from hattama.verification.checking import check_bundle
from hattama.verification.folders import FolderPlace, verify_ed25519
from hattama.verification.troubles import Weight
from hattama.web.kernel.accounts.policy import Role
from hattama.web.kernel.accounts.tables import Membership
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.open_election import ElectionFiles, load_election, open_election
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.log.accept_acts import ElectionClosed
from hattama.web.kernel.log.advance_log import advance_log
from hattama.web.kernel.log.bundle_store import public_store
from hattama.web.kernel.log.check_log import check_logged_entries
from hattama.web.kernel.log.check_published import check_published
from hattama.web.kernel.log.close_election import close_election
from hattama.web.kernel.log.refresh_bundle import refresh_bundle
from hattama.web.kernel.log.snapshots import load_log_size
from hattama.web.kernel.log.tables import Act, LogEntry
from hattama.web.kernel.published.tables import Scan
from hattama.web.open_data.write_open_data import write_open_data
from hattama.web.protocols.change import DayNotCome, DecisionNeeded, Grounds, change_protocol
from hattama.web.protocols.import_protocols import Incoming, import_protocols
from hattama.web.scans.take_scan import take_scan
from hattama.web.withdrawals.lots import NotTheTied, record_lot
from hattama.web.withdrawals.record import StandsSoAlready, withdraw_choice
from tests.formats.test_open_lists import DEFINITION, FOLDER, PACK
from tests.verification.test_lots import TIED, seats_of
from tests.web.kernel.pages.reading import Element, read_page
from tests.web.people import person
from tests.web.tiny_election import picture

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]

ELECTION_ID = "zz-open-lists"
LOADED_AT = datetime.datetime(2025, 5, 1, 9, 0, tzinfo=datetime.UTC)
NIGHT = datetime.datetime(2025, 6, 1, 23, 0, tzinfo=datetime.UTC)
DRAWN_AT = datetime.datetime(2025, 6, 2, 12, 0, tzinfo=datetime.UTC)
NOW = datetime.datetime(2025, 6, 2, 15, 0, tzinfo=datetime.UTC)
DECISION = Decision("central_commission", "31/7", datetime.date(2025, 6, 2))
ADDRESS = f"/en/desk/{ELECTION_ID}/lots/zz/assembly/"


def area_row(code: str) -> AreaRow:
    return AreaRow.objects.select_related("election").get(election_id=ELECTION_ID, code=code)


def opened(pack: bytes = PACK) -> ElectionRow:
    """The election without a protocol."""
    areas_csv = (FOLDER / "areas.csv").read_bytes()
    areas = parse_areas(io.BytesIO(areas_csv), "areas.csv", time_zone="UTC").areas
    definition = parse_election(DEFINITION, "election.toml")
    load_election(ElectionFiles(definition, areas, DEFINITION, areas_csv, pack), now=LOADED_AT)
    open_election(ELECTION_ID, now=LOADED_AT)
    advance_log(ELECTION_ID, now=LOADED_AT)
    return ElectionRow.objects.get(pk=ELECTION_ID)


def arrive(row: ElectionRow, *codes: str, figures: Mapping[str, int] = TIED) -> None:
    papers = [Protocol(code, "assembly", figures, signed_at=NIGHT) for code in codes]
    import_protocols(row, [Incoming(paper) for paper in papers], now=NIGHT)
    advance_log(ELECTION_ID, now=NIGHT)


@pytest.fixture
def election(files: object) -> ElectionRow:
    """Both precincts have reported; the lantern and the anchor are tied for the last seat."""
    row = opened()
    arrive(row, "zz-1", "zz-2")
    return row


def person_of(role: Role, code: str) -> User:
    user = person(role, username=f"of-{code}")
    Membership.objects.create(user=user, area=area_row(code), role=role.value)
    return user


@pytest.fixture
def head(election: ElectionRow) -> User:
    return person_of(Role.CENTRAL_HEAD, "zz")


def draw(
    user: object,
    *order: str,
    at: datetime.datetime = DRAWN_AT,
    decision: Decision = DECISION,
    document: Scan | None = None,
    replaces: int | None = None,
) -> Act:
    told = ("assembly", None, order, at, decision, document)
    return record_lot(user, area_row("zz"), *told, replaces=replaces, now=NOW)


def outcome(client: Client) -> dict[str, object]:
    refresh_bundle(ELECTION_ID)
    told: dict[str, object] = json.loads(client.get(f"/data/{ELECTION_ID}/outcomes/assembly.json").getvalue())
    return told


def test_only_the_tied_are_drawn_by_a_decision_and_by_a_head_of_the_whole(election, head):
    for order in (("lantern",), ("plough", "lantern"), ("plough", "anchor", "lantern"), ("anchor", "anchor")):
        with pytest.raises(NotTheTied):
            draw(head, *order)
    with pytest.raises(DayNotCome):
        draw(head, "anchor", "lantern", at=NOW + datetime.timedelta(minutes=1))
    with pytest.raises(DecisionNeeded):
        draw(head, "anchor", "lantern", decision=Decision(""))
    with pytest.raises(NotYours):
        draw(person_of(Role.TERRITORIAL_HEAD, "zz-a"), "anchor", "lantern")
    assert not Act.objects.filter(kind="lot").exists()


def test_the_seat_the_page_the_files_and_the_log_follow_the_entry(election, head, client):
    assert outcome(client)["status"] == "tie"
    before = load_log_size(election)
    paper = take_scan(picture(), area=area_row("zz"), contest="lot", now=NOW)
    draw(head, "anchor", "lantern", document=paper)
    told = outcome(client)
    assert told["status"] == "decided"
    assert seats_of(told) == {"plough": 3, "lantern": 0, "anchor": 1}
    entry = LogEntry.objects.get(kind="lot").index
    page = " ".join(read_page(client.get(f"/en/e/{ELECTION_ID}/results/assembly/")).text.split())
    assert "Equal: The Lantern, The Anchor. In this order, as the lot drew." not in page
    assert "In this order, as the lot drew." in page
    said = "Decision: Central Election Commission, No. 31/7, 2 June 2025; File of the decision ; entry 5 of"
    assert "When it was drawn: 2 June 2025, 12:00" in page and said in page and "decides nothing" not in page
    earlier = read_page(client.get(f"/en/e/{ELECTION_ID}/results/assembly/?size={before}")).text
    assert "What a lot drew" not in earlier and "A tie: some seats are not given." in earlier
    log = read_page(client.get(f"/en/e/{ELECTION_ID}/log/"))
    assert "What a lot drew : Example land Assembly" in " ".join(log.text.split())
    feed = client.get(f"/en/e/{ELECTION_ID}/feed.atom").content.decode()
    assert "Example land: What a lot drew: The Anchor, The Lantern<" in feed
    choices = client.get(f"/api/v1/elections/{ELECTION_ID}/contests").json()["items"][0]["choices"]
    drawn = [(one["lot"], one["drawn"] and one["drawn"]["log_index"]) for one in choices]
    assert drawn == [(None, None), (2, entry), (1, entry)]
    assert choices[1]["drawn"]["document"] == paper.pk
    assert client.get(reverse("data:scan", args=[paper.pk])).getvalue() == picture()
    with (write_open_data(ELECTION_ID).folder / "choices.csv").open(encoding="utf-8", newline="") as table:
        rows = [(one["lot"], one["lot_log_index"]) for one in csv.DictReader(table) if not one["list"]]
    assert rows == [("", ""), ("2", "5"), ("1", "5")]
    found = check_bundle(FolderPlace(public_store(ELECTION_ID).folder), verify_ed25519).troubles
    assert not [one for one in found if one.kind.weight is Weight.FALSE]
    row = ElectionRow.objects.get(pk=ELECTION_ID)
    assert (check_logged_entries(row), check_published(row)) == ([], [])


def test_a_mistaken_record_is_recorded_anew_and_names_the_one_before(election, head):
    assert draw(head, "anchor", "lantern").body["replaces"] is None
    stands = LogEntry.objects.get(kind="lot").index
    for other in (None, stands + 1):
        with pytest.raises(StandsSoAlready):
            draw(head, "lantern", "anchor", replaces=other)
    assert draw(head, "lantern", "anchor", replaces=stands).body["replaces"] == stands
    contest = load_definition(ElectionRow.objects.get(pk=ELECTION_ID)).election.contest("assembly")
    assert [one.lot for one in contest.choices] == [None, 1, 2]


def test_a_head_of_a_part_is_led_to_the_list_and_records_nothing(election, client):
    client.force_login(person_of(Role.TERRITORIAL_HEAD, "zz-a"))
    part = ADDRESS.replace("/zz/", "/zz-a/")
    for answer in (client.get(part), client.post(part, {"action": "submit"})):
        assert (answer.status_code, answer.headers["Location"]) == (302, f"/en/desk/{ELECTION_ID}/choices/")
    assert client.get(ADDRESS).status_code == 403
    assert not Act.objects.filter(kind="lot").exists()


def test_the_desk_asks_for_the_order_the_moment_and_the_decision(election, head, client):
    client.force_login(head)
    listed = client.get(f"/en/desk/{ELECTION_ID}/choices/").content.decode()
    assert ADDRESS in listed and "Record what the lot drew" in listed
    form = client.get(ADDRESS).content.decode()
    assert "The Lantern" in form and "The Plough" not in form
    sent = {"place:anchor": "1", "place:lantern": "2", "drawn_at": "2025-06-02T12:00"}
    sent |= {"authority": "central_commission", "number": "31/7", "decided_on": "2025-06-02"}
    for wrong, said in (
        ({"place:anchor": "2"}, "Found 2, 2; expected each place from 1 to 2 once."),
        ({"place:anchor": ""}, "Found 2, —; expected each place from 1 to 2 once."),
        ({"drawn_at": "noon"}, "Say the day and the hour."),
        (
            {"drawn_at": "2024-06-02T12:00"},
            "Found 2 June 2024, 12:00; expected a moment from polling day, 1 Ju",
        ),
        ({"authority": ""}, "Say whose decision this is."),
    ):
        answer = client.post(ADDRESS, sent | wrong)
        assert answer.status_code == 400 and said in answer.content.decode()
    for wrong in ({"decided_on": "2999-01-01"}, {"replaces": "4"}):
        refused = client.post(ADDRESS, sent | wrong | {"action": "review"})
        assert refused.status_code >= 400 and 'value="submit"' not in refused.content.decode(), wrong
    review = read_page(client.post(ADDRESS, sent | {"action": "review"}))
    assert [one.text for one in review.all("ol")[0].all("li")] == ["The Anchor", "The Lantern"]
    assert not Act.objects.filter(kind="lot").exists()
    done = client.post(ADDRESS, sent | {"action": "submit"}, follow=True).content.decode()
    assert "It stands in the log now." in done and f'data-forget="{ELECTION_ID}/zz/assembly/lot/"' in done
    body = Act.objects.get(kind="lot").body
    assert (body["order"], body["drawn_at"]) == (["anchor", "lantern"], "2025-06-02T12:00:00+00:00")
    assert body["done_by"] == [{"deed": "record_lot", "role": "central_head", "area": "zz"}]
    listed = client.get(f"/en/desk/{ELECTION_ID}/choices/").content.decode()
    assert "The record was mistaken" in listed
    again = client.post(ADDRESS, sent | {"action": "submit"})
    assert again.status_code == 409 and Act.objects.filter(kind="lot").count() == 1, "a form sent twice"
    form = read_page(again).text
    assert "Recorded already" in form and "This is so already" in form
    assert "nobody is tied here" in client.get(f"{ADDRESS}?list=plough").content.decode()


PERSONS_TIED = TIED | {"preferences[ada]": 35, "preferences[ben]": 35, "preferences[dan]": 35}
"""Two seats of the plough are left for three persons with as many votes."""
BY_LOT = PACK.replace(b'ties = "list_order"', b'ties = "lot"')


@pytest.fixture
def tied_persons(files: object) -> ElectionRow:
    row = opened(BY_LOT)
    arrive(row, "zz-1", "zz-2", figures=PERSONS_TIED)
    return row


def elected(page: Element, of_list: str) -> dict[str, str]:
    tables = [one for one in page.all("table", cls="choices") if one.all("caption")[0].text == of_list]
    return {row[1]: row[3] for row in tables[0].rows()[1:]}


def test_a_lot_among_persons_of_a_list_is_recorded_at_the_desk_and_read_everywhere(tied_persons, client):
    before = load_log_size(tied_persons)
    client.force_login(person_of(Role.CENTRAL_HEAD, "zz"))
    listed = read_page(client.get(f"/en/desk/{ELECTION_ID}/choices/"))
    assert "Assembly · The Plough" in listed.text and f"{ADDRESS}?list=plough" in listed.links.values()
    desk = f"{ADDRESS}?list=plough"
    form = read_page(client.get(desk)).text
    assert "Ada" in form and "Ben" in form and "Dan" in form and "Cora" not in form
    sent = {"list": "plough", "place:dan": "1", "place:ada": "2", "place:ben": "3"}
    sent |= {"drawn_at": "2025-06-02T12:00", "authority": "central_commission", "number": "31/7"}
    sent |= {"decided_on": "2025-06-02"}
    review = read_page(client.post(desk, sent | {"action": "review"}))
    assert [one.text for one in review.all("ol")[0].all("li")] == ["Dan", "Ada", "Ben"]
    assert client.post(desk, sent | {"action": "submit"}).status_code == 302
    body = Act.objects.get(kind="lot").body
    assert (body["choice"], body["order"]) == ("plough", ["dan", "ada", "ben"])
    result = f"/en/e/{ELECTION_ID}/results/assembly/"
    page = read_page(client.get(result))
    assert elected(page, "The Plough") == {"Ada": "by lot", "Ben": "—", "Cora": "by votes", "Dan": "by lot"}
    assert "Dan, 70: elected by lot among equal votes." in page.text
    assert "What a lot drew · The Plough" in page.text
    earlier = read_page(client.get(f"{result}?size={before}"))
    assert set(elected(earlier, "The Plough").values()) == {"by votes", "not known"}
    (plough, *_) = outcome(client)["persons"]
    told = {one["person"]: one["elected_by"] for one in plough["persons"]}
    assert told == {"ada": "lot", "ben": None, "cora": "votes", "dan": "lot"}
    (choice, *_) = client.get(f"/api/v1/elections/{ELECTION_ID}/contests").json()["items"][0]["choices"]
    assert [one["lot"] for one in choice["persons"]] == [2, 3, None, 1]
    log = " ".join(read_page(client.get(f"/en/e/{ELECTION_ID}/log/")).text.split())
    assert "What a lot drew : Example land Assembly · The Plough" in log
    found = check_bundle(FolderPlace(public_store(ELECTION_ID).folder), verify_ed25519).troubles
    assert not [one for one in found if one.kind.weight is Weight.FALSE]


def test_a_lot_is_recorded_after_the_election_was_closed_and_nothing_else_about_choices_is(
    election, head, client
):
    close_election(ELECTION_ID, now=NIGHT)
    client.force_login(head)
    desk = read_page(client.get(f"/en/desk/{ELECTION_ID}/choices/"))
    assert "No choice leaves or returns any more." in desk.text
    assert "Record what the lot drew" in desk.text and "It stands no longer" not in desk.text
    grounds = Grounds("withdrew", DECISION)
    with pytest.raises(ElectionClosed):
        withdraw_choice(head, area_row("zz"), "assembly", "anchor", NOW.date(), grounds, now=NOW)
    draw(head, "anchor", "lantern")
    assert seats_of(outcome(client)) == {"plough": 3, "lantern": 0, "anchor": 1}
    found = check_bundle(FolderPlace(public_store(ELECTION_ID).folder), verify_ed25519).troubles
    assert not [one for one in found if one.kind.weight is Weight.FALSE]
    row = ElectionRow.objects.get(pk=ELECTION_ID)
    assert (check_logged_entries(row), check_published(row)) == ([], [])


def test_a_lot_of_those_who_are_tied_no_longer_stands_on_the_page_and_decides_nothing(election, head, client):
    draw(head, "anchor", "lantern")
    corrected = {**TIED, "votes[plough]": TIED["votes[plough]"] - 1, "votes[lantern]": 91}
    decision = Grounds("court_decision", DECISION)
    other = Protocol("zz-1", "assembly", corrected, signed_at=NIGHT)
    change_protocol(Deed.CORRECT, head, area_row("zz-1"), other, decision, now=NOW)
    advance_log(ELECTION_ID, now=NOW)
    page = " ".join(read_page(client.get(f"/en/e/{ELECTION_ID}/results/assembly/")).text.split())
    assert "By the figures that count now these are not tied: the lot decides nothing." in page
    assert "Decided by lot" not in page


def test_the_desk_says_that_protocols_lack_which_may_change_who_is_tied(files, client):
    row = opened()
    arrive(row, "zz-1")
    client.force_login(person_of(Role.CENTRAL_HEAD, "zz"))
    assert "Protocols that lack: 1." in read_page(client.get(ADDRESS)).text
    arrive(row, "zz-2")
    assert "Protocols that lack" not in read_page(client.get(ADDRESS)).text
