"""A database that is not the one whose log was published is noticed before anything is signed or served."""

import shutil

import pytest

from hattama.cli.main import main
from hattama.core.transparency_log import leaf_hash, parse_vkeys
from hattama.web.kernel.commands.log_checks import LOG_DIFFERS, refuse_if_log_differs
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.bundle_store import public_store
from hattama.web.kernel.log.check_log import ask_witnesses, check_log
from hattama.web.kernel.log.gather_cosignatures import gather_cosignatures
from hattama.web.kernel.log.tables import LogEntry
from hattama.web.kernel.log.write_log_files import DatabaseDiffersFromLog, LogAheadOfDatabase
from hattama.web.kernel.stores.restoring import begin_restoring, end_restoring
from hattama.web.operations.doctor.examination import check_logs
from hattama.web.operations.doctor.patient import Patient
from tests.cli.witness.running import Running
from tests.web.only_growing import triggers_away
from tests.web.prepared import built_on_tiny
from tests.web.tiny_election import ELECTION_ID, NIGHT, protocol, publish

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]


@built_on_tiny(gives=lambda: ElectionRow.objects.get(pk=ELECTION_ID))
def night() -> None:
    publish(protocol("P001"), protocol("P002"))


def forget_last_entry() -> None:
    """What a restore from an older backup does."""
    with triggers_away():
        LogEntry.objects.order_by("index").last().delete()


def alter(index: int, *, hash_too: bool) -> None:
    entry = LogEntry.objects.get(index=index)
    body = bytes(entry.body).replace(b"370", b"371")
    assert body != bytes(entry.body)
    hashed = {"leaf_hash": leaf_hash(body).hex()} if hash_too else {}
    with triggers_away():
        LogEntry.objects.filter(index=index).update(body=body, **hashed)


def test_a_log_that_was_let_alone_has_the_root_that_was_signed(night):
    signed = public_store(ELECTION_ID).checkpoint().checkpoint
    facts = check_log(night)
    assert (facts.size, facts.root, facts.published) == (signed.size, signed.root, signed.size)
    assert check_log(night, whole=False) == facts
    refuse_if_log_differs("en")


def test_a_database_older_than_what_was_published_is_not_served(night, capsys):
    forget_last_entry()
    with pytest.raises(LogAheadOfDatabase):
        check_log(night)
    with pytest.raises(SystemExit) as ended:
        refuse_if_log_differs("en")
    assert ended.value.code == LOG_DIFFERS
    assert "ahead of the database" in capsys.readouterr().err


@pytest.mark.parametrize("hash_too", [False, True])
def test_an_entry_that_was_changed_is_found_whether_or_not_its_kept_hash_was_changed_with_it(night, hash_too):
    alter(3, hash_too=hash_too)
    with pytest.raises(DatabaseDiffersFromLog):
        check_log(night)
    with pytest.raises(SystemExit):
        refuse_if_log_differs("kk")


def test_an_old_entry_is_held_against_its_kept_hash_at_a_start_and_against_its_body_by_the_command(
    night, monkeypatch, capsys
):
    monkeypatch.setattr("hattama.web.kernel.log.check_log.BODIES_AT_START", 1)
    alter(3, hash_too=False)
    refuse_if_log_differs("en")
    assert main(["log", "check"]) == LOG_DIFFERS
    assert "entry 3" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["definition", "rule_pack", "areas_sha256"])
def test_what_the_log_opened_with_is_not_changed_behind_its_back(night, tmp_path, capsys, name):
    before = getattr(night, name)
    changed = "0" * 64 if name == "areas_sha256" else bytes(before).replace(b"a", b"b", 1)
    ElectionRow.objects.filter(pk=ELECTION_ID).update(**{name: changed})
    with pytest.raises(DatabaseDiffersFromLog, match="entry 0 has"):
        check_log(ElectionRow.objects.get(pk=ELECTION_ID))
    assert main(["log", "check"]) == LOG_DIFFERS
    assert main(["export", ELECTION_ID, str(tmp_path / "out"), "--lang", "en"]) == 2
    assert "entry 0 has" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
    told = list(check_logs(Patient(variables={})))
    assert "log.differs" in [one.code for one in told]


def test_a_gap_in_the_middle_is_no_log(night):
    with triggers_away():
        LogEntry.objects.get(index=3).delete()
    with pytest.raises(DatabaseDiffersFromLog, match="entry 3 is missing"):
        check_log(night)


def test_a_published_log_that_the_database_does_not_know_at_all_stops_a_start(night):
    folder = public_store(ELECTION_ID).folder
    shutil.copytree(folder, folder.parent / "earlier")
    with pytest.raises(SystemExit):
        refuse_if_log_differs("ru")


def test_a_folder_left_half_restored_is_not_served(night):
    begin_restoring()
    with pytest.raises(SystemExit):
        refuse_if_log_differs("kk")
    end_restoring()
    refuse_if_log_differs("kk")


def test_a_witness_that_has_cosigned_more_than_the_database_has_stops_a_start(night, settings, tmp_path):
    store = public_store(ELECTION_ID)
    witness = Running(tmp_path, parse_vkeys(store.read("log.vkey")), "uni.example.org/w")
    try:
        (settings.DATA_DIR / "witnesses.toml").write_text(
            f'quorum = 1\n[[witness]]\nname = "uni"\nvkey = "{witness.key.vkey()}"\nurl = "{witness.url}"\n'
        )
        gather_cosignatures(ELECTION_ID, now=NIGHT)
        assert [answer.size for answer in ask_witnesses(night)] == [store.size()]
        # The public folder is lost with the machine, and the backup is one protocol older than the witness.
        shutil.rmtree(store.folder)
        forget_last_entry()
        with pytest.raises(LogAheadOfDatabase, match="uni holds"):
            ask_witnesses(night)
        with pytest.raises(SystemExit):
            refuse_if_log_differs("en")
    finally:
        witness.kill()
    assert [answer.size for answer in ask_witnesses(night)] == [None]
    refuse_if_log_differs("en")


def test_the_command_tells_every_log_with_its_root(night, capsys):
    assert main(["log", "check", "--format", "json"]) == 0
    told = capsys.readouterr()
    assert f'"entries": {check_log(night).size}' in told.out
    # Holding the tables of a country against its log takes long, and says how far it is.
    assert "100%" in told.err
