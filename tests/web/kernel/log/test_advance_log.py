"""The log has one writer, however many try: no index twice, no act left out, everything or nothing."""

import datetime
import json

import pytest

from hattama.core.entries.parts import NothingToAttachTo, recorded_text
from hattama.core.protocols.life_refusals import ProtocolAlreadyEntered
from hattama.core.transparency_log import canonical_bytes, leaf_hash
from hattama.web.kernel.accounts.roles import Role
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log import write_log_files
from hattama.web.kernel.log.advance_log import advance_log, append_acts, hold_log_end
from hattama.web.kernel.log.check_log import check_logged_entries
from hattama.web.kernel.log.tables import Act, LogEntry, PendingAct
from hattama.web.kernel.log.write_log_files import LogAheadOfDatabase
from hattama.web.kernel.published.tables import PublishedProtocol
from hattama.web.protocols.enter import enter_protocol
from hattama.web.protocols.import_protocols import Incoming, import_protocols
from hattama.web.scans.take_scan import ScanOfAnotherProtocol
from tests.web.only_growing import triggers_away
from tests.web.people import person
from tests.web.threads import all_at_once
from tests.web.tiny_election import ELECTION_ID, NIGHT, PARTY, area_row, open_tiny, protocol, publish, scan_of

pytestmark = pytest.mark.both_engines

AT_NIGHT = (ELECTION_ID, NIGHT)
PRECINCTS = ("P001", "P002", "P003", "P101", "P201", "P202")


def entries() -> list[LogEntry]:
    return list(LogEntry.objects.order_by("index"))


def bring(*area_ids: str, now: datetime.datetime = NIGHT) -> None:
    row = ElectionRow.objects.get(pk=ELECTION_ID)
    import_protocols(row, [Incoming(protocol(area_id)) for area_id in area_ids], now=now)


@pytest.mark.django_db
class TestOneWriter:
    def test_the_log_begins_with_the_election_and_its_roster(self, tiny):
        assert [(entry.index, entry.kind) for entry in entries()] == [(0, "open"), (1, "key"), (2, "roster")]

    def test_acts_enter_the_log_in_the_order_in_which_they_were_accepted(self, tiny):
        bring(*PRECINCTS)
        assert advance_log(ELECTION_ID, now=NIGHT) == 6
        assert [json.loads(bytes(entry.body))["area"] for entry in entries()[3:]] == list(PRECINCTS)
        assert [entry.index for entry in entries()] == list(range(9))

    def test_an_entry_is_the_canonical_spelling_of_its_act_under_its_hash(self, tiny):
        publish(protocol("P001"))
        entry = entries()[-1]
        assert bytes(entry.body) == canonical_bytes(entry.act.body)
        assert entry.leaf_hash == leaf_hash(bytes(entry.body)).hex()
        assert entry.published_at == NIGHT

    def test_a_clock_that_was_set_back_dates_no_entry_before_the_one_it_follows(self, tiny):
        bring("P001")
        advance_log(ELECTION_ID, now=NIGHT)
        before = NIGHT - datetime.timedelta(hours=1)
        bring("P002", "P003", now=before)
        advance_log(ELECTION_ID, now=before)
        moments = [json.loads(bytes(entry.body))["recorded_at"] for entry in entries()]
        assert moments == sorted(moments) and moments[-2:] == [recorded_text(NIGHT)] * 2
        assert not check_logged_entries(ElectionRow.objects.get(pk=ELECTION_ID))
        shown = PublishedProtocol.objects.get(area__code="P002")
        assert shown.received_at == NIGHT

    def test_a_second_call_writes_nothing(self, tiny):
        publish(protocol("P001"))
        before = entries()
        assert advance_log(ELECTION_ID, now=NIGHT) == 0
        assert entries() == before
        assert not PendingAct.objects.exists()

    def test_the_size_of_batches_changes_nothing(self, tiny):
        bring(*PRECINCTS)
        told = []
        assert advance_log(ELECTION_ID, now=NIGHT, batch=4, advance=told.append) == 6
        # Into the log by batches; then into the public tables, which have what the log opens with already.
        assert told == [4, 2, 4, 2]
        assert [entry.index for entry in entries()] == list(range(9))
        assert area_row("KZ").totals.get(contest=PARTY).received == 6

    def test_a_command_that_brings_in_a_country_takes_more_at_once_than_others_wait_for(
        self, tiny, monkeypatch
    ):
        monkeypatch.setattr("hattama.web.kernel.log.advance_log.BATCH", 2)
        monkeypatch.setattr("hattama.web.kernel.log.follow_log.FOLLOWED_AT_A_TIME", 2)
        bring(*PRECINCTS)
        told: list[int] = []
        assert advance_log(ELECTION_ID, now=NIGHT, batch=6, advance=told.append) == 6
        assert told == [6, 6, 0]

    def test_an_election_leaves_the_acts_of_others_alone(self, tiny):
        bring("P001")
        assert advance_log("other", now=NIGHT) == 0
        assert PendingAct.objects.count() == 1

    def test_an_act_that_contradicts_the_log_leaves_no_trace_of_its_batch(self, tiny):
        bring("P001")
        row = ElectionRow.objects.get()
        orphan = {
            "kind": "scan",
            "schema": 1,
            "recorded_at": "2023-03-19T18:00:00+00:00",
            "area": "P002",
            "contest": PARTY,
            "scan": {"sha256": "0" * 64, "bytes": 1, "media_type": "image/png", "pages": 1},
            "address": None,
        }
        # No verb records such an act: it stands there by another hand.
        act = Act.objects.create(
            election=row, kind="scan", body=orphan, recorded_at=NIGHT, role="system", area=area_row("P002")
        )
        PendingAct.objects.create(act=act)
        with pytest.raises(NothingToAttachTo):
            advance_log(ELECTION_ID, now=NIGHT)
        assert len(entries()) == 3
        assert PendingAct.objects.count() == 2
        assert not PublishedProtocol.objects.exists()
        assert area_row("KZ").totals.get(contest=PARTY).received == 0


