"""The night at the desk: a step is tapped, typed, corrected; a paper is followed; strangers are kept out."""

import datetime
import hashlib
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from hattama.web.kernel.accounts.roles import Role
from hattama.web.kernel.log.close_election import close_election
from hattama.web.kernel.log.tables import Act
from hattama.web.night.tables import CustodyName, PublishedStep, load_chains, names_given
from tests.web.people import person
from tests.web.tiny_election import (
    AREAS_CSV,
    ELECTION_ID,
    ELECTION_TOML,
    NIGHT,
    PARTY,
    area_row,
    open_tiny,
    picture,
)

pytestmark = pytest.mark.django_db

STEPS = "/en/desk/tiny/{}/night/steps"
PAPERS = "/en/desk/tiny/{}/night/papers"


@pytest.fixture(autouse=True)
def evening(monkeypatch):
    """It is half past eleven in the evening of election day."""
    monkeypatch.setattr(timezone, "now", lambda: NIGHT)


def step(client, code, area="P001", contest="", **more):
    return client.post(STEPS.format(area), {"contest": contest, "step": code} | more)


def shown(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split()).replace("\xa0", " ")


def test_a_tap_states_the_moment_and_publishes_it(typist):
    response = step(typist, "closed")
    assert response.status_code == 302
    assert response.headers["Location"].endswith("/en/desk/tiny/P001/night/steps#step--closed")
    row = PublishedStep.objects.get()
    assert (row.at, row.at_text) == (NIGHT, "2023-03-19T23:30:00+06:00")
    assert "<b>23:30, 19 March 2023</b>" in shown(typist, STEPS.format("P001"))


def test_a_typed_time_is_by_the_clock_of_the_place(typist):
    step(typist, "closed", "P201", at="2023-03-19T20:00")
    assert PublishedStep.objects.get().at_text == "2023-03-19T20:00:00+05:00"


def test_a_tap_on_a_step_of_the_premises_says_where(typist):
    text = shown(typist, STEPS.format("P001"))
    boxes = re.findall(r"<li id=\"step-party-completed\".*?</li>", text)
    assert 'name="place" value="premises"' in boxes[0]
    step(typist, "completed", contest=PARTY, place="territorial_commission")
    assert PublishedStep.objects.get().place == "territorial_commission"


def test_a_correction_is_offered_with_what_stands(typist):
    step(typist, "closed", at="2023-03-19T20:00")
    text = shown(typist, STEPS.format("P001"))
    stands = "2023-03-19T20:00:00+06:00"
    assert f'name="corrects" value="{stands}"' in text
    assert 'value="2023-03-19T20:00"' in text
    assert step(typist, "closed", at="2023-03-19T20:10", corrects=stands).status_code == 302
    assert list(PublishedStep.objects.values_list("stands", flat=True)) == [False, True]
    assert "corrected 1 time" in shown(typist, STEPS.format("P001"))


def test_who_did_not_see_the_other_time_is_told(typist):
    step(typist, "closed", at="2023-03-19T20:00")
    response = step(typist, "closed", at="2023-03-19T20:10")
    assert response.status_code == 409
    text = response.content.decode()
    assert "This step has a time by now" in text and "Somebody else" not in text, "it may be a second press"


TURNED = ELECTION_TOML.replace(b"2023-03-19", b"2023-10-28").replace(b"Asia/Almaty", b"Europe/Lisbon")
"""Polls on the Saturday before the Sunday on which, at two, clocks are put back to one."""


@pytest.mark.parametrize(
    ("now", "offset"), [("2023-10-29T00:50:00+00:00", "+01:00"), ("2023-10-29T01:50:00+00:00", "+00:00")]
)
def test_of_an_hour_that_comes_twice_in_a_night_the_last_that_has_come_is_meant(
    db, client, monkeypatch, now, offset
):
    monkeypatch.setattr(timezone, "now", lambda: datetime.datetime.fromisoformat(now))
    open_tiny(TURNED, AREAS_CSV.replace(b"nation,,unit,", b"nation,,unit,Europe/Lisbon"))
    client.force_login(person(Role.TYPIST, "P001"))
    step(client, "closed", at="2023-10-29T01:40")
    assert PublishedStep.objects.get().at_text == f"2023-10-29T01:40:00{offset}"


