"""The public tables follow the log from a mark: later, in order, and never in the way of who submits."""

import fcntl
from functools import partial

import pytest
from django.db import connection

from hattama.core.entries import RESULTS, entry_body
from hattama.core.entries.parts import NothingToAttachTo
from hattama.core.entries.seals import NoSuchSample
from hattama.core.transparency_log import canonical_bytes
from hattama.web.kernel.log import follow_log as follow_room
from hattama.web.kernel.log import show_files as show_room
from hattama.web.kernel.log.advance_log import advance_with_writer_lock, hold_log_end, take_in_pending
from hattama.web.kernel.log.bundle_store import working_folder
from hattama.web.kernel.log.follow_log import follow_log, moment_of_log_end
from hattama.web.kernel.log.publish_act import publish_act
from hattama.web.kernel.log.rebuild_published import rebuild_published
from hattama.web.kernel.log.refresh_bundle import refresh_bundle
from hattama.web.kernel.log.snapshots import load_log_size, load_public_size, load_snapshot
from hattama.web.kernel.log.tables import Act, LogEntry
from hattama.web.kernel.log.writer_lock import (
    WRITER,
    WriterLockTaken,
    hold_writer_lock,
    is_waited_for,
    is_writer_at_work,
    only_one,
)
from hattama.web.kernel.published.tables import PublishedProtocol, PublishedTotal
from tests.web.kernel.log.test_publish_act import submit
from tests.web.only_growing import triggers_away
from tests.web.threads import all_at_once
from tests.web.tiny_election import ELECTION_ID, NIGHT, PARTY, open_tiny

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_engines]


@pytest.fixture
def election():
    return open_tiny()


def write_only(election) -> None:
    """What the log's writer does, and nothing else."""
    with hold_writer_lock(ELECTION_ID, 1):
        advance_with_writer_lock(election, NIGHT)


def received() -> int:
    return PublishedTotal.objects.get(area__code="KZ", contest=PARTY).received


def test_what_the_log_has_is_shown_when_the_tables_have_followed_and_pages_say_how_far(election, client):
    before = load_public_size(election)
    submit("P001")
    write_only(election)
    assert (load_log_size(election), load_public_size(election), received()) == (before + 1, before, 0)
    page = client.get(f"/en/e/{ELECTION_ID}/").content.decode()
    assert f"As of {before} entries of the log" in page
    assert follow_log(ELECTION_ID) == 1
    assert (load_public_size(election), received()) == (before + 1, 1)
    assert f"As of {before + 1} entries of the log" in client.get(f"/en/e/{ELECTION_ID}/").content.decode()
    assert follow_log(ELECTION_ID) == 0


def test_several_followers_fold_every_entry_once(election):
    for area in ("P001", "P002", "P003"):
        submit(area)
    write_only(election)
    assert sum(all_at_once(*[lambda: follow_log(ELECTION_ID)] * 4)) == 3
    assert received() == 3
    assert rebuild_published(election) == load_public_size(election) == load_log_size(election)
    assert received() == 3


def test_nobody_rests_while_the_tables_follow_or_what_they_say_is_shown(election, monkeypatch):
    refresh_bundle(election.pk)
    submit("P001")
    advance_with_writer_lock(election, NIGHT)
    looks = []
    for name in ("publish_next", "show_recent_files"):
        plain = getattr(follow_room, name)
        monkeypatch.setattr(follow_room, name, partial(_looking, looks, plain))
    monkeypatch.setattr(show_room, "_show_files", partial(_looking, looks, show_room._show_files))
    follow_log(election.pk)
    assert looks == [True, False, True]


def _looking(looks, plain, *told):
    looks.append(is_waited_for())
    return plain(*told)


def test_a_deed_that_rests_on_the_tables_and_a_bundle_find_them_at_the_end_of_the_log(election):
    submit("P001")
    write_only(election)
    submit("P002")
    with hold_log_end(ELECTION_ID, NIGHT) as held:
        assert load_public_size(held) == load_log_size(held)
        assert PublishedProtocol.objects.count() == 2
    submit("P003")
    write_only(election)
    with moment_of_log_end(election, 1):
        assert load_snapshot(election).tree_size == load_log_size(election) == load_public_size(election)


def test_a_moment_at_the_end_of_the_log_keeps_its_writer_away_only_where_none_can_be_met(
    election, monkeypatch
):
    submit("P001")
    write_only(election)
    with (working_folder(ELECTION_ID) / "pen").open("wb") as pen:
        fcntl.flock(pen, fcntl.LOCK_EX)
        with moment_of_log_end(election, 0):
            assert load_public_size(election) == load_log_size(election)
        monkeypatch.setattr("hattama.web.kernel.log.follow_log._is_at_end", lambda _: False)
        with pytest.raises(WriterLockTaken), moment_of_log_end(election, 0):
            pass
    with moment_of_log_end(election, 1):
        assert not connection.get_autocommit()


SCAN = {"sha256": "0" * 64, "bytes": 1, "media_type": "image/png", "pages": 1}
OF_RESULTS = {"about": RESULTS, "name": "night", "organisation": "Example", "digest": "d" * 64}
STRAY_RESULTS = entry_body("seal", NIGHT, **OF_RESULTS, opens_at=None)
STRAY_SCAN = {"kind": "scan", "schema": 1, "area": "P001", "contest": PARTY, "scan": SCAN}


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (STRAY_SCAN | {"recorded_at": "2023-03-19T18:00:00+00:00"}, NothingToAttachTo),
        (STRAY_RESULTS, NoSuchSample),
    ],
)
def test_an_entry_that_contradicts_the_log_stops_the_tables_before_it_and_not_the_log(election, said, why):
    act = submit("P001")
    with hold_writer_lock(ELECTION_ID, 1):
        take_in_pending(election, NIGHT)
    size = load_public_size(election)
    entry = LogEntry.objects.get(act=act)
    # No writer takes such an entry in: it stands there by another hand.
    with triggers_away():
        LogEntry.objects.filter(pk=entry.pk).update(kind=said["kind"], body=canonical_bytes(said))
    with pytest.raises(why):
        follow_log(ELECTION_ID)
    assert load_public_size(election) == size
    submit("P002")
    write_only(election)
    assert load_log_size(election) == size + 2


def test_a_request_leaves_the_log_to_the_writer_that_is_at_work_and_writes_it_where_there_is_none(election):
    assert not is_writer_at_work(ELECTION_ID)
    first, second = submit("P001"), submit("P002")
    with only_one(ELECTION_ID, WRITER) as mine:
        assert mine and is_writer_at_work(ELECTION_ID) and not is_writer_at_work("other")
        assert not publish_act(first, now=NIGHT, seconds=0.1)
        assert not LogEntry.objects.filter(act__in=[first, second]).exists()
    assert not is_writer_at_work(ELECTION_ID)
    assert publish_act(second, now=NIGHT)
    assert LogEntry.objects.filter(act__in=[first, second]).count() == 2
    assert Act.objects.filter(pending__isnull=False).count() == 0
