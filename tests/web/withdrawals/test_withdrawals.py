"""A list is struck off after the log was opened: who may say so, and what everybody then sees."""

import csv
import datetime
import io
import json
from dataclasses import replace
from urllib.parse import unquote

import pytest

from hattama.core.protocols.powers import DecidedByAnother
from hattama.core.vocabulary import NotYours
from hattama.phrases import say
from hattama.verification.checking import check_bundle
from hattama.verification.folders import FolderPlace, verify_ed25519
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log import refresh_bundle as refresh_room
from hattama.web.kernel.log.bundle_store import public_store
from hattama.web.kernel.log.check_log import check_logged_entries
from hattama.web.kernel.log.check_published import check_published
from hattama.web.kernel.log.close_election import close_election
from hattama.web.kernel.log.rebuild_published import rebuild_published
from hattama.web.kernel.log.snapshots import load_log_size
from hattama.web.kernel.log.tables import Act, LogEntry
from hattama.web.kernel.pages.file_answers import read_made
from hattama.web.kernel.stores.made_files import MakersBusy
from hattama.web.notices.changes import changes_between
from hattama.web.notices.letters import digest_letter
from hattama.web.notices.subscriptions import ask_to_be_told
from hattama.web.open_data.write_open_data import write_open_data
from hattama.web.protocols.change import DayNotCome
from hattama.web.withdrawals.record import StandsSoAlready, withdraw_choice
from tests.web.kernel.pages.reading import read_page
from tests.web.prepared import built_on_tiny
from tests.web.protocols.life.people import DECISION, GROUNDS, LATER, everybody, everybody_here
from tests.web.tiny_election import ELECTION_ID, PARTY, area_row, protocol, publish

pytestmark = pytest.mark.django_db

CENTRAL = replace(DECISION, authority="central_commission", number="31/7")
STRUCK = replace(GROUNDS, reason="list_struck", decision=CENTRAL)
BACK = replace(GROUNDS, reason="reinstated", decision=replace(CENTRAL, authority="court", number="2a"))
SINCE = datetime.date(2023, 3, 21)
NORMS = [f"kz-elections/{one}" for one in ("89(6)4", "50(4)", "34(10)", "27(9)")]
MARKED = "(no longer stands)"
PAGE = f"/e/{ELECTION_ID}/results/{PARTY}/"


@built_on_tiny(gives=everybody_here)
def people() -> None:
    publish(protocol("P001"), protocol("P002"), protocol("P101"))
    everybody()


def contest():
    return load_definition(ElectionRow.objects.get(pk=ELECTION_ID)).election.contest(PARTY)


def withdraw(user, grounds=STRUCK, area="KZ"):
    return withdraw_choice(user, area_row(area), PARTY, first(), SINCE, grounds, now=LATER)


def first() -> str:
    return contest().choices[0].code


def test_nothing_leaves_by_a_decision_of_a_day_that_has_not_come(people):
    tomorrow = replace(CENTRAL, decided_on=LATER.date() + datetime.timedelta(days=2))
    with pytest.raises(DayNotCome):
        withdraw(people.central, replace(STRUCK, decision=tomorrow))


def test_only_whose_decision_it_is_by_law_and_only_a_head_of_the_whole(people):
    with pytest.raises(DecidedByAnother, match=r"50\(4\)"):
        withdraw(people.central, replace(STRUCK, decision=replace(CENTRAL, authority="court")))
    with pytest.raises(NotYours):
        withdraw(people.head)
    assert not Act.objects.filter(kind="withdrawal").exists()


def test_it_wins_nothing_keeps_its_votes_and_is_marked_until_it_is_reinstated(people, client):
    before = outcome(client)
    assert before["choices"][0]["left"] is None
    withdraw(people.central)
    after = outcome(client)
    assert after["choices"][0]["left"] == "after_vote"
    assert [one["votes"] for one in after["choices"]] == [one["votes"] for one in before["choices"]]
    assert not after["choices"][0]["seats"]
    for prefix, mark in (
        ("/en", "no longer stands 21 March 2023; the list was struck off; art. 89(6), subpara. 4)"),
        ("/ru", "больше не участвует 21 марта 2023 г.; список исключён; пп. 4) п. 6 ст. 89"),
        (
            "",
            "шығып қалды 2023 ж. 21 наурыз; тізім алып тасталды; 89-баптың 6-тармағының 4) тармақшасы",
        ),
    ):
        assert mark in " ".join(read_page(client.get(prefix + PAGE)).text.replace("\xa0", " ").split())
    with pytest.raises(StandsSoAlready):
        withdraw(people.central)
    withdraw(people.central, BACK)
    assert contest().choices[0].withdrawn is None
    assert "stands again 21 March 2023; reinstated; art. 89(7) ; court, No. 2a" in " ".join(
        read_page(client.get(f"/en{PAGE}")).text.replace("\xa0", " ").split()
    )
    assert outcome(client)["choices"] == before["choices"]


