"""The table of a higher commission typed at the desk: by whom, for where, and what becomes of it."""

import datetime
import json

import pytest
from django.test import Client

from hattama.core.entries import Stage
from hattama.web.claims.record import ClaimsNotExpected, enter_claim
from hattama.web.claims.tables import PublishedClaim
from hattama.web.kernel.accounts.policy import Role
from hattama.web.kernel.log import write_log_files
from hattama.web.kernel.log.close_election import close_election
from hattama.web.kernel.log.tables import Act, LogEntry
from tests.web.kernel.pages.reading import read_page
from tests.web.people import person
from tests.web.tiny_election import NIGHT, PARTY, SINGLE, area_row, protocol, publish

pytestmark = pytest.mark.django_db(transaction=True)

SENT = {
    "action": "submit",
    "stage": "final",
    "participants": "1 200",
    "votes[dala]": "740",
    "invalid": "0",
    "valid": "",
}


def address(area: str = "D11", contest: str = PARTY) -> str:
    return f"/en/desk/tiny/{area}/{contest}/claim"


@pytest.fixture
def reviewer(log_in) -> Client:
    return log_in(Role.TERRITORIAL_REVIEWER, "D11")


def test_what_is_typed_goes_into_the_log_with_who_and_in_which_role(reviewer: Client) -> None:
    answer = reviewer.post(address(), SENT | {"signed_on": "2023-03-20", "signed_time": "06:15"})
    assert answer.status_code == 302
    assert answer["Location"] == "/en/e/tiny/results/party/claims/?area=D11#area"
    row = PublishedClaim.objects.get()
    assert (row.area.code, row.source, row.stage) == ("D11", "territorial_commission", "final")
    # An empty cell claims nothing, and zero is a figure.
    assert row.figures == {"participants": 1200, "votes[dala]": 740, "invalid": 0}
    body = json.loads(bytes(LogEntry.objects.get(index=row.entry_index).body))
    assert (body["stated_at"], body["document_sha256"], body["level"]) == (
        "2023-03-20T00:15:00+00:00",
        None,
        "district",
    )
    act = Act.objects.get(kind="claim")
    assert (act.role, act.actor.username) == ("territorial_reviewer", "territorial_reviewer-of-D11")
    assert "1,200" in read_page(reviewer.get(answer["Location"].split("#")[0])).text


def test_what_was_stated_stands_once_and_another_moment_of_stating_it_takes_its_place(
    reviewer: Client,
) -> None:
    late = SENT | {"signed_on": "2023-03-29", "signed_time": "06:15"}
    for sent in (late, late, SENT | {"signed_on": "2023-03-20", "signed_time": "06:15"}):
        assert reviewer.post(address(), sent).status_code == 302
    first, second = PublishedClaim.objects.all()
    assert first.replaced_by == second.entry_index
    assert second.stated_at == datetime.datetime(2023, 3, 20, 0, 15, tzinfo=datetime.UTC)


def test_no_table_takes_the_place_of_what_is_published_beyond_the_database(reviewer, monkeypatch) -> None:
    monkeypatch.setattr(write_log_files, "shown_size", lambda _: 99)
    answer = reviewer.post(address(), SENT)
    assert answer.status_code == 503
    assert "Nothing was recorded." in answer.content.decode()
    assert not Act.objects.filter(kind="claim").exists()


def test_what_must_stand_beside_figures_stands_where_a_table_is_typed(reviewer: Client) -> None:
    for page in ("/en/desk/tiny/claims/", address()):
        assert "This election is made up." in read_page(reviewer.get(page)).text, page


def test_a_table_that_differs_from_the_sum_is_told_on_the_first_page_of_whose_area_it_is(
    reviewer: Client, log_in
) -> None:
    publish(protocol("P001"), protocol("P002"), protocol("P003"))
    reviewer.post(address(), SENT | {"votes[dala]": "1"})
    told = read_page(reviewer.get("/en/desk/tiny/")).one("section", **{"aria-labelledby": "differing-head"})
    assert told.links["Open"] == "/en/e/tiny/results/party/claims/?area=D11"
    other = log_in(Role.TERRITORIAL_REVIEWER, "R2").get("/en/desk/tiny/")
    assert "differing-head" not in other.content.decode()


