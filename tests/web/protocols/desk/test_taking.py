"""Which reviewer works on a doubt: two do not work on one, and none is locked in."""

import re

import pytest
from django.test import Client

from hattama.web.kernel.accounts.policy import Role
from hattama.web.protocols.tables import LifeStep, TakenCase
from tests.web.desk_clients import address, typed
from tests.web.kernel.pages.reading import read_page
from tests.web.people import person
from tests.web.protocols.desk.life_desk import Desk
from tests.web.tiny_election import area_row

pytestmark = pytest.mark.django_db

TAKE, DECIDE, QUEUE = address(step="take"), address(step="decide"), "/en/desk/tiny/"
RULINGS = {
    "action": "submit",
    "source:votes[dala]": "first",
    "reason:votes[dala]": "анық көрінеді",
    "source:votes[ozen]": "first",
    "reason:votes[ozen]": "анық көрінеді",
}


@pytest.fixture
def desk(db) -> Desk:
    return Desk("entries = 2", "two_rounds")


def awaiting(client):
    return read_page(client.get(QUEUE)).one("section", **{"aria-labelledby": "awaiting-head"})


def test_what_one_reviewer_has_taken_another_sees_and_does_not_decide(desk):
    assert DECIDE in awaiting(desk.head).links.values()
    assert desk.reviewer.post(TAKE, {"action": "take"}).status_code == 302
    told = awaiting(desk.head)
    assert "fields that differ: 2" in told.text and "waits " in told.text
    assert area_row("R1").names["en"] in told.text
    assert "reviewer has taken it" in told.text and DECIDE not in told.links.values()
    assert "You have taken it" in awaiting(desk.reviewer).text
    before = LifeStep.objects.count()
    assert desk.head.post(DECIDE, RULINGS).status_code == 409
    assert desk.head.post(TAKE, {"action": "take"}).status_code == 409
    assert LifeStep.objects.count() == before
    assert TakenCase.objects.get().person.username == "reviewer"
    assert desk.reviewer.post(DECIDE, RULINGS).status_code == 302
    assert LifeStep.objects.filter(deed="decide").exists()


def test_it_is_given_back_or_taken_over_by_name_of_who_had_it(desk):
    desk.reviewer.post(TAKE, {"action": "take"})
    desk.head.post(TAKE, {"action": "give_back"})
    assert TakenCase.objects.get().person.username == "reviewer", "nobody gives back for another"
    holder = str(TakenCase.objects.get().person_id)
    assert desk.head.post(TAKE, {"action": "take", "taken_from": holder}).status_code == 302
    assert desk.reviewer.post(TAKE, {"action": "take", "taken_from": holder}).status_code == 409, "too late"
    desk.head.post(TAKE, {"action": "give_back"})
    assert TakenCase.objects.get().person is None
    assert DECIDE in awaiting(desk.reviewer).links.values()


def test_whoever_takes_one_or_gives_it_back_is_told_so_first_and_only_where_it_is_so(desk):
    took = desk.reviewer.post(TAKE, {"action": "take"}).url
    gave = desk.head.post(TAKE, {"action": "give_back"}).url
    said = {
        (who, where): [
            one.text for one in read_page(getattr(desk, who).get(where)).all("div", cls="notice-done")
        ]
        for who in ("reviewer", "head")
        for where in (took, gave)
    }
    assert [words[:17] for words in said.pop(("reviewer", took))] == ["You have taken it"]
    assert not any(said.values()), "another has it still"
    desk.reviewer.post(TAKE, {"action": "give_back"})
    [given] = read_page(desk.reviewer.get(gave)).all("div", cls="notice-done")
    assert given.text == "You have given it back: another reviewer may take it."


def test_nobody_but_a_reviewer_takes_one(desk):
    for who in (desk.aigul, desk.chair, desk.auditor):
        assert who.post(TAKE, {"action": "take"}).status_code == 403
    assert not TakenCase.objects.exists()


def test_what_waits_longest_stands_first_and_what_another_has_taken_last(db, monkeypatch):
    monkeypatch.setattr("hattama.web.protocols.desk.standing.MOST_SHOWN", 1)
    desk = Desk('entries = 1\nconfirmed_by = "person"')
    elsewhere = Client()
    elsewhere.force_login(person(Role.TYPIST, "P002", username="elsewhere"))
    elsewhere.post(address("P002"), typed())
    desk.enter(desk.aigul)

    def shown(client):
        return re.findall(r"Precinct No\. (\d+)", awaiting(client).text)

    last_of_the_list = [area_row("P002").number.lstrip("0")]
    assert [one.lstrip("0") for one in shown(desk.reviewer)] == last_of_the_list
    desk.reviewer.post(address("P002", step="take"), {"action": "take"})
    assert [one.lstrip("0") for one in shown(desk.reviewer)] == last_of_the_list, "one's own stays"
    assert [one.lstrip("0") for one in shown(desk.head)] == [area_row("P001").number.lstrip("0")]


def test_what_waits_stands_before_the_progress_of_whoever_looks_after_areas(desk):
    page = desk.reviewer.get(QUEUE).content.decode()
    assert 0 < page.index('id="awaiting-head"') < page.index(">Progress<")
