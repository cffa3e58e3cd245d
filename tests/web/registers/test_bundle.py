"""The bundle holds the public texts of records by the log's hashes, and their files; both are checked."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction

from hattama.cli.main import main
from hattama.core.records import NamedFile, Statement
from hattama.publish.file_facts import facts_of
from hattama.publish.record_texts import RECORD_TEXTS
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log import refresh_bundle as refreshing
from hattama.web.kernel.log import show_files
from hattama.web.kernel.log.bundle_store import MANIFEST, public_store
from hattama.web.kernel.log.export_bundle import export_bundle
from hattama.web.kernel.log.refresh_bundle import refresh_bundle
from hattama.web.kernel.published.tables import Scan
from hattama.web.kernel.stores.content_store import put_content
from hattama.web.operations.backups.restore_backup import refold
from hattama.web.operations.backups.take_in_bundle import take_in_bundle
from hattama.web.registers import erase
from hattama.web.registers.erase import erase_text
from hattama.web.registers.tables import OpenedText
from tests.web.registers.complaints import COMPLAINT, FIRST, LATER, say, statement, three_complaints

pytestmark = pytest.mark.django_db(transaction=True)
MINUTES = b"the minutes of a meeting"
SHA256 = hashlib.sha256(MINUTES).hexdigest()
FILE = f"scans/{SHA256[:2]}/{SHA256}"


@pytest.fixture
def exported(tiny, tmp_path) -> Callable[[], Path]:
    three_complaints()
    put_content(MINUTES)
    Scan.objects.create(
        sha256=SHA256, media_type="text/plain", size_bytes=len(MINUTES), pages=1, received_at=LATER
    )
    minutes = NamedFile(SHA256, "minutes.txt", "text/plain")
    say(Statement("administration", "2023", "meeting", "meeting-one", "commission", {"minutes": minutes}))

    def export() -> Path:
        export_bundle(tiny, tmp_path / "bundle")
        return tmp_path / "bundle"

    return export


def found_in(folder: Path, capsys: pytest.CaptureFixture[str]) -> set[str]:
    main(["verify", str(folder), "--scans", "--json", "--lang", "en"])
    told = json.loads(capsys.readouterr().out)
    return {
        kind["code"] for kind in (*told["false"], *told["unchecked"], *told["qualifies"], *told["note"])
    } - {
        "key-not-confirmed",
        "not-witnessed",
    }


def lines(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / RECORD_TEXTS).read_bytes().splitlines()]


def rewrite(folder: Path, change: Callable[[list[dict[str, Any]]], object]) -> None:
    """As an operator would lie: the file is another, and the manifest vouches for it."""
    told = lines(folder)
    change(told)
    data = b"".join(
        json.dumps(one, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"
        for one in told
    )
    (folder / RECORD_TEXTS).write_bytes(data)
    manifest = json.loads((folder / MANIFEST).read_bytes())
    facts = facts_of(data)
    manifest["files"][RECORD_TEXTS] = {"bytes": facts.size, "sha256": facts.sha256}
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=2, sort_keys=True) + "\n")


def erase_number(tiny: ElectionRow, user: Any) -> None:
    for kept in OpenedText.objects.filter(field="number", record_id=FIRST):
        erase_text(user, tiny, kept.digest, ground="Сұралды", now=LATER)


def erase_minutes(tiny: ElectionRow, user: Any) -> None:
    kept = OpenedText.objects.get(field="minutes")
    erase_text(user, tiny, kept.digest, ground="Сұралды", now=LATER)


def test_public_texts_and_files_are_in_the_bundle_and_nothing_kept_back_is(exported, capsys):
    folder = exported()
    told = lines(folder)
    assert {one["field"] for one in told} == {"number", "quotation", "minutes"}
    assert '{"value":"17/А"}' in {one["text"] for one in told}
    everything = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert COMPLAINT["complainant"].encode() not in everything
    assert (folder / FILE).read_bytes() == MINUTES
    assert found_in(folder, capsys) == set()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda told: told[1].update(text='{"value":"18/А"}'), "document-differs"),
        (lambda told: told[1].update(salt="0" * 32), "document-differs"),
        (lambda told: told[1].update(digest="0" * 64), "document-differs"),
        (lambda told: told.pop(1), "document-differs"),
        (lambda told: told.append(told[1]), "document-differs"),
        (lambda told: told[1].update(salt=None, text=None), "record-text-lost"),
    ],
)
def test_a_text_that_is_not_what_the_log_sealed_is_found(exported, capsys, change, code):
    folder = exported()
    rewrite(folder, change)
    assert code in found_in(folder, capsys)


def test_an_altered_byte_and_a_file_that_is_gone_are_found(exported, capsys):
    folder = exported()
    (folder / FILE).write_bytes(MINUTES.replace(b"m", b"M"))
    assert found_in(folder, capsys) == {"scan-differs"}
    (folder / FILE).unlink()
    assert found_in(folder, capsys) == {"file-absent"}


def test_what_is_erased_leaves_the_bundle_at_once_and_the_next_says_so(exported, capsys, tiny, admin_user):
    before = exported()
    public = public_store(tiny.pk).folder
    refresh_bundle(tiny.pk)
    assert (public / FILE).read_bytes() == MINUTES
    for kept in OpenedText.objects.filter(
        field__in=("number", "minutes"), record_id__in=(FIRST, "meeting-one")
    ):
        erase_text(admin_user, tiny, kept.digest, ground="Сұралды", now=LATER)
    assert not (public / FILE).exists() and not (public / RECORD_TEXTS).exists()
    assert "17/А".encode() in (before / RECORD_TEXTS).read_bytes(), "a copy that somebody took stays theirs"
    folder = exported()
    gone = [one for one in lines(folder) if one["erased_at"]]
    assert {(one["field"], one["text"], one["salt"]) for one in gone} == {
        ("number", None, None),
        ("minutes", None, None),
    }
    assert not (folder / FILE).exists() and found_in(folder, capsys) == {"record-texts-erased"}


def the_public_bundle_holds(words: str, tiny: ElectionRow) -> bool:
    files = [path for path in public_store(tiny.pk).folder.rglob("*") if path.is_file()]
    return any(words.encode() in path.read_bytes() for path in files)


def test_what_is_erased_while_the_bundle_is_refreshed_does_not_come_back_with_it(
    exported, capsys, tiny, admin_user, monkeypatch
):
    exported()
    real = refreshing._tile_facts

    def meanwhile(*arguments):
        monkeypatch.setattr(refreshing, "_tile_facts", real)
        erase_number(tiny, admin_user)
        return real(*arguments)

    monkeypatch.setattr(refreshing, "_tile_facts", meanwhile)
    refresh_bundle(tiny.pk)
    assert not the_public_bundle_holds("17/А", tiny)
    assert found_in(public_store(tiny.pk).folder, capsys) == {"record-texts-erased"}


def test_what_was_made_anew_before_an_erasure_is_committed_goes_when_it_is(
    exported, tiny, admin_user, monkeypatch
):
    exported()
    refresh_bundle(tiny.pk)
    folder, real = public_store(tiny.pk).folder, erase._withdraw
    before = {path: (folder / path).read_bytes() for path in (RECORD_TEXTS, MANIFEST, FILE)}

    def meanwhile(*arguments):
        real(*arguments)
        if transaction.get_connection().in_atomic_block:
            # As somebody makes them who sees no more than what is committed.
            for path, data in before.items():
                (folder / path).write_bytes(data)

    monkeypatch.setattr(erase, "_withdraw", meanwhile)
    erase_number(tiny, admin_user)
    erase_minutes(tiny, admin_user)
    assert not [path for path in before if (folder / path).exists()]


def test_a_file_that_is_erased_while_files_of_records_are_shown_goes_again(
    exported, tiny, admin_user, monkeypatch
):
    exported()
    real = show_files._show

    def meanwhile(store, sha256):
        monkeypatch.setattr(show_files, "_show", real)
        erase_minutes(tiny, admin_user)
        real(store, sha256)

    public_store(tiny.pk).withdraw_scan(SHA256)
    monkeypatch.setattr(show_files, "_show", meanwhile)
    refresh_bundle(tiny.pk)
    assert not (public_store(tiny.pk).folder / FILE).exists()


def test_words_that_speak_only_of_what_is_kept_back_are_kept_back(exported):
    before = lines(exported())
    say(statement("quiet-complaint", complainant="Үлгі Үлгіұлы"))
    assert lines(exported()) == before


def test_texts_and_files_come_back_from_a_bundle_and_the_next_one_is_the_same(
    exported, tiny, tmp_path, settings, admin_user
):
    kept = OpenedText.objects.filter(field="number", record_id=FIRST).first()
    exported()
    erase_text(admin_user, tiny, kept.digest, ground="Сұралды", now=LATER)
    mirror = exported()
    before = (mirror / RECORD_TEXTS).read_bytes()
    call_command("flush", interactive=False, verbosity=0)
    settings.DATA_DIR = tmp_path / "new"
    take_in_bundle(mirror, now=LATER)
    refresh_bundle(tiny.pk, whole=True)
    public = public_store(tiny.pk).folder
    assert (public / RECORD_TEXTS).read_bytes() == before
    assert (public / FILE).read_bytes() == MINUTES
    assert not refold(ElectionRow.objects.get(pk=tiny.pk)), "lists say what the texts say"
