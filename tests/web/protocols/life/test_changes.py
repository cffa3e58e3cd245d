"""After publication nothing is erased: investigation, correction, recount, annulment."""

import datetime
import json
from dataclasses import replace

import pytest

from hattama.core.entries import salted_sha256
from hattama.core.protocols import Decision
from hattama.core.protocols.life_refusals import NobodyEnteredYet, NothingChanges, NotInThisState
from hattama.core.protocols.life_states import Annulled, Corrected, Published, Recounted, UnderInvestigation
from hattama.core.vocabulary import Deed, NotYours
from hattama.core.vocabulary.deeds import DecidesOwnEntry
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.log.accept_acts import DecisionNeeded, ElectionClosed, ReasonTextNeeded, UnknownReason
from hattama.web.kernel.log.advance_log import advance_log
from hattama.web.kernel.log.tables import Act, LogEntry
from hattama.web.kernel.published.tables import PublishedProtocol, PublishedTotal
from hattama.web.protocols.annul_unit import annul_unit
from hattama.web.protocols.change import (
    DayNotCome,
    annul_protocol,
    change_protocol,
    day_of,
    investigate_protocol,
)
from hattama.web.protocols.enter import enter_protocol
from hattama.web.protocols.reading import next_deeds
from hattama.web.protocols.tables import LifeStep
from tests.web.only_growing import triggers_away
from tests.web.protocols.life.people import DECISION, GROUNDS, LATER, acts, broken, life, paper, swapped
from tests.web.tiny_election import ELECTION_ID, NIGHT, PARTY, area_row, publish, scan_of
from tests.web.tiny_election import annul as annul_as_before

pytestmark = pytest.mark.both_engines


@pytest.fixture
def published(one):
    enter_protocol(one.aigul, area_row("P001"), paper(), now=NIGHT)
    advance_log(ELECTION_ID, now=NIGHT)
    return one


def correct(user, read=None, grounds=GROUNDS, **more):
    return change_protocol(
        Deed.CORRECT, user, area_row("P001"), read or swapped(), grounds, now=LATER, **more
    )


def annul(user, grounds=GROUNDS):
    return annul_protocol(user, area_row("P001"), PARTY, grounds, now=LATER)


def investigate(user, reason="complaint", **more):
    return investigate_protocol(
        Deed.OPEN_INVESTIGATION, user, area_row("P001"), PARTY, reason=reason, now=LATER, **more
    )


def row():
    return PublishedProtocol.objects.get(area__code="P001", contest=PARTY)


def total(area_id="KZ"):
    return PublishedTotal.objects.get(area__code=area_id, contest=PARTY)


def entry_of(kind):
    return json.loads(bytes(LogEntry.objects.get(kind=kind).body))


def test_a_correction_is_a_new_version_that_names_the_one_it_replaces_and_why(published):
    done = correct(published.head)
    assert isinstance(done.state, Corrected)
    advance_log(ELECTION_ID, now=LATER)
    body = entry_of("correction")
    assert (body["version"], body["replaces"]) == (2, LogEntry.objects.get(kind="protocol").index)
    assert body["reason"] == "court_decision"
    assert body["decision"] == {
        "authority": "court",
        "number": "12",
        "decided_on": "2023-03-20",
        "document": None,
    }
    assert body["done_by"] == [{"deed": "correct", "role": "territorial_head", "area": "R1"}]
    assert (row().version, row().kind, row().figures["votes[ozen]"]) == (2, "correction", 199)
    assert total().figures["votes[ozen]"] == [199, 1]


def test_a_correction_may_follow_before_the_log_has_taken_the_first_version_in(one):
    enter_protocol(one.aigul, area_row("P001"), paper(), now=NIGHT)
    correct(one.head)
    annul(one.central)
    advance_log(ELECTION_ID, now=LATER)
    first = LogEntry.objects.get(kind="protocol").index
    assert entry_of("correction")["replaces"] == first
    assert entry_of("annulment")["annuls"] == first + 1
    assert row().annulled_by == first + 2
    assert total().annulled == 1


