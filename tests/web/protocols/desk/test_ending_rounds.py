"""The form «End the rounds»: who sees it, what it asks, and what overview and queue say afterwards."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hattama.web.kernel.log.tables import Act
from hattama.web.kernel.published.tables import PublishedProtocol, Scan
from hattama.web.protocols.enter import end_rounds
from hattama.web.protocols.tables import LifeStep
from tests.web.desk_clients import address
from tests.web.protocols.desk.life_desk import Desk
from tests.web.tiny_election import NIGHT, PARTY, area_row, picture

pytestmark = pytest.mark.django_db

DONE, END, DECIDE = address(step="done"), address(step="end-rounds"), address(step="decide")
QUEUE, OVERVIEW = "/en/desk/tiny/", "/en/desk/tiny/overview/"
WHY = "The second typist was taken ill"
DECIDED = {"action": "submit"} | {
    f"{name}:{key}": said
    for key in ("votes[dala]", "votes[ozen]")
    for name, said in (("source", "second"), ("reason", "clear on the scan"))
}
FIGURES = ("370", "371", "200", "199")


@pytest.fixture
def desk(db) -> Desk:
    """Two entries differ, and one of the two has read again; the other is not to be had."""
    made = Desk("entries = 2", "differ")
    made.reread(made.aigul, 370, 200)
    return made


def text(client, there: str) -> str:
    answer = client.get(there)
    assert answer.status_code == 200, (there, answer.status_code)
    return answer.content.decode()


def upload(data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("scan.png", data, "image/png")


def words_of(page: str) -> str:
    return re.sub(r"<[^>]*>", " ", page)


def ended() -> int:
    return LifeStep.objects.filter(deed="end_rounds").count()


def test_a_reviewer_finds_the_form_where_the_protocol_stands_and_no_figure_there(desk):
    page = text(desk.reviewer, DONE)
    assert f'action="{END}"' in page and 'name="reason"' in page
    assert "nobody reads the paper again, and a reviewer decides" in words_of(page)
    for figure in FIGURES:
        assert not re.search(rf"\b{figure}\b", words_of(page))


@pytest.mark.parametrize("who", ["aigul", "berik", "chair", "auditor"])
def test_nobody_else_is_offered_the_form_and_who_sends_it_anyway_is_refused(desk, who):
    client = getattr(desk, who)
    assert END not in text(client, DONE)
    assert client.get(END).status_code == 403
    assert client.post(END, {"reason": WHY}).status_code == 403
    assert ended() == 0


def test_a_reviewer_who_works_in_the_precinct_is_not_offered_it(desk):
    desk.people.reviewer.memberships.create(area=area_row("P001"), role="chair")
    assert END not in text(desk.reviewer, DONE)
    refused = desk.reviewer.post(END, {"reason": WHY})
    assert refused.status_code == 403 and "commission. A person from outside" in words_of(
        refused.content.decode()
    )
    assert ended() == 0


def test_ended_with_a_reason_the_protocol_waits_for_a_decision_everywhere(desk):
    assert "Decide the differences" not in text(desk.reviewer, QUEUE)
    answer = desk.reviewer.post(END, {"reason": WHY})
    assert (answer.status_code, answer.url) == (302, f"{DONE}?sent=rounds")
    page = text(desk.reviewer, DONE)
    assert END not in page and "Decide the differences" in page
    assert "reading again ended early" in page and WHY in page
    assert "Decide the differences" in text(desk.reviewer, QUEUE)
    overview = text(desk.reviewer, f"{OVERVIEW}?show=decision")
    assert "a reviewer decides" in overview
    assert re.search(r"<b>1</b> Awaiting a decision", overview)
    assert re.search(r"<b>0</b> Differing, being read again", overview)


def test_who_was_to_read_again_is_told_that_a_reviewer_decides(desk):
    desk.reviewer.post(END, {"reason": WHY})
    assert desk.berik.get(address(step="differences")).url == DONE
    refused = desk.reread(desk.berik, 370, 200)
    assert refused.status_code == 409 and "nobody reads the paper again" in words_of(refused.content.decode())
    page = text(desk.berik, DONE)
    assert "A reviewer decides from the scan." in words_of(page)
    assert "Read the paper again" not in text(desk.berik, QUEUE)
    assert not PublishedProtocol.objects.exists()


def test_then_the_reviewer_decides_as_ever(desk):
    desk.reviewer.post(END, {"reason": WHY})
    page = text(desk.reviewer, DECIDE)
    assert all(figure in page for figure in FIGURES)
    assert desk.reviewer.post(DECIDE, DECIDED).status_code == 302
    assert PublishedProtocol.objects.get().figures["votes[dala]"] == 371
    assert [done["deed"] for done in PublishedProtocol.objects.get().done_by][-2:] == ["end_rounds", "decide"]


def test_a_scan_that_is_added_before_the_decision_leaves_it_to_be_decided_and_is_published_with_it(desk):
    assert "No scan came with the entries." in text(desk.aigul, DONE)
    desk.reviewer.post(END, {"reason": WHY})
    there = address(step="scan")
    assert desk.reviewer.post(there, {"scan": upload(picture())}).status_code == 403
    assert desk.aigul.post(there, {"scan": upload(picture())}).url == DONE
    assert desk.aigul.post(there, {"scan": upload(picture())}).status_code == 409, "a second press"
    sha256 = Scan.objects.get().pk
    page = text(desk.aigul, DONE)
    assert address(step=f"paper/{sha256}") in page and "scan added" in page
    assert re.search(r"<b>1</b> Awaiting a decision", text(desk.reviewer, f"{OVERVIEW}?show=decision"))
    assert "No scan came" not in text(desk.reviewer, DECIDE)
    assert not Act.objects.filter(area=area_row("P001")).exists(), "nothing of it is public"
    assert desk.reviewer.post(DECIDE, DECIDED).status_code == 302
    (act,) = Act.objects.filter(area=area_row("P001"))
    assert [scan["sha256"] for scan in act.body["scans"]] == [sha256]
    assert "attach_scan" not in [done["deed"] for done in act.body["done_by"]]


@pytest.mark.parametrize("reason", ["", " \r\n ", "x" * 4001])
def test_without_a_reason_it_comes_back_with_what_lacks_and_what_was_typed(desk, reason):
    answer = desk.reviewer.post(END, {"reason": reason})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "Say the reason in words" in page and 'aria-invalid="true"' in page
    assert reason.strip() in page
    assert ended() == 0


def test_the_address_of_the_form_leads_back_to_where_the_protocol_stands(desk):
    assert desk.reviewer.get(END).url == DONE
    desk.reviewer.post(END, {"reason": WHY})
    assert desk.reviewer.post(END, {"reason": WHY}).url.startswith(f"{DONE}?came="), "nothing is left to end"
    assert ended() == 1


def test_who_was_overtaken_is_told_so(desk, monkeypatch):
    def overtaken(user, area, contest, reason, *, now):
        end_rounds(desk.people.central, area, PARTY, "first", now=NIGHT)
        return end_rounds(user, area, contest, reason, now=now)

    monkeypatch.setattr("hattama.web.protocols.desk.difference_views.end_rereading", overtaken)
    answer = desk.reviewer.post(END, {"reason": WHY})
    assert answer.status_code == 409
    assert "Meanwhile somebody else has acted" in answer.content.decode()
    assert ended() == 1


@pytest.mark.parametrize(
    ("language", "words"), [("kk", "Қайта оқуды аяқтау"), ("ru", "Завершить перечитывание")]
)
def test_the_form_speaks_the_language_of_the_page(desk, language, words):
    assert words in text(desk.reviewer, address(step="done", language=language))
