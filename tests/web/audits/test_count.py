"""Several people count one batch, and more is drawn meanwhile: nobody's work is lost, who is late is told."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from hattama.web.audits.desk import counting
from hattama.web.audits.tables import AuditEntry, BatchCount
from hattama.web.kernel.accounts.roles import Role
from hattama.web.kernel.accounts.tables import Membership
from tests.web.audits.steps import DESK, PLACES, begin, commit, draw, in_role, order, send, throw, told
from tests.web.kernel.pages.reading import read_page
from tests.web.tiny_election import area_row

pytestmark = pytest.mark.django_db


def ballots_asked(client: Client, area: str) -> list[str]:
    return [ballot for ballot, _ in client.get(f"{DESK}1/{area}/").context["ballots"]]


def read_ballots(client: Client, area: str, ballots: list[str]):
    return client.post(f"{DESK}1/{area}/", {f"ballot-{one}": "ozen" for one in ballots})


@pytest.fixture
def ballots_drawn(counted, auditor: Client) -> tuple[str, list[str]]:
    """Where single ballots wait to be read, and which."""
    commit(auditor, "ballots")
    throw(auditor)
    draw(auditor, "30")
    area = auditor.get(DESK + "1/").context["awaited"][0][0].code
    return area, ballots_asked(auditor, area)


def test_a_count_that_was_begun_is_finished_though_more_was_drawn_meanwhile(ballots_drawn, auditor) -> None:
    area, first = ballots_drawn
    one, two = (in_role(Role.CENTRAL_REVIEWER, name) for name in ("one", "two"))
    assert read_ballots(one, area, first).status_code == 302
    draw(auditor, "60")
    assert ballots_asked(two, area) == first, "the sheet of the first round is counted as it was printed"
    assert read_ballots(two, area, first).status_code == 302
    [count] = [
        one for one in AuditEntry.objects.values_list("body", flat=True) if one["kind"] == "audit_count"
    ]
    assert [str(ballot) for ballot, _ in count["ballots"]] == first
    later = ballots_asked(one, area)
    assert later and not set(later) & set(first), "and those of the second round come after it"


def test_whoever_sends_a_count_that_two_others_have_made_is_told_that_theirs_was_not_recorded(
    counted, ballots_drawn, auditor: Client
) -> None:
    area, first = ballots_drawn
    one, two, late = (in_role(Role.CENTRAL_REVIEWER, name) for name in ("one", "two", "late"))
    for client in (one, two):
        read_ballots(client, area, first)
    answer = read_ballots(late, area, first)
    assert answer.status_code == 409 and "Nothing of yours was recorded" in read_page(answer).text
    draw(auditor, "60")
    answer = read_ballots(late, area, first)
    assert answer.status_code == 409 and "Nothing of yours was recorded" in read_page(answer).text
    assert BatchCount.objects.filter(area__code=area).count() == 2


def test_a_list_says_how_many_have_counted_a_place_and_leads_nobody_to_count_it_twice(
    counted, auditor
) -> None:
    begin(auditor)
    one, two = (in_role(Role.CENTRAL_REVIEWER, name) for name in ("one", "two"))
    send(one, "P001")
    mine, others = (client.get(DESK + "1/") for client in (one, two))
    assert "you have typed yours" in read_page(mine).text and "counts typed: 1" in read_page(others).text
    there = f'href="{DESK}1/P001/"'
    assert there not in mine.content.decode() and there in others.content.decode()


def test_places_to_be_counted_are_named_so_that_they_are_told_apart_and_found_on_the_sheet(
    counted, auditor: Client
) -> None:
    begin(auditor)
    for page in (auditor.get(DESK + "1/"), auditor.get(DESK + "1/P001/")):
        assert "(P001)" in read_page(page).text and "Qaskeleng district" in read_page(page).text


def test_of_two_tabs_that_draw_the_second_draws_nothing_and_says_so(counted, auditor: Client) -> None:
    begin(auditor, "5")
    page = auditor.get(DESK + "1/").content.decode()
    assert '<input type="hidden" name="after" value="5">' in page
    seen = {"action": "draw", "count": "7", "after": "5"}
    assert auditor.post(DESK + "1/", seen).status_code == 302
    second = auditor.post(DESK + "1/", seen)
    assert second.status_code == 409 and "It was drawn meanwhile" in read_page(second).text
    assert len(told()["draws"]) == 12


def test_a_risk_is_measured_where_something_was_counted_since_the_last_time(counted, auditor: Client) -> None:
    begin(auditor)
    button = 'name="action" value="measure"'
    assert button not in auditor.get(DESK + "1/").content.decode()
    for name in ("one", "two"):
        client = in_role(Role.CENTRAL_REVIEWER, name)
        for area, *_ in auditor.get(DESK + "1/").context["awaited"]:
            send(client, area.code)
    assert button in auditor.get(DESK + "1/").content.decode()


def test_a_throw_before_the_commitment_is_refused_with_the_time_from_which_it_may_be(
    counted, auditor
) -> None:
    commit(auditor)
    early = throw(auditor, thrown_at="2023-03-19T01:00")
    assert early.status_code == 400 and "after the totals were committed to" in read_page(early).text


FIRST_PAGE = "/en/desk/tiny/"


def counts_offered(client: Client) -> list[str]:
    """Where the first page of the desk leads whoever is to type a count."""
    answer = client.get(FIRST_PAGE)
    assert answer.status_code == 200
    page = read_page(answer)
    links = [one.attributes["href"] for one in page.all("a", cls="button")]
    return [one.removeprefix(DESK) for one in links if one.startswith(DESK + "1/")]


def test_the_desk_shows_first_whose_count_is_awaited_and_to_those_alone_who_may_type_it(
    counted, auditor: Client, log_in
) -> None:
    one = in_role(Role.CENTRAL_REVIEWER, "one")
    assert counts_offered(one) == []
    begin(auditor)
    assert counts_offered(one) == [f"1/{place}/" for place in PLACES]
    assert counts_offered(log_in(Role.DISTRICT_MEMBER, "D12")) == ["1/P101/"]
    assert counts_offered(log_in(Role.CHAIR, "P001")) == [], "nobody counts what they decided about"
    both = in_role(Role.DISTRICT_MEMBER, "both", "D12")
    assert counts_offered(both) == ["1/P101/"]
    Membership.objects.create(user=User.objects.get(username="both"), area=area_row("P101"), role=Role.CHAIR)
    assert counts_offered(both) == [], "who is of the precinct counts it not again"


def test_nothing_of_an_audit_is_read_for_whoever_counts_nowhere(counted, auditor, log_in, monkeypatch):
    begin(auditor)
    monkeypatch.setattr("hattama.web.audits.count.load_book", lambda _: pytest.fail("an audit was read"))
    assert counts_offered(log_in(Role.TYPIST, "P001")) == []


def test_what_waits_for_its_second_count_is_asked_for_first_and_of_nobody_twice(counted, auditor) -> None:
    begin(auditor)
    one, two = (in_role(Role.CENTRAL_REVIEWER, name) for name in ("one", "two"))
    send(one, "P201")
    assert "1/P201/" not in counts_offered(one) and counts_offered(two)[0] == "1/P201/"
    send(two, "P201")
    assert "1/P201/" not in counts_offered(auditor)


def test_a_recount_that_was_ordered_is_asked_for_at_the_desk_too(counted, log_in) -> None:
    order(log_in(Role.TERRITORIAL_HEAD, "D11"), "P001")
    assert counts_offered(in_role(Role.CENTRAL_REVIEWER, "one")) == ["1/P001/"]


def test_a_sheet_names_the_district_beside_the_number_that_each_district_has(counted, auditor, monkeypatch):
    told: list[dict] = []
    monkeypatch.setattr(counting, "typeset_pdf", lambda source, said, **_: told.append(said) or b"%PDF")
    begin(auditor)
    auditor.get(DESK + "1/sheets.pdf")
    places = [sheet["place"] for sheet in told[0]["sheets"]][::2]
    assert "Almaty region · Talghar district · Polling station No. 101 (P101)" in places
    assert [one[-5:-1] for one in places] == [*PLACES], "district after district"