def test_a_decision_of_a_day_that_has_not_come_changes_nothing(published):
    tomorrow = replace(DECISION, decided_on=DECISION.decided_on + datetime.timedelta(days=1))
    early, steps = replace(GROUNDS, decision=tomorrow), LifeStep.objects.count()
    district = area_row("D11")
    contest = load_definition(district.election).election.contest(PARTY)
    for deed in (
        lambda: correct(published.head, grounds=early),
        lambda: annul(published.central, early),
        lambda: annul_unit(published.central, district, contest, early, now=LATER),
        lambda: investigate(published.reviewer, decision=tomorrow),
    ):
        with pytest.raises(DayNotCome):
            deed()
    assert LifeStep.objects.count() == steps


def test_a_day_has_come_where_it_has_by_the_clock_of_the_election_or_of_the_place(tiny):
    """It is half past midnight of 20 March in Almaty, and half past six of the evening before in London."""
    area = area_row("P001")
    for zone, moment, day in (
        ("Europe/London", LATER, 20),
        ("Pacific/Auckland", NIGHT, 20),
        ("UTC", NIGHT, 19),
    ):
        area.time_zone = zone
        assert day_of(area, moment) == datetime.date(2023, 3, day)


def test_the_file_of_a_decision_and_the_scan_of_the_corrected_paper_are_in_the_entry(published):
    document, scan = scan_of("P001", shade=10), scan_of("P001", shade=20)
    done = correct(published.head, grounds=replace(GROUNDS, document=document), scan=scan)
    assert done.state.decision.document == document.sha256
    assert done.act.body["decision"]["document"]["sha256"] == document.sha256
    assert [shown["sha256"] for shown in done.act.body["scans"]] == [scan.sha256]
    assert broken(done.act) == []


def test_a_change_without_number_day_or_file_of_a_decision_is_recorded_and_is_a_finding(published):
    done = correct(published.head, grounds=replace(GROUNDS, decision=Decision("territorial_commission")))
    assert broken(done.act) == ["DEED-UNDECIDED"]
    advance_log(ELECTION_ID, now=LATER)
    assert row().has_broken is False
    for unfit in (Decision(""), Decision("The Court"), Decision("court", "7" * 65)):
        with pytest.raises(DecisionNeeded):
            annul(published.central, replace(GROUNDS, decision=unfit))
        with pytest.raises(DecisionNeeded):
            investigate(published.reviewer, decision=unfit)


def test_an_entry_by_an_account_of_the_district_is_recorded_and_is_a_finding(one):
    one.aigul.memberships.update(area=AreaRow.objects.get(code="D11"))
    done = enter_protocol(one.aigul, area_row("P001"), paper(), now=NIGHT)
    assert broken(done.act) == ["DEED-OUTSIDE"]
    assert done.act.body["done_by"] == [{"deed": "enter", "role": "typist", "area": "D11"}]


def test_reasons_come_from_the_list_and_another_reason_comes_in_words_that_the_log_holds_salted(published):
    with pytest.raises(UnknownReason):
        correct(published.head, grounds=replace(GROUNDS, reason="because"))
    with pytest.raises(ReasonTextNeeded):
        correct(published.head, grounds=replace(GROUNDS, reason="other", note=" "))
    done = correct(published.head, grounds=replace(GROUNDS, reason="other", note="The chair said so."))
    kept = done.act.private
    assert kept["note"] == "The chair said so."
    assert done.act.body["note_sha256"] == salted_sha256(kept["note"], kept["note_salt"])
    assert "chair" not in json.dumps(done.act.body)


def test_who_entered_it_does_not_change_it_and_a_typist_changes_nothing(published):
    published.aigul.memberships.create(area=area_row("KZ"), role="central_head")
    for change in (correct, annul):
        with pytest.raises(DecidesOwnEntry):
            change(published.aigul)
        with pytest.raises(NotYours):
            change(published.berik)
    assert LifeStep.objects.filter(deed__in=("correct", "annul")).count() == 0
    assert Deed.CORRECT not in next_deeds(published.aigul, area_row("P001"), PARTY)