def test_a_page_of_an_earlier_moment_knows_nothing_of_who_left_later(people, client):
    size = load_log_size(ElectionRow.objects.get(pk=ELECTION_ID))
    withdraw(people.central)
    for page in (f"/en{PAGE}", f"/en/e/{ELECTION_ID}/a/R1/results/{PARTY}/"):
        assert "no longer stands" in client.get(page).content.decode()
        then = read_page(client.get(f"{page}?size={size}"))
        assert "no longer stands" not in then.text
        # No card and no file of the present stands for it, and no link leads to what was found since.
        assert not [one for one in then.all("meta") if one.attributes.get("property", "").startswith("og:")]
        assert f"/en/e/{ELECTION_ID}/findings/" not in then.one("main").links.values()
        assert f"As of {size} entries of the log." in then.text


def test_feeds_and_letters_tell_who_left_and_who_stands_again(people, client):
    withdraw(people.central)
    row = LogEntry.objects.get(kind="withdrawal")
    name = say(contest().choices[0].names, "en")
    told = f"A choice no longer stands: {name}"
    for address in ("feed.atom", "a/KZ/feed.atom", "a/R1/feed.atom", "a/P001/feed.atom"):
        assert told in client.get(f"/en/e/{ELECTION_ID}/{address}").content.decode()
    asked = ask_to_be_told(area_row("KZ"), "a@example.org", "en", now=LATER)
    changes = changes_between(area_row("KZ"), row.index, row.index + 1, 5)
    letter = digest_letter(asked, changes, 1, row.index + 1).body
    assert f"{told}\n" in letter and f"/a/KZ/#contest-{PARTY}" in letter


def test_whoever_leaves_while_files_are_made_is_in_none_or_in_all_of_them(people, monkeypatch):
    begun = []

    def meanwhile(_: ElectionRow) -> None:
        begun or begun.append(withdraw(people.central))

    monkeypatch.setattr(refresh_room, "require_what_the_log_opened_with", meanwhile)
    refresh_room.refresh_bundle(ELECTION_ID)
    found = check_bundle(FolderPlace(public_store(ELECTION_ID).folder), verify_ed25519).troubles
    assert not [one for one in found if one.path == "election.json"]


def test_no_file_is_made_for_all_of_an_election_that_was_read_before_somebody_left(people):
    row = ElectionRow.objects.get(pk=ELECTION_ID)
    assert read_made(row, "first.txt", lambda: [b"before"]) == b"before"
    withdraw(people.central)
    with pytest.raises(MakersBusy):
        read_made(row, "second.txt", lambda: [b"before"])


def test_every_file_and_face_says_that_it_no_longer_stands(people, client):
    def marked(address):
        return client.get(address).content.decode().replace("\xa0", " ").count(MARKED)

    faces = [f"/en/e/{ELECTION_ID}/{one}" for one in ("hall/", "a/P001/")]
    assert [marked(face) for face in faces] == [0, 0]
    withdraw(people.central)
    entry = LogEntry.objects.get(kind="withdrawal").index
    said = {
        "on": "2023-03-21", "after_vote": True, "reason": "list_struck", "authority": "central_commission",
        "decision": "31/7", "decided_on": CENTRAL.decided_on.isoformat(), "log_index": entry,
        "norms": NORMS, "late": [], "document": None,
    }  # fmt: skip
    api = client.get(f"/api/v1/elections/{ELECTION_ID}/contests").json()["items"]
    file = client.get(f"/data/{ELECTION_ID}/election.json").json()["contests"]
    for told in (api, file):
        assert [one["withdrawn"] for one in told[0]["choices"]] == [
            said,
            *[None] * (len(contest().choices) - 1),
        ]
    folder = write_open_data(ELECTION_ID).folder
    with (folder / "choices.csv").open(encoding="utf-8", newline="") as table:
        row = next(one for one in csv.DictReader(table) if one["choice"] == first())
    assert row["withdrawn_on"] == "2023-03-21" and row["log_index"] == str(entry)
    assert row["norms"].split() == said["norms"]
    assert f"(party-{first()}): withdrawn 2023-03-21" in (folder / f"nist/{PARTY}.json").read_text("utf-8")
    for table in (f"results/KZ/{PARTY}.en.csv", f"seats/{PARTY}.en.csv"):
        drawn = csv.DictReader(io.StringIO(client.get(f"/data/{ELECTION_ID}/{table}").content.decode()))
        assert {one["code"]: one["withdrawn_on"] for one in drawn}[first()] == "2023-03-21"
    assert all(marked(face) for face in faces)
    client.force_login(people.head)
    assert marked(f"/en/desk/{ELECTION_ID}/P001/{PARTY}/correct")