@pytest.mark.parametrize(
    "typed", ["soon", "2023-03-19", "2023-02-30T10:00", "2023-03-19T20:00+06:00", "9999-12-31T23:59"]
)
def test_what_is_no_time_is_refused_with_a_word(typist, typed):
    response = step(typist, "closed", at=typed)
    assert response.status_code == 400
    assert 'role="alert"' in response.content.decode()
    assert not Act.objects.filter(kind="steps").exists()


@pytest.mark.parametrize(
    ("code", "more", "status"),
    [
        ("unheard", {}, 404),
        ("closed", {"contest": PARTY}, 404),
        ("completed", {"contest": PARTY, "place": "nowhere"}, 404),
        ("received", {}, 403),
    ],
)
def test_what_no_form_of_ours_sends_is_turned_away(typist, code, more, status):
    assert step(typist, code, **more).status_code == status
    assert not Act.objects.filter(kind="steps").exists()


def test_a_step_that_was_refused_stands_open_with_what_was_typed(typist):
    typed = {"at": "2020-03-19T22:10", "place": "elsewhere"}
    page = step(typist, "completed", contest=PARTY, **typed).content.decode()
    boxes = dict(re.findall(r"<li id=\"(step-[^\"]*)\"(.*?)</li>", page, re.DOTALL))
    refused = boxes.pop("step-party-completed")
    assert "<details open>" in refused
    assert f'value="{typed["at"]}"' in refused and '<option value="elsewhere" selected>' in refused
    assert boxes and not any("<details open>" in box or typed["at"] in box for box in boxes.values())


def test_a_closed_election_says_so(typist):
    close_election(ELECTION_ID, now=NIGHT)
    response = step(typist, "closed")
    assert response.status_code == 409
    assert "The election is closed" in response.content.decode()


def test_strangers_see_neither_page(typist, client):
    for address in (STEPS, PAPERS):
        assert typist.get(address.format("P003")).status_code == 403
        assert typist.post(address.format("P003")).status_code == 403
        assert typist.get(address.format("P999")).status_code == 404
        assert client.get(address.format("P001")).status_code == 302


def test_an_auditor_looks_and_changes_nothing(log_in):
    auditor = log_in(Role.AUDITOR, "KZ")
    text = shown(auditor, STEPS.format("P001"))
    assert ">Now<" not in text
    assert "What happened" not in shown(auditor, PAPERS.format("P001"))
    assert step(auditor, "closed").status_code == 403
    sent = {"paper": "A-1", "event": "signed", "contest": PARTY}
    assert auditor.post(PAPERS.format("P001"), sent).status_code == 403


def test_a_territorial_commission_has_a_page_of_its_own_steps(log_in):
    reviewer = log_in(Role.TERRITORIAL_REVIEWER, "D11")
    text = shown(reviewer, STEPS.format("D11"))
    assert "The summary table of results was drawn up" in text
    assert step(reviewer, "summarised", "D11").status_code == 302
    assert reviewer.get(PAPERS.format("D11")).status_code == 404


def test_the_list_of_precincts_leads_to_both_pages(typist):
    text = shown(typist, "/en/desk/tiny/")
    assert STEPS.format("P001") in text
    assert PAPERS.format("P001") in text


def test_a_paper_is_recorded_with_a_name_that_the_public_does_not_see(log_in, client):
    chair = log_in(Role.CHAIR, "P001")
    sent = {"paper": "kz-000123-a", "event": "copied", "contest": PARTY, "holder": "observer"}
    response = chair.post(PAPERS.format("P001"), sent | {"name": "Әйгерім Үлгі", "at": "2023-03-19T23:10"})
    assert response.status_code == 302
    ((name, salt),) = names_given(area_row("P001")).values()
    assert name == "Әйгерім Үлгі"
    desk = shown(chair, PAPERS.format("P001"))
    assert name in desk
    assert salt in desk
    public = shown(client, "/en/e/tiny/a/P001/")
    assert "KZ-000123-A" in public
    assert "Әйгерім" not in public
    assert salt not in public


