"""A protocol is entered at the desk: seen through HTTP, as status, as page and as recorded act."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hattama.web.kernel.accounts.roles import Role
from hattama.web.kernel.log.tables import Act, LogEntry, PendingAct
from hattama.web.kernel.published.tables import PublishedProtocol
from hattama.web.protocols.tables import LifeStep
from tests.web.desk_clients import address, typed
from tests.web.kernel.pages.reading import read_page
from tests.web.tiny_election import PARTY, SINGLE, area_row, picture, protocol, publish, sound_figures

pytestmark = pytest.mark.django_db


def acts() -> int:
    return Act.objects.filter(kind__in=("protocol", "scan")).count()


def boxes(page) -> dict[str, str]:
    """The boxes for figures, in the order of the page, with what stands in them."""
    found = re.findall(
        r'<input class="digits"[^>]* name="([^"]+)"[^>]* value="([^"]*)"', page.content.decode()
    )
    return dict(found)


def spoken(page) -> str:
    """What the page says itself, without the words that its scripts have ready."""
    return re.sub(r"(?s)<script.*?</script>", "", page.content.decode())


def test_the_empty_form_follows_the_paper_and_accuses_nobody(typist):
    page = typist.get(address())
    text = page.content.decode()
    assert list(boxes(page))[:6] == [
        "voters_listed", "ballots_issued",
        "issued_by_member[1]", "issued_by_member[2]", "issued_by_member[3]", "ballots_received",
    ]  # fmt: skip
    assert set(boxes(page).values()) == {""}
    assert "aria-invalid" not in text and 'class="told ' not in text
    assert text.index("Dala party") < text.index("Özen party")


def test_the_box_for_an_illegible_figure_names_its_line(typist):
    page = read_page(typist.get(address()))
    (label,) = page.all("label", **{"for": "illegible:votes[dala]"})
    assert label.text == "/ illegible : Dala party"


def test_lines_that_the_law_does_not_name_are_marked_and_the_mark_is_explained(typist):
    text = typist.get(address(language="ru")).content.decode()
    labels = re.findall(r'<label for="([a-z_]+)">(.*?)</label>', text)
    marked = {key for key, label in labels if "наше толкование" in label}
    assert marked == {
        "lines_words_differ", "list_before", "list_additions", "certificates_in", "certificates_out",
    }  # fmt: skip
    assert text.count("закон такой строки не называет") == 1


def test_a_sound_protocol_is_published_at_once(typist):
    before = LogEntry.objects.count()
    answer = typist.post(address(), typed())
    assert (answer.status_code, answer.url) == (302, address(step="done"))
    act = Act.objects.get(kind="protocol")
    assert (act.role, act.actor.username, act.area.code) == ("typist", "typist-of-P001-P002-P201", "P001")
    assert act.body["signed_at"] == "2023-03-19T22:40:00+06:00"
    assert not PendingAct.objects.exists()
    assert LogEntry.objects.count() == before + 1
    assert area_row("KZ").totals.get(contest=PARTY).figures["votes[dala]"] == [370, 1]


def test_to_a_commission_nobody_brings_copies_whatever_a_form_says(typist):
    typist.post(address(), typed(bringer="observer", organisation="Anybody"))
    assert "brought_by" not in LifeStep.objects.get(deed="enter").data
    assert not Act.objects.filter(kind="copy_source").exists()


def test_a_second_press_of_the_button_leads_to_where_the_protocol_stands(typist):
    typist.post(address(), typed())
    again = typist.post(address(), typed())
    assert again.status_code == 302 and again.url.startswith(f"{address(step='done')}?came=")
    other = typist.post(address(), typed(sound_figures(invalid=21), explanation="Miscounted."))
    assert other.status_code in (403, 409), "what was not recorded is not said to stand"
    assert acts() == 1


def test_the_last_page_names_the_entry_and_what_is_left_to_do(typist):
    typist.post(address(), typed())
    shown = PublishedProtocol.objects.get()
    page = typist.get(address(step="done")).content.decode()
    assert "The protocol is published." in page
    assert shown.leaf_hash in page
    assert f'href="{address("P001", SINGLE)}"' in page
    assert 'href="/en/e/tiny/a/P001/"' in page
    assert "There is no scan yet" in page


def test_checking_shows_what_disagrees_and_records_nothing(typist):
    page = typist.post(address(), typed(sound_figures(invalid=21), action="check"))
    text = page.content.decode()
    assert page.status_code == 200
    assert "More ballots were found in the boxes than were issued." in text
    assert "621 against 620, a difference of 1" in text
    assert boxes(page)["invalid"] == "21"
    assert acts() == 0


def test_enter_in_a_box_without_javascript_checks_and_submits_nothing(typist):
    sent = typed()
    del sent["action"]
    assert typist.post(address(), sent).status_code == 200
    assert acts() == 0
    text = typist.get(address()).content.decode()
    assert text.index('value="check"') < text.index('value="review"'), (
        "the first button is the one that Enter presses"
    )


def test_a_finding_stands_at_its_fields_and_its_sentence_at_the_last_of_them(typist):
    text = typist.post(address(), typed(sound_figures(invalid=21), action="check")).content.decode()
    marked = re.findall(r'<div class="cell is-broken" data-key="([^"]+)">', text)
    assert marked == ["ballots_received", "ballots_cancelled", "participants", "invalid"]
    last = text[text.index('data-key="invalid"') :]
    assert last.index("told-broken") < last.index('data-key="by_certificate"')
    assert text.count('class="told told-broken"') == 1


def test_what_only_asks_for_a_look_is_not_painted_as_a_breach(typist):
    figures = sound_figures(ballots_received=1011, ballots_cancelled=391)
    text = typist.post(address(), typed(figures, action="check")).content.decode()
    assert "told told-doubt" in text and "told-broken" not in text
    assert "aria-invalid" not in text


def test_what_could_not_be_checked_is_not_said_to_be_broken(typist):
    text = typist.post(address(), typed(action="check")).content.decode()
    assert "Nothing disagrees in what is typed so far." in text
    assert "relations could not be checked" in text
    assert "In some lines the figure in digits differs" not in text


def test_without_an_explanation_nothing_is_recorded_and_nothing_typed_is_lost(typist):
    page = typist.post(address(), typed(sound_figures(invalid=21)))
    assert page.status_code == 400
    assert "explain that in the form" in page.content.decode()
    assert boxes(page)["voters_listed"] == "1000"
    assert 'value="2023-03-19"' in page.content.decode() and 'value="22:40"' in page.content.decode()
    assert acts() == 0


def test_with_an_explanation_it_is_published_and_the_findings_beside_it(typist):
    answer = typist.post(address(), typed(sound_figures(invalid=21), explanation="Біреуі бүлінді."))
    assert answer.status_code == 302
    assert PublishedProtocol.objects.get().has_broken
    page = typist.get(address(step="done")).content.decode()
    assert "Its figures disagree" in page
    assert "Біреуі бүлінді." in typist.get("/en/e/tiny/a/P001/").content.decode()


def test_a_slip_of_the_keyboard_is_shown_at_its_box_and_nothing_is_recorded(typist):
    page = typist.post(address(), typed() | {"invalid": "12a", "against_all": "<b>"})
    text = page.content.decode()
    assert page.status_code == 400
    assert "Found “12a”; expected a whole number in digits." in text
    assert "&lt;b&gt;" in text and "<b>" not in text
    assert boxes(page)["invalid"] == "12a"
    assert acts() == 0


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_refusals_are_said_in_the_language_of_the_page(typist, language):
    said = {
        "kk": ("Сандар сәйкес келмейді", "Жәшіктерден шыққан бюллетеньдер берілген бюллетеньдерден көп"),
        "ru": ("В числах есть несоответствия", "В урнах обнаружено больше бюллетеней, чем выдано"),
        "en": ("The figures disagree", "More ballots were found in the boxes than were issued"),
    }[language]
    text = typist.post(address(language=language), typed(sound_figures(invalid=21))).content.decode()
    for words in said:
        assert words in text


def test_figures_too_large_for_any_protocol_are_refused_with_a_sentence(typist):
    huge = (
        sound_figures()
        | {"votes[dala]": "9" * 15}
        | {f"issued_by_member[{n}]": "9" * 15 for n in range(1, 12)}
    )
    page = typist.post(address(), typed(huge, explanation="!"))
    assert page.status_code == 400
    assert "too large for any protocol" in page.content.decode()
    assert acts() == 0


class TestReadingBack:
    """The one page between the form and the record."""

    def read_back(self, client, **more):
        return read_page(client.post(address(), typed(**more) | {"action": "review"}))

    def sent_on(self, page):
        fields = page.one("form", id="read-back").all("input")
        return {
            one.attributes["name"]: one.attributes["value"] for one in fields if "value" in one.attributes
        }

    def test_it_shows_what_was_typed_and_what_the_rules_say_and_records_nothing(self, typist):
        page = self.read_back(typist, **{"invalid": "21", "explanation": "Біреуі бүлінді."})
        assert page.one("td", **{"data-figure": "votes[dala]"}).text == "370"
        assert page.one("td", **{"data-figure": "by_certificate"}).text == "left blank"
        assert "621 against 620, a difference of 1" in page.text and "Біреуі бүлінді." in page.text
        assert acts() == 0 and not LifeStep.objects.exists()

    def test_what_it_sends_is_what_was_typed(self, typist):
        page = self.read_back(typist, **{"voters_listed": "1200", "reread": "LOOK-REGISTER", "no_scan": ""})
        sent = self.sent_on(page) | {"action": "submit", "no_scan": "network"}
        assert typist.post(address(), sent).status_code == 302
        body = Act.objects.get(kind="protocol").body
        assert (body["figures"]["voters_listed"], body["reread"]) == (1200, ["LOOK-REGISTER"])

    def test_one_goes_back_and_finds_the_form_as_it_was(self, typist):
        page = typist.post(address(), self.sent_on(self.read_back(typist)) | {"action": "edit"})
        assert page.status_code == 200 and boxes(page)["votes[dala]"] == "370"

    @pytest.mark.parametrize("answer", ["", "because", None])
    def test_without_a_scan_or_a_reason_from_the_list_nothing_is_recorded(self, typist, answer):
        sent = typed(no_scan=answer or "")
        if answer is None:
            del sent["no_scan"]
        page = typist.post(address(), sent)
        assert page.status_code == 400
        assert "choose the file of the scan, or say why there is none now" in page.content.decode()
        assert acts() == 0 and not LifeStep.objects.exists()

    def test_the_reason_stays_in_the_step_and_is_told_where_the_protocol_stands(self, typist):
        typist.post(address(), typed(no_scan="network"))
        assert LifeStep.objects.get(deed="enter").data["no_scan"] == "network"
        told = typist.get(address(step="done")).content.decode()
        assert "without a scan: the network is too weak for a picture" in told

    def test_a_scan_that_came_is_shown_beside_and_to_this_session_alone(self, typist, log_in):
        scan = SimpleUploadedFile("scan.png", picture(), "image/png")
        page = self.read_back(typist, scan=scan, no_scan="")
        assert not page.all("select", id="no-scan")
        there = page.one("section", cls="paper-beside").links["Open at full size"]
        assert typist.get(there).content == picture()
        assert log_in(Role.CHAIR, "P001").get(there).status_code == 404
        assert typist.post(address(), self.sent_on(page) | {"action": "submit"}).status_code == 302
        assert "no_scan" not in LifeStep.objects.get(deed="enter").data

    def test_the_moment_of_signing_is_read_back_by_the_clock_of_the_paper(self, typist):
        page = typist.post(address("P201"), typed(action="review")).content.decode()
        assert "22:40" in page.split("Date and time of signing")[1][:120], (
            "P201 lies west of the election's zone"
        )

    def test_what_would_be_refused_is_said_before_it_is_read_back(self, typist):
        refused = typist.post(address(), typed(sound_figures(invalid=21), action="review"))
        assert refused.status_code == 400 and "explain that in the form" in refused.content.decode()
        typist.post(address(), typed())
        assert typist.post(address(), typed(action="review")).status_code == 409


class TestASecondTime:
    def test_it_is_refused_and_what_was_sent_is_still_there(self, typist):
        typist.post(address(), typed())
        page = typist.post(address(), typed(sound_figures(voters_listed=999)))
        assert page.status_code == 409
        assert "has been submitted from this precinct already" in page.content.decode()
        assert f'href="{address(step="done")}"' in page.content.decode()
        assert boxes(page)["voters_listed"] == "999"
        assert acts() == 1
        assert PublishedProtocol.objects.get().figures["voters_listed"] == 1000

    def test_the_form_of_what_is_published_leads_to_the_last_page(self, typist):
        publish(protocol("P001"))
        assert typist.get(address()).url == address(step="done")

    def test_the_other_contest_of_the_precinct_is_held_against_the_first(self, typist):
        publish(protocol("P001"))
        figures = sound_figures(SINGLE, voters_listed=1001)
        page = typist.post(address(contest=SINGLE), typed(figures, action="check"))
        text = page.content.decode()
        assert "The protocols of one polling station give different numbers of voters." in text
        assert 'class="cell is-doubt" data-key="voters_listed"' in text


class TestTheCheckWhileTyping:
    def ask(self, client, **changes: int):
        answer = client.post(address(step="check"), typed(sound_figures(**changes)))
        assert answer.status_code == 200
        return answer.json()

    def test_it_says_what_disagrees_where_and_how_much(self, typist):
        broken = [f for f in self.ask(typist, invalid=21)["findings"] if f["verdict"] == "broken"]
        assert broken == [
            {
                "code": "KZ-K04",
                "sentence": "More ballots were found in the boxes than were issued.",
                "detail": "621 against 620, a difference of 1",
                "row": "",
                "level": "broken",
                "verdict": "broken",
                "cells": ["ballots_received", "ballots_cancelled", "participants", "invalid"],
            }
        ]

    def test_it_names_the_row_of_a_group(self, typist):
        sent = {"box_requests[2]": 9, "box_ballots[2]": 10}
        found = next(f for f in self.ask(typist, **sent)["findings"] if f["code"] == "KZ-K06")
        assert (found["row"], found["cells"]) == (
            "portable ballot box No. 2",
            ["box_requests[2]", "box_ballots[2]"],
        )

    def test_it_says_whether_an_explanation_will_be_asked_for(self, typist):
        assert self.ask(typist, invalid=21)["needs_explanation"]
        assert not self.ask(typist)["needs_explanation"]

    def test_it_says_what_cannot_be_read(self, typist):
        answer = typist.post(address(step="check"), {"invalid": "12a"})
        assert list(answer.json()["faults"]) == ["invalid"]

    def test_it_records_nothing(self, typist):
        self.ask(typist)
        assert acts() == 0

    def test_a_time_that_cannot_be_read_is_told_beside_it(self, typist):
        faults = typist.post(address(step="check"), typed() | {"signed_time": "25:99"}).json()["faults"]
        assert list(faults) == ["signed_at"] and "25:99" in faults["signed_at"]

    def test_it_is_asked_by_post_alone(self, typist):
        assert typist.get(address(step="check")).status_code == 405


class TestOthers:
    @pytest.mark.parametrize("step", ["", "check", "scan"])
    @pytest.mark.parametrize(
        ("role", "area_id"),
        [(Role.TYPIST, "P002"), (Role.CHAIR, "D12"), (Role.AUDITOR, "KZ"), (Role.TERRITORIAL_HEAD, "D11"),
         (Role.ADMINISTRATOR, "KZ")],
    )  # fmt: skip
    def test_nobody_enters_anything_for_a_precinct_of_others(self, log_in, step, role, area_id):
        other = log_in(role, area_id)
        assert other.post(address(step=step), typed()).status_code == 403
        assert acts() == 0

    def test_an_auditor_sees_what_is_published_and_is_offered_no_upload(self, log_in):
        publish(protocol("P001"))
        page = log_in(Role.AUDITOR, "KZ").get(address(step="done"))
        assert page.status_code == 200
        assert 'type="file"' not in page.content.decode()
        assert address(contest=SINGLE) not in page.content.decode()

    @pytest.mark.parametrize(
        ("area_id", "contest"),
        [
            ("P999", PARTY),
            ("P201", SINGLE),
            ("D11", PARTY),
            ("P001", "mayor"),
            ("P001%00", PARTY),
            ("..", PARTY),
        ],
    )
    def test_a_place_that_does_not_exist_is_not_found(self, typist, area_id, contest):
        for step in ("", "done"):
            assert typist.get(address(area_id, contest, step)).status_code == 404

    def test_strangers_are_asked_to_log_in(self, client, tiny):
        assert client.post(address(), typed()).url.startswith("/en/account/login/")
        assert client.post(address(step="check"), typed()).status_code == 302
        assert acts() == 0


def test_an_unusual_line_is_sent_when_the_typist_says_to_have_read_it_again(typist):
    unusual = sound_figures(voters_listed=1200)
    answer = typist.post(address(), typed(unusual))
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "has changed much since the roster" in page
    assert re.search(r'<input type="checkbox" name="reread" value="LOOK-REGISTER">', page)
    assert acts() == 0
    assert typist.post(address(), typed(unusual, reread="LOOK-REGISTER")).status_code == 302
    assert Act.objects.get(kind="protocol").body["reread"] == ["LOOK-REGISTER"]


def test_what_is_unusual_is_told_while_one_types_and_asks_for_no_explanation(typist):
    answer = typist.post(address(step="check"), typed(sound_figures(voters_listed=1200))).json()
    told = {finding["code"]: finding for finding in answer["findings"]}
    assert told["LOOK-REGISTER"]["level"] == "doubt"
    assert told["LOOK-REGISTER"]["cells"] == ["voters_listed"]
    assert answer["needs_explanation"] is False


NOTHING_TYPED = {
    "kk": "Әлі бірде-бір сан жазылған жоқ",
    "ru": "Пока не введено ни одного числа",
    "en": "No figure has been typed yet",
}


@pytest.mark.parametrize("language", NOTHING_TYPED)
@pytest.mark.parametrize("time", ["", "22:40"])
def test_an_entirely_empty_form_is_told_that_nothing_was_typed_and_not_that_figures_disagree(
    typist, language, time
):
    sent = {"signed_on": "2023-03-19", "signed_time": time, "action": "submit"}
    answer = typist.post(address(language=language), sent)
    page = read_page(answer)
    refusal = page.one("div", id="refusal")
    assert answer.status_code == 400
    assert refusal.text.startswith(NOTHING_TYPED[language])
    assert refusal.attributes["tabindex"] == "-1" and refusal.attributes["role"] == "alert"
    assert not refusal.all("a") and not page.one("ul", id="findings").all("li")
    assert "FORM-MISSING" not in page.text
    assert acts() == 0 and set(boxes(answer).values()) == {""}


@pytest.mark.parametrize(
    "typed_so_far",
    [{"invalid": "0"}, {"illegible:invalid": "1"}, {"words:invalid": "нөл"}],
    ids=["a zero", "an illegible line", "a figure in words"],
)
def test_where_anything_was_typed_the_rules_speak_as_before(typist, typed_so_far):
    answer = typist.post(address(), typed_so_far | {"action": "submit"})
    assert answer.status_code == 400
    assert "No figure has been typed yet" not in spoken(answer)
    assert "The figures disagree." in answer.content.decode()
    assert acts() == 0


def test_a_paper_without_any_figure_is_recorded_with_the_words_that_say_so(typist):
    sent = {"action": "submit", "no_scan": "other", "explanation": "The paper was hung out blank."}
    assert typist.post(address(), sent).status_code == 302
    assert Act.objects.get(kind="protocol").body["figures"] == {}


def test_an_empty_form_for_a_protocol_that_has_been_entered_is_answered_with_that(typist):
    publish(protocol("P001"))
    answer = typist.post(address(), {"action": "submit"})
    assert answer.status_code in (403, 409)
    assert "No figure has been typed yet" not in spoken(answer)
