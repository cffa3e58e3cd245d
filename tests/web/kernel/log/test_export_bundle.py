"""The public bundle: whole, of one moment, the same bytes twice, and nobody else's folder is touched."""

import hashlib
import json
import shutil
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hattama.core.transparency_log import decode_bundle, names_of_tree, parse_checkpoint, root_of_hashes
from hattama.publish.state import PRECINCT_STATES
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log import export_bundle as export_room
from hattama.web.kernel.log import states
from hattama.web.kernel.log.bundle_store import public_store
from hattama.web.kernel.log.close_election import close_election, state_totals
from hattama.web.kernel.log.export_bundle import FolderNotEmpty, count_scans, export_bundle
from hattama.web.kernel.log.refresh_bundle import refresh_bundle
from hattama.web.kernel.published.tables import PublishedScan
from hattama.web.kernel.stores.content_store import content_path, get_content
from tests.web.prepared import built_once
from tests.web.threads import all_at_once
from tests.web.tiny_election import (
    AREAS_CSV,
    ELECTION_ID,
    ELECTION_TOML,
    NIGHT,
    PARTY,
    SINGLE,
    open_tiny,
    protocol,
    publish,
    scan_of,
    sound_figures,
)

pytestmark = pytest.mark.django_db(transaction=True)

TABLES = ("protocols.csv", "votes.csv", "totals.csv", "findings.csv", "timeline.csv", "custody.csv")
OUTCOMES = (f"outcomes/{PARTY}.json", f"outcomes/{SINGLE}.json")
DEFINED = ("election.toml", "rulepack.toml", "areas.csv")
STATES = ("state/areas.jsonl", "state/precincts.jsonl", "state/nights.jsonl")


@pytest.fixture
def night() -> ElectionRow:
    _night()
    return open_tiny()


@built_once
def _night() -> None:
    open_tiny()
    scans = {("P001", PARTY): scan_of("P001"), ("P002", SINGLE): scan_of("P002", SINGLE, shade=5)}
    publish(
        protocol("P001"),
        protocol("P002", SINGLE),
        protocol("P201", figures=sound_figures(invalid=21), explanation="Біреуі бүлінді."),
        scans=scans,
    )


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def manifest_of(folder: Path) -> dict:
    return json.loads((folder / "manifest.json").read_bytes())


def test_it_holds_the_log_the_definition_the_states_the_tables_and_every_scan(night, tmp_path):
    told = []
    export_bundle(night, tmp_path / "out", advance=told.append)
    scans = {
        f"scans/{row.scan_id[:2]}/{row.scan_id}": get_content(row.scan_id)
        for row in PublishedScan.objects.all()
    }
    assert len(scans) == count_scans(night) == sum(told) == 2
    bundle = files(tmp_path / "out")
    assert bundle.keys() == {
        *scans,
        *DEFINED,
        *TABLES,
        *OUTCOMES,
        *("election.json", "manifest.json", "checkpoint", "log.vkey", "policy.txt"),
        *(name.path() for name in names_of_tree(6)),
        *STATES,
        *(path for path in bundle if path.startswith("explanations/")),
    }
    assert [data for path, data in bundle.items() if path.startswith("explanations/")]
    assert bundle["election.toml"] == ELECTION_TOML
    assert bundle["areas.csv"] == AREAS_CSV
    assert {path: bundle[path] for path in scans} == scans


def test_the_files_are_those_whose_hashes_the_log_opens_with(night, tmp_path):
    export_bundle(night, tmp_path / "out")
    bundle = files(tmp_path / "out")
    first = json.loads(decode_bundle(bundle["tile/entries/000.p/6"], 6)[0])
    for path, name in zip(DEFINED, ("definition", "rule_pack", "areas"), strict=True):
        assert hashlib.sha256(bundle[path]).hexdigest() == first[f"{name}_sha256"]


def test_the_checkpoint_covers_the_entries(night, tmp_path):
    export_bundle(night, tmp_path / "out")
    stated = parse_checkpoint((tmp_path / "out/checkpoint").read_bytes()).checkpoint
    assert (stated.origin, stated.size) == ("hattama.invalid/tiny", 6)
    assert stated.root == root_of_hashes((tmp_path / "out/tile/0/000.p/6").read_bytes())


def test_the_manifest_vouches_for_what_follows_from_its_size_of_the_log(night, tmp_path):
    export_bundle(night, tmp_path / "out")
    bundle = files(tmp_path / "out")
    manifest = manifest_of(tmp_path / "out")
    vouched = {*DEFINED, *TABLES, *OUTCOMES, *STATES, "election.json"}
    assert manifest["files"] == {
        path: {"sha256": hashlib.sha256(bundle[path]).hexdigest(), "bytes": len(bundle[path])}
        for path in vouched
    }
    assert (manifest["election_id"], manifest["origin"]) == (ELECTION_ID, "hattama.invalid/tiny")
    assert (manifest["tree_size"], manifest["cut_at"]) == (6, "2023-03-19T17:30:00+00:00")
    assert manifest["root_hash"] == bundle["checkpoint"].decode().splitlines()[2]
    assert manifest["expected"] == {PARTY: 6, SINGLE: 4}
    assert manifest["received"] == manifest["published"] == {PARTY: 2, SINGLE: 1}
    assert manifest["annulled"] == {PARTY: 0, SINGLE: 0}


