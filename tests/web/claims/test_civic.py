"""A civic count beside the authority's election: its own log, whose numbers on each page, nothing mixed."""

import html
import json
import re
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from hattama.cli.main import main
from hattama.core.entries import Bringer, CopySource
from hattama.core.entries.claim import Claim, Stage
from hattama.core.protocols import Decision, EntriesDiffer, Ruling
from hattama.core.protocols import Source as ReadBy
from hattama.core.protocols.life_states import Published
from hattama.core.vocabulary import Deed
from hattama.formats.claim_tables import StatedClaim
from hattama.formats.election_definition import CIVIC_NOTICE, parse_election, render_election
from hattama.formats.faults import InputFaults
from hattama.web.claims.record import record_claims
from hattama.web.kernel.accounts.policy import Role
from hattama.web.kernel.elections.beside_files import COMPARISONS, put_beside_files
from hattama.web.kernel.elections.open_election import open_election
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.log.accept_acts import DecisionNeeded
from hattama.web.kernel.log.advance_log import advance_log
from hattama.web.kernel.log.bundle_store import public_store
from hattama.web.kernel.log.refresh_bundle import refresh_bundle
from hattama.web.kernel.log.tables import LogEntry
from hattama.web.kernel.published.tables import PublishedProtocol, PublishedTotal
from hattama.web.protocols.change import Grounds, change_protocol
from hattama.web.protocols.enter import CopyOfWhom, decide_differences, enter_protocol, retype_fields
from hattama.web.protocols.import_protocols import CopiesAreReadTwice, Incoming, import_protocols
from hattama.web.reports.report_difference import report_difference
from hattama.web.reports.review_report import ReportState, review_report
from tests.web.civic_count import CIVIC, DEFINITION, area, open_civic, volunteer
from tests.web.people import person
from tests.web.tiny_election import LOADED_AT, NIGHT, PARTY, load_tiny, protocol, publish, sound_figures

pytestmark = pytest.mark.django_db

OURS = CopySource(Bringer.OBSERVER, "Alma")


@pytest.fixture
def volunteers(tiny: ElectionRow) -> tuple[Any, Any]:
    """A civic count beside the authority's election, and two people who read copies."""
    open_civic()
    return volunteer("aigul"), volunteer("berik")


def read_copy(people: tuple[Any, Any], *papers: Any) -> Any:
    first, second = papers if len(papers) > 1 else (protocol("P001"),) * 2
    enter_protocol(people[0], area(), first, now=NIGHT, source=OURS)
    done = enter_protocol(people[1], area(), second, now=NIGHT)
    advance_log(CIVIC, now=NIGHT)
    return done


def page(address: str, language: str = "/en") -> str:
    answer = Client().get(f"{language}/e/{CIVIC}/{address}")
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


def test_a_copy_is_read_by_two_and_says_whose_it_is(volunteers: tuple[Any, Any]) -> None:
    with pytest.raises(CopyOfWhom):
        enter_protocol(volunteers[0], area(), protocol("P001"), now=NIGHT)
    assert isinstance(read_copy(volunteers).state, Published)
    kinds = list(LogEntry.objects.filter(election=CIVIC).order_by("index").values_list("kind", flat=True))
    assert kinds.index("copy_source") < kinds.index("protocol")
    assert "It was brought by: Alma (observer)." in page("a/P001/")