@pytest.mark.parametrize(
    ("grounds", "mark"), [(STRUCK, "no longer stands 18 March"), (BACK, "stands again 18 March")]
)
def test_what_the_law_allows_only_longer_before_voting_is_a_finding_and_no_refusal(
    people, client, grounds, mark
):
    if grounds is BACK:
        withdraw(people.central)
    eve = datetime.date(2023, 3, 18)
    withdraw_choice(people.central, area_row("KZ"), PARTY, first(), eve, grounds, now=LATER)
    text = " ".join(read_page(client.get(f"/en{PAGE}")).text.replace("\xa0", " ").split())
    assert mark in text
    assert "DEED-LATE later before voting than the law allows: art. 89(6), subpara. 4)" in text
    assert client.get(f"/en/e/{ELECTION_ID}/findings/DEED-LATE/").status_code == 200


def outcome(client):
    return json.loads(client.get(f"/data/{ELECTION_ID}/outcomes/{PARTY}.json").content)


def test_the_log_is_true_and_a_rebuild_says_the_same(people):
    withdraw(people.central)
    row = ElectionRow.objects.get(pk=ELECTION_ID)
    assert check_logged_entries(row) == []
    kept = row.withdrawals
    assert check_published(row) == []
    ElectionRow.objects.update(withdrawals=[])
    row = ElectionRow.objects.get(pk=ELECTION_ID)
    assert [(one.table, one.field) for one in check_published(row)] == [("election", "withdrawals")]
    rebuild_published(row)
    assert ElectionRow.objects.get(pk=ELECTION_ID).withdrawals == kept


def test_the_desk_asks_for_reason_day_and_decision_and_publishes_at_once(people, client):
    client.force_login(people.head)
    assert f"/choices/KZ/{PARTY}/" not in client.get(f"/en/desk/{ELECTION_ID}/choices/").content.decode()
    assert client.get(f"/en/desk/{ELECTION_ID}/choices/KZ/{PARTY}/{first()}/").status_code == 403
    client.force_login(people.central)
    address = f"/en/desk/{ELECTION_ID}/choices/KZ/{PARTY}/{first()}/"
    assert address in client.get(f"/en/desk/{ELECTION_ID}/choices/").content.decode()
    form = client.get(address).content.decode()
    assert "art. 50(4)" in form and "art. 89(7)" in form
    assert "the list was struck off" in form and "more than half of the list left" in form
    assert "/norms/kz-elections/89(6)4/" in unquote(form)
    decided = {"authority": "central_commission", "number": "31/7"}
    sent = {"reason": "list_struck", "since": "2023-03-21", **decided}
    assert client.post(address, {**sent, "since": ""}).status_code == 400
    assert "31/7" in client.post(address, sent | {"action": "review"}).content.decode()
    assert client.post(address, sent | {"action": "submit"}).status_code == 302
    body = Act.objects.get(kind="withdrawal").body
    assert body["norms"] == NORMS
    assert body["done_by"] == [{"deed": "withdraw", "role": "central_head", "area": "KZ"}]
    assert "reinstated" in client.get(address).content.decode()


CHOICES = f"/en/desk/{ELECTION_ID}/choices/"
SENT = {"reason": "list_struck", "since": "2023-03-21", "authority": "central_commission", "number": "31/7"}


def test_what_would_be_refused_of_a_choice_is_said_before_anything_is_read_back(people, client):
    client.force_login(people.central)
    address = f"{CHOICES}KZ/{PARTY}/{first()}/"
    sent = SENT | {"action": "review"}
    assert 'value="submit"' in client.post(address, sent).content.decode()
    assert not Act.objects.filter(kind="withdrawal").exists()
    close_election(ELECTION_ID, now=LATER)
    refused = client.post(address, sent)
    assert refused.status_code == 409 and 'value="submit"' not in refused.content.decode()


def test_the_list_says_that_a_choice_was_recorded_and_only_what_is_so(people, client):
    client.force_login(people.central)
    asked = f"{CHOICES}?recorded={PARTY}/{first()}"
    assert "notice-done" not in client.get(asked).content.decode()
    sent = SENT | {"action": "submit"}
    answer = client.post(f"{CHOICES}KZ/{PARTY}/{first()}/", sent, follow=True)
    page = answer.content.decode()
    assert "It stands in the log now." in page and contest().choices[0].names.say("en") in page
    assert f'data-forget="{ELECTION_ID}/KZ/{PARTY}/{first()}"' in page
    assert "notice-done" not in client.get(f"{CHOICES}?recorded={PARTY}/nobody").content.decode()


def test_who_left_a_contest_of_one_region_is_told_in_its_stations_and_in_no_others(people, client):
    grounds = replace(GROUNDS, reason="withdrew", decision=replace(CENTRAL, authority="district_commission"))
    withdraw_choice(people.central, area_row("R1"), "single", "asan", SINCE, grounds, now=LATER)
    told = {
        code: "no longer stands" in client.get(f"/en/e/{ELECTION_ID}/a/{code}/feed.atom").content.decode()
        for code in ("KZ", "R1", "D11", "P001", "R2", "P201")
    }
    assert told == {"KZ": True, "R1": True, "D11": True, "P001": True, "R2": False, "P201": False}