def test_the_manifest_names_full_tiles_and_full_bundles(night, tmp_path):
    for _ in range(26):
        state_totals(ELECTION_ID, now=NIGHT)
    export_bundle(night, tmp_path / "out")
    manifest = manifest_of(tmp_path / "out")
    assert manifest["tree_size"] == 6 + 26 * 10
    tiles = {path: facts for path, facts in manifest["files"].items() if path.startswith("tile/")}
    assert tiles.keys() == {"tile/0/000", "tile/entries/000"}
    for path, facts in tiles.items():
        assert facts["sha256"] == hashlib.sha256((tmp_path / "out" / path).read_bytes()).hexdigest()


def test_exported_twice_it_is_the_same_to_the_byte(night, tmp_path):
    export_bundle(night, tmp_path / "one")
    export_bundle(night, tmp_path / "two")
    assert files(tmp_path / "one") == files(tmp_path / "two")


def test_however_it_came_about_the_same_log_gives_the_same_bytes(night, tmp_path):
    """One bundle grew protocol by protocol; the other is made in one go where nothing was left of it."""
    refresh_bundle(ELECTION_ID)
    publish(protocol("P003"))
    refresh_bundle(ELECTION_ID)
    publish(protocol("P003", SINGLE))
    close_election(ELECTION_ID, now=NIGHT)
    export_bundle(night, tmp_path / "grown")
    shutil.rmtree(public_store(ELECTION_ID).folder)
    shutil.rmtree(public_store(ELECTION_ID).folder.parents[1] / "log")
    export_bundle(night, tmp_path / "made")
    assert files(tmp_path / "made") == files(tmp_path / "grown")


def test_an_earlier_bundle_is_brought_to_the_present_and_a_damaged_scan_is_mended(night, tmp_path):
    export_bundle(night, tmp_path / "out")
    publish(protocol("P003"))
    scan = next((tmp_path / "out/scans").rglob("*/*"))
    whole = scan.read_bytes()
    scan.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    export_bundle(night, tmp_path / "out")
    export_bundle(night, tmp_path / "fresh")
    assert files(tmp_path / "out") == files(tmp_path / "fresh")


def test_a_damaged_copy_leaves_the_site_s_own_files_alone(night, tmp_path):
    export_bundle(night, tmp_path / "out")
    for path in (tmp_path / "out").rglob("*"):
        if path.is_file():
            path.write_bytes(b"x")
    (tmp_path / "out/manifest.json").write_text(json.dumps({"election_id": ELECTION_ID}))
    export_bundle(night, tmp_path / "out")
    export_bundle(night, tmp_path / "fresh")
    assert files(tmp_path / "out") == files(tmp_path / "fresh")


def test_without_scans_there_are_none_and_the_manifest_is_the_same(night, tmp_path):
    export_bundle(night, tmp_path / "out", with_scans=False)
    export_bundle(night, tmp_path / "whole")
    assert not (tmp_path / "out/scans").exists()
    assert manifest_of(tmp_path / "out") == manifest_of(tmp_path / "whole")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("letter.txt", b"dear all"),
        ("manifest.json", b"not json"),
        ("manifest.json", b"[]"),
        ("manifest.json", b'{"election_id": "another"}'),
    ],
)
def test_a_folder_that_holds_other_things_is_left_as_it_was(night, tmp_path, name, content):
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / name).write_bytes(content)
    with pytest.raises(FolderNotEmpty):
        export_bundle(night, folder)
    assert files(folder) == {name: content}


@pytest.mark.parametrize("step", [0, 5])
@pytest.mark.parametrize("is_first", [True, False])
def test_a_copy_that_was_killed_is_finished_by_the_next(night, tmp_path, monkeypatch, is_first, step):
    if not is_first:
        export_bundle(night, tmp_path / "out")
        publish(protocol("P003"))
    _kill(monkeypatch, night, tmp_path / "out", step)
    assert not (tmp_path / "out/manifest.json").exists(), "nobody takes half a bundle for one"
    export_bundle(night, tmp_path / "out")
    export_bundle(night, tmp_path / "fresh")
    assert files(tmp_path / "out") == files(tmp_path / "fresh")


def _kill(monkeypatch, night, folder, step):
    replace, done = export_room.replace_by_copy, []

    def die(*told):
        if len(done) == step:
            place = told[0]
            place.parent.mkdir(parents=True, exist_ok=True)
            # Of a name that the next run may have no file of.
            place.with_name(f".{place.name}-{step}.part").write_bytes(b"half")
            raise KeyboardInterrupt
        done.append(replace(*told))

    with monkeypatch.context() as patch:
        patch.setattr(export_room, "replace_by_copy", die)
        with pytest.raises(KeyboardInterrupt):
            export_bundle(night, folder)


