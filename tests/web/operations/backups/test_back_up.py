"""A backup holds everything that cannot be made again; what is broken off, damaged or incomplete is none."""

import datetime
import json

import pytest

from hattama.web.kernel.accounts.sealed_factors import factor_keys
from hattama.web.kernel.capability import capabilities
from hattama.web.kernel.log.bundle_store import BundleStore, public_store
from hattama.web.kernel.log.check_log import check_log
from hattama.web.kernel.log.write_log_files import LogAheadOfDatabase
from hattama.web.kernel.stores import content_store
from hattama.web.kernel.stores.content_store import StoreUnavailable, content_path
from hattama.web.operations.backups import back_up as room
from hattama.web.operations.backups.back_up import WithinSite, back_up
from hattama.web.operations.backups.backup_folders import (
    BackupDamaged,
    BackupsBusy,
    NoBackup,
    alone_in,
    find_backup,
    finished_backups,
)
from hattama.web.operations.backups.named_content import named_content
from hattama.web.operations.backups.sealed_keys import PassphraseRefused, SealBroken, open_sealed, seal_files
from tests.web.away_store import AwayStore
from tests.web.kernel.log.test_check_log import forget_last_entry
from tests.web.tiny_election import ELECTION_ID, NIGHT, PARTY, protocol, publish, scan_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_engines]

NAMED = {
    "Scan.sha256",
    "ElectionRow.areas_sha256",
    "ScanPage.shown",
    "DifferenceReport.photo_sha256",
    "ReportStep.released_sha256",
    "RecordDraw.list_sha256",
    "FormVersion.source_sha256",
    "FormFile.sha256",
    "SentFile.sha256",
    "PublishedSet.sha256",
}
"""What `named_content` gives: a new column of the kind belongs here and there."""
HASHES_OF_OTHER_THINGS = {
    "Pseudonym.sha256",
    "ElectionRow.definition_sha256",
    "ElectionRow.rule_pack_sha256",
    "PublishedClaim.document_sha256",
    "PublishedCopy.photo_sha256",
    "PaperCode.sha256",
    "Subscription.confirm_sha256",
    "Subscription.leave_sha256",
    "CommittedTable.sha256",
    "SentForm.sha256",
    "Observer.token_sha256",
    "Organisation.gateway_sha256",
    "Organisation.reader_sha256",
    "Agreement.invitation_sha256",
    "SentCopy.code_sha256",
    "SentCopy.photo_sha256",
    "PublishedDocument.sha256",
}
"""Bytes in the row itself, papers of others, and what people hold a secret to."""


class Clock:
    """Each look is a second later."""

    def __init__(self) -> None:
        self.now = NIGHT

    def __call__(self) -> datetime.datetime:
        self.now += datetime.timedelta(seconds=1)
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def night(tiny):
    publish(protocol("P001"), scans={("P001", PARTY): scan_of("P001")})
    tiny.refresh_from_db()
    return tiny


def test_every_column_that_names_content_is_known_to_the_backup():
    found = {
        f"{model.__name__}.{field.name}"
        for capability in capabilities()
        for model in capability.get_models()
        for field in model._meta.concrete_fields
        if field.name.endswith("sha256") or (field.name == "shown" and not field.is_relation)
    }
    assert found == NAMED | HASHES_OF_OTHER_THINGS


def test_a_backup_says_what_it_is_of_and_holds_what_the_database_names(night, tmp_path, clock, settings):
    done = back_up(tmp_path / "kept", clock=clock)
    done.backup.check()
    manifest = done.backup.manifest
    assert manifest["logs"][ELECTION_ID]["size"] == check_log(night).size == 4
    assert [sha256 for sha256, _ in done.backup.content_files()] == sorted(
        {sha256 for sha256, _ in named_content()}
    )
    assert done.new_content == len(list(named_content())) == 2
    assert (done.backup.folder / "logs" / ELECTION_ID / "checkpoint").read_bytes() == public_store(
        ELECTION_ID
    ).read("checkpoint")
    told = json.loads((settings.DATA_DIR / "backup.json").read_bytes())
    assert datetime.datetime.fromisoformat(told["finished_at"]) == clock.now
    assert told["seconds"] == 1 and told["logs"] == {ELECTION_ID: 4} and told["bytes"] == done.size_bytes


def test_no_key_is_in_a_backup_unless_asked_for_and_then_under_a_passphrase(night, tmp_path, clock, settings):
    factor_keys().newest()
    back_up(tmp_path, clock=clock)
    back_up(tmp_path, clock=clock, passphrase="қыс түнгі ұзақ жол")
    secret = (settings.DATA_DIR / "keys" / f"{ELECTION_ID}.key").read_bytes()
    for path in tmp_path.rglob("*"):
        assert not path.is_file() or secret.strip() not in path.read_bytes()
    sealed = (find_backup(tmp_path).folder / "keys.sealed").read_bytes()
    assert open_sealed(sealed, "қыс түнгі ұзақ жол")[f"keys/{ELECTION_ID}.key"] == secret
    assert open_sealed(sealed, "қыс түнгі ұзақ жол")["factor_key"] == settings.FACTOR_KEY.read_bytes()
    with pytest.raises(SealBroken):
        open_sealed(sealed, "қыс түнгі ұзақ жол ")
    with pytest.raises(PassphraseRefused):
        seal_files({}, "short")


