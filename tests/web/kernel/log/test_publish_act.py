"""A request returns when a checkpoint covers what it brought, or says that it is accepted and waits."""

import errno
import os

import pytest
from django.db import connection
from django.db.utils import OperationalError
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hattama.web.kernel.accounts.roles import Role
from hattama.web.kernel.commands.log_checks import log_troubles
from hattama.web.kernel.log import advance_log as room
from hattama.web.kernel.log import publish_act as waiting
from hattama.web.kernel.log import write_log_files
from hattama.web.kernel.log.advance_log import advance_log
from hattama.web.kernel.log.bundle_store import public_store
from hattama.web.kernel.log.log_settings import key_path
from hattama.web.kernel.log.publish_act import NOT_PUBLISHED, is_published, publish_act, waiting_act
from hattama.web.kernel.log.tables import Act, LogEntry, PendingAct
from hattama.web.kernel.log.write_log_files import DatabaseDiffersFromLog
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


def no_lock(monkeypatch, number: int, times: int = 1000) -> None:
    """The next `times` that somebody opens the file of the writer lock the system says no."""
    real, refused = os.open, []

    def opened(path, *how, **where):
        if str(path).endswith("/pen") and len(refused) < times:
            refused.append(path)
            raise OSError(number, os.strerror(number))
        return real(path, *how, **where)

    monkeypatch.setattr(os, "open", opened)


def differs(*_) -> None:
    raise DatabaseDiffersFromLog("tiny: entry 0")


ADDRESS = f"/en/desk/{ELECTION_ID}/P001/{PARTY}/"


def send() -> tuple[Client, str]:
    """Who sent a protocol at the desk, and the page that answered."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(person(Role.TYPIST, "P001"))
    typed = {key: str(value) for key, value in sound_figures().items()}
    typed |= {"signed_on": "2023-03-19", "signed_time": "22:40", "action": "submit", "no_scan": "other"}
    sent = client.post(ADDRESS, typed, follow=True)
    assert sent.status_code == 200
    return client, sent.content.decode()


@pytest.mark.parametrize("trouble", ["damaged", "ahead", "differs", "read-only", "no descriptors"])
def test_what_is_the_operators_trouble_is_no_failure_of_who_sent(tiny_open, monkeypatch, trouble, caplog):
    whole = public_store(ELECTION_ID).read("checkpoint")
    with monkeypatch.context() as patch:
        if trouble == "damaged":
            public_store(ELECTION_ID).put("checkpoint", b"nonsense\n")
        elif trouble == "ahead":
            patch.setattr(write_log_files, "shown_size", lambda _: 99)
        elif trouble == "differs":
            patch.setattr(room, "write_log_files", differs)
        else:
            no_lock(patch, errno.EROFS if trouble == "read-only" else errno.EMFILE)
        client, answer = send()
    assert "Accepted, and waiting to be published." in answer
    assert "is accepted and not published" in caplog.text
    public_store(ELECTION_ID).put("checkpoint", whole)
    advance_log(ELECTION_ID, now=NIGHT)
    assert "The protocol is published." in client.get(f"{ADDRESS}done").content.decode()


def test_the_trouble_of_one_who_looks_is_not_that_of_others_who_wait(tiny_open, monkeypatch):
    acts = [submit(area_id) for area_id in PRECINCTS]
    no_lock(monkeypatch, errno.EMFILE, times=1)
    published = all_at_once(*(lambda a=a: publish_act(a, now=NIGHT) for a in acts))
    assert sorted(published) == [False, *[True] * 5]
    assert all(map(is_published, acts))


def test_who_waits_leaves_its_turn_once_for_many_looks(tiny_open, monkeypatch):
    act, left = submit("P001"), []
    usual = waiting.turn_left
    monkeypatch.setattr(waiting, "turn_left", lambda: left.append(1) or usual())
    monkeypatch.setattr(waiting, "is_writer_at_work", lambda _: True)
    with CaptureQueriesContext(connection) as asked:
        assert not publish_act(act, now=NIGHT, seconds=0.5)
    most = 0.5 / waiting.ASK_SECONDS + 1
    assert 0 < len(left) <= most < 0.5 / waiting.LOOK_SECONDS
    assert 0 < len(asked) <= most


def test_a_checkpoint_that_cannot_be_read_covers_nothing(tiny_open):
    act = submit("P001")
    assert publish_act(act, now=NIGHT)
    public_store(ELECTION_ID).put("checkpoint", b"nonsense\n")
    assert waiting_act(area_row("P001"), PARTY) == act


def test_the_operator_has_a_sentence_for_each_trouble_with_the_log():
    assert set(NOT_PUBLISHED) - set(log_troubles()) == {OSError}


def test_the_desk_says_so_and_says_it_again_until_it_is_published(tiny_open, settings):
    os.chmod(key_path(ELECTION_ID), 0o644)
    client, answer = send()
    assert "Accepted, and waiting to be published." in answer
    assert "The protocol is published." not in answer
    os.chmod(key_path(ELECTION_ID), 0o600)
    advance_log(ELECTION_ID, now=NIGHT)
    later = client.get(f"{ADDRESS}done").content.decode()
    assert "The protocol is published." in later
    assert "waiting to be published" not in later