def test_a_station_says_that_volunteers_typed_it_and_that_other_papers_differ(
    volunteers: tuple[Any, Any],
) -> None:
    read_copy(volunteers)
    told = page("a/P001/")
    assert "How it came typed from a copy by volunteers" in told
    assert "entered by the commission" not in told and "copy that was posted" not in told
    assert "the papers differ" not in told
    row = PublishedProtocol.objects.get(area__election=CIVIC, area__code="P001", contest=PARTY)
    report = report_difference(row, {}, message="Another copy says otherwise.", now=NIGHT)
    third = volunteer("third", Role.TERRITORIAL_REVIEWER, "R1")
    assert "the papers differ" not in page("a/P001/"), "anybody may report; a volunteer has to look"
    review_report(third, report, ReportState.PAPER_DIFFERS, "Two papers, two sums.", now=NIGHT)
    told = page("a/P001/")
    assert "the papers differ Other copies of this protocol that show other figures: 1." in told
    told = page("a/P001/reports/")
    assert "seen by volunteers of this count alone" in told and "Answer of volunteers" in told
    assert "Volunteers of this count see what you send" in page(f"a/P001/report/{PARTY}/")
    assert "copy that was posted" not in page(f"a/P001/receipt/{PARTY}/")


def test_readings_that_differ_twice_are_decided_by_a_third(volunteers: tuple[Any, Any]) -> None:
    first, second = protocol("P001"), protocol("P001", figures=sound_figures(invalid=13))
    done = read_copy(volunteers, first, second)
    assert isinstance(done.state, EntriesDiffer)
    assert not LogEntry.objects.filter(election=CIVIC, kind="protocol").exists()
    lone = {"figures": {"invalid": first.figures["invalid"]}, "signed_at": None}
    for _ in range(2):
        for user, said in zip(volunteers, (12, 13), strict=True):
            again = replace(first, **(lone | {"figures": {"invalid": said}}))
            retype_fields(user, area(), again, now=NIGHT)
    third = volunteer("third", Role.TERRITORIAL_REVIEWER, "R1")
    ruling = Ruling("invalid", ReadBy.FIRST, "the picture is clear")
    done = decide_differences(third, area(), PARTY, [ruling], now=NIGHT)
    assert isinstance(done.state, Published)


class TestACopyThatDoesNotAddUp:
    def test_nobody_is_asked_to_speak_for_the_commission(self, volunteers: tuple[Any, Any]) -> None:
        broken = protocol("P001", figures=sound_figures(participants=1))
        assert isinstance(read_copy(volunteers, broken, broken).state, Published)
        told = page("a/P001/")
        assert "This protocol does not add up" in told
        assert "The commission has given no explanation" not in told
        assert "The commission has published the figures without a scan" not in told
        assert "Whoever brought this copy left no picture of it" in told

    def test_what_stands_on_the_copy_is_called_that(self, volunteers: tuple[Any, Any]) -> None:
        broken = protocol("P001", figures=sound_figures(participants=1), explanation="Recounted twice.")
        read_copy(volunteers, broken, broken)
        told = page("a/P001/")
        assert "Written on the copy Recounted twice." in told and "commission's explanation" not in told

    def test_the_form_asks_for_it_of_the_copy_alone(
        self, volunteers: tuple[Any, Any], client: Client
    ) -> None:
        client.force_login(volunteers[0])
        address = f"/en/desk/{CIVIC}/P001/{PARTY}/"
        told = client.get(address).content.decode()
        assert "Only what is written on the copy itself" in told
        assert "Needed when the figures disagree" not in told and "commission&#x27;s explanation" not in told
        figures = {key: str(value) for key, value in sound_figures(participants=1).items()}
        answer = client.post(reverse("desk:check", args=[CIVIC, "P001", PARTY]), figures)
        assert answer.json()["findings"] and not answer.json()["needs_explanation"]


def test_volunteers_of_the_whole_count_are_not_accused_of_another_place(
    volunteers: tuple[Any, Any], client: Client
) -> None:
    read_copy((volunteer("dana", where="KZ"), volunteer("erlan", where="KZ")))
    body = json.loads(LogEntry.objects.get(election=CIVIC, kind="protocol").body)
    assert {done["area"] for done in body["done_by"] if done["deed"] == "enter"} == {"KZ"}
    assert not [found for found in body["findings"] if found["code"].startswith("DEED")]
    assert "another place" not in page("a/P001/")
    assert "DEED-OUTSIDE" not in page("findings/")