def test_a_table_is_read_back_beside_the_sums_with_what_is_open_before_it_is_published(
    reviewer: Client,
) -> None:
    publish(protocol("P001"))
    answer = reviewer.post(address(), SENT | {"action": "review", "votes[dala]": "1"})
    page = read_page(answer)
    assert (answer.status_code, PublishedClaim.objects.count()) == (200, 0)
    said = page.one("table", **{"class": "claims compared"}).text
    # 1 is less than what has come in already; what the sum may still grow to cannot be compared.
    assert "Dala party 1 370 −369" in said and "1,200 600 not yet" in said
    before = page.one("section", **{"aria-labelledby": "before-head"})
    assert "/en/desk/tiny/overview/?contest=party&within=D11&show=missing" in before.links.values()
    hidden = {one.attributes["name"]: one.attributes["value"] for one in page.all("input", type="hidden")}
    assert reviewer.post(address(), hidden | {"action": "edit"}).status_code == 200
    assert not PublishedClaim.objects.exists()
    assert reviewer.post(address(), hidden | {"action": "submit"}).status_code == 302
    assert PublishedClaim.objects.get().figures["votes[dala]"] == 1


def test_the_first_page_offers_heads_the_final_results_of_their_own_commission_alone(log_in) -> None:
    head = log_in(Role.CENTRAL_HEAD, "KZ")
    found = read_page(head.get("/en/desk/tiny/"))
    finals = found.one("section", **{"aria-labelledby": "final-head"})
    offered = [link.attributes["href"] for link in finals.all("a", **{"class": "button"})]
    assert offered == [f"/en/desk/tiny/KZ/{contest}/claim?stage=final" for contest in (PARTY, SINGLE)]
    assert "final-head" not in log_in(Role.TYPIST, "P001").get("/en/desk/tiny/").content.decode()
    close_election("tiny", now=NIGHT)
    assert "final-head" not in head.get("/en/desk/tiny/").content.decode()


def test_a_later_table_takes_the_place_of_the_earlier_one_and_says_so_before(reviewer: Client) -> None:
    reviewer.post(address(), SENT)
    assert "take" in read_page(reviewer.get(address())).text
    reviewer.post(address(), SENT | {"votes[dala]": "741"})
    first, second = PublishedClaim.objects.all()
    assert (first.replaced_by, second.replaced_by) == (second.entry_index, None)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"stage": ""}, "Say whether these results are preliminary or final."),
        ({"participants": "many"}, "expected a whole number in digits"),
        ({"participants": "-5"}, "expected a whole number in digits"),
        ({"signed_on": "yesterday"}, "expected the day of signing, and the hour and minute"),
        ({"participants": "", "votes[dala]": "", "invalid": ""}, "No figure was given."),
    ],
)
def test_what_cannot_be_read_comes_back_and_nothing_is_recorded(
    reviewer: Client, changed: dict[str, str], said: str
) -> None:
    answer = reviewer.post(address(), SENT | changed)
    assert answer.status_code == 400
    assert said in read_page(answer).text
    assert not LogEntry.objects.filter(kind="claim").exists()


def test_only_for_the_areas_of_the_own_commission_and_contests_held_there(reviewer: Client, log_in) -> None:
    assert reviewer.get(address("R1")).status_code == 403
    assert reviewer.post(address("D21"), SENT).status_code == 403
    assert reviewer.get(address("P001")).status_code == 404, "a precinct states no sums"
    central = log_in(Role.CENTRAL_REVIEWER, "KZ")
    assert central.get(address("D21", SINGLE)).status_code == 404, "not held there"
    assert central.post(address("KZ"), SENT).status_code == 302
    assert PublishedClaim.objects.get().source == "central_commission"


@pytest.mark.parametrize("contest", ["", "nope"])
def test_a_claim_for_a_contest_that_the_election_has_not_is_refused_by_name(tiny, contest: str) -> None:
    head = person(Role.CENTRAL_HEAD, "KZ")
    with pytest.raises(ClaimsNotExpected):
        enter_claim(head, area_row("KZ"), contest, Stage.FINAL, {"participants": 600}, None, now=NIGHT)


def test_the_list_names_the_areas_with_the_contests_held_there(log_in) -> None:
    found = read_page(log_in(Role.CENTRAL_REVIEWER, "R2").get("/en/desk/tiny/claims/"))
    assert "Qostanai region" in found.text
    assert "Almaty region" not in found.text
    assert [target for target in found.links.values() if target.endswith("/claim")] != []
    precincts = read_page(log_in(Role.CENTRAL_HEAD, "KZ").get("/en/desk/tiny/"))
    assert "/en/desk/tiny/claims/" in precincts.links.values()


def test_a_closed_election_takes_none(reviewer: Client) -> None:
    close_election("tiny", now=NIGHT)
    answer = reviewer.post(address(), SENT)
    assert answer.status_code == 409
    assert not PublishedClaim.objects.exists()
