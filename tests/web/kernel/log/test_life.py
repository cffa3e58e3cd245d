"""The life of a protocol after publication: corrected, annulled, recounted, a scan withdrawn; all visible."""

from typing import Any

import pytest

from hattama.core.entries import check_entry_schema, recorded_text, salted_sha256
from hattama.core.entries.registry import KINDS
from hattama.core.transparency_log import parse_canonical
from hattama.web.kernel.accounts.roles import Role
from hattama.web.kernel.elections.loading import load_total
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log import bundle_store
from hattama.web.kernel.log import refresh_bundle as refresh_room
from hattama.web.kernel.log.accept_acts import record_act
from hattama.web.kernel.log.advance_log import advance_log
from hattama.web.kernel.log.bundle_store import public_store
from hattama.web.kernel.log.rebuild_published import rebuild_published
from hattama.web.kernel.log.refresh_bundle import refresh_bundle
from hattama.web.kernel.log.served import DIFFERS_MARK, Held, record_held
from hattama.web.kernel.log.tables import LogEntry
from hattama.web.kernel.published.tables import (
    PublishedFinding,
    PublishedProtocol,
    PublishedScan,
    PublishedTotal,
)
from hattama.web.kernel.stores.content_store import StoreUnavailable
from hattama.web.kernel.stores.made_files import made_home
from hattama.web.scans.take_scan import attach_scan
from tests.web.bundle_states import published_states
from tests.web.people import person
from tests.web.prepared import built_on_tiny
from tests.web.tiny_election import (
    ELECTION_ID,
    NIGHT,
    PARTY,
    area_row,
    protocol,
    publish,
    scan_of,
    sound_figures,
)

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]

DECISION = {"authority": "court", "number": "7", "decided_on": "2023-03-19", "document": None}
SALT = "5" * 32


def act(kind: str, *, private: dict[str, Any] | None = None, advance: bool = True, **said: Any) -> None:
    """Record and publish an act that no page can enter yet."""
    life = {"note_sha256": None, "done_by": []}
    body = {
        "kind": kind,
        "schema": KINDS[kind].schema,
        "recorded_at": recorded_text(NIGHT),
        "area": "P001",
        "contest": PARTY,
        "reason": "court",
        "decision": DECISION,
        **({} if KINDS[kind].schema == 1 else life),
        **said,
    }
    assert check_entry_schema(body) == ()
    told = {"area": area_row(body["area"]), "contest": PARTY, "private": private or {}}
    record_act(ElectionRow.objects.get(pk=ELECTION_ID), body, NIGHT, **told)
    if advance:
        advance_log(ELECTION_ID, now=NIGHT)


def version(kind: str, replaces: int, number: int, **changes: Any) -> None:
    first = LogEntry.objects.get(index=replaces).act.body
    kept = ("figures", "illegible", "findings", "signed_at", "method", "explanation_sha256")
    said = (
        {key: first[key] for key in kept}
        | {"scans": [], "version": number, "replaces": replaces}
        | {
            "words": {},
            "reread": [],
        }
    )
    private = changes.pop("private", None)
    act(kind, private=private, **(said | changes))


def row() -> PublishedProtocol:
    return PublishedProtocol.objects.get(area=area_row("P001"), contest=PARTY)


def national() -> Any:
    return load_total(PublishedTotal.objects.get(area=area_row("KZ"), contest=PARTY))


def state(area_id: str) -> dict[str, Any]:
    refresh_bundle(ELECTION_ID)
    return published_states(ELECTION_ID)[area_id]


def shown() -> dict[str, Any]:
    """What the precinct's state says of its protocol."""
    return state("P001")["contests"][PARTY]


@built_on_tiny
def night() -> None:
    """One precinct with a broken, explained protocol and its scan (entry 3), another beside it (entry 4)."""
    broken = protocol("P001", figures=sound_figures(invalid=21), explanation="Біреуі бүлінді.")
    publish(broken, protocol("P002"), scans={("P001", PARTY): scan_of("P001")})
    refresh_bundle(ELECTION_ID)


def corrected_figures() -> dict[str, Any]:
    figures = dict(LogEntry.objects.get(index=3).act.body["figures"])
    return figures | {"invalid": 12, "participants": 600}


def sound_findings() -> list[dict[str, Any]]:
    """What is to be said of figures that agree: which relations the paper leaves unasked."""
    return LogEntry.objects.get(index=4).act.body["findings"]


