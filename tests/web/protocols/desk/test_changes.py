"""What is done to a published protocol at the desk: the form, the summary, the act, and what is refused."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hattama.web.kernel.log.close_election import close_election
from hattama.web.kernel.log.tables import Act
from hattama.web.kernel.published.tables import PublishedProtocol
from hattama.web.protocols.tables import LifeStep
from tests.web.desk_clients import address, typed
from tests.web.kernel.pages.reading import read_page
from tests.web.protocols.desk.life_desk import DECISION, Desk, code_to_write, shown_values, tables_behind
from tests.web.tiny_election import PARTY, SINGLE, area_row, picture, sound_figures

pytestmark = pytest.mark.django_db

CORRECT, RECOUNT, ANNUL = address(step="correct"), address(step="recount"), address(step="annul")
INVESTIGATE, CLOSE = address(step="investigate"), address(step="close-investigation")


@pytest.fixture
def desk(db) -> Desk:
    return Desk("entries = 2", "published")


def corrected(action: str, **more: object) -> dict[str, object]:
    figures = sound_figures() | {"votes[dala]": 371, "votes[ozen]": 199}
    return typed(figures, **DECISION) | {"signed_time": "23:00", "action": action} | more


def last() -> Act:
    return Act.objects.filter(area=area_row("P001")).latest("pk")


def test_a_correction_begins_with_what_stands_and_a_recount_with_an_empty_paper(desk):
    page = desk.head.get(CORRECT).content.decode()
    assert "370" in set(shown_values(page))
    assert set(shown_values(desk.head.get(RECOUNT).content.decode())) == {""}


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (CORRECT, "Only with “an error in copying the protocol” are the new figures those of the same paper"),
        (RECOUNT, "The figures of a recount are those of a new paper: add its scan above"),
        (ANNUL, ""),
    ],
)
def test_where_the_reason_is_chosen_it_is_said_whose_scan_is_the_certified_copy_then(desk, step, said):
    field = read_page(desk.head.get(step)).one("select", id="reason")
    page = read_page(desk.head.get(step))
    hints = page.all("p", id="reason-hint")
    assert [hint.text.startswith(said) for hint in hints] == [True] * bool(said)
    assert field.attributes.get("aria-describedby", "").split() == ["reason-hint"] * bool(said)


def test_a_correction_is_shown_cell_by_cell_before_it_is_sent(desk):
    before = Act.objects.count()
    answer = desk.head.post(CORRECT, corrected("review"))
    page = answer.content.decode()
    assert answer.status_code == 200
    rows = re.findall(
        r'<th scope="row">([^<]+)</th><td class="n">([^<]+)</td><td class="n value">([^<]+)<', page
    )
    assert ("Dala party", "370", "371") in rows and ("Özen party", "200", "199") in rows
    assert "a court&#x27;s decision" in page and "court" in page
    assert Act.objects.count() == before


def test_a_form_that_was_open_while_another_version_came_says_so_and_keeps_what_was_typed(desk):
    opened = re.search(r'name="version" value="(\d+)"', desk.head.get(CORRECT).content.decode())
    assert opened is not None
    desk.head.post(RECOUNT, corrected("submit", **{"votes[dala]": "369", "votes[ozen]": "201"}))
    late = desk.head.post(CORRECT, corrected("review", version=opened[1]))
    assert late.status_code == 409 and "another version of this protocol" in read_page(late).text
    assert "371" in set(shown_values(late.content.decode()))
    assert Act.objects.filter(kind="correction").count() == 0
    again = re.search(r'name="version" value="(\d+)"', late.content.decode())
    summary = desk.head.post(CORRECT, corrected("review", version=again[1])).content.decode()
    assert re.search(r'<td class="n">369</td><td class="n value">371<', summary), "held against what stands"


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("transcription_error", "The paper and its scan stay"),
        ("counting_error", "not given There is no scan yet: the public sees “no certified copy”."),
    ],
)
def test_an_error_in_copying_is_not_asked_for_the_scan_of_a_paper_that_there_is_not(desk, reason, said):
    page = read_page(desk.head.post(CORRECT, corrected("review", reason=reason)))
    facts = " ".join(one.text for one in page.all("dl", cls="summary-facts"))
    assert said in facts
    assert ("new paper" in facts) is (reason == "counting_error")


def test_a_correction_is_published_as_a_new_version_with_its_decision_and_file(desk):
    document = SimpleUploadedFile("decision.png", picture(90), "image/png")
    scan = SimpleUploadedFile("new.png", picture(60), "image/png")
    desk.head.post(CORRECT, corrected("review", document=document, scan=scan))
    answer = desk.head.post(CORRECT, corrected("submit"))
    assert (answer.status_code, answer.url) == (302, address(step="done") + "?sent=correct")
    body = last().body
    assert (body["kind"], body["version"], body["reason"]) == ("correction", 2, "court_decision")
    assert body["decision"]["number"] == "12"
    assert body["decision"]["document"]["media_type"] == "image/png"
    assert len(body["scans"]) == 1
    shown = PublishedProtocol.objects.get()
    assert (shown.version, shown.figures["votes[dala]"]) == (2, 371)
    assert LifeStep.objects.latest("pk").actor.username == "head"


def sent_on(page) -> dict[str, str]:
    """What the summary sends on, as its own button would."""
    text = page.content.decode()
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', text)
    return {name: value for name, value in hidden if name != "csrfmiddlewaretoken"} | {"action": "submit"}


def test_a_recount_that_is_sent_twice_is_one_recount(desk):
    summary = sent_on(desk.head.post(RECOUNT, corrected("review")))
    for _ in range(2):
        answer = desk.head.post(RECOUNT, summary)
        assert answer.status_code == 302 and answer.url.startswith(address(step="done"))
    assert PublishedProtocol.objects.get().version == 2


def test_what_was_changed_after_the_summary_is_not_overwritten_unseen(desk):
    summary = sent_on(desk.head.post(CORRECT, corrected("review")))
    desk.head.post(CORRECT, corrected("submit", **{"votes[dala]": 372, "votes[ozen]": 198}))
    answer = desk.head.post(CORRECT, summary)
    assert answer.status_code == 409
    assert "What you sent was not recorded" in answer.content.decode()
    assert PublishedProtocol.objects.get().figures["votes[dala]"] == 372


def test_the_public_is_told_of_a_version_once_its_figures_stand(desk, client, monkeypatch):
    tables_behind(monkeypatch)
    desk.head.post(CORRECT, corrected("submit"))
    page = client.get(reverse("public:area", args=["tiny", "P001"])).content.decode()
    assert "Versions of this protocol" not in page
    told = client.get("/api/v1/elections/tiny/protocols/P001/party").json()
    assert (told["version"], len(told["steps"])) == (1, 1)


def test_the_code_of_a_correction_is_that_of_its_own_entry_though_the_tables_are_behind(desk, monkeypatch):
    before = PublishedProtocol.objects.get()
    tables_behind(monkeypatch)
    document = SimpleUploadedFile("decision.png", picture(90), "image/png")
    scan = SimpleUploadedFile("new.png", picture(60), "image/png")
    desk.head.post(CORRECT, corrected("review", document=document, scan=scan))
    done = desk.head.get(desk.head.post(CORRECT, corrected("submit")).url).content.decode()
    assert PublishedProtocol.objects.get().entry_index == before.entry_index
    assert code_to_write(done) == str(last().logentry.index)
    assert last().logentry.leaf_hash in done and before.leaf_hash not in done
    assert last().body["scans"][0]["sha256"] in done
    receipt = Client().get(reverse("public:receipt", args=["tiny", "P001", PARTY])).content.decode()
    assert last().logentry.leaf_hash in receipt and before.leaf_hash not in receipt


def test_a_scan_that_was_just_added_is_shown_though_the_tables_are_behind(desk, monkeypatch):
    tables_behind(monkeypatch)
    desk.chair.post(address(step="scan"), {"scan": SimpleUploadedFile("new.png", picture(60), "image/png")})
    done = desk.chair.get(address(step="done")).content.decode()
    assert not PublishedProtocol.objects.get().has_scan
    assert "There is no scan yet" not in done
    assert last().body["scan"]["sha256"] in done


def test_of_a_version_that_a_waiting_one_replaces_no_code_is_to_be_copied(desk, monkeypatch):
    monkeypatch.setattr("hattama.web.protocols.desk.places.publish_act", lambda act, now: False)
    done = desk.head.post(CORRECT, corrected("submit"), follow=True).content.decode()
    assert "Accepted, and waiting to be published." in done
    assert "Write by hand" not in done
    assert (
        read_page(desk.head.get(address(step="done")))
        .one(id="standing-head")
        .text.endswith("waiting to be published")
    ), "what is not public is called neither published nor corrected"


def test_a_recount_is_published_even_where_it_found_the_same(desk):
    sent = typed(sound_figures(), **DECISION) | {"reason": "counting_error"}
    assert desk.head.post(RECOUNT, sent).status_code == 302
    assert last().body["kind"] == "recount"


@pytest.mark.parametrize("action", ["review", "submit"])
def test_a_correction_that_changes_nothing_is_refused_in_words_before_it_is_sent(desk, action):
    same = typed(sound_figures(), **DECISION) | {"signed_on": "2023-03-19", "signed_time": "22:40"}
    answer = desk.head.post(CORRECT, same | {"action": action})
    assert answer.status_code == 400
    assert "nothing would change" in answer.content.decode()
    assert last().kind == "protocol"


@pytest.mark.parametrize("action", ["review", "submit"])
def test_figures_that_contradict_each_other_are_to_be_explained_before_the_correction_is_sent(desk, action):
    steps = LifeStep.objects.count()
    answer = desk.head.post(CORRECT, corrected(action, participants=9))
    assert answer.status_code == 400 and "explain" in answer.content.decode().lower()
    assert LifeStep.objects.count() == steps and last().kind == "protocol"


@pytest.mark.parametrize(
    ("without", "words"),
    [
        ({"reason": ""}, "Choose a reason from the list."),
        ({"reason": "other"}, "Say the reason in words"),
        ({"authority": ""}, "Say whose decision this is."),
        ({"decided_on": "yesterday"}, "expected a day"),
        ({"decided_on": "2999-03-22"}, "That day has not come yet."),
        ({"invalid": "12o"}, "expected a whole number"),
    ],
)
def test_what_lacks_is_said_at_its_field_and_nothing_is_recorded(desk, without, words):
    answer = desk.head.post(CORRECT, corrected("submit", **without))
    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert last().kind == "protocol"


def test_an_invalid_protocol_leaves_the_totals_and_stays_visible(desk):
    page = desk.head.post(ANNUL, DECISION | {"action": "review"}).content.decode()
    assert "These figures leave the totals" in page and "370" in page
    assert desk.head.post(ANNUL, DECISION | {"action": "submit"}).status_code == 302
    assert last().kind == "annulment"
    assert PublishedProtocol.objects.get().annulled_by is not None
    assert said_first(desk).startswith("The protocol is declared invalid. It counts nowhere any more.")


def said_first(desk) -> str:
    """What the page of where the protocol stands says was done just now."""
    return read_page(desk.head.get(address(step="done"))).one("div", cls="notice-done").text


def test_an_investigation_opens_without_a_decision_and_a_head_closes_it(desk):
    sent = {"reason": "complaint", "action": "submit"}
    assert desk.reviewer.post(INVESTIGATE, sent).status_code == 302
    assert (last().kind, last().body["state"], last().body["decision"]) == ("investigation", "opened", None)
    assert desk.reviewer.get(INVESTIGATE).url == address(step="done"), "it is open already"
    assert desk.reviewer.get(CLOSE).status_code == 403
    assert said_first(desk).startswith("The investigation is open.")
    assert desk.head.post(CLOSE, {"reason": "stands", "action": "submit"}).status_code == 302
    assert last().body["state"] == "closed"
    assert said_first(desk).startswith("The investigation is closed.")


@pytest.mark.parametrize("there", [CORRECT, RECOUNT, ANNUL, INVESTIGATE])
@pytest.mark.parametrize("who", ["aigul", "chair", "auditor", "administrator"])
def test_who_has_no_such_right_gets_nowhere(desk, who, there):
    before = Act.objects.count()
    client = getattr(desk, who)
    assert client.get(there).status_code == 403
    assert client.post(there, corrected("submit")).status_code == 403
    assert Act.objects.count() == before


def test_what_nobody_published_is_not_changed(db):
    desk = Desk("entries = 2")
    for there in (CORRECT, RECOUNT, ANNUL, INVESTIGATE):
        assert desk.head.get(there).url == address(step="done")
        assert desk.head.post(there, corrected("submit")).status_code == 409
    assert not Act.objects.filter(area=area_row("P001")).exists()


def test_what_was_declared_invalid_is_offered_to_count_again_as_it_stood(desk):
    desk.central.post(ANNUL, DECISION | {"action": "submit"})
    page = desk.head.get(CORRECT).content.decode()
    assert "Once this is published it counts again." in page and 'value="annulment_set_aside"' in page
    assert "annulment_set_aside" not in desk.head.get(CORRECT.replace("P001", "P002")).content.decode()


def test_whoever_closes_an_investigation_reads_why_it_was_opened_by_whom_and_when(desk):
    sent = {"reason": "complaint", "note": "The observers of hall 2.", "action": "submit"}
    desk.reviewer.post(INVESTIGATE, sent)
    page = read_page(desk.head.get(CLOSE)).one("main").text
    opened = "investigation opened: a complaint was made"
    assert re.search(rf"{opened} reviewer · .+ The observers of hall 2\.", page)
    assert opened in read_page(desk.aigul.get(address(step="done"))).one("main").text


def test_a_closed_election_offers_no_deed_that_would_be_refused_and_says_why(desk):
    deeds = (CORRECT, RECOUNT, ANNUL, INVESTIGATE)
    lists = {desk.aigul: address(contest=SINGLE), desk.head: "/en/desk/tiny/invalid/"}
    offered = [f'href="{deed}"' in who.get("/en/desk/tiny/").content.decode() for who, deed in lists.items()]
    close_election("tiny", now=timezone.now())
    still = [f'href="{deed}"' in who.get("/en/desk/tiny/").content.decode() for who, deed in lists.items()]
    assert (offered, still) == ([True, True], [False, False])
    page = desk.head.get(address(step="done"))
    said = "The election is closed: no protocol and no change of one is taken in any more."
    assert said in read_page(page).text and said in read_page(desk.head.get("/en/desk/tiny/")).text
    assert not [deed for deed in deeds if f'href="{deed}"' in page.content.decode()]
    assert 'name="scan"' not in desk.aigul.get(address(step="done")).content.decode()
    assert [desk.head.get(deed).status_code for deed in deeds] == [302] * 4
    sent = desk.head.post(CORRECT, corrected("submit"))
    assert "nothing more is taken in. What you sent was not recorded." in read_page(sent).text


def test_every_page_of_results_says_that_the_election_is_closed_and_since_when(desk, client):
    pages = ("/en/e/tiny/", "/en/e/tiny/a/D11/", f"/en/e/tiny/results/{PARTY}/")
    said = "no protocol and no change of one is taken in any more"
    assert not [page for page in pages if said in read_page(client.get(page)).text]
    close_election("tiny", now=timezone.now())
    for page in pages:
        text = read_page(client.get(page)).text
        assert said in text and "Results so far" not in text
