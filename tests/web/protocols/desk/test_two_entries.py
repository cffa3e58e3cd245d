"""Two blind entries at the desk: what each page shows, what it hides, and what is recorded."""

import datetime
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from hattama.web.kernel.accounts.policy import Role
from hattama.web.kernel.accounts.tables import Membership
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.log.follow_log import follow_log
from hattama.web.kernel.log.tables import Act, LogEntry
from hattama.web.kernel.published.tables import PublishedProtocol
from hattama.web.protocols.tables import LifeStep
from tests.web.desk_clients import address, typed
from tests.web.kernel.pages.reading import read_page
from tests.web.protocols.desk.life_desk import SWAPPED, Desk, code_to_write, shown_values, tables_behind
from tests.web.tiny_election import PARTY, SINGLE, area_row, open_another, picture, sound_figures

pytestmark = pytest.mark.django_db

DONE = address(step="done")


@pytest.fixture
def desk(db) -> Desk:
    return Desk("entries = 2")


def text(client, there: str) -> str:
    answer = client.get(there)
    assert answer.status_code == 200, (there, answer.status_code)
    return answer.content.decode()


def deeds() -> list[str]:
    return list(LifeStep.objects.order_by("pk").values_list("deed", flat=True))


def protocol_acts() -> list[str]:
    return list(Act.objects.filter(area=area_row("P001")).order_by("pk").values_list("kind", flat=True))


def test_the_second_form_is_empty_and_shows_nothing_of_the_first(desk):
    answer = desk.enter(desk.aigul)
    assert (answer.status_code, answer.url) == (302, DONE)
    page = text(desk.berik, address())
    assert "Second entry" in page
    assert set(shown_values(page)) == {""}
    for figure in ("1010", "1,010", "390", "370"):
        assert figure not in page
    assert protocol_acts() == []


def test_after_the_first_entry_the_page_says_what_is_waited_for_and_the_public_sees_nothing(desk):
    desk.enter(desk.aigul)
    page = text(desk.aigul, DONE)
    assert "Another now enters it from the paper" in page
    assert "The entry is recorded." in page and "The public sees nothing of this protocol yet." in page
    assert "Enter the protocol" not in page.split('class="standing"')[1].split("</section>")[0]
    assert not PublishedProtocol.objects.exists()


def test_the_first_typist_cannot_enter_twice(desk):
    desk.enter(desk.aigul)
    assert desk.aigul.get(address()).url == DONE
    answer = desk.enter(desk.aigul, **SWAPPED)
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "The second entry is another person" in page and "Somebody else has entered" not in page
    assert desk.enter(desk.aigul).url.startswith(f"{DONE}?came="), "a second press of the button"
    assert deeds() == ["enter"]


def test_two_equal_entries_are_published_at_once(desk):
    desk.enter(desk.aigul)
    assert desk.enter(desk.berik).url == DONE
    assert deeds() == ["enter", "enter", "confirm", "publish"]
    assert PublishedProtocol.objects.get().preliminary is False
    assert "The protocol is published." in text(desk.berik, DONE)


def test_where_a_protocol_stands_that_does_not_add_up_its_lines_and_both_sides_are_named(desk):
    for who in (desk.aigul, desk.berik):
        assert "finding-figures" not in text(who, DONE)
        desk.enter(who, invalid=21, explanation="A ballot was torn")
    page = text(desk.reviewer, DONE)
    told = re.search(r'<li class="finding finding-broken"><strong>KZ-K04</strong>(.*?)</ul>', page)[1]
    assert "621 against 620, a difference of 1" in told
    lines = re.findall(r'class="line-mark">(\w+)</span> [^<]+ – <b>([\d,]+)</b>', told)
    assert lines == [("N6", "600"), ("NI", "21"), ("N4", "1,010"), ("N5", "390")]


def test_every_page_about_a_protocol_says_of_which_election_it_is(desk):
    for there in (address(), DONE):
        assert "Tiny election, 19 March 2023" in text(desk.aigul, there)


