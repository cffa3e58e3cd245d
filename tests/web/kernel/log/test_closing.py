"""A log states its totals and ends: what was accepted is in it, and only keys and redactions may follow."""

import json

import pytest

from hattama.core.entries import check_entry_schema
from hattama.core.tabulation import expected_totals
from hattama.web.kernel.accounts.roles import Role
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.accept_acts import ElectionClosed, ElectionNotOpen
from hattama.web.kernel.log.bundle_store import public_store
from hattama.web.kernel.log.close_election import close_election, state_totals
from hattama.web.kernel.log.rotate_log_key import rotate_log_key
from hattama.web.kernel.log.tables import LogEntry
from hattama.web.protocols.enter import enter_protocol
from hattama.web.protocols.import_protocols import Incoming, import_protocols
from hattama.web.scans.take_scan import attach_scan
from tests.web.people import person
from tests.web.threads import all_at_once
from tests.web.tiny_election import (
    ELECTION_ID,
    NIGHT,
    PARTY,
    SINGLE,
    area_row,
    open_tiny,
    protocol,
    publish,
    scan_of,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_engines]

CUT = [
    *[("D11", PARTY), ("D11", SINGLE), ("D12", PARTY), ("D12", SINGLE), ("D21", PARTY)],
    *[("KZ", PARTY), ("KZ", SINGLE), ("R1", PARTY), ("R1", SINGLE), ("R2", PARTY)],
]


@pytest.fixture
def night() -> ElectionRow:
    row = open_tiny()
    publish(protocol("P001"), protocol("P001", SINGLE), protocol("P201"))
    return row


def bodies(kind: str = "") -> list[dict]:
    rows = LogEntry.objects.order_by("index")
    return [json.loads(bytes(row.body)) for row in (rows.filter(kind=kind) if kind else rows)]


def test_every_entry_that_we_write_fits_its_schema(night):
    rotate_log_key(ELECTION_ID, now=NIGHT)
    attach_scan(person(Role.TYPIST, "P001"), area_row("P001"), PARTY, scan_of("P001"), now=NIGHT)
    close_election(ELECTION_ID, now=NIGHT)
    kinds = {body["kind"] for body in bodies()}
    assert kinds == {"open", "key", "roster", "protocol", "scan", "total", "close"}
    assert [check_entry_schema(body) for body in bodies()] == [()] * len(bodies())


def test_a_cut_holds_every_level_above_the_precincts_at_one_size(night):
    assert state_totals(ELECTION_ID, now=NIGHT) == 10
    cut = bodies("total")
    assert [(body["area"], body["contest"]) for body in cut] == CUT
    assert {body["tree_size"] for body in cut} == {6}
    assert {body["rule_pack_sha256"] for body in cut} == {night.rule_pack_sha256}
    assert [body["received"] for body in cut] == [1, 1, 0, 0, 1, 2, 1, 1, 1, 1]
    assert [body["level"] for body in cut[4:7]] == ["district", "nation", "nation"]
    national = cut[CUT.index(("KZ", PARTY))]
    assert national["figures"]["participants"] == [1200, 2]
    assert national["figures"]["votes"] == {"dala": [740, 2], "ozen": [400, 2]}


def test_what_waits_is_in_the_log_before_its_totals_are_stated(night):
    import_protocols(night, [Incoming(protocol("P202"))], now=NIGHT)
    state_totals(ELECTION_ID, now=NIGHT)
    national = bodies("total")[CUT.index(("KZ", PARTY))]
    assert national["received"] == 3
    assert national["tree_size"] == 7


def test_the_totals_on_record_are_those_that_the_core_adds_up(night):
    state_totals(ELECTION_ID, now=NIGHT)
    empty = expected_totals({"P": ("KZ", "P")}, lambda _: [PARTY]).totals["KZ", PARTY].facts()
    assert empty["figures"] == {}
    assert bodies("total")[0].keys() >= empty.keys()


def test_a_log_ends_with_its_totals_and_the_close(night):
    close_election(ELECTION_ID, now=NIGHT)
    last = bodies()[-len(CUT) - 1 :]
    assert [body["kind"] for body in last] == ["total"] * len(CUT) + ["close"]
    assert last[-1]["tree_size"] == last[0]["tree_size"] == 6
    assert last[-1]["expected"] == {PARTY: 6, SINGLE: 4}
    assert last[-1]["received"] == {PARTY: 2, SINGLE: 1}
    assert last[-1]["annulled"] == {PARTY: 0, SINGLE: 0}
    manifest = json.loads(public_store(ELECTION_ID).read("manifest.json"))
    assert manifest["tree_size"] == public_store(ELECTION_ID).size() == 6 + len(CUT) + 1


def test_a_closed_log_takes_nothing_more_in(night):
    close_election(ELECTION_ID, now=NIGHT)
    typist = person(Role.TYPIST, "P001", "P002")
    attempts = (
        lambda: enter_protocol(typist, area_row("P002"), protocol("P002"), now=NIGHT).act,
        lambda: attach_scan(typist, area_row("P001"), PARTY, scan_of("P001"), now=NIGHT),
        lambda: import_protocols(night, [Incoming(protocol("P202"))], now=NIGHT),
        lambda: state_totals(ELECTION_ID, now=NIGHT),
        lambda: close_election(ELECTION_ID, now=NIGHT),
    )
    for attempt in attempts:
        with pytest.raises(ElectionClosed):
            attempt()
    assert len(bodies()) == 6 + len(CUT) + 1


def test_a_closed_log_may_still_change_its_key(night):
    close_election(ELECTION_ID, now=NIGHT)
    rotate_log_key(ELECTION_ID, now=NIGHT)
    assert bodies()[-1]["kind"] == "key"


def test_a_draft_has_nothing_to_close(db):
    from tests.web.tiny_election import load_tiny

    load_tiny()
    for attempt in (close_election, state_totals, rotate_log_key):
        with pytest.raises(ElectionNotOpen):
            attempt(ELECTION_ID, now=NIGHT)


def test_who_submits_while_it_closes_is_in_the_log_before_that_or_refused(night):
    precincts = ("P002", "P003", "P101", "P202")
    people = {area_id: person(Role.TYPIST, area_id) for area_id in precincts}

    def submit(area_id: str):
        return lambda: enter_protocol(people[area_id], area_row(area_id), protocol(area_id), now=NIGHT).act

    *submitted, closed = all_at_once(*map(submit, precincts), lambda: close_election(ELECTION_ID, now=NIGHT))
    assert not isinstance(closed, Exception)
    refused = [trouble for trouble in submitted if isinstance(trouble, Exception)]
    assert {type(trouble) for trouble in refused} <= {ElectionClosed}
    assert bodies()[-1]["kind"] == "close"
    assert bodies()[-1]["received"][PARTY] == 2 + len(submitted) - len(refused)