def test_a_district_commission_says_that_the_paper_is_with_it_and_nobody_else(log_in, client):
    papers = PAPERS.format("P001")
    member = log_in(Role.DISTRICT_MEMBER, "R1")
    said = {"paper": "KZ-1", "event": "received", "holder": "district_commission", "contest": PARTY}
    assert member.post(papers, said).status_code == 302
    shown = client.get("/en/e/tiny/a/P001/").content.decode()
    assert "received by the higher commission" in shown and "district election commission" in shown
    assert "received by the territorial commission" not in shown


def test_names_are_for_those_who_record_them(log_in):
    chair = log_in(Role.CHAIR, "P001")
    sent = {"paper": "A-1", "event": "copied", "contest": PARTY, "holder": "observer", "name": "Әйгерім Үлгі"}
    chair.post(PAPERS.format("P001"), sent)
    assert "Әйгерім" not in shown(log_in(Role.AUDITOR, "KZ"), PAPERS.format("P001"))


def test_an_act_is_attached_as_a_scan_and_a_mistaken_record_replaced(log_in):
    chair = log_in(Role.CHAIR, "P001")
    sent = {"paper": "A-1", "event": "attached", "contest": PARTY, "attachment": "observers_act"}
    file = SimpleUploadedFile("act.png", picture(80), "image/png")
    assert chair.post(PAPERS.format("P001"), sent | {"document": file}).status_code == 302
    replaced = sent | {"attachment": "special_opinion", "replaces": "1"}
    assert chair.post(PAPERS.format("P001"), replaced).status_code == 302
    (chain,) = load_chains([area_row("P001").pk]).values()
    assert dict(chain.replaced) == {1: 2}
    assert CustodyName.objects.get(number=1).document is not None
    assert "mistaken: record 2 took its place" in shown(chair, PAPERS.format("P001"))


HELD = re.compile(r'name="held" value="([^"]+)"')


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"paper": "№ 12"}, "The identifier of the paper"),
        ({"name": "Somebody"}, "say also what this person is"),
        ({"event": "attached"}, "Say what was attached"),
        ({"at": "2020-03-19T10:00"}, "too far from election day"),
        ({"at": "tomorrow"}, "The time could not be read"),
        ({"replaces": "7"}, "is not there"),
    ],
)
def test_what_says_too_little_is_refused_with_a_word_and_kept_on_the_page(log_in, changes, word):
    chair = log_in(Role.CHAIR, "P001")
    sent = {"paper": "A-1", "event": "signed", "contest": PARTY} | changes
    response = chair.post(PAPERS.format("P001"), sent)
    assert response.status_code == (409 if "replaces" in changes else 400)
    text = response.content.decode()
    assert word in text
    assert f'value="{sent["paper"]}"' in text
    assert not Act.objects.filter(kind="custody").exists()


def test_a_record_that_is_sent_twice_is_one_record(log_in):
    chair = log_in(Role.CHAIR, "P001")
    sent = {"paper": "A-1", "event": "posted", "contest": PARTY, "seen": "0"}
    assert 'name="seen" value="0"' in shown(chair, PAPERS.format("P001"))
    assert chair.post(PAPERS.format("P001"), sent).status_code == 302
    again = chair.post(PAPERS.format("P001"), sent)
    assert again.status_code == 409
    assert "What you sent now was not recorded" in again.content.decode()
    assert 'name="seen" value="1"' in again.content.decode()
    assert Act.objects.filter(kind="custody").count() == 1


def test_a_refusal_leaves_of_what_and_instead_of_what_was_said_as_it_was(log_in):
    chair = log_in(Role.CHAIR, "P001")
    sent = {"paper": "A-1", "event": "posted", "contest": ""}
    chair.post(PAPERS.format("P001"), sent)
    page = chair.post(PAPERS.format("P001"), sent | {"replaces": "1", "name": "Somebody"})
    chosen = re.findall(r'<option value="([^"]*)" selected>', page.content.decode())
    assert chosen == ["", "posted", "1"]