def test_a_correction_takes_the_place_of_what_it_corrects(night):
    broken = PublishedFinding.objects.filter(protocol=row(), verdict="broken")
    assert broken.exists()
    version(
        "correction", 3, 2, figures=corrected_figures(), findings=sound_findings(), explanation_sha256=None
    )
    assert (row().version, row().kind, row().entry_index, row().has_broken) == (2, "correction", 5, False)
    assert not PublishedFinding.objects.filter(protocol=row(), verdict="broken").exists()
    assert national().with_findings == 0
    assert national().figures["invalid"].total == 24
    assert [entry["kind"] for entry in shown()["entries"]] == ["protocol", "correction"]
    assert [scan["log_index"] for scan in shown()["protocol"]["scans"]] == [3]


def test_an_annulled_protocol_stays_visible_and_counts_for_nothing(night):
    act("annulment", annuls=3, within="P001")
    assert row().annulled_by == 5
    assert (national().received, national().annulled, national().counted) == (2, 1, 1)
    assert national().figures["participants"].total == 600
    assert shown()["protocol"]["annulled_by"] == 5
    assert shown()["protocol"]["figures"]["invalid"] == 21
    assert state("KZ")["totals"][PARTY]["annulled"] == 1


def test_a_recount_makes_an_annulled_precinct_count_again(night):
    act("annulment", annuls=3, within="P001")
    version("recount", 3, 2, figures=corrected_figures(), findings=sound_findings(), explanation_sha256=None)
    assert row().annulled_by is None
    assert (national().received, national().annulled) == (2, 0)
    assert national().figures["participants"].total == 1200


def test_a_withdrawn_scan_is_gone_and_its_trace_is_not(night):
    scan = PublishedScan.objects.get()
    path = public_store(ELECTION_ID).scan_path(scan.scan_id)
    assert path.exists()
    act("redaction", what="scan", sha256=scan.scan_id)
    assert not path.exists()
    assert not row().has_scan
    assert national().without_scan == 2
    [told] = shown()["protocol"]["scans"]
    assert (told["sha256"], told["withdrawn_by"]) == (scan.scan_id, 5)


def test_a_scan_is_withdrawn_also_while_another_cannot_be_had(night, monkeypatch):
    store, waiting = public_store(ELECTION_ID), PublishedScan.objects.get()
    scan = scan_of("P002", shade=90)
    attach_scan(person(Role.TYPIST, "P002"), area_row("P002"), PARTY, scan, now=NIGHT)
    advance_log(ELECTION_ID, now=NIGHT)
    assert store.scan_path(scan.sha256).exists()
    store.withdraw_scan(waiting.scan_id)

    def away(*_):
        raise StoreUnavailable("away")

    monkeypatch.setattr(bundle_store, "place_content", away)
    act("annulment", annuls=3, within="P001", advance=False)
    act("redaction", area="P002", what="scan", sha256=scan.sha256)
    assert not store.scan_path(scan.sha256).exists()


def test_a_file_that_stands_beside_two_protocols_is_shown_until_both_are_without_it(night):
    scan = PublishedScan.objects.get()
    other = PublishedProtocol.objects.get(area__code="P002")
    PublishedScan.objects.create(protocol=other, scan=scan.scan, entry_index=4)
    act("redaction", what="scan", sha256=scan.scan_id)
    assert public_store(ELECTION_ID).scan_path(scan.scan_id).exists()
    PublishedScan.objects.update(withdrawn_by=4)
    refresh_bundle(ELECTION_ID, whole=True)
    assert not public_store(ELECTION_ID).scan_path(scan.scan_id).exists()


def test_a_withdrawn_scan_can_no_longer_be_had(night, client):
    scan = PublishedScan.objects.get().scan_id
    assert client.get(f"/scans/{scan}").status_code == 200
    act("redaction", what="scan", sha256=scan)
    assert client.get(f"/scans/{scan}").status_code == 404
    assert client.get(f"/data/{ELECTION_ID}/bundle/scans/{scan[:2]}/{scan}").status_code == 404


