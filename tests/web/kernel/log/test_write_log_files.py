"""Files of the log follow the database: nothing is skipped, nothing repeated, nothing overwritten."""

from pathlib import Path

import pytest

from hattama.core.transparency_log import (
    LogRefusal,
    leaf_hash,
    open_checkpoint,
    parse_checkpoint,
    parse_vkeys,
    read_edge,
    read_root,
    tile_hash_reader,
)
from hattama.verification.checking import check_bundle
from hattama.verification.folders import FolderPlace, verify_ed25519
from hattama.verification.troubles import Weight
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log import write_log_files as room
from hattama.web.kernel.log.advance_log import advance_log
from hattama.web.kernel.log.bundle_store import BundleStore, public_store
from hattama.web.kernel.log.close_election import state_totals
from hattama.web.kernel.log.log_settings import key_path, signer_for
from hattama.web.kernel.log.refresh_bundle import refresh_bundle
from hattama.web.kernel.log.rotate_log_key import rotate_log_key
from hattama.web.kernel.log.signing_keys import KeyFile
from hattama.web.kernel.log.tables import LogEntry
from hattama.web.kernel.log.write_log_files import DatabaseDiffersFromLog, LogAheadOfDatabase, write_log_files
from hattama.web.protocols.import_protocols import Incoming, import_protocols
from tests.web.only_growing import triggers_away
from tests.web.tiny_election import ELECTION_ID, NIGHT, protocol, publish

pytestmark = pytest.mark.django_db


def store() -> BundleStore:
    return public_store(ELECTION_ID)


def election() -> ElectionRow:
    return ElectionRow.objects.get(pk=ELECTION_ID)


def write() -> None:
    write_log_files(election(), store(), signer_for(ELECTION_ID))


def forget() -> None:
    """What a new process does not know."""
    room._edges.clear()


def leaves() -> bytes:
    return b"".join(bytes.fromhex(entry.leaf_hash) for entry in LogEntry.objects.order_by("index"))


def sound() -> int:
    """The size of the published log, its signature and files checked."""
    signed = open_checkpoint(
        store().read("checkpoint"), parse_vkeys(store().read("log.vkey")), verify_ed25519
    )
    stated = signed.checkpoint
    read_edge(stated.size, stated.root, store().read)
    return stated.size


def bring(*area_ids: str) -> None:
    import_protocols(election(), [Incoming(protocol(area_id)) for area_id in area_ids], now=NIGHT)


def test_the_first_checkpoint_covers_the_key_that_signs_it(tiny):
    assert sound() == 3
    assert store().read("log.vkey").decode() == f"{tiny_key()}\n"


def tiny_key() -> str:
    return election().log_keys[0][1]


def test_each_advance_is_followed_by_a_checkpoint_of_its_size(tiny):
    for number, area_id in enumerate(("P001", "P002", "P003"), start=4):
        publish(protocol(area_id))
        assert sound() == number
        assert store().read(f"tile/0/000.p/{number}") == leaves()


def test_a_database_that_is_ahead_is_caught_up_with(tiny, monkeypatch):
    """As after a kill between the commit and the files."""
    monkeypatch.setattr("hattama.web.kernel.log.advance_log.write_log_files", lambda *_: None)
    publish(protocol("P001"), protocol("P002"))
    assert sound() == 3
    monkeypatch.undo()
    forget()
    assert advance_log(ELECTION_ID, now=NIGHT) == 0
    assert sound() == 5
    assert store().read("tile/0/000.p/5") == leaves()


def test_files_without_their_checkpoint_are_written_over(tiny):
    """As after a kill between the tiles and the checkpoint: what lies there is not believed."""
    (store().folder / "tile/0/000.p/4").write_bytes(b"half")
    (store().folder / "tile/entries/000.p/4").write_bytes(b"h")
    (store().folder / ".checkpoint.part").write_bytes(b"hatt")
    forget()
    publish(protocol("P001"))
    assert sound() == 4