def test_the_second_backup_copies_only_what_is_new_and_the_oldest_goes(night, tmp_path, clock):
    for _ in range(2):
        back_up(tmp_path, clock=clock)
    publish(protocol("P002"), scans={("P002", PARTY): scan_of("P002", shade=7)})
    done = back_up(tmp_path, clock=clock, keep=2)
    assert done.new_content == 1
    assert len(finished_backups(tmp_path)) == 2
    done.backup.check()


def test_the_backup_just_made_stays_though_the_clock_went_back(night, tmp_path, clock):
    later = [clock() for _ in range(2)]
    back_up(tmp_path, clock=iter([*later, later[1]]).__next__)
    before = [moment - datetime.timedelta(days=1) for moment in later]
    done = back_up(tmp_path, clock=iter([*before, before[1]]).__next__, keep=1)
    assert finished_backups(tmp_path) == [done.backup.folder.name]
    assert find_backup(tmp_path).folder == done.backup.folder


@pytest.mark.parametrize("how", ["gone", "damaged"])
def test_a_file_that_the_store_lost_is_named_and_holds_no_backup_up(night, tmp_path, clock, how):
    lost = scan_of("P001").sha256
    content_path(lost).unlink()
    if how == "damaged":
        content_path(lost).write_bytes(b"damaged")
    done = back_up(tmp_path / "kept", clock=clock)
    assert done.lost == done.backup.lost == {lost: how}
    done.backup.check()
    assert lost not in {sha256 for sha256, _ in done.backup.content_files()}


def test_what_an_earlier_backup_holds_is_not_lost(night, tmp_path, clock):
    back_up(tmp_path / "kept", clock=clock)
    content_path(scan_of("P001").sha256).unlink()
    done = back_up(tmp_path / "kept", clock=clock)
    assert not done.lost
    assert scan_of("P001").sha256 in {sha256 for sha256, _ in done.backup.content_files()}


def test_a_backup_broken_off_is_none_and_the_next_takes_over_what_it_copied(
    night, tmp_path, clock, monkeypatch
):
    store = AwayStore(tmp_path)
    store.away = True
    with monkeypatch.context() as away:
        away.setattr(content_store, "content_home", lambda: store)
        with pytest.raises(StoreUnavailable):
            back_up(tmp_path / "kept", clock=clock)
    with pytest.raises(NoBackup):
        find_backup(tmp_path / "kept")
    assert back_up(tmp_path / "kept", clock=clock).new_content <= 2
    assert len(list((tmp_path / "kept" / "backups").iterdir())) == 1


@pytest.mark.parametrize("damaged", ["database", "content.txt", "content", "logs"])
def test_a_byte_that_changed_is_found(night, tmp_path, clock, damaged):
    backup = back_up(tmp_path, clock=clock).backup
    path = {
        "database": backup.database,
        "content.txt": backup.folder / "content.txt",
        "content": next(path for path in backup.content.rglob("*") if path.is_file()),
        "logs": backup.folder / "logs" / ELECTION_ID / "log.vkey",
    }[damaged]
    data = path.read_bytes()
    path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    with pytest.raises(BackupDamaged):
        find_backup(tmp_path).check()


def test_two_backups_do_not_write_into_one_folder_at_once(night, tmp_path, clock):
    with alone_in(tmp_path), pytest.raises(BackupsBusy):
        back_up(tmp_path, clock=clock)


def test_a_database_that_is_not_the_published_one_makes_no_backup(night, tmp_path, clock):
    forget_last_entry()
    with pytest.raises(LogAheadOfDatabase):
        back_up(tmp_path, clock=clock)
    with pytest.raises(NoBackup):
        find_backup(tmp_path)


def test_what_is_published_while_a_backup_is_made_does_not_disturb_it(night, tmp_path, clock, monkeypatch):
    def published_meanwhile(folder, advance):
        copy_logs(folder, advance)
        publish(protocol("P002"))

    copy_logs = room._copy_logs
    monkeypatch.setattr(room, "_copy_logs", published_meanwhile)
    backup = back_up(tmp_path, clock=clock).backup
    assert backup.manifest["logs"][ELECTION_ID]["size"] == 5
    assert BundleStore(backup.folder / "logs" / ELECTION_ID).size() == 4


@pytest.mark.parametrize("within", ["", "backups-of-mine"])
def test_the_site_s_own_store_passes_for_no_copy_of_it(tiny, clock, settings, within):
    place = settings.DATA_DIR / within
    before = sorted(place.parent.rglob("*"))
    with pytest.raises(WithinSite):
        back_up(place, clock=clock)
    assert sorted(place.parent.rglob("*")) == before


def test_of_a_folder_that_others_may_look_into_they_see_nothing_that_is_kept(tiny, clock, tmp_path):
    place = tmp_path / "kept"
    place.mkdir(mode=0o755)
    back_up(place, clock=clock)
    assert {path.name for path in place.iterdir() if path.stat().st_mode & 0o077} == set()
