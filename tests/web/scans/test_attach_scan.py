"""A scan added later: two pictures of one paper are two pieces of evidence, and none is ever replaced."""

import pytest

from hattama.core.vocabulary import NotYours
from hattama.web.kernel.accounts.roles import Role
from hattama.web.kernel.log.advance_log import advance_log
from hattama.web.kernel.log.tables import Act
from hattama.web.kernel.published.tables import PublishedProtocol, PublishedScan
from hattama.web.protocols.enter import enter_protocol
from hattama.web.scans.take_scan import NoProtocolYet, ScanAlreadyAttached, ScanOfAnotherProtocol, attach_scan
from tests.web.people import person
from tests.web.tiny_election import ELECTION_ID, NIGHT, PARTY, area_row, protocol, publish, scan_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]


@pytest.fixture
def typist(tiny):
    return person(Role.TYPIST, "P001", "P002")


def attached() -> list[Act]:
    return list(Act.objects.filter(kind="scan"))


def test_a_scan_that_comes_later_stands_beside_its_protocol(typist):
    publish(protocol("P001"))
    assert area_row("R1").totals.get(contest=PARTY).without_scan == 1
    act = attach_scan(typist, area_row("P001"), PARTY, scan_of("P001"), now=NIGHT)
    advance_log(ELECTION_ID, now=NIGHT)
    assert (act.actor, act.role, act.recorded_at) == (typist, "typist", NIGHT)
    assert PublishedProtocol.objects.get().has_scan
    assert area_row("R1").totals.get(contest=PARTY).without_scan == 0


def test_two_scans_are_both_kept_in_the_order_of_the_log(typist):
    publish(protocol("P001"), scans={("P001", PARTY): scan_of("P001", shade=10)})
    attach_scan(typist, area_row("P001"), PARTY, scan_of("P001", shade=20), now=NIGHT)
    advance_log(ELECTION_ID, now=NIGHT)
    shown = PublishedProtocol.objects.get().scans.all()
    assert [row.scan_id for row in shown] == [scan_of("P001", shade=10).pk, scan_of("P001", shade=20).pk]


def test_a_scan_may_arrive_while_its_protocol_still_awaits_the_log(typist):
    enter_protocol(typist, area_row("P001"), protocol("P001"), now=NIGHT)
    attach_scan(typist, area_row("P001"), PARTY, scan_of("P001"), now=NIGHT)
    assert advance_log(ELECTION_ID, now=NIGHT) == 2
    assert PublishedProtocol.objects.get().has_scan
    assert PublishedScan.objects.count() == 1


@pytest.mark.parametrize("published", [True, False])
def test_the_same_file_is_not_attached_twice(typist, published):
    publish(protocol("P001"))
    attach_scan(typist, area_row("P001"), PARTY, scan_of("P001"), now=NIGHT)
    if published:
        advance_log(ELECTION_ID, now=NIGHT)
    with pytest.raises(ScanAlreadyAttached):
        attach_scan(typist, area_row("P001"), PARTY, scan_of("P001"), now=NIGHT)
    assert len(attached()) == 1


def test_a_scan_without_a_protocol_is_refused(typist):
    with pytest.raises(NoProtocolYet):
        attach_scan(typist, area_row("P001"), PARTY, scan_of("P001"), now=NIGHT)
    assert attached() == []


def test_nobody_attaches_a_scan_to_the_protocol_of_others(typist):
    publish(protocol("P003"))
    with pytest.raises(NotYours):
        attach_scan(typist, area_row("P003"), PARTY, scan_of("P003"), now=NIGHT)
    assert attached() == []


def test_a_file_that_shows_another_paper_is_refused_even_if_it_was_uploaded_before(typist):
    publish(protocol("P001"), protocol("P002"))
    held = scan_of("P002")
    attach_scan(typist, area_row("P001"), PARTY, scan_of("P001"), now=NIGHT)
    with pytest.raises(ScanOfAnotherProtocol) as refusal:
        attach_scan(typist, area_row("P002"), PARTY, held, now=NIGHT)
    assert refusal.value.area.code == "P001"
    assert len(attached()) == 1
