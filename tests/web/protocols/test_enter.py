"""A commission submits its protocol: what is recorded, what is refused; a refusal leaves nothing behind."""

import json

import pytest

from hattama.core.entries import salted_sha256
from hattama.core.protocols.life_refusals import ProtocolAlreadyEntered
from hattama.core.vocabulary import NotYours
from hattama.web.kernel.accounts.roles import Role
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.accept_acts import (
    ContestNotHeldHere,
    ElectionNotOpen,
    ExplanationNeeded,
    ExplanationTooLong,
    FiguresDoNotFit,
)
from hattama.web.kernel.log.advance_log import advance_log
from hattama.web.kernel.log.tables import Act, LogEntry, PendingAct
from hattama.web.kernel.published.tables import PublishedProtocol
from hattama.web.protocols.enter import enter_protocol
from hattama.web.scans.take_scan import ScanOfAnotherProtocol
from tests.web.people import person
from tests.web.tiny_election import ELECTION_ID, NIGHT, SINGLE, area_row, protocol, scan_of, sound_figures

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]


@pytest.fixture
def typist(tiny: ElectionRow):
    return person(Role.TYPIST, "P001", "P201")


def acts() -> list[Act]:
    return list(Act.objects.filter(kind__in=("protocol", "scan")))


def disagreeing(area_id: str = "P001", explanation: str = "", **changes: int):
    return protocol(area_id, figures=sound_figures(**(changes or {"invalid": 21})), explanation=explanation)


def test_the_act_says_who_did_it_in_which_role_and_when(typist):
    act = enter_protocol(typist, area_row("P001"), protocol("P001"), now=NIGHT).act
    stored = Act.objects.get(pk=act.pk)
    assert (stored.actor, stored.role, stored.recorded_at) == (typist, "typist", NIGHT)
    assert (stored.area.code, stored.contest, stored.kind) == ("P001", "party", "protocol")
    assert PendingAct.objects.filter(act=stored).exists()


def test_the_act_carries_the_figures_of_the_paper_and_nothing_about_the_person(typist):
    body = enter_protocol(typist, area_row("P001"), protocol("P001"), now=NIGHT).act.body
    assert body["figures"]["votes"] == {"dala": 370, "ozen": 200}
    assert body["figures"]["issued_by_member"] == {"1": 320, "2": 300}
    assert body["recorded_at"] == "2023-03-19T17:30:00+00:00"
    assert body["method"] == "typed"
    assert typist.username not in json.dumps(body)


def test_a_protocol_that_does_not_add_up_is_refused_until_it_is_explained(typist):
    with pytest.raises(ExplanationNeeded):
        enter_protocol(typist, area_row("P001"), disagreeing(explanation=" \n "), now=NIGHT)
    assert acts() == []


def test_a_protocol_that_does_not_add_up_is_published_and_counted_with_its_explanation(typist):
    enter_protocol(typist, area_row("P001"), disagreeing(explanation=" Біреуі бүлінді. "), now=NIGHT)
    advance_log(ELECTION_ID, now=NIGHT)
    shown = PublishedProtocol.objects.get()
    assert shown.has_broken
    assert shown.explanation == "Біреуі бүлінді."
    assert [f["code"] for f in shown.findings if f["verdict"] == "broken"] == ["KZ-K04"]
    assert area_row("KZ").totals.get(contest="party").figures["invalid"] == [21, 1]


def test_the_log_holds_the_hash_of_the_explanation_and_not_its_words(typist):
    act = enter_protocol(typist, area_row("P001"), disagreeing(explanation="Біреуі бүлінді."), now=NIGHT).act
    advance_log(ELECTION_ID, now=NIGHT)
    entry = json.loads(bytes(LogEntry.objects.get(act=act).body))
    assert entry["explanation_sha256"] == salted_sha256("Біреуі бүлінді.", act.private["salt"])
    assert "бүлінді" not in json.dumps(entry, ensure_ascii=False)


def test_a_finding_that_only_asks_for_a_look_needs_no_explanation(typist):
    wide = sound_figures(voters_listed=3001, ballots_received=1010)
    enter_protocol(typist, area_row("P001"), protocol("P001", figures=wide), now=NIGHT)
    assert len(acts()) == 1


def test_an_explanation_of_4000_characters_is_taken_and_one_more_is_not(typist):
    with pytest.raises(ExplanationTooLong):
        enter_protocol(typist, area_row("P001"), disagreeing(explanation="ә" * 4001), now=NIGHT)
    enter_protocol(typist, area_row("P001"), disagreeing(explanation="ә" * 4000), now=NIGHT)
    assert len(acts()) == 1


