"""The bundle over HTTP: each file with its type and how long it may be kept, for all origins; no more."""

import pytest

from hattama.core.transparency_log import leaf_hash, parse_policy, parse_receipt, verify_receipt
from hattama.verification.folders import verify_ed25519
from hattama.web.kernel.log.bundle_store import public_store
from hattama.web.kernel.log.refresh_bundle import refresh_bundle
from hattama.web.kernel.log.rotate_log_key import rotate_log_key
from hattama.web.kernel.log.tables import LogEntry
from hattama.web.kernel.published.tables import PublishedScan
from tests.web.prepared import built_once
from tests.web.tiny_election import ELECTION_ID, NIGHT, PARTY, open_tiny, protocol, publish, scan_of

pytestmark = pytest.mark.django_db

TEXT = "text/plain; charset=utf-8"
JSON = "application/json; charset=utf-8"
SHORT = "public, max-age=5"
LONG = "public, max-age=31536000, immutable"
ASK = "public, no-cache"


@pytest.fixture
def bundle(db) -> str:
    _publish_one()
    return f"/data/{ELECTION_ID}/bundle/"


@built_once
def _publish_one() -> None:
    open_tiny()
    publish(protocol("P001"), scans={("P001", PARTY): scan_of("P001")})
    rotate_log_key(ELECTION_ID, now=NIGHT)
    refresh_bundle(ELECTION_ID)


@pytest.mark.parametrize(
    ("path", "kind", "caching"),
    [
        ("checkpoint", TEXT, SHORT),
        ("log.vkey", TEXT, SHORT),
        ("policy.txt", TEXT, SHORT),
        ("key-changes/4", TEXT, LONG),
        ("tile/0/000.p/5", "application/octet-stream", LONG),
        ("tile/entries/000.p/5", "application/octet-stream", LONG),
        ("state/precincts.jsonl", "application/jsonl; charset=utf-8", ASK),
        ("manifest.json", JSON, ASK),
        ("election.json", JSON, ASK),
        ("outcomes/party.json", JSON, ASK),
        ("protocols.csv", "text/csv; charset=utf-8", ASK),
        ("election.toml", "application/toml", ASK),
        ("rulepack.toml", "application/toml", ASK),
        ("areas.csv", "text/csv; charset=utf-8", ASK),
    ],
)
def test_each_file_comes_byte_for_byte_with_its_type_and_caching(bundle, client, path, kind, caching):
    answer = client.get(bundle + path)
    assert answer.status_code == 200
    assert answer.content == public_store(ELECTION_ID).read(path)
    assert (answer["Content-Type"], answer["Cache-Control"]) == (kind, caching)
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_a_scan_comes_with_its_type_and_cannot_run(bundle, client):
    scan = PublishedScan.objects.get().scan_id
    answer = client.get(f"{bundle}scans/{scan[:2]}/{scan}")
    assert answer["Content-Type"] == "image/png"
    assert "sandbox" in answer["Content-Security-Policy"]


def test_who_has_a_file_already_is_told_so(bundle, client):
    tag = client.get(bundle + "manifest.json")["ETag"]
    assert client.get(bundle + "manifest.json", headers={"if-none-match": tag}).status_code == 304
    publish(protocol("P002"))
    refresh_bundle(ELECTION_ID)
    assert client.get(bundle + "manifest.json", headers={"if-none-match": tag}).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "",
        "tile",
        "tile/0/0",
        "tile/0/000.p/6",
        "tile/0/000.p/05",
        "tile/64/000",
        "state/KZ.json",
        "outcomes/party",
        "outcomes/../manifest.json",
        "state/..%2f..%2fmanifest.json",
        "explanations/ab/ab",
        "../secret_key",
        "..%2f..%2fkeys%2ftiny.key",
        "%2e%2e/%2e%2e/keys/tiny.key",
        "/etc/passwd",
        ".checkpoint.part",
        "scans/ab",
        "key-changes/x",
        "key-changes/٤",
        "log.jsonl",
    ],
)
def test_there_is_nothing_else(bundle, client, path):
    assert client.get(bundle + path).status_code == 404


def test_nobody_writes_here(bundle, client):
    assert client.post(bundle + "checkpoint").status_code == 405


def test_another_election_has_no_bundle(bundle, client):
    assert client.get("/data/other/bundle/checkpoint").status_code == 404


def test_a_receipt_proves_its_entry_offline(bundle, client):
    answer = client.get(f"/data/{ELECTION_ID}/log/3.tlog-proof")
    assert answer["Content-Type"] == TEXT
    assert 'filename="tiny-3.tlog-proof"' in answer["Content-Disposition"]
    policy = parse_policy(public_store(ELECTION_ID).read("policy.txt"))
    entry = bytes(LogEntry.objects.get(index=3).body)
    receipt = parse_receipt(answer.content)
    judged = verify_receipt(receipt, leaf_hash(entry), policy, verify_ed25519)
    assert (receipt.index, judged.is_quorum_met) == (3, True)
    assert client.get(f"/data/{ELECTION_ID}/log/3").content == entry


def test_a_receipt_whose_files_of_the_tree_are_gone_is_not_there(bundle, client):
    (public_store(ELECTION_ID).folder / "tile/0/000.p/5").unlink()
    assert client.get(f"/data/{ELECTION_ID}/log/3.tlog-proof").status_code == 404


@pytest.mark.parametrize(
    "path", ["tiny/log/5", "tiny/log/99999999999999999999", "other/log/0", "9" * 5000 + "/log/0"]
)
def test_what_no_checkpoint_covers_has_no_receipt(bundle, client, path):
    assert client.get(f"/data/{path}.tlog-proof").status_code == 404