def test_a_file_that_came_with_what_was_refused_need_not_be_chosen_again(log_in):
    chair = log_in(Role.CHAIR, "P001")
    sent = {"paper": "A-1", "event": "attached", "contest": PARTY, "held": "one"}
    for wrong in ({"attachment": ""}, {"attachment": "observers_act", "at": "tomorrow"}):
        file = SimpleUploadedFile("act.png", picture(80), "image/png")
        page = chair.post(PAPERS.format("P001"), sent | wrong | {"document": file}).content.decode()
        assert "Received and kept: PNG picture" in page
        held = HELD.findall(page)
    assert "Received and kept" not in shown(chair, PAPERS.format("P001"))
    right = sent | {"attachment": "observers_act"}
    assert chair.post(PAPERS.format("P001"), right | {"held": held[0]}).status_code == 302
    assert chair.post(PAPERS.format("P001"), right | {"held": held[0]}).status_code == 302
    documents = [row.document_id for row in CustodyName.objects.order_by("number")]
    kept = hashlib.sha256(picture(80)).hexdigest()
    assert documents == [kept, None], "once it stands beside its record it is not of the next one"


def test_a_file_that_was_sent_ahead_is_held_for_the_form_that_sent_it_and_for_no_other(log_in):
    chair = log_in(Role.CHAIR, "P001")
    page = shown(chair, PAPERS.format("P001"))
    assert "data-holds" in page
    (form,), (other,) = HELD.findall(page), HELD.findall(shown(chair, PAPERS.format("P001")))
    sent = {"paper": "A-1", "event": "attached", "contest": PARTY, "attachment": "observers_act"}
    file = SimpleUploadedFile("act.png", picture(80), "image/png")
    ahead = chair.post(PAPERS.format("P001"), sent | {"document": file, "held": form, "action": "hold"})
    assert ahead.status_code == 204 and not Act.objects.filter(kind="custody").exists()
    for name in (other, form):
        assert chair.post(PAPERS.format("P001"), sent | {"held": name}).status_code == 302
    documents = [row.document_id for row in CustodyName.objects.order_by("number")]
    assert documents == [None, hashlib.sha256(picture(80)).hexdigest()]


def test_a_file_that_is_no_scan_is_refused(log_in):
    chair = log_in(Role.CHAIR, "P001")
    file = SimpleUploadedFile("act.txt", b"words", "text/plain")
    sent = {
        "paper": "A-1",
        "event": "attached",
        "attachment": "other_act",
        "contest": PARTY,
        "document": file,
    }
    response = chair.post(PAPERS.format("P001"), sent)
    assert response.status_code == 400
    assert "The file cannot be taken" in response.content.decode()


def test_a_file_that_is_too_large_is_not_kept_and_the_page_says_how_large_it_is(log_in, settings):
    settings.MAX_SCAN_BYTES = 1000
    chair = log_in(Role.CHAIR, "P001")
    file = SimpleUploadedFile("act.png", picture(80) + bytes(1000), "image/png")
    sent = {"paper": "A-1", "event": "attached", "attachment": "other_act", "contest": PARTY}
    page = chair.post(PAPERS.format("P001"), sent | {"document": file})
    assert page.status_code == 400
    assert "The file is too large" in page.content.decode()
    assert not Act.objects.filter(kind="custody").exists()


@pytest.mark.parametrize(
    "changes", [{"event": "lost"}, {"holder": "cat"}, {"attachment": "song"}, {"replaces": "x"}]
)
def test_a_word_that_no_form_of_ours_sends_is_turned_away(log_in, changes):
    chair = log_in(Role.CHAIR, "P001")
    sent = {"paper": "A-1", "event": "signed", "contest": PARTY} | changes
    assert chair.post(PAPERS.format("P001"), sent).status_code == 404


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_the_pages_speak_every_language(log_in, language):
    chair = log_in(Role.CHAIR, "P001", language=language)
    prefix = "" if language == "kk" else f"/{language}"
    for page in ("steps", "papers"):
        response = chair.get(f"{prefix}/desk/tiny/P001/night/{page}")
        assert response.status_code == 200
        text = response.content.decode()
        assert "Now" not in text
        assert "What happened" not in text


def test_the_evening_of_these_tests_is_aware_of_its_zone():
    assert timezone.now().utcoffset() == datetime.timedelta(0)