def test_blank_illegible_and_zero_are_three_things(typist):
    figures = sound_figures(against_all=0)
    del figures["invalid"], figures["ballots_cancelled"]
    paper = protocol("P001", figures=figures, illegible=frozenset({"invalid"}), explanation="Дақ түскен.")
    enter_protocol(typist, area_row("P001"), paper, now=NIGHT)
    advance_log(ELECTION_ID, now=NIGHT)
    shown = PublishedProtocol.objects.get()
    assert shown.figures["against_all"] == 0
    assert "invalid" not in shown.figures and "ballots_cancelled" not in shown.figures
    assert shown.illegible == ["invalid"]
    total = area_row("D11").totals.get(contest="party").figures
    assert total["against_all"] == [0, 1]
    assert "invalid" not in total and "ballots_cancelled" not in total


@pytest.mark.parametrize("figures", [sound_figures(), sound_figures(invalid=11)])
def test_a_second_protocol_is_refused_before_and_after_the_log_took_the_first(typist, figures):
    enter_protocol(typist, area_row("P001"), protocol("P001"), now=NIGHT)
    again = protocol("P001", figures=figures, explanation="Қайта жазылды.")
    for _ in range(2):
        with pytest.raises(ProtocolAlreadyEntered):
            enter_protocol(typist, area_row("P001"), again, now=NIGHT)
        advance_log(ELECTION_ID, now=NIGHT)
    assert len(acts()) == 1


def test_nobody_submits_for_the_precinct_of_others(typist):
    with pytest.raises(NotYours):
        enter_protocol(typist, area_row("P002"), protocol("P002"), now=NIGHT)
    assert acts() == []


def test_a_contest_that_is_not_held_in_the_precinct_is_refused(typist):
    with pytest.raises(ContestNotHeldHere):
        enter_protocol(typist, area_row("P201"), protocol("P201", SINGLE), now=NIGHT)
    assert acts() == []


def test_a_unit_above_the_precincts_submits_no_protocol(tiny):
    head = person(Role.CHAIR, "D11")
    with pytest.raises(ContestNotHeldHere):
        enter_protocol(head, area_row("D11"), protocol("D11"), now=NIGHT)
    assert acts() == []


def test_before_the_election_opens_nothing_is_accepted(draft):
    chair = person(Role.CHAIR, "P001")
    with pytest.raises(ElectionNotOpen):
        enter_protocol(chair, area_row("P001"), protocol("P001"), now=NIGHT)
    assert acts() == []


def test_figures_that_no_entry_can_carry_are_refused_before_they_hold_up_the_log(typist):
    huge = sound_figures() | {"votes[dala]": 2**53 - 1, "votes[ozen]": 2**53 - 1}
    with pytest.raises(FiguresDoNotFit):
        enter_protocol(typist, area_row("P001"), protocol("P001", figures=huge, explanation="!"), now=NIGHT)
    assert acts() == []


class TestContestsOfOnePrecinct:
    """KZ-K11A: the protocols of one precinct must name the same number of voters."""

    def codes(self, contest: str) -> list[str]:
        act = Act.objects.get(kind="protocol", area__code="P001", contest=contest)
        return [f["code"] for f in act.body["findings"] if f["verdict"] == "broken"]

    def test_the_disagreement_is_stated_with_the_later_protocol(self, typist):
        enter_protocol(typist, area_row("P001"), protocol("P001"), now=NIGHT)
        advance_log(ELECTION_ID, now=NIGHT)
        other = protocol("P001", SINGLE, figures=sound_figures(SINGLE, voters_listed=1001))
        enter_protocol(typist, area_row("P001"), other, now=NIGHT)
        assert self.codes("party") == []
        assert self.codes("single") == ["KZ-K11A"]

    def test_it_is_stated_also_when_the_earlier_one_still_awaits_the_log(self, typist):
        enter_protocol(typist, area_row("P001"), protocol("P001"), now=NIGHT)
        other = protocol("P001", SINGLE, figures=sound_figures(SINGLE, voters_listed=1001))
        enter_protocol(typist, area_row("P001"), other, now=NIGHT)
        assert self.codes("single") == ["KZ-K11A"]


class TestTheScan:
    def test_it_is_published_with_the_protocol(self, typist):
        scan = scan_of("P001")
        enter_protocol(typist, area_row("P001"), protocol("P001"), now=NIGHT, scan=scan)
        advance_log(ELECTION_ID, now=NIGHT)
        shown = PublishedProtocol.objects.get()
        assert shown.has_scan
        assert [row.scan_id for row in shown.scans.all()] == [scan.pk]
        assert area_row("KZ").totals.get(contest="party").without_scan == 0

    @pytest.mark.parametrize("published", [True, False])
    def test_a_file_held_for_two_precincts_is_accepted_from_the_first_alone(self, typist, published):
        # Both uploads were taken while neither protocol was submitted.
        first, second = scan_of("P001"), scan_of("P201")
        assert first == second
        enter_protocol(typist, area_row("P001"), protocol("P001"), now=NIGHT, scan=first)
        if published:
            advance_log(ELECTION_ID, now=NIGHT)
        with pytest.raises(ScanOfAnotherProtocol) as refusal:
            enter_protocol(typist, area_row("P201"), protocol("P201"), now=NIGHT, scan=second)
        assert (refusal.value.area.code, refusal.value.contest) == ("P001", "party")
        assert len(acts()) == 1
