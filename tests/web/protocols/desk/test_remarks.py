"""Questions and answers about a protocol: between its precinct and its reviewers, and never between two who
type."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from hattama.web.kernel.accounts.policy import Role
from hattama.web.kernel.accounts.tables import Membership
from hattama.web.protocols.tables import LifeStep, Remark
from tests.web.desk_clients import address
from tests.web.kernel.pages.reading import read_page
from tests.web.people import person
from tests.web.protocols.desk.life_desk import Desk
from tests.web.tiny_election import area_row

pytestmark = pytest.mark.django_db

THERE, DONE, LIST = address(step="remark"), address(step="done"), "/en/desk/tiny/"
MISTAKE = "Line N5 was typed as 60, the paper says 66."


@pytest.fixture
def desk(db) -> Desk:
    return Desk("entries = 2", "published")


def news(client) -> str:
    return " ".join(
        one.text for one in read_page(client.get(LIST)).all("section", **{"aria-labelledby": "remarks-news"})
    )


def thread(client) -> str:
    return read_page(client.get(DONE)).one("section", id="remarks").text


def test_a_precinct_that_finds_its_own_mistake_tells_its_reviewers_and_is_answered(desk):
    answer = desk.aigul.post(THERE, {"remark": MISTAKE})
    assert answer.url == f"{DONE}?sent=remark#remarks"
    for reviewer in (desk.reviewer, desk.head, desk.central):
        assert MISTAKE in news(reviewer) and MISTAKE in thread(reviewer)
    assert news(desk.aigul) == news(desk.berik) == news(desk.auditor) == ""
    assert "A reviewer is to answer." in thread(desk.berik), "the other people of the precinct see it, too"
    assert MISTAKE in thread(desk.auditor) and "<textarea" not in desk.auditor.get(DONE).content.decode()
    desk.reviewer.post(THERE, {"remark": "Send a picture of the whole page."})
    assert news(desk.reviewer) == "" and "Send a picture" in news(desk.chair)
    desk.chair.post(THERE, {"remark": "It stands beside the protocol now."})
    desk.head.post(THERE, {"remark": "Corrected by decision 12.", "settled": "1"})
    assert news(desk.chair) == news(desk.head) == "", "nobody is to answer any more"
    assert Remark.objects.count() == 4


def test_whoever_asked_sees_what_nobody_has_answered_yet(desk):
    def own(client) -> str:
        shown = read_page(client.get(LIST)).all("section", **{"aria-labelledby": "remarks-own"})
        return " ".join(one.text for one in shown)

    desk.reviewer.post(THERE, {"remark": "Whose signature is this?"})
    assert "Precinct No. 1" in own(desk.reviewer) and "Whose signature is this?" in own(desk.reviewer)
    assert own(desk.head) == own(desk.aigul) == "", "others have theirs"
    desk.aigul.post(THERE, {"remark": "The deputy chair's."})
    assert own(desk.reviewer) == "" and "The deputy chair's." in own(desk.aigul)
    desk.head.post(THERE, {"remark": "Thank you.", "settled": "1"})
    assert own(desk.aigul) == own(desk.head) == ""


def test_whoever_has_lost_the_role_there_is_led_to_no_page_that_refuses_them(desk):
    desk.reviewer.post(THERE, {"remark": "Whose signature is this?"})
    assert "remarks-own" in desk.reviewer.get(LIST).content.decode()
    held = Membership.objects.get(user__username="reviewer")
    Membership.objects.filter(pk=held.pk).update(area=area_row("R2"))
    assert desk.reviewer.get(DONE).status_code == 403
    assert "remarks-own" not in desk.reviewer.get(LIST).content.decode()


def test_where_a_protocol_stands_help_says_what_to_do_about_ones_own_mistake(desk):
    page = desk.aigul.get(DONE).content.decode()
    assert 'class="page-help"><a href="/en/help/commission/#mistake">' in page
    assert "under Questions and answers" in read_page(desk.aigul.get("/en/help/commission/")).text


def test_what_is_written_changes_nothing_and_the_public_is_shown_none_of_it(desk):
    steps = LifeStep.objects.count()
    desk.aigul.post(THERE, {"remark": MISTAKE})
    assert LifeStep.objects.count() == steps
    for page in ("/en/e/tiny/a/P001/", "/en/e/tiny/log/"):
        assert MISTAKE not in desk.stranger().get(page).content.decode()


def test_whoever_is_not_of_the_precinct_nor_reviews_it_writes_nothing(desk):
    for who in (desk.auditor, desk.administrator):
        assert who.post(THERE, {"remark": MISTAKE}).status_code == 403
    assert desk.stranger().post(THERE, {"remark": MISTAKE}).status_code == 302
    assert not Remark.objects.exists()


def test_too_much_or_nothing_is_refused_and_stays_in_the_box(desk):
    assert desk.aigul.post(THERE, {"remark": "  "}).status_code == 400
    long = "a" * 1001
    refused = desk.aigul.post(THERE, {"remark": long})
    assert refused.status_code == 400 and long in refused.content.decode()
    assert "at most 1,000 characters" in refused.content.decode()
    assert not Remark.objects.exists()


def test_pressed_twice_it_is_written_once(desk):
    for _ in range(2):
        desk.aigul.post(THERE, {"remark": MISTAKE})
    assert Remark.objects.count() == 1


def test_of_two_who_read_apart_neither_writes_to_the_other(db):
    desk = Desk("entries = 2")
    desk.reviewer.post(THERE, {"remark": "When will it come?"})
    assert "When will it come?" in news(desk.aigul), "a protocol that has not come is asked about"
    desk.enter(desk.aigul)
    refused = desk.aigul.post(THERE, {"remark": "I typed 370 for Dala."})
    assert refused.status_code == 409 and "apart from each other" in refused.content.decode()
    assert "When will it come?" not in thread(desk.berik), "whatever was written before"
    assert Remark.objects.count() == 1


def test_a_difference_that_a_reviewer_decides_is_asked_about_again(db):
    desk = Desk("entries = 2", "two_rounds")
    assert desk.reviewer.post(THERE, {"remark": "Which page is the last?"}).status_code == 302
    assert "Which page" in news(desk.aigul)


def test_what_the_nearest_commission_answers_stands_below_what_nobody_nearer_does(desk):
    desk.aigul.post(THERE, {"remark": "Of R1, asked first."})
    far = Client(headers={"accept-language": "en"})
    far.force_login(person(Role.TYPIST, "P201"))
    far.post(address("P201", step="remark"), {"remark": "Of R2, asked later."})
    seen = news(desk.central)
    assert seen.index("Of R2") < seen.index("Of R1"), "nobody nearer reviews R2"
    assert "Answers first: Almaty region" in seen and seen.count("Answers first") == 1
    assert "Of R1" in news(desk.head) and "Answers first" not in news(desk.head)


def test_of_many_questions_those_of_ones_own_commission_are_among_those_shown(desk, monkeypatch):
    monkeypatch.setattr("hattama.web.protocols.desk.remark_views.MOST_SHOWN", 1)
    desk.aigul.post(THERE, {"remark": "Of R1, asked first."})
    far = Client(headers={"accept-language": "en"})
    far.force_login(person(Role.TYPIST, "P201"))
    far.post(address("P201", step="remark"), {"remark": "Of R2, asked later."})
    assert "Of R2" in news(desk.central) and "Of R1" not in news(desk.central)


def test_whoever_asks_is_told_who_is_asked(desk):
    assert "Answers first: Almaty region" in thread(desk.aigul)
    assert "Who is asked: aigul, berik, chair" in thread(desk.reviewer)
    Membership.objects.filter(role__in=["territorial_reviewer", "territorial_head"]).delete()
    assert "Answers first: Republic" in thread(desk.aigul)


def test_a_closed_account_is_asked_nothing_and_where_nobody_is_left_the_page_says_so(desk):
    accounts = get_user_model().objects
    accounts.filter(username__in=["reviewer", "head", "central"]).update(is_active=False)
    assert "Nobody has an account that reviews this protocol" in thread(desk.aigul)
    accounts.filter(username="reviewer").update(is_active=True)
    accounts.filter(username__in=["aigul", "berik", "chair"]).update(is_active=False)
    assert "Nobody has an account for this precinct" in thread(desk.reviewer)