@pytest.mark.django_db(transaction=True)
def test_verify_finds_the_bundle_of_a_civic_count_true(
    volunteers: tuple[Any, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    read_copy(volunteers)
    refresh_bundle(CIVIC)
    main(["verify", str(public_store(CIVIC).folder), "--scans", "--json", "--lang", "en"])
    told = json.loads(capsys.readouterr().out)
    assert told["verdict"] == "qualified", told
    assert {kind["code"] for kind in told["qualifies"]} == {"key-not-confirmed", "not-witnessed"}


def test_nobody_is_called_elected_by_copies_of_some_stations(volunteers: tuple[Any, Any]) -> None:
    read_copy(volunteers)
    for address in (f"results/{PARTY}/", f"results/{PARTY}/what-if/?seats=3"):
        told = page(address)
        assert "of some polling stations there is no copy" in told, address
        assert (
            "Seats" not in told.partition("Outcome")[2].partition("Step by step")[0] or "what-if" in address
        )
    told = Client().get(f"/data/{CIVIC}/outcomes/{PARTY}.json")
    body = b"".join(told) if told.streaming else told.content
    assert json.loads(body)["refusal"] == "copies_lack" and json.loads(body)["status"] is None


def test_a_picture_that_somebody_brought_is_called_no_certified_copy(
    volunteers: tuple[Any, Any], client: Client
) -> None:
    read_copy(volunteers)
    told = page("a/P001/") + page("") + page("a/D11/")
    assert "No picture of the paper" in told and "Without a picture of the paper: 1" in told
    assert "certified copy" not in told.lower().replace("a certified copy was handed", "")
    client.force_login(volunteers[0])
    done = client.get(reverse("desk:done", args=[CIVIC, "P001", PARTY])).content.decode()
    assert "the public sees “no picture of the paper”" in done
    assert "certified" not in done and "copy that you post" not in done and "original" not in done


def test_roles_of_volunteers_are_not_called_a_commissions(tiny: ElectionRow, client: Client) -> None:
    load_tiny(DEFINITION)
    volunteer("third", Role.TERRITORIAL_REVIEWER, "R1")
    open_election(CIVIC, now=LOADED_AT)
    advance_log(CIVIC, now=LOADED_AT)
    assert "Volunteer who decides where readings differ" in page("rights/")
    client.force_login(volunteer("ada", Role.ADMINISTRATOR, "KZ"))
    told = client.get(f"/en/account/rights/{CIVIC}/").content.decode()
    assert "Volunteer who types copies" in told
    assert "territorial commission" not in told and "Typist of a precinct" not in told


def test_the_command_calls_volunteers_so_and_keeps_codes_in_tables(
    volunteers: tuple[Any, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    main(["accounts", "list", "--election", CIVIC, "--lang", "en"])
    assert "Volunteer who types copies" in " ".join(capsys.readouterr().out.split())
    main(["accounts", "list", "--election", CIVIC, "--format", "csv"])
    assert "berik,,typist,P001,open" in capsys.readouterr().out


def test_a_station_without_a_copy_expects_one_of_no_commission(volunteers: tuple[Any, Any]) -> None:
    told = page("a/P002/")
    assert "No copy of this protocol has come yet" in told and "frozen list" not in told
    assert "The commission has stated no times" not in told


def test_each_item_of_a_feed_says_that_it_is_a_copy(volunteers: tuple[Any, Any]) -> None:
    read_copy(volunteers)
    publish(protocol("P002"))
    feed = Client().get("/en/feed.atom").content.decode()
    assert feed.count(CIVIC_NOTICE["en"]) == 1 and feed.count("<entry>") == 2


def test_the_page_of_who_decides_says_that_no_commission_does(volunteers: tuple[Any, Any]) -> None:
    assert "nobody here acts for an election commission" in page("rights/")


def sums(election: str) -> list[Any]:
    rows = PublishedTotal.objects.filter(election=election).order_by("area__code", "contest")
    return list(rows.values_list("area__code", "contest", "received", "figures"))


def test_no_official_sum_moves_by_a_copy_and_none_of_the_copies_by_a_protocol(
    volunteers: tuple[Any, Any],
) -> None:
    publish(protocol("P002"))
    official, entries = sums("tiny"), LogEntry.objects.filter(election="tiny").count()
    read_copy(volunteers)
    assert sums("tiny") == official
    assert LogEntry.objects.filter(election="tiny").count() == entries
    copies = sums(CIVIC)
    publish(protocol("P003"))
    assert sums(CIVIC) == copies
    with pytest.raises(CopiesAreReadTwice):
        import_protocols(ElectionRow.objects.get(pk=CIVIC), [Incoming(protocol("P002"))], now=NIGHT)


def test_every_page_says_whose_numbers_they_are(volunteers: tuple[Any, Any]) -> None:
    read_copy(volunteers)
    pages = ("", "a/R1/", "a/P001/", "civic/", f"results/{PARTY}/", f"results/{PARTY}/claims/", "missing/")
    for address in pages:
        for language, code in (("", "kk"), ("/ru", "ru"), ("/en", "en")):
            assert CIVIC_NOTICE[code] in page(address, language), address
    told = Client().get(f"/data/{CIVIC}/election.json")
    assert CIVIC_NOTICE["en"] in (b"".join(told) if told.streaming else told.content).decode()


def test_the_page_tells_coverage_bias_and_the_official_figures_beside(volunteers: tuple[Any, Any]) -> None:
    read_copy(volunteers)
    assert Client().get("/en/e/tiny/civic/").status_code == 404
    told = page("civic/")
    assert "Polling stations of which there is a copy: 1 of 6" in told
    assert re.search(r"Who brought the copies Alma \(observer\) 1 ", told)
    assert "voters on its list on average" in told and "The greatest part is covered here" in told
    assert "No official figures have been entered yet." in told
    stated = {"votes[dala]": 9000, "votes[ozen]": 500}
    for figures, share in ((stated, ""), (stated | {"against_all": 500}, r" 90(\.00)? ?%")):
        claim = Claim("KZ", PARTY, "central_commission", Stage.FINAL, figures)
        record_claims(CIVIC, [StatedClaim(0, claim, None)], "f" * 64, now=NIGHT)
        told = page("civic/")
        assert "Official: Central Election Commission, final results" in told
        assert re.search(rf"Dala party 370 \S+ ?% 9,?000{share} Özen", told), "no share of what is not whole"
    assert sums(CIVIC)[0][2] == 1


def test_a_definition_that_would_let_one_person_read_is_refused_and_the_mark_survives_rendering() -> None:
    election = parse_election(DEFINITION, "election.toml")
    assert parse_election(render_election(election), "again.toml") == election
    with pytest.raises(InputFaults) as faults:
        parse_election(DEFINITION.replace(b"entries = 2", b"entries = 1"), "election.toml")
    assert [fault.code for fault in faults.value.faults] == ["ELECTION-CIVIC"]


def beside_official(**figures: int) -> str:
    """The page of coverage, where the authority published P001 with these figures and P002 at last."""
    publish(protocol("P001", figures=sound_figures(**figures)), protocol("P002"))
    told = b'[[comparison]]\nelection = "tiny"\ncontest = "party"\n'
    put_beside_files(CIVIC, {COMPARISONS: told})
    return page("civic/")


class TestTheAuthorityPublishesByStationAtLast:
    def test_stations_whose_copy_says_otherwise_are_named(self, volunteers: tuple[Any, Any]) -> None:
        read_copy(volunteers)
        told = beside_official(invalid=13, participants=601)
        assert "both a copy and a protocol in “Tiny election”: 1" in told
        assert "a figure differs that both give: 1." in told
        assert "Polling station No. 1 figures that differ: 2 The official protocol" in told

    def test_what_one_side_does_not_give_is_no_difference(self, volunteers: tuple[Any, Any]) -> None:
        lacking = {key: value for key, value in sound_figures().items() if key != "invalid"}
        read_copy(volunteers, protocol("P001", figures=lacking), protocol("P001", figures=lacking))
        assert "a figure differs that both give: 0." in beside_official(invalid=13)

    def test_nothing_is_said_where_no_official_election_is_named(self, volunteers: tuple[Any, Any]) -> None:
        read_copy(volunteers)
        publish(protocol("P001"))
        assert "station by station" not in page("civic/")


class TestAPublishedReadingIsMended:
    """By volunteers, in their own name: no commission decides about a picture."""

    MEND = f"/en/desk/{CIVIC}/P001/{PARTY}/correct"

    @pytest.fixture
    def head(self, volunteers: tuple[Any, Any]) -> Client:
        """Signed in: who may mend what two others read."""
        read_copy(volunteers)
        client = Client()
        client.force_login(volunteer("head", Role.TERRITORIAL_HEAD, "KZ"))
        return client

    def figures(self, **changes: int) -> dict[str, str]:
        return {key: str(value) for key, value in sound_figures(**changes).items()}

    def test_nobody_is_asked_whose_decision_it_is(self, head: Client) -> None:
        form = head.get(self.MEND).content.decode()
        assert 'name="authority"' not in form and 'name="document"' not in form
        assert "court" not in form and "the picture is no copy of this protocol" in form

    def test_a_slip_in_copying_is_mended_and_the_public_reads_by_whom(self, head: Client) -> None:
        sent = {**self.figures(invalid=13), "reason": "transcription_error"}
        summary = head.post(self.MEND, {**sent, "action": "review"})
        assert summary.status_code == 200 and "Whose decision" not in summary.content.decode()
        assert head.post(self.MEND, {**sent, "action": "submit"}).status_code == 302
        advance_log(CIVIC, now=NIGHT)
        body = json.loads(bytes(LogEntry.objects.get(election=CIVIC, kind="correction").body))
        assert body["decision"]["authority"] == "volunteers"
        assert not [found for found in body["findings"] if found["code"].startswith("DEED")]
        told = page("a/P001/")
        assert "By whose word volunteers of this count" in told
        assert "Volunteer who mends what is published" in told
        assert "territorial commission" not in told and "its file is not published" not in told

    def test_a_picture_that_is_no_copy_leaves_the_sums(self, head: Client) -> None:
        sent = {"reason": "no_copy", "action": "submit"}
        assert head.post(f"/en/desk/{CIVIC}/P001/{PARTY}/annul", sent).status_code == 302
        advance_log(CIVIC, now=NIGHT)
        assert not any(votes for *_, figures in sums(CIVIC) for votes, _ in figures.values())
        assert "the picture is no copy of this protocol" in page("a/P001/")

    def test_volunteers_declare_no_results_of_an_area_invalid(self, head: Client) -> None:
        assert "Results declared invalid" not in head.get(f"/en/desk/{CIVIC}/").content.decode()
        assert head.get(f"/en/desk/{CIVIC}/invalid/D11/{PARTY}/").status_code == 403

    def test_a_commission_does_not_decide_in_the_name_of_volunteers(self, tiny: ElectionRow) -> None:
        publish(protocol("P001"))
        told = Grounds("counting_error", Decision("volunteers"))
        user = person(Role.TERRITORIAL_HEAD, "D11")
        row = AreaRow.objects.select_related("election").get(election_id="tiny", code="P001")
        new = protocol("P001", figures=sound_figures(invalid=13))
        with pytest.raises(DecisionNeeded):
            change_protocol(Deed.CORRECT, user, row, new, told, now=NIGHT)
