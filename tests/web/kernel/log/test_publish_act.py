"""A request returns when a checkpoint covers what it brought, or says that it is accepted and waits."""

import os

import pytest
from django.db import connection
from django.db.utils import OperationalError
from django.test import Client

from hattama.web.kernel.accounts.roles import Role
from hattama.web.kernel.log import advance_log as room
from hattama.web.kernel.log.advance_log import advance_log
from hattama.web.kernel.log.bundle_store import public_store
from hattama.web.kernel.log.log_settings import key_path
from hattama.web.kernel.log.publish_act import is_published, publish_act, waiting_act
from hattama.web.kernel.log.tables import Act, LogEntry, PendingAct
from hattama.web.kernel.log.writer_lock import hold_writer_lock
from hattama.web.kernel.published.tables import PublishedProtocol
from hattama.web.protocols.enter import enter_protocol
from tests.web.people import person
from tests.web.threads import all_at_once
from tests.web.tiny_election import ELECTION_ID, NIGHT, PARTY, area_row, open_tiny, protocol, sound_figures

pytestmark = pytest.mark.django_db(transaction=True)

PRECINCTS = ("P001", "P002", "P003", "P101", "P201", "P202")


@pytest.fixture
def tiny_open():
    return open_tiny()


def submit(area_id: str) -> Act:
    return enter_protocol(person(Role.TYPIST, area_id), area_row(area_id), protocol(area_id), now=NIGHT).act


def test_an_act_is_published_when_a_checkpoint_covers_it(tiny_open):
    act = submit("P001")
    assert not is_published(act)
    assert waiting_act(area_row("P001"), PARTY) == act
    assert publish_act(act, now=NIGHT)
    assert is_published(act)
    assert waiting_act(area_row("P001"), PARTY) is None
    assert public_store(ELECTION_ID).size() == LogEntry.objects.get(act=act).index + 1


def test_an_entry_without_its_checkpoint_is_not_published_yet(tiny_open, monkeypatch):
    act = submit("P001")
    monkeypatch.setattr(room, "write_log_files", lambda *_: None)
    assert not publish_act(act, now=NIGHT)
    assert LogEntry.objects.filter(act=act).exists()
    monkeypatch.undo()
    assert publish_act(act, now=NIGHT)


def test_a_database_that_goes_away_after_it_took_the_act_in_is_no_failure_of_the_sender(tiny_open):
    act = submit("P001")

    def gone(*_):
        raise OperationalError("the server closed the connection")

    with connection.execute_wrapper(gone):
        assert not publish_act(act, now=NIGHT)
    assert publish_act(act, now=NIGHT)


def test_who_holds_the_pen_publishes_for_all(tiny_open, monkeypatch):
    """Six people press the button at once: fewer checkpoints than people, and everybody is covered."""
    acts = [submit(area_id) for area_id in PRECINCTS]
    sizes = []
    write = room.write_log_files

    def noted(*args):
        before = public_store(ELECTION_ID).size()
        signed = write(*args)
        if public_store(ELECTION_ID).size() > before:
            sizes.append(signed.checkpoint.size)
        return signed

    monkeypatch.setattr(room, "write_log_files", noted)
    assert all_at_once(*(lambda a=a: publish_act(a, now=NIGHT) for a in acts)) == [True] * 6
    assert sizes == [9]


def test_who_cannot_have_the_pen_in_time_is_told_that_it_waits(tiny_open):
    act = submit("P001")
    with hold_writer_lock(ELECTION_ID, 1):
        assert all_at_once(lambda: publish_act(act, now=NIGHT, seconds=0.05)) == [False]
    assert PendingAct.objects.filter(act=act).exists()
    assert publish_act(act, now=NIGHT)


@pytest.mark.parametrize("trouble", ["exposed", "missing", "malformed", "no signer"])
def test_without_a_signature_it_is_accepted_and_not_shown(tiny_open, settings, tmp_path, trouble):
    path = key_path(ELECTION_ID)
    whole = path.read_bytes()
    if trouble == "exposed":
        os.chmod(path, 0o644)
    elif trouble == "missing":
        path.unlink()
    elif trouble == "malformed":
        path.write_bytes(b"PRIVATE+KEY+")
    else:
        settings.LOG_SIGNER = str(tmp_path / "nobody")
    act = submit("P001")
    assert not publish_act(act, now=NIGHT)
    assert PendingAct.objects.filter(act=act).exists()
    assert not PublishedProtocol.objects.exists()
    settings.LOG_SIGNER = ""
    path.write_bytes(whole)
    os.chmod(path, 0o600)
    assert publish_act(act, now=NIGHT)


def test_a_full_disk_is_no_lost_protocol(tiny_open, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    act = submit("P001")
    monkeypatch.setattr("hattama.web.kernel.log.bundle_store.write_durably", full)
    assert not publish_act(act, now=NIGHT)
    monkeypatch.undo()
    assert advance_log(ELECTION_ID, now=NIGHT) == 0
    assert is_published(act)


def test_the_desk_says_so_and_says_it_again_until_it_is_published(tiny_open, settings):
    os.chmod(key_path(ELECTION_ID), 0o644)
    client = Client(headers={"accept-language": "en"})
    client.force_login(person(Role.TYPIST, "P001"))
    address = f"/en/desk/{ELECTION_ID}/P001/{PARTY}/"
    typed = {key: str(value) for key, value in sound_figures().items()}
    typed |= {"signed_on": "2023-03-19", "signed_time": "22:40", "action": "submit", "no_scan": "other"}
    sent = client.post(address, typed, follow=True)
    assert sent.status_code == 200
    assert "Accepted, and waiting to be published." in sent.content.decode()
    assert "The protocol is published." not in sent.content.decode()
    os.chmod(key_path(ELECTION_ID), 0o600)
    advance_log(ELECTION_ID, now=NIGHT)
    later = client.get(address + "done").content.decode()
    assert "The protocol is published." in later
    assert "waiting to be published" not in later