def test_a_database_that_is_behind_stops_everything(tiny):
    publish(protocol("P001"))
    before = store().read("checkpoint")
    with triggers_away():
        LogEntry.objects.filter(index=3).delete()
    for known in (True, False):
        if not known:
            forget()
        with pytest.raises(LogAheadOfDatabase):
            write()
    assert store().read("checkpoint") == before


def test_an_entry_altered_in_the_database_is_noticed_before_anything_is_written(tiny):
    publish(protocol("P001"))
    before = store().read("checkpoint")
    entry = LogEntry.objects.get(index=3)
    entry.body = bytes(entry.body).replace(b'"ballots_issued":620', b'"ballots_issued":621')
    with triggers_away():
        entry.save()
    forget()
    with pytest.raises(DatabaseDiffersFromLog):
        write()
    assert store().read("checkpoint") == before


def alter(index: int) -> None:
    entry = LogEntry.objects.get(index=index)
    entry.body = bytes(entry.body).replace(b'"kind":', b'"kind" :')
    with triggers_away():
        entry.save()


def test_no_checkpoint_follows_over_an_entry_that_was_altered_since_this_process_wrote_it(tiny):
    publish(protocol("P001"))
    alter(3)
    bring("P002")
    with pytest.raises(DatabaseDiffersFromLog):
        advance_log(ELECTION_ID, now=NIGHT)
    assert sound() == 4


@pytest.mark.parametrize("is_known", [True, False])
def test_the_end_of_a_full_bundle_is_compared_as_any_other(tiny, monkeypatch, is_known):
    with monkeypatch.context() as patch:
        patch.setattr("hattama.web.kernel.log.advance_log.write_log_files", lambda *_: None)
        while LogEntry.objects.count() <= 256:
            state_totals(ELECTION_ID, now=NIGHT)
        patch.setattr(room, "load_log_size", lambda _: 256)
        write()
    alter(255)
    if not is_known:
        forget()
    with pytest.raises(DatabaseDiffersFromLog):
        write()
    assert sound() == 256


def test_an_entry_that_is_missing_in_the_middle_is_noticed(tiny, monkeypatch):
    monkeypatch.setattr("hattama.web.kernel.log.advance_log.write_log_files", lambda *_: None)
    publish(protocol("P001"), protocol("P002"))
    with triggers_away():
        LogEntry.objects.filter(index=3).delete()
    with pytest.raises(DatabaseDiffersFromLog):
        write()
    assert sound() == 3


@pytest.mark.parametrize("path", ["checkpoint", "tile/0/000.p/3", "tile/entries/000.p/3"])
def test_a_damaged_file_of_the_log_stops_everything(tiny, path):
    whole = store().read(path)
    (store().folder / path).write_bytes(whole[:-9] + bytes([whole[-9] ^ 1]) + whole[-8:])
    forget()
    with pytest.raises(LogRefusal):
        publish(protocol("P001"))


def test_what_another_process_wrote_is_not_mistaken_for_our_own(tiny):
    publish(protocol("P001"))
    stale = dict(room._edges)
    publish(protocol("P002"))
    room._edges.clear()
    room._edges.update(stale)
    publish(protocol("P003"))
    assert sound() == 6
    assert store().read("tile/0/000.p/6") == leaves()


def test_partial_files_go_once_their_full_one_exists(tiny):
    while sound() <= 256:
        state_totals(ELECTION_ID, now=NIGHT)
    size = sound()
    assert not list((store().folder / "tile/0").glob("000.p/*"))
    assert not list((store().folder / "tile/entries").glob("000.p/*"))
    assert store().read("tile/0/000") == leaves()[: 256 * 32]
    assert store().read_tile_file("tile/0/000.p/12")[: 12 * 32] == leaves()[: 12 * 32]
    forget()
    publish(protocol("P001"))
    assert sound() == size + 1


def test_a_long_backlog_is_cut_and_gives_the_same_tree(tiny, monkeypatch):
    monkeypatch.setattr(room, "CHUNK", 2)
    monkeypatch.setattr("hattama.web.kernel.log.advance_log.write_log_files", lambda *_: None)
    publish(*(protocol(area_id) for area_id in ("P001", "P002", "P003", "P101", "P201")))
    write()
    assert sound() == 8
    assert store().read("tile/0/000.p/8") == leaves()
    assert leaf_hash(bytes(LogEntry.objects.get(index=7).body)) == leaves()[-32:]