def test_the_page_of_its_precinct_leads_to_no_withdrawn_scan_and_says_that_there_was_one(night, client):
    published = PublishedScan.objects.select_related("protocol__area").get()
    page = f"/en/e/{ELECTION_ID}/a/{published.protocol.area.code}/"
    assert f'href="/scans/{published.scan_id}"' in client.get(page).content.decode()
    act("redaction", what="scan", sha256=published.scan_id)
    after = client.get(page).content.decode()
    assert published.scan_id not in after
    assert "A scan that stood here was withdrawn" in after and "No certified copy" not in after


def files_that_say(text: str) -> list[str]:
    """Which files of the bundle hold a text."""
    folder = public_store(ELECTION_ID).folder
    return [str(path) for path in folder.rglob("*") if path.is_file() and text.encode() in path.read_bytes()]


def test_no_file_of_the_bundle_says_any_more_what_was_withdrawn(night):
    sha256 = shown()["protocol"]["explanation"]["sha256"]
    assert len(files_that_say("Біреуі бүлінді.")) == 3
    act("redaction", what="explanation", sha256=sha256)
    assert files_that_say("Біреуі бүлінді.") == []
    refresh_bundle(ELECTION_ID)
    assert "protocols.csv" in {path.name for path in public_store(ELECTION_ID).folder.iterdir()}


def test_what_is_withdrawn_while_figures_differ_takes_not_the_word_of_it_away(night):
    refresh_bundle(ELECTION_ID)
    record_held(ELECTION_ID, Held(NIGHT, 1.0, ("published_total KZ party received",)))
    act("redaction", what="explanation", sha256=row().explanation_facts["sha256"])
    assert files_that_say("Біреуі бүлінді.") == []
    assert (made_home(ELECTION_ID) / DIFFERS_MARK).exists()


def test_an_explanation_that_is_withdrawn_while_tables_are_made_is_in_none_of_them(night, monkeypatch):
    sha256, begun, tile_facts = shown()["protocol"]["explanation"]["sha256"], [], refresh_room._tile_facts

    def meanwhile(*told):
        begun or begun.append(act("redaction", what="explanation", sha256=sha256))
        return tile_facts(*told)

    act("annulment", annuls=4, within="P002", area="P002")
    monkeypatch.setattr(refresh_room, "_tile_facts", meanwhile)
    refresh_bundle(ELECTION_ID)
    assert begun and files_that_say("Біреуі бүлінді.") == []


def test_an_explanation_can_be_checked_and_can_be_withdrawn(night):
    word = shown()["protocol"]["explanation"]
    entry = parse_canonical(bytes(LogEntry.objects.get(index=3).body))
    assert word["text"] == "Біреуі бүлінді."
    assert salted_sha256(word["text"], word["salt"]) == word["sha256"] == entry["explanation_sha256"]
    act("redaction", what="explanation", sha256=word["sha256"])
    gone = shown()["protocol"]["explanation"]
    assert gone == {"sha256": word["sha256"], "salt": None, "text": None, "withdrawn_by": 5}
    refresh_bundle(ELECTION_ID)
    for path in public_store(ELECTION_ID).folder.rglob("*"):
        assert not path.is_file() or "Біреуі".encode() not in path.read_bytes(), path


def test_a_version_with_a_word_of_its_own_shows_that_word(night):
    private = {"explanation": "Қайта саналды.", "salt": SALT}
    version("recount", 3, 2, explanation_sha256=salted_sha256("Қайта саналды.", SALT), private=private)
    assert shown()["protocol"]["explanation"]["text"] == "Қайта саналды."


def test_all_of_it_can_be_made_anew_from_the_log(night):
    act("annulment", annuls=3, within="P001")
    version("recount", 3, 2, figures=corrected_figures(), findings=sound_findings(), explanation_sha256=None)
    act("redaction", what="scan", sha256=PublishedScan.objects.get().scan_id)
    refresh_bundle(ELECTION_ID)
    before = {path: path.read_bytes() for path in public_store(ELECTION_ID).folder.rglob("*.json")}
    rebuild_published(night)
    refresh_bundle(ELECTION_ID, whole=True)
    assert {path: path.read_bytes() for path in before} == before


def test_several_turns_of_one_life_in_one_batch_come_out_as_one_by_one(night):
    act("annulment", advance=False, annuls=3, within="P001")
    act("redaction", what="scan", sha256=PublishedScan.objects.get().scan_id)
    assert (row().annulled_by, row().has_scan) == (5, False)
    assert public_store(ELECTION_ID).size() == 7
