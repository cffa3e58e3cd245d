"""A form that is sent again: its answer was lost on the way, or a button was pressed twice. It is recorded
once, and whoever sent it is told whether it came."""

import re
from typing import Any

import pytest

from hattama.web.kernel.log.tables import Act
from hattama.web.protocols.tables import LifeStep, Remark
from tests.web.desk_clients import address, typed
from tests.web.kernel.pages.reading import read_page
from tests.web.protocols.desk.life_desk import DECISION, SWAPPED, Desk
from tests.web.tiny_election import sound_figures

pytestmark = pytest.mark.django_db

CAME, NOT_RECORDED = "What you sent had come before, and is recorded once.", "What you sent was not recorded"
INVESTIGATE, CLOSE, ANNUL = (address(step=step) for step in ("investigate", "close-investigation", "annul"))


def told(client: Any, answer: Any) -> str:
    """What the page says to which an answer leads."""
    shown = client.get(answer.url) if answer.status_code == 302 else answer
    return read_page(shown).one("main").text


def test_an_entry_that_came_is_said_to_have_come_also_after_another_person_has_entered(db):
    desk = Desk("entries = 2")
    desk.enter(desk.aigul)
    assert CAME in told(desk.aigul, desk.enter(desk.aigul))
    desk.enter(desk.berik, **SWAPPED)
    steps = LifeStep.objects.count()
    assert CAME in told(desk.aigul, desk.enter(desk.aigul))
    assert LifeStep.objects.count() == steps
    assert CAME not in told(desk.aigul, desk.enter(desk.aigul, **SWAPPED)), "other figures did not come"


@pytest.mark.parametrize(
    ("who", "deed", "sent"),
    [
        ("reviewer", INVESTIGATE, {"reason": "figures_disagree"}),
        ("head", ANNUL, DECISION),
        ("head", address(step="recount"), typed(sound_figures(), **DECISION)),
        ("head", address(step="correct"), typed(sound_figures() | SWAPPED, **DECISION)),
    ],
)
def test_a_change_that_is_sent_again_is_one_change_and_says_so(db, who, deed, sent):
    desk = Desk("entries = 2", "published")
    client = getattr(desk, who)
    page = client.post(deed, sent | {"action": "review"}).content.decode()
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    form = {name: value for name, value in hidden if name != "csrfmiddlewaretoken"} | {"action": "submit"}
    assert CAME not in told(client, client.post(deed, form))
    acts = Act.objects.count()
    assert CAME in told(client, client.post(deed, form))
    assert Act.objects.count() == acts


def test_an_investigation_that_is_closed_twice_is_closed_once(db):
    desk = Desk("entries = 2", "published")
    desk.reviewer.post(INVESTIGATE, {"reason": "figures_disagree", "action": "submit"})
    closing = {"reason": "stands", "action": "submit"}
    first = told(desk.head, desk.head.post(CLOSE, closing))
    assert "The investigation is closed." in first and CAME not in first
    assert CAME in told(desk.head, desk.head.post(CLOSE, closing))
    assert LifeStep.objects.filter(deed="close_investigation").count() == 1


@pytest.mark.parametrize("step", ["close-investigation", "annul"])
def test_whoever_was_overtaken_is_told_that_nothing_of_theirs_was_recorded(db, step):
    desk = Desk("entries = 2", "published")
    if step == "close-investigation":
        desk.reviewer.post(INVESTIGATE, {"reason": "figures_disagree", "action": "submit"})
        sent = {"reason": "stands", "action": "submit"}
    else:
        sent = DECISION | {"action": "submit"}
    desk.central.post(address(step=step), sent)
    answer = desk.head.post(address(step=step), sent)
    assert answer.status_code == 409 and NOT_RECORDED in told(desk.head, answer)
    assert desk.head.get(address(step=step)).url == address(step="done"), "to look is no attempt"


def test_a_confirmation_says_whether_it_came_or_another_person_was_quicker(db):
    desk = Desk('entries = 1\nconfirmed_by = "person"')
    desk.enter(desk.aigul)
    desk.chair.post(address(step="confirm"))
    assert CAME in told(desk.chair, desk.chair.post(address(step="confirm")))
    answer = desk.berik.post(address(step="confirm"))
    assert answer.status_code in (403, 409) and CAME not in told(desk.berik, answer)


def test_the_form_of_one_round_that_is_sent_again_is_no_reading_of_the_next(db):
    desk = Desk("entries = 2")
    desk.differ()
    page = desk.aigul.get(address(step="differences")).content.decode()
    again = {
        "votes[dala]": "370",
        "votes[ozen]": "200",
        "round": re.search(r'name="round" value="(\d)"', page)[1],
    }
    desk.aigul.post(address(step="differences"), again)
    desk.reread(desk.berik, 371, 199)
    readings = LifeStep.objects.filter(deed="retype").count()
    assert CAME in told(desk.aigul, desk.aigul.post(address(step="differences"), again))
    assert LifeStep.objects.filter(deed="retype").count() == readings
    assert "Read the paper again" in told(desk.aigul, desk.aigul.get(address(step="done")))


def test_a_decision_and_the_end_of_the_rounds_come_once(db):
    desk = Desk("entries = 2")
    desk.differ()
    for n in range(2):
        answer = desk.reviewer.post(address(step="end-rounds"), {"reason": "Nobody is to be had."})
        assert (CAME in told(desk.reviewer, answer)) is bool(n)
    rulings = {
        f"{name}:votes[{party}]": said
        for party in ("dala", "ozen")
        for name, said in (("source", "first"), ("reason", "So it is."))
    }
    for n in range(2):
        answer = desk.reviewer.post(address(step="decide"), rulings | {"action": "submit"})
        assert (CAME in told(desk.reviewer, answer)) is bool(n)
    assert LifeStep.objects.filter(deed__in=["decide", "end_rounds"]).count() == 2


def test_nobody_is_told_of_another_persons_deed_that_theirs_came(db):
    desk = Desk("entries = 2", "published")
    number = LifeStep.objects.filter(actor__username="berik").latest("pk").pk
    assert CAME in told(desk.berik, desk.berik.get(f"{address(step='done')}?came={number}"))
    assert CAME not in told(desk.aigul, desk.aigul.get(f"{address(step='done')}?came={number}"))


def test_a_question_that_is_sent_again_after_its_answer_is_asked_once(db):
    desk = Desk("entries = 2", "published")
    page = desk.aigul.get(address(step="done")).content.decode()
    sent = {"remark": "Whose signature?", "seen": re.search(r'name="seen" value="(\d+)"', page)[1]}
    desk.aigul.post(address(step="remark"), sent)
    desk.reviewer.post(address(step="remark"), {"remark": "The chair's.", "settled": "1"})
    desk.aigul.post(address(step="remark"), sent)
    assert Remark.objects.count() == 2
    desk.aigul.post(address(step="remark"), sent | {"seen": str(Remark.objects.latest("pk").pk)})
    assert Remark.objects.count() == 3, "asked anew"