@pytest.mark.django_db
class TestALogBeyondTheDatabase:
    """A standby that lagged took over, or a host lost its last commits."""

    def test_nothing_takes_the_place_of_what_is_published(self, tiny):
        publish(protocol("P001"), protocol("P002"))
        with triggers_away():
            LogEntry.objects.filter(index__gte=3).delete()
        bring("P003")
        with pytest.raises(LogAheadOfDatabase, match="5 entries, the database 3"), hold_log_end(*AT_NIGHT):
            pytest.fail("a deed goes on")
        PendingAct.objects.all().delete()
        act = Act.objects.get(body__area="P003")
        with pytest.raises(LogAheadOfDatabase), hold_log_end(*AT_NIGHT) as election:
            append_acts(election, [act], NIGHT)
        assert len(entries()) == 3

    def test_nor_of_what_somebody_was_shown(self, tiny, monkeypatch):
        bring("P001")
        monkeypatch.setattr(write_log_files, "shown_size", lambda _: 4)
        with pytest.raises(LogAheadOfDatabase), hold_log_end(*AT_NIGHT):
            pytest.fail("a deed goes on")
        assert PendingAct.objects.count() == 1


@pytest.mark.django_db(transaction=True)
class TestSeveralAtOnce:
    def test_no_index_is_written_twice_and_no_act_is_left_out(self):
        open_tiny()

        def commission(area_id: str):
            return lambda: (bring(area_id), advance_log(ELECTION_ID, now=NIGHT, batch=1))[0]

        def writer() -> int:
            return sum(advance_log(ELECTION_ID, now=NIGHT, batch=1) for _ in range(5))

        results = all_at_once(*map(commission, PRECINCTS), writer, writer)
        assert not [trouble for trouble in results if isinstance(trouble, Exception)]
        assert advance_log(ELECTION_ID, now=NIGHT) == 0
        assert [entry.index for entry in entries()] == list(range(9))
        assert {json.loads(bytes(entry.body))["area"] for entry in entries()[3:]} == set(PRECINCTS)
        assert area_row("KZ").totals.get(contest=PARTY).received == 6

    def test_of_two_people_of_one_precinct_one_is_accepted(self):
        open_tiny()
        people = [person(Role.TYPIST, "P001"), person(Role.CHAIR, "P001")]
        results = all_at_once(
            *(
                lambda p=p: enter_protocol(p, area_row("P001"), protocol("P001"), now=NIGHT).act
                for p in people
            )
        )
        assert sorted(type(result) for result in results if isinstance(result, Exception)) == [
            ProtocolAlreadyEntered
        ]
        assert Act.objects.filter(kind="protocol").count() == 1

    def test_of_two_imports_of_one_file_one_is_accepted(self):
        open_tiny()
        results = all_at_once(*(lambda: bring(*PRECINCTS) for _ in range(2)))
        assert sum(isinstance(result, Exception) for result in results) == 1
        assert Act.objects.filter(kind="protocol").count() == 6

    def test_of_two_precincts_with_one_scan_one_is_accepted(self):
        open_tiny()
        typist = person(Role.TYPIST, "P001", "P002")
        scan = scan_of("P001")

        def submit(area_id: str):
            return lambda: (
                enter_protocol(typist, area_row(area_id), protocol(area_id), now=NIGHT, scan=scan).act
            )

        results = all_at_once(submit("P001"), submit("P002"))
        assert [type(result) for result in results if isinstance(result, Exception)] == [
            ScanOfAnotherProtocol
        ]
