"""The public bundle: whole, of one moment, the same bytes twice, and nobody else's folder is touched."""

import hashlib
import json
from pathlib import Path

import pytest
from django.db import connection

from hattama.web.archive.content_store import get_content
from hattama.web.archive.elections import ElectionRow
from hattama.web.archive.published import PublishedScan
from hattama.web.usecases.export_bundle import FolderNotEmpty, count_scans, export_bundle
from tests.web.threads import all_at_once
from tests.web.tiny_election import (
    AREAS_CSV,
    ELECTION_TOML,
    PARTY,
    SINGLE,
    open_tiny,
    protocol,
    publish,
    scan_of,
    sound_figures,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def night() -> ElectionRow:
    row = open_tiny()
    scans = {("P001", PARTY): scan_of("P001"), ("P002", SINGLE): scan_of("P002", SINGLE, shade=5)}
    publish(
        protocol("P001"),
        protocol("P002", SINGLE),
        protocol("P201", figures=sound_figures(invalid=21), explanation="Біреуі бүлінді."),
        scans=scans,
    )
    return row


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_it_holds_the_definition_the_tables_the_log_and_every_scan(night, tmp_path):
    told = []
    export_bundle(night, tmp_path / "out", advance=told.append)
    scans = {
        f"scans/{row.scan_id[:2]}/{row.scan_id}": get_content(row.scan_id)
        for row in PublishedScan.objects.all()
    }
    assert len(scans) == count_scans(night) == sum(told) == 2
    bundle = files(tmp_path / "out")
    assert bundle.keys() == scans.keys() | {
        "election.toml", "rulepack.toml", "areas.csv", "election.json", "protocols.csv", "votes.csv",
        "totals.csv", "findings.csv", "log.jsonl", "manifest.json",
    }  # fmt: skip
    assert bundle["election.toml"] == ELECTION_TOML
    assert bundle["areas.csv"] == AREAS_CSV
    assert {path: bundle[path] for path in scans} == scans


def test_the_files_are_those_whose_hashes_the_log_opens_with(night, tmp_path):
    export_bundle(night, tmp_path / "out")
    bundle = files(tmp_path / "out")
    first = json.loads(bundle["log.jsonl"].split(b"\n")[0])
    for path, name in (
        ("election.toml", "definition"),
        ("rulepack.toml", "rule_pack"),
        ("areas.csv", "areas"),
    ):
        assert hashlib.sha256(bundle[path]).hexdigest() == first[f"{name}_sha256"]


def test_the_manifest_vouches_for_every_file(night, tmp_path):
    export_bundle(night, tmp_path / "out")
    bundle = files(tmp_path / "out")
    manifest = json.loads(bundle.pop("manifest.json"))
    assert manifest["files"] == {
        path: {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
        for path, data in bundle.items()
    }
    assert (manifest["election_id"], manifest["log_size"]) == ("tiny", 5)
    assert manifest["expected"] == {PARTY: 6, SINGLE: 4}
    assert manifest["received"] == {PARTY: 2, SINGLE: 1}


def test_exported_twice_it_is_the_same_to_the_byte(night, tmp_path):
    export_bundle(night, tmp_path / "one")
    export_bundle(night, tmp_path / "two")
    assert files(tmp_path / "one") == files(tmp_path / "two")


def test_an_earlier_bundle_is_brought_to_the_present_and_a_damaged_scan_is_mended(night, tmp_path):
    export_bundle(night, tmp_path / "out")
    publish(protocol("P202"))
    scan = next((tmp_path / "out/scans").rglob("*/*"))
    whole = scan.read_bytes()
    scan.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    export_bundle(night, tmp_path / "out")
    export_bundle(night, tmp_path / "fresh")
    assert files(tmp_path / "out") == files(tmp_path / "fresh")


def test_without_scans_the_manifest_promises_none(night, tmp_path):
    export_bundle(night, tmp_path / "out", with_scans=False)
    assert not (tmp_path / "out/scans").exists()
    assert not any(
        path.startswith("scans/")
        for path in json.loads((tmp_path / "out/manifest.json").read_bytes())["files"]
    )


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
    (tmp_path / name).write_bytes(content)
    with pytest.raises(FolderNotEmpty):
        export_bundle(night, tmp_path)
    assert files(tmp_path) == {name: content}


def test_what_arrives_while_it_is_written_waits_for_nobody_and_is_in_none_of_its_files(
    night, tmp_path, monkeypatch
):
    """A protocol is published after the first file is drawn and before the last: the files still agree."""
    from hattama.web.usecases import export_bundle as room

    drawn = room.bundle_files

    def interrupted(snapshot):
        for number, item in enumerate(drawn(snapshot)):
            if number == 4:
                [trouble] = all_at_once(lambda: publish(protocol("P202")))
                assert trouble is None
            yield item

    monkeypatch.setattr(room, "bundle_files", interrupted)
    export_bundle(night, tmp_path / "out")
    bundle = files(tmp_path / "out")
    assert b"P202" not in bundle["protocols.csv"]
    assert len(bundle["log.jsonl"].splitlines()) == json.loads(bundle["manifest.json"])["log_size"] == 5
    assert connection.vendor != "sqlite" or connection.transaction_mode == "IMMEDIATE"
