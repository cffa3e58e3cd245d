"""The files of a snapshot, and the manifest that vouches for them."""

import datetime
import hashlib
import json

from hattama.core.norms import Calendar
from hattama.formats.outcome_rules import parse_outcome_rules
from hattama.formats.rulepack import parse_rulepack
from hattama.publish.bundle import Snapshot, bundle_pieces, render_manifest
from hattama.publish.file_facts import FileDigest, facts_of
from hattama.rulepacks import read_rulepack
from tests.publish.records import ELECTION, TOTAL


def snapshot() -> Snapshot:
    return Snapshot(
        election=ELECTION,
        pack=parse_rulepack(read_rulepack("kz-2023"), "kz-2023.toml"),
        outcome_rules=parse_outcome_rules(read_rulepack("kz-2023"), "kz-2023.toml").rules,
        origin="log.example/tiny",
        definition=b"definition",
        rule_pack=b"pack",
        areas_csv=b"areas",
        tree_size=4,
        cut_at="2023-03-19T18:00:00+00:00",
        published={"party": 2},
        national={"party": TOTAL},
        regions={},
        totals=lambda: (TOTAL,),
        calendar=Calendar(datetime.UTC, {}),
    )


def whole() -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for path, piece in bundle_pieces(snapshot()):
        files[path] = files.get(path, b"") + piece
    return files


def test_the_files_that_define_the_election_are_passed_on_to_the_byte():
    files = whole()
    assert (files["election.toml"], files["rulepack.toml"], files["areas.csv"]) == (
        b"definition",
        b"pack",
        b"areas",
    )


def test_every_table_is_there_even_when_nothing_has_arrived():
    assert whole().keys() >= {"election.json", "protocols.csv", "votes.csv", "findings.csv", "totals.csv"}


def test_rendered_twice_it_is_the_same_to_the_byte():
    assert whole() == whole()


def test_the_manifest_names_the_size_of_the_log_and_the_facts_of_each_file():
    files = {path: facts_of(data) for path, data in whole().items()}
    document = json.loads(render_manifest(snapshot(), "cm9vdA==", files))
    assert (document["election_id"], document["tree_size"], document["root_hash"]) == ("tiny", 4, "cm9vdA==")
    assert (document["expected"], document["received"]) == ({"party": 3}, {"party": 2})
    assert document["files"]["election.toml"] == {
        "sha256": hashlib.sha256(b"definition").hexdigest(),
        "bytes": len(b"definition"),
    }
    assert "manifest.json" not in document["files"]


def test_a_file_in_pieces_has_the_facts_of_the_whole():
    digest = FileDigest()
    for piece in (b"", b"bal", b"lot"):
        digest.take(piece)
    assert digest.facts() == facts_of(b"ballot")