def test_what_is_just_published_is_told_from_the_log_though_the_tables_are_behind(desk, monkeypatch):
    tables_behind(monkeypatch)
    desk.enter(desk.aigul)
    desk.enter(desk.berik)
    assert not PublishedProtocol.objects.exists()
    page = text(desk.berik, DONE)
    assert "The protocol is published." in page and "Receipt to print" in page
    assert "The public sees nothing of this protocol yet." not in page
    entry = LogEntry.objects.get(act__area=area_row("P001"))
    assert code_to_write(page) == str(entry.index)
    assert entry.leaf_hash in page
    receipt = text(Client(), reverse("public:receipt", args=["tiny", "P001", PARTY]))
    assert entry.leaf_hash in receipt and "check-note" in receipt
    behind = f"as of log entry {entry.index - 1}."
    assert behind in text(desk.berik, "/en/desk/tiny/")
    follow_log("tiny")
    assert "as of log entry" not in text(desk.berik, "/en/desk/tiny/")


def test_only_what_this_person_may_still_enter_is_still_to_be_entered(desk):
    def offered(client) -> bool:
        return f'href="{address(contest=SINGLE)}"' in text(client, DONE)

    desk.enter(desk.aigul)
    desk.enter(desk.berik)
    assert offered(desk.aigul) and offered(desk.berik)
    desk.enter(desk.aigul, SINGLE)
    assert not offered(desk.aigul) and offered(desk.berik)
    sound = sound_figures(SINGLE)
    desk.enter(
        desk.berik, SINGLE, **{"votes[asan]": sound["votes[ulgi]"], "votes[ulgi]": sound["votes[asan]"]}
    )
    assert LifeStep.objects.filter(contest=SINGLE).count() == 2
    assert not offered(desk.aigul) and not offered(desk.berik)


def test_both_are_told_which_fields_differ_and_never_the_other_value(desk):
    desk.differ()
    for client, others in ((desk.aigul, ("371", "199")), (desk.berik, ("370", "200"))):
        for there in (DONE, address(step="differences")):
            words = re.sub(r"<[^>]*>", " ", text(client, there))
            assert "Dala party" in words and "Özen party" in words
            assert not any(re.search(rf"\b{other}\b", words) for other in others), there
    page = text(desk.aigul, address(step="differences"))
    assert len(list(shown_values(page))) == 2
    assert set(shown_values(page)) == {""}, "not even one's own"


def test_only_the_differing_fields_are_typed_again_and_equal_ones_are_published(desk):
    desk.differ()
    assert desk.reread(desk.aigul, 370, 200).status_code == 302
    assert "The other person has not yet." in text(desk.aigul, DONE)
    desk.reread(desk.berik, 370, 200)
    assert deeds() == ["enter", "enter", "retype", "retype", "confirm", "publish"]
    assert PublishedProtocol.objects.get().figures["votes[dala]"] == 370
    assert PublishedProtocol.objects.get().figures["ballots_received"] == 1010


def test_what_disagrees_after_reading_again_is_named_without_a_figure_of_other_fields(desk):
    desk.differ()
    desk.reread(desk.aigul, 370, 100)
    answer = desk.reread(desk.berik, 370, 100)
    page = answer.content.decode()
    named = page[page.index('id="broken-head"') : page.index('name="explanation"')]
    assert answer.status_code == 400 and "KZ-" in named
    assert not {"370", "100", "470", "570"} & set(re.findall("[0-9]+", named))


def test_what_is_no_number_comes_back_with_its_fault_and_records_nothing(desk):
    desk.differ()
    answer = desk.aigul.post(address(step="differences"), {"votes[dala]": "37o", "votes[ozen]": "200"})
    assert answer.status_code == 400
    assert list(shown_values(answer.content.decode())) == ["37o", "200"]
    assert deeds() == ["enter", "enter"]


def test_a_third_typist_and_a_stranger_do_not_read_again(desk):
    desk.differ()
    assert desk.chair.get(address(step="differences")).url == DONE
    assert desk.reviewer.get(address(step="differences")).status_code == 403