class TestKeys:
    def test_a_new_key_is_vouched_for_by_the_old_one(self, tiny):
        old = parse_vkeys(store().read("log.vkey"))
        publish(protocol("P001"))
        new = rotate_log_key(ELECTION_ID, now=NIGHT)
        publish(protocol("P002"))
        assert parse_vkeys(store().read("log.vkey")) == (*old, new)
        change = store().read("key-changes/4")
        for key in (*old, new):
            assert open_checkpoint(change, [key], verify_ed25519).checkpoint.size == 5
        newest = store().read("checkpoint")
        assert open_checkpoint(newest, [new], verify_ed25519).checkpoint.size == 6
        with pytest.raises(LogRefusal):
            open_checkpoint(newest, old, verify_ed25519)

    def test_a_policy_that_names_the_old_key_still_is_nothing_against_the_log(self, tiny):
        refresh_bundle(ELECTION_ID)
        rotate_log_key(ELECTION_ID, now=NIGHT)
        found = check_bundle(FolderPlace(store().folder), verify_ed25519).troubles
        assert not [one for one in found if one.kind.weight is Weight.FALSE]

    def test_the_entry_of_the_change_names_both(self, tiny):
        old = tiny_key()
        new = rotate_log_key(ELECTION_ID, now=NIGHT)
        body = LogEntry.objects.get(kind="key", index=3).act.body
        assert (body["vkey"], body["replaces"]) == (new.vkey(), old)

    def test_a_writer_killed_in_the_change_is_followed_by_one_that_ends_it(self, tiny, monkeypatch):
        publish(protocol("P001"))
        monkeypatch.setattr("hattama.web.kernel.log.advance_log.write_log_files", lambda *_: None)
        rotate_log_key(ELECTION_ID, now=NIGHT)
        bring("P002", "P003")
        advance_log(ELECTION_ID, now=NIGHT)
        monkeypatch.undo()
        forget()
        advance_log(ELECTION_ID, now=NIGHT)
        assert sound() == 7
        assert parse_checkpoint(store().read("key-changes/4")).checkpoint.size == 5
        assert len(parse_checkpoint(store().read("checkpoint")).note.signatures) == 1

    def test_made_anew_from_the_database_the_change_comes_out_the_same(self, tiny, tmp_path):
        publish(protocol("P001"))
        rotate_log_key(ELECTION_ID, now=NIGHT)
        publish(protocol("P002"))
        again = BundleStore(tmp_path / "again")
        write_log_files(election(), again, signer_for(ELECTION_ID))
        for path in ("checkpoint", "log.vkey", "key-changes/4", "tile/0/000.p/6"):
            assert again.read(path) == store().read(path), path

    def test_the_key_stands_outside_the_database_and_names_the_log(self, tiny):
        [private] = KeyFile(key_path(ELECTION_ID)).read()
        assert private.key.name == election().origin == "hattama.invalid/tiny"
        assert private.key.vkey() == tiny_key()

    def test_the_settings_say_where_the_key_is(self, tiny, settings, tmp_path):
        settings.LOG_KEY = str(tmp_path / "elsewhere.key")
        assert key_path(ELECTION_ID) == Path(tmp_path / "elsewhere.key")
        settings.LOG_KEY = str(tmp_path)
        assert key_path(ELECTION_ID) == Path(tmp_path / "tiny.key")


def test_every_smaller_tree_is_in_the_larger_one(tiny):
    roots = {}
    for area_id in ("P001", "P002", "P003", "P101", "P201", "P202"):
        publish(protocol(area_id))
        stated = parse_checkpoint(store().read("checkpoint")).checkpoint
        roots[stated.size] = stated.root
    reader = tile_hash_reader(sound(), store().read)
    assert {size: read_root(size, reader) for size in roots} == roots
