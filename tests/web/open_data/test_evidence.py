"""The evidence of one polling station in one file: true without the site, false once anything is changed."""

import datetime
import hashlib
import io
import json
import random
import re
import zipfile
from fractions import Fraction
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hattama.cli.main import main
from hattama.core.entries import Notion, TurnoutPoint, salted_sha256
from hattama.core.protocols import CustodyEvent, Holder
from hattama.formats.turnout_tables import SOURCES, StatedTurnout
from hattama.web.kernel.accounts.policy import Role
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.advance_log import advance_log
from hattama.web.kernel.log.bundle_store import public_store
from hattama.web.kernel.log.rotate_log_key import rotate_log_key
from hattama.web.kernel.log.tables import LogEntry
from hattama.web.kernel.log.time_stamps import take_time_stamps
from hattama.web.kernel.published.tables import PublishedProtocol, PublishedScan
from hattama.web.night.record_custody import CustodyWord, record_custody
from hattama.web.open_data.evidence import EvidencePack
from hattama.web.turnout.record import record_turnout
from tests.drawn import drawn
from tests.web.kernel.log.test_life import act
from tests.web.kernel.log.test_time_stamps import Served, tsa  # noqa: F401 -- a fixture
from tests.web.open_night import hold_night
from tests.web.people import person
from tests.web.tiny_election import ELECTION_ID, NIGHT, PARTY, SINGLE, area_row, protocol, publish, scan_of

pytestmark = pytest.mark.django_db

Files = dict[str, bytes]


def fetch(client: Client, area: str = "P001", language: str = "en") -> bytes:
    """The file, as a reader downloads it."""
    response = client.get(f"/data/{ELECTION_ID}/evidence/{area}.{language}.zip")
    assert (response.status_code, response["Content-Type"]) == (200, "application/zip")
    assert response["Content-Disposition"].endswith(f'{area}-evidence-{language}.zip"')
    return b"".join(response.streaming_content) if response.streaming else response.content