def test_a_copy_of_which_nothing_changes_keeps_its_manifest_meanwhile(night, tmp_path, monkeypatch):
    export_bundle(night, tmp_path / "out")
    seen = []
    put_scan = export_room._put_scan

    def watched(*told):
        seen.append((tmp_path / "out/manifest.json").exists())
        return put_scan(*told)

    monkeypatch.setattr(export_room, "_put_scan", watched)
    export_bundle(night, tmp_path / "out")
    assert seen and all(seen)


def test_what_stands_compressed_beside_a_file_of_a_copy_goes_before_the_file(night, tmp_path, monkeypatch):
    out = tmp_path / "out"
    export_bundle(night, out)
    for name in ("manifest.json", "protocols.csv", "election.toml"):
        (out / f"{name}.gz").write_bytes(b"compressed")
    publish(protocol("P003"))
    _kill(monkeypatch, night, out, 0)
    assert not (out / "manifest.json.gz").exists()
    export_bundle(night, out)
    assert {path.name for path in out.glob("*.gz")} == {"election.toml.gz"}


@pytest.mark.both_engines
def test_what_arrives_while_tables_are_made_waits_for_nobody_and_is_in_none_of_them(night, monkeypatch):
    """A protocol is published after the first file is drawn and before the last: the files still agree."""
    from hattama.web.kernel.log import refresh_bundle as room

    drawn = room.bundle_pieces

    def interrupted(snapshot):
        for number, item in enumerate(drawn(snapshot)):
            if number == 4:
                [trouble] = all_at_once(lambda: publish(protocol("P003")))
                assert trouble is None
            yield item

    monkeypatch.setattr(room, "bundle_pieces", interrupted)
    refresh_bundle(ELECTION_ID)
    folder = public_store(ELECTION_ID).folder
    assert b"P202" not in (folder / "protocols.csv").read_bytes()
    assert manifest_of(folder)["tree_size"] == 6
    assert public_store(ELECTION_ID).size() == 7
    assert connection.vendor != "sqlite" or connection.transaction_mode == "IMMEDIATE"


@pytest.mark.parametrize("how", ["gone", "damaged"])
def test_a_scan_that_the_store_lost_is_left_out_and_named(night, tmp_path, how):
    export_bundle(night, tmp_path / "whole")
    scan = next((tmp_path / "whole/scans").rglob("*/*")).name
    for path in (content_path(scan), public_store(ELECTION_ID).scan_path(scan)):
        path.unlink()
        if how == "damaged":
            path.write_bytes(b"damaged")
    exported = export_bundle(night, tmp_path / "out")
    assert exported.lost == {scan: how}
    lacking = files(tmp_path / "whole").keys() - files(tmp_path / "out").keys()
    assert lacking == {f"scans/{scan[:2]}/{scan}"}


def test_a_scan_that_the_bundle_lacks_and_the_store_holds_is_shown_again(night, tmp_path):
    export_bundle(night, tmp_path / "whole")
    scan = next((tmp_path / "whole/scans").rglob("*/*")).name
    public_store(ELECTION_ID).scan_path(scan).unlink()
    assert export_bundle(night, tmp_path / "out").lost == {}
    assert files(tmp_path / "out") == files(tmp_path / "whole")


def test_only_states_that_an_entry_touched_are_made_anew_and_none_that_nobody_vouches_for(night, monkeypatch):
    path = public_store(ELECTION_ID).folder / PRECINCT_STATES
    made = []

    def watched(rows):
        made.append(sorted(row.code for row in rows))
        return entries_about(rows)

    entries_about = states.entries_about
    monkeypatch.setattr(states, "entries_about", watched)
    refresh_bundle(ELECTION_ID)
    publish(protocol("P101"))
    made.clear()
    refresh_bundle(ELECTION_ID)
    assert [codes for codes in made if codes] == [["P101"]]
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b'"version":1', b'"version":7'))
    publish(protocol("P003"))
    refresh_bundle(ELECTION_ID)
    assert b'"version":7' not in path.read_bytes()
    assert len(made[-1]) == len(whole.splitlines())


@pytest.mark.both_engines
def test_protocols_are_read_once_for_tables_and_states_and_no_act_is_where_no_explanation_was_shown():
    open_tiny()
    publish(protocol("P001"), protocol("P002", SINGLE))
    with CaptureQueriesContext(connection) as asked:
        refresh_bundle(ELECTION_ID, whole=True)
    statements = [question["sql"] for question in asked.captured_queries]
    # The other asks for protocols that have an explanation, to show it.
    assert sum('"published_protocol"."figures"' in sql for sql in statements) == 2
    assert not [sql for sql in statements if "explanation_sha256" in sql]