def test_after_two_rounds_a_reviewer_sees_both_readings_and_nobody_else_does(desk):
    desk.differ()
    assert desk.reviewer.get(address(step="decide")).url == DONE, "the rounds are not over"
    desk.reread(desk.aigul, 370, 200)
    desk.reread(desk.berik, 371, 199)
    desk.reread(desk.aigul, 370, 200)
    desk.reread(desk.berik, 371, 199)
    page = text(desk.reviewer, address(step="decide"))
    assert [value for value in ("370", "371", "200", "199") if value in page] == ["370", "371", "200", "199"]
    assert desk.aigul.get(address(step="decide")).status_code == 403
    assert desk.auditor.get(address(step="decide")).status_code == 403
    assert "A reviewer decides from the scan." in text(desk.aigul, DONE)


def rulings(**more: str) -> dict[str, str]:
    return {
        "source:votes[dala]": "first",
        "reason:votes[dala]": "анық көрінеді",
        "source:votes[ozen]": "paper",
        "votes[ozen]": "200",
        "reason:votes[ozen]": "екеуі де қате",
    } | more


def test_a_decision_is_shown_as_a_summary_before_it_is_sent(desk):
    desk.two_rounds()
    answer = desk.reviewer.post(address(step="decide"), rulings(action="review"))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "This is what you decide" in page and "анық көрінеді" in page
    assert 'name="source:votes[ozen]" value="paper"' in page
    assert "decide" not in deeds()
    assert desk.reviewer.post(address(step="decide"), rulings(action="submit")).status_code == 302
    assert deeds()[-2:] == ["decide", "publish"]
    step = LifeStep.objects.get(deed="decide")
    assert step.actor.username == "reviewer"
    assert [said["reason"] for said in step.data["rulings"]] == ["анық көрінеді", "екеуі де қате"]
    assert PublishedProtocol.objects.get().figures["votes[dala]"] == 370


@pytest.mark.parametrize("action", ["review", "submit"])
@pytest.mark.parametrize("lacking", ["reason:votes[dala]", "source:votes[ozen]"])
def test_a_field_without_a_choice_or_a_reason_is_sent_back(desk, lacking, action):
    desk.two_rounds()
    sent = rulings(action=action)
    del sent[lacking]
    answer = desk.reviewer.post(address(step="decide"), sent)
    assert answer.status_code == 400
    page = answer.content.decode()
    assert page.count('class="ruling is-broken"') == 1
    assert "reason for every field" in page or "which reading stands" in page
    assert "decide" not in deeds()


def test_where_a_person_confirms_the_chair_sees_the_whole_and_the_typist_does_not(db):
    desk = Desk('entries = 2\nconfirmed_by = "person"')
    desk.published()
    assert not PublishedProtocol.objects.exists()
    assert "Another person confirms it" in text(desk.berik, DONE)
    assert desk.berik.get(address(step="confirm")).status_code == 403
    page = text(desk.chair, address(step="confirm"))
    assert "1,010" in page and "left blank" in page
    assert desk.chair.post(address(step="confirm")).status_code == 302
    assert deeds()[-2:] == ["confirm", "publish"]
    assert PublishedProtocol.objects.get().figures == sound_figures()


def test_a_chair_who_entered_does_not_confirm(db):
    desk = Desk('entries = 2\nconfirmed_by = "person"')
    desk.enter(desk.aigul)
    desk.enter(desk.chair)
    assert desk.chair.get(address(step="confirm")).url == DONE
    assert "confirm" not in deeds()


def test_the_scan_of_an_entry_is_open_to_those_who_look_after_the_precinct_and_to_nobody_else(desk):
    scan = SimpleUploadedFile("scan.png", picture(), "image/png")
    desk.aigul.post(address(), typed(scan=scan))
    step = LifeStep.objects.get()
    there = address(step=f"paper/{step.data['scan']}")
    answer = desk.reviewer.get(there)
    assert (answer.status_code, answer.content) == (200, picture())
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert desk.reviewer.get(address(step=f"paper/{'0' * 64}")).status_code == 404
    assert desk.administrator.get(there).status_code == 403
    assert desk.stranger().get(there).status_code == 302