def files_in(data: bytes) -> Files:
    """What a file of evidence holds, by path."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {one.filename: archive.read(one) for one in archive.infolist()}


def summed(files: Files) -> Files:
    """The same with the sums that whoever forges it would write."""
    rest = {path: data for path, data in files.items() if path != "SHA256SUMS"}
    sums = "".join(f"{hashlib.sha256(rest[path]).hexdigest()}  {path}\n" for path in sorted(rest))
    return rest | {"SHA256SUMS": sums.encode()}


@pytest.mark.sqlite
def test_what_is_packed_is_found_without_reading_the_log(tiny: ElectionRow) -> None:
    publish(protocol("P001"), protocol("P002"))
    with CaptureQueriesContext(connection) as asked:
        EvidencePack(area_row("P001"), "en")
    told = [one["sql"] for one in asked if 'FROM "log_entry"' in one["sql"]]
    assert len(told) == 3
    with connection.cursor() as cursor:
        for sql in told:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
            plan = " ".join(row[-1] for row in cursor.fetchall())
            assert "SCAN" not in plan and not re.search(r"\(election_id=\?( AND index<\?)?\)", plan), plan


@pytest.fixture
def check(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """Write files into a folder, or an archive, and ask `hattama verify`: exit code and what it says."""

    def ask(told: bytes | Files, *words: str):
        if isinstance(told, bytes):
            place = tmp_path / "evidence.zip"
            place.write_bytes(told)
        else:
            place = tmp_path / f"folder-{len(list(tmp_path.iterdir()))}"
            for path, data in told.items():
                (place / path).parent.mkdir(parents=True, exist_ok=True)
                (place / path).write_bytes(data)
        capsys.readouterr()
        code = main(["verify", str(place), "--json", "--lang", "en", *words])
        return code, json.loads(capsys.readouterr().out)

    return ask


def codes(told, weight: str) -> set[str]:
    return {one["code"] for one in told[weight]}


def paths(told, weight: str = "false") -> set[str]:
    return {one["path"] for kind in told[weight] for one in kind["first"]}


def test_what_is_downloaded_is_true_by_itself_and_the_same_bytes_each_time(client: Client, check) -> None:
    hold_night()
    data = fetch(client)
    assert fetch(client) == data
    code, told = check(data)
    assert (code, told["verdict"], told["area_id"]) == (3, "qualified", "P001")
    # As of any bundle: nobody has compared the key, and this site has no witnesses.
    assert codes(told, "qualifies") == {"key-not-confirmed", "not-witnessed"}
    assert [one["entry"] for kind in told["note"] if kind["code"] == "version-holds" for one in kind["first"]]
    assert check(files_in(data)) == (code, told), "the unpacked folder says the same"
    key = public_store(ELECTION_ID).read("log.vkey").decode().split()[-1]
    policy = Path(str(public_store(ELECTION_ID).folder)) / "mine.txt"
    policy.write_text(f"log {key}\nquorum none\n")
    assert check(data, "--policy", str(policy))[0] == 0


def test_it_holds_every_version_every_scan_and_the_decisions_as_the_site_publishes_them(
    client: Client,
) -> None:
    hold_night()
    files = files_in(fetch(client))
    assert files["precinct.json"] == b"".join(client.get(f"/data/{ELECTION_ID}/areas/P001.json"))
    assert {path for path in files if path.startswith("versions/")} == {
        "versions/party-1.json",
        "versions/party-2.json",
        "versions/single-1.json",
    }
    for entry in LogEntry.objects.filter(act__area__code="P001"):
        assert files[f"entries/{entry.index}.json"] == bytes(entry.body)
        assert f"proofs/{entry.index}.tlog-proof" in files
    [scan] = PublishedScan.objects.values_list("scan_id", flat=True)
    assert hashlib.sha256(files[f"scans/{scan}.png"]).hexdigest() == scan
    page = files["protocols.html"].decode()
    assert "Correction" in page and "Times of counting night" in page
    assert f'<img src="scans/{scan}.png"' in page and "http" not in page, "no network is needed"


def test_papers_handed_on_and_turnout_are_told_in_words(client: Client, check) -> None:
    hold_night()
    at = datetime.datetime(2023, 3, 19, 16, 5, tzinfo=datetime.UTC)
    signed = CustodyWord("KZ-000123-A", CustodyEvent.COPIED, at, PARTY, Holder.OBSERVER, "Әйгерім Үлгі")
    record_custody(person(Role.CHAIR, "P001"), area_row("P001"), signed, now=NIGHT)
    point = TurnoutPoint("P001", Notion.BALLOTS_ISSUED, at, 371, 900, Fraction("0.4122"))
    record_turnout(ELECTION_ID, [StatedTurnout(2, "", point, "41.22")], SOURCES[0], now=NIGHT)
    advance_log(ELECTION_ID, now=NIGHT)
    data = fetch(client)
    page = re.sub(r"<[^>]+>", " ", files_in(data)["protocols.html"].decode())
    told = " ".join(page.split())
    assert "Paper KZ-000123-A What happened a certified copy was handed over" in told
    assert "Who has it observer" in told and "Үлгі" not in told
    assert "Voters who received ballots 371" in told and "Share as announced 41.22 %" in told
    assert check(data)[0] == 3


def test_a_finding_and_a_step_of_the_night_name_the_norms_that_ask_for_them(client: Client) -> None:
    hold_night()
    broken = files_in(fetch(client, "P002"))["protocols.html"].decode()
    assert re.search("<li>KZ-K05A: [^<]* · art. 43[^<]*</li>", broken)
    steps = files_in(fetch(client))["protocols.html"].decode()
    assert re.search("<dt>[^<]+ · art. 38[^<]*</dt><dd>2023-03-19T", steps)


def test_the_verdict_says_what_the_file_cannot_show(client: Client, tmp_path: Path, capsys) -> None:
    hold_night()
    file = tmp_path / "e.zip"
    file.write_bytes(fetch(client))
    main(["--lang", "en", "verify", str(file)])
    first = capsys.readouterr().out.splitlines()[0]
    assert first.endswith("That the log has no other entry about it, this file cannot show.")


@pytest.mark.parametrize(
    ("language", "words"), [("kk", "Сайлау учаскесі"), ("ru", "избирательн"), ("en", "polling station")]
)
def test_the_reader_is_told_in_their_language_what_it_proves(
    client: Client, check, language: str, words: str
) -> None:
    hold_night()
    data = fetch(client, language=language)
    readme = files_in(data)["README.html"].decode()
    assert f'<html lang="{language}">' in readme and words.lower() in readme.lower()
    assert ("It does not prove" in readme) is (language == "en")
    assert ("What the log says" in files_in(data)["protocols.html"].decode()) is (language == "en")
    assert check(data)[0] == 3


def test_one_changed_byte_of_any_file_is_false_and_named(client: Client, check) -> None:
    hold_night()
    data = fetch(client)
    files = files_in(data)
    for path in drawn(sorted(files), 12, "evidence"):
        content = files[path]
        at = random.Random(path).randrange(len(content))
        changed = content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]
        code, told = check(files | {path: changed})
        assert code == 1, path
        assert path in paths(told) or path == "SHA256SUMS", path
        # In the archive, too: there the reader of archives notices it first.
        place = data.index(content) + at
        code, told = check(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        assert (code, path in paths(told)) == (1, True), path


def test_a_missing_file_is_false_and_one_too_many_is_named(client: Client, check) -> None:
    hold_night()
    files = files_in(fetch(client))
    for path in ("precinct.json", "versions/party-1.json", "protocols.html"):
        code, told = check(summed({one: data for one, data in files.items() if one != path}))
        assert (code, path in paths(told)) == (1, True)
    code, told = check(files | {"scans/more.png": b"more"})
    assert (code, paths(told, "qualifies") >= {"scans/more.png"}) == (3, True)


def test_whoever_writes_the_sums_anew_cannot_change_what_follows_from_the_entries(
    client: Client, check
) -> None:
    hold_night()
    files = files_in(fetch(client))
    told_otherwise = files["precinct.json"].replace(b'"invalid": ', b'"invalid": 1')
    code, told = check(summed(files | {"precinct.json": told_otherwise}))
    assert (code, codes(told, "false"), paths(told)) == (1, {"document-differs"}, {"precinct.json"})
    entry = next(path for path in files if path.startswith("entries/") and b'"protocol"' in files[path])
    code, told = check(summed(files | {entry: files[entry].replace(b'"invalid":', b'"invalid":1')}))
    assert (code, "receipt-refused" in codes(told, "false")) == (1, True)
    code, told = check(summed(files | {"protocols.html": b"<p>Lies.</p>"}))
    assert (code, paths(told, "qualifies") >= {"protocols.html"}) == (3, True)
    assert "page-not-made-again" in codes(told, "qualifies")
    [scan] = [path for path in files if path.startswith("scans/")]
    code, told = check(summed(files | {scan: b"another picture"}))
    assert (code, codes(told, "false"), paths(told)) == (1, {"scan-differs"}, {scan})


def test_the_entries_of_another_polling_station_are_no_evidence_of_this_one(client: Client, check) -> None:
    hold_night()
    files, others = files_in(fetch(client)), files_in(fetch(client, "P002"))
    added = {path: data for path, data in others.items() if path.startswith(("entries/", "proofs/"))}
    code, told = check(summed(files | added))
    assert (code, "order-broken" in codes(told, "false")) == (1, True)


def test_a_version_that_is_left_out_between_two_is_missed(client: Client, check) -> None:
    hold_night()
    files = files_in(fetch(client))
    first = json.loads(files["versions/party-1.json"])["log_index"]
    without = {path: data for path, data in files.items() if f"/{first}." not in path}
    code, told = check(summed(without))
    assert (code, "life-cycle-broken" in codes(told, "false")) == (1, True)


def test_a_withdrawn_scan_is_not_in_it_any_more_and_the_reader_is_told(client: Client, check) -> None:
    hold_night()
    shown = PublishedScan.objects.get()
    name = f"scans/{shown.scan_id}.png"
    assert name in files_in(fetch(client))
    act("redaction", contest=SINGLE, what="scan", sha256=shown.scan_id)
    files = files_in(fetch(client))
    assert name not in files
    assert "withdrawn from publication by the decision in entry" in files["README.html"].decode()
    assert check(files)[0] == 3
    # Whoever kept the picture and puts it back in does not make it part of the evidence.
    code, told = check(summed(files | {name: b"kept"}))
    assert (code, paths(told, "qualifies") >= {name}) == (1, True) or name in paths(told)


def test_a_withdrawn_explanation_leaves_it_too(client: Client, check) -> None:
    publish_explained()
    assert "Біреуі бүлінді." in files_in(fetch(client))["protocols.html"].decode()
    row = PublishedProtocol.objects.get(area__code="P001")
    act("redaction", what="explanation", sha256=row.explanation_facts["sha256"])
    data = fetch(client)
    assert "Біреуі бүлінді.".encode() not in data
    assert check(data)[0] == 3


def publish_explained() -> None:
    from tests.web.tiny_election import open_tiny

    open_tiny()
    publish(protocol("P001", explanation="Біреуі бүлінді."))


def test_a_reason_in_words_is_proved_by_its_hash(client: Client, check) -> None:
    hold_night()
    salt, reason = "ab" * 16, "Two copies differ."
    told = {"note_sha256": salted_sha256(reason, salt), "done_by": [], "decision": None}
    private = {"note": reason, "note_salt": salt}
    act("investigation", state="opened", reason="complaint", private=private, **told)
    files = files_in(fetch(client))
    assert reason in files["protocols.html"].decode()
    [note] = [path for path in files if path.startswith("notes/")]
    assert hashlib.sha256(files[note]).hexdigest() == note.removeprefix("notes/")
    code, told = check(summed(files | {note: b"0" * 32 + b"\nLies."}))
    assert (code, note in paths(told)) == (1, True)
    code, told = check(summed(files | {note: files[note] + b"x" * 1_000_000}))
    assert code == 1 and "file-too-long" in codes(told, "false"), "what is too long stops nobody"


def test_a_scan_that_the_site_has_lost_is_said_to_lack(client: Client, check, settings) -> None:
    hold_night()
    [scan] = PublishedScan.objects.values_list("scan_id", flat=True)
    for path in (settings.DATA_DIR / "content").rglob(f"*{scan}*"):
        path.unlink()
    data = fetch(client)
    assert f"scans/{scan}.png" not in files_in(data)
    code, told = check(data)
    assert (code, "scan-left-out" in codes(told, "qualifies")) == (3, True)


def test_time_stamps_and_a_change_of_key_are_proved_with_it(client: Client, check, tiny, tsa: Served) -> None:  # noqa: F811
    publish(protocol("P001"), scans={("P001", "party"): scan_of("P001")})
    take_time_stamps(ELECTION_ID, now=timezone.now())
    rotate_log_key(ELECTION_ID, now=NIGHT)
    publish(protocol("P002"))
    data = fetch(client)
    files = files_in(data)
    assert "time-stamps" in files and any(path.startswith("key-changes/") for path in files)
    code, told = check(data, "--stamp-authorities", str(tsa.authority.folder / "root.pem"))
    assert (code, "stamp-holds" in codes(told, "note")) == (3, True)
    for path in [one for one in files if one.startswith("growth/")]:
        code, told = check(summed({one: content for one, content in files.items() if one != path}))
        assert code == 1, "without its proof a stamp, or a change of key, proves nothing"


def test_it_is_of_polling_stations_of_which_the_log_says_something(client: Client) -> None:
    hold_night()
    for asked in ("P202.en", "R1.en", "KZ.en", "P001.de", "NONE.en", "P001%00.en"):
        assert client.get(f"/data/{ELECTION_ID}/evidence/{asked}.zip").status_code == 404, asked
    assert ElectionRow.objects.filter(pk=ELECTION_ID).exists()


def test_questions_to_a_whole_log_are_refused_with_a_reason(client: Client, tmp_path: Path, capsys) -> None:
    hold_night()
    place = tmp_path / "evidence.zip"
    place.write_bytes(fetch(client))
    kept = public_store(ELECTION_ID).folder / "checkpoint"
    assert main(["verify", str(place), "--since", str(kept), "--lang", "en"]) == 2
    assert "ask about a whole log" in capsys.readouterr().err


def test_the_page_of_a_polling_station_leads_to_it_in_its_language(client: Client) -> None:
    hold_night()
    for prefix, language in (("", "kk"), ("/ru", "ru"), ("/en", "en")):
        page = client.get(f"{prefix}/e/{ELECTION_ID}/a/P001/").content.decode()
        assert f'href="/data/{ELECTION_ID}/evidence/P001.{language}.zip"' in page
    assert "/evidence/" not in client.get(f"/e/{ELECTION_ID}/a/P202/").content.decode()