def test_a_correction_must_change_something_and_a_recount_may_find_the_same(
    published,
):
    with pytest.raises(NothingChanges):
        correct(published.head, paper())
    done = change_protocol(Deed.RECOUNT, published.head, area_row("P001"), paper(), GROUNDS, now=LATER)
    assert isinstance(done.state, Recounted)
    advance_log(ELECTION_ID, now=LATER)
    assert (row().kind, row().version) == ("recount", 2)


def test_an_annulled_protocol_stays_visible_leaves_the_totals_and_can_come_back_as_a_new_version(published):
    assert isinstance(annul(published.head).state, Annulled)
    advance_log(ELECTION_ID, now=LATER)
    assert (row().figures["votes[ozen]"], row().annulled_by is None) == (200, False)
    assert (total().received, total().annulled, total().figures) == (1, 1, {})
    with pytest.raises(NotInThisState):
        annul(published.central)
    correct(published.central, paper(), replace(GROUNDS, reason="court_decision"))
    advance_log(ELECTION_ID, now=LATER)
    assert (total().annulled, total().figures["votes[ozen]"]) == (0, [200, 1])


def test_an_investigation_is_opened_and_closed_in_public_and_the_protocol_counts_meanwhile(published):
    assert isinstance(investigate(published.reviewer).state, UnderInvestigation)
    advance_log(ELECTION_ID, now=LATER)
    assert row().investigation == LogEntry.objects.get(kind="investigation").index
    assert total().figures["votes[ozen]"] == [200, 1]
    with pytest.raises(NotInThisState):
        investigate(published.reviewer)
    with pytest.raises(NotYours):
        investigate_protocol(
            Deed.CLOSE_INVESTIGATION,
            published.reviewer,
            area_row("P001"),
            PARTY,
            reason="stands",
            now=LATER,
        )
    done = investigate_protocol(
        Deed.CLOSE_INVESTIGATION,
        published.head,
        area_row("P001"),
        PARTY,
        reason="stands",
        now=LATER,
        decision=DECISION,
    )
    assert isinstance(done.state, Published)
    advance_log(ELECTION_ID, now=LATER)
    assert row().investigation is None
    assert [entry.kind for entry in LogEntry.objects.filter(kind="investigation")] == ["investigation"] * 2


@pytest.mark.parametrize("change", [correct, annul])
def test_a_change_ends_the_investigation(published, change):
    investigate(published.reviewer)
    change(published.head)
    advance_log(ELECTION_ID, now=LATER)
    assert row().investigation is None


def test_nothing_is_changed_that_nobody_entered_and_nothing_after_the_end(one):
    for change in (correct, annul, investigate):
        with pytest.raises(NobodyEnteredYet):
            change(one.central)
    election = area_row("P001").election
    election.closed_at = LATER
    election.save()
    with pytest.raises(ElectionClosed):
        enter_protocol(one.aigul, area_row("P001"), paper(), now=LATER)
    assert acts() == []


def test_an_imported_protocol_has_a_life_from_its_publication_on(one):
    publish(paper())
    assert isinstance(life(), Published)
    correct(one.head)
    advance_log(ELECTION_ID, now=LATER)
    assert isinstance(life(), Corrected)
    assert row().version == 2


def test_acts_from_before_lives_were_kept_are_where_a_life_begins(one):
    publish(paper())
    annul_as_before("P001")
    assert isinstance(life(), Annulled)
    correct(one.head, paper(), replace(GROUNDS, reason="court_decision"))
    advance_log(ELECTION_ID, now=LATER)
    assert (row().version, row().annulled_by) == (2, None)


def test_who_typed_before_lives_were_kept_still_does_not_change_it(one):
    publish(paper())
    with triggers_away():
        Act.objects.filter(kind="protocol").update(actor=one.aigul)
    one.aigul.memberships.create(area=area_row("KZ"), role="central_head")
    with pytest.raises(DecidesOwnEntry):
        correct(one.aigul)


def test_each_change_tells_its_own_deed_alone(one):
    publish(paper())
    correct(one.head)
    done = correct(one.central, paper())
    assert done.act.body["done_by"] == [{"deed": "correct", "role": "central_head", "area": "KZ"}]