def test_a_preliminary_entry_is_published_and_marked_at_the_desk_until_a_person_confirms_it(db):
    desk = Desk('preliminary = true\nconfirmed_by = "person"')
    desk.enter(desk.aigul)
    assert PublishedProtocol.objects.get().preliminary
    assert "published as preliminary" in text(desk.aigul, DONE)
    assert "preliminary" in text(desk.aigul, "/en/desk/tiny/")
    desk.chair.post(address(step="confirm"))
    assert protocol_acts() == ["protocol", "confirmation"]
    assert not PublishedProtocol.objects.get().preliminary


def test_what_waits_for_me_stands_first_and_only_for_me(desk):
    desk.two_rounds()
    list_of = "/en/desk/tiny/"
    assert "Decide the differences" in text(desk.reviewer, list_of)
    assert "What awaits me" not in text(desk.auditor, list_of)
    assert "What awaits me" not in text(desk.aigul, list_of)


def test_the_second_entry_and_the_reading_again_wait_for_their_people(desk):
    desk.enter(desk.aigul)
    assert "What awaits me" in text(desk.berik, "/en/desk/tiny/")
    assert "What awaits me" not in text(desk.aigul, "/en/desk/tiny/")
    desk.enter(desk.berik, **SWAPPED)
    assert "Read the paper again" in text(desk.aigul, "/en/desk/tiny/")
    desk.reread(desk.aigul, 370, 200)
    assert "Read the paper again" not in text(desk.aigul, "/en/desk/tiny/")


def test_of_several_elections_the_list_says_in_which_something_awaits_me(desk):
    open_another("other")
    station = AreaRow.objects.get(election="other", code="P001")
    for person in (desk.people.aigul, desk.people.berik):
        Membership.objects.create(user=person, area=station, role=Role.TYPIST.value)
    desk.enter(desk.aigul)
    lines = text(desk.berik, "/en/desk/").split('class="desk-link" href="/en/desk/')[1:]
    assert {line.split("/")[0]: "What awaits me: 1" in line for line in lines} == {
        "tiny": True,
        "other": False,
    }
    assert "What awaits me" not in text(desk.aigul, "/en/desk/")


def test_what_the_log_has_not_taken_in_yet_is_told_beside_what_is_counted_as_not_received(desk, monkeypatch):
    monkeypatch.setattr("hattama.web.protocols.desk.places.publish_act", lambda act, now: False)
    desk.published()
    told = "not yet in the log: protocols: 1"
    assert told not in text(desk.reviewer, "/en/desk/tiny/"), "it takes a moment on any night"
    monkeypatch.setattr("hattama.web.protocols.desk.overview_views.WAITS_LONG", datetime.timedelta())
    page = text(desk.reviewer, "/en/desk/tiny/")
    assert told in page and "do not ask for them again" in page
    assert told not in text(desk.aigul, "/en/desk/tiny/")


def test_a_decision_that_lacks_something_begins_with_that_and_names_the_fields(db):
    desk = Desk("entries = 2", "two_rounds")
    page = read_page(desk.reviewer.post(address(step="decide"), {"action": "review"})).one("main")
    assert "Something is lacking" in page.one("div", cls="notice-refusal", role="alert").text
    marked = page.all("textarea", **{"aria-invalid": "true"})
    assert [field.attributes["aria-describedby"] for field in marked] == [
        "votes[dala]-fault",
        "votes[ozen]-fault",
    ]
    assert all(page.all("p", id=field.attributes["aria-describedby"]) for field in marked)


def test_the_foot_of_each_page_of_the_desk_names_the_zone_of_its_times(db):
    desk = Desk("entries = 2")
    assert "Times are those of the zone Asia/Almaty." in desk.aigul.get(DONE).content.decode()
