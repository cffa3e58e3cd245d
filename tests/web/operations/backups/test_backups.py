"""Backup and restore as people run them, each in a process of its own with a data folder of its own."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from hattama.cli.main import main
from hattama.web.kernel.commands.log_checks import refuse_if_log_differs
from hattama.web.kernel.log.bundle_store import public_store
from hattama.web.kernel.log.shown_checkpoints import make_receipt
from hattama.web.kernel.log.write_log_files import LogAheadOfDatabase
from hattama.web.operations.backups import restore_backup
from hattama.web.operations.backups.back_up import back_up
from hattama.web.operations.backups.restore_backup import migrations_ahead
from hattama.web.operations.commands.restores import _note_shown
from hattama.web.registers.erase import ERASURES
from tests.web.tiny_election import protocol, publish

pytestmark = pytest.mark.long

ROOT = Path(__file__).parents[4]


@contextlib.contextmanager
def databases(*names: str) -> Iterator[dict[str, str]]:
    """Addresses of empty databases by name; empty ones where tests run on SQLite."""
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        yield dict.fromkeys(names, "")
        return
    import psycopg

    made = {name: f"keep_{name}_{os.getpid()}" for name in names}
    with psycopg.connect(url, autocommit=True) as connection:
        for name in made.values():
            connection.execute(f"CREATE DATABASE {name}")
        try:
            yield {name: f"{url.rpartition('/')[0]}/{made[name]}" for name in names}
        finally:
            for name in made.values():
                connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


class Site:
    """A data folder and a database, and commands that run on them."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        self.environment = {**os.environ, "HATTAMA_DATA": str(folder), "HATTAMA_LANG": "en"}
        self.environment |= {"DATABASE_URL": url, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])}
        self.environment.pop("DJANGO_SETTINGS_MODULE", None)

    def steps(self, *steps: str | tuple[object, ...]) -> str:
        """Steps of `keeping_site` and commands, in a process of this site; what they printed."""
        told = json.dumps([step if isinstance(step, str) else [*map(str, step)] for step in steps])
        words = [sys.executable, "-m", "tests.web.operations.backups.keeping_site", told]
        done = subprocess.run(
            words, env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout + done.stderr

    def bundle(self) -> Path:
        """The public bundle."""
        return self.folder / "public" / "tiny"


def log_files(bundle: Path) -> dict[str, bytes]:
    """Everything in a bundle but partial tiles, of which a bundle that grew has older ones."""
    return {
        path.relative_to(bundle).as_posix(): path.read_bytes()
        for path in bundle.rglob("*")
        if path.is_file() and ".p" not in path.relative_to(bundle).as_posix()
    }


@dataclass(frozen=True)
class Kept:
    """A site that was backed up and went on, and addresses of databases for what comes after it."""

    place: Path
    secret: Path
    urls: dict[str, str]
    old: Site


@pytest.fixture(scope="module")
def kept(tmp_path_factory) -> Iterator[Kept]:
    with databases("old", "new", "drill", "bare", "apart") as urls:
        place = tmp_path_factory.mktemp("keeping")
        secret = place / "passphrase"
        secret.write_text("қыс түнгі ұзақ жол\n", "utf-8")
        old = Site(place / "old", urls["old"])
        old.environment["DRILL_URL"] = urls["drill"]
        keeping = ("backup", place / "kept", "--with-keys", "--passphrase-file", secret)
        drill = ("--drill", "--drill-database", "DRILL_URL")
        # The night goes on after it: what waited is published, and more comes; then the machine burns down.
        told = old.steps("make", (*keeping, *drill), "more")
        assert "The drill succeeded" in told
        assert "tiny: log entries 6, waiting 1." in told
        assert json.loads((old.bundle() / "manifest.json").read_bytes())["tree_size"] == 8
        # What the next backup would have put beside the first.
        shutil.copy(old.folder / ERASURES, place / "kept")
        yield Kept(place, secret, urls, old)


@pytest.mark.both_engines
def test_a_site_comes_back_from_its_backup_and_from_a_mirror_what_the_backup_lacks(kept):
    old, new = kept.old, Site(kept.place / "new", kept.urls["new"])
    restoring = ("restore", kept.place / "kept", "--passphrase-file", kept.secret)
    told = new.steps((*restoring, "--against", old.bundle()), "texts", "log-in")
    assert "entries in it: 6, in the mirror: 8" in told
    assert "6: protocol P002 party" in told and "7: protocol P201 party" in told
    assert "accepted before and waiting: 1." in told
    assert "had been erased and stood here again: 1." in told
    assert "texts ['number', 'quotation'] erased 1" in told, "and no longer the complainant's name"
    assert log_files(new.bundle()) == log_files(old.bundle())
    assert main(["verify", str(new.bundle()), "--scans", "--since", str(old.bundle() / "checkpoint")]) == 3
    # The key of second factors came back with the others, and what it sealed with the database.
    assert "\nin " in f"\n{told}"
    assert "second factors are sealed, and the key opens them" in told


def test_without_its_keys_a_site_comes_back_and_says_whom_it_cannot_let_in(kept):
    """Whatever the database is: the key lies beside it."""
    bare = Site(kept.place / "bare", kept.urls["bare"])
    said = bare.steps(("restore", kept.place / "kept", "--against", kept.old.bundle()), "log-in")
    assert "\nout " in f"\n{said}" and "is missing on this server" in said
    assert "does not open the secrets of second factors: 1 of 1" in said


def test_keys_that_were_kept_apart_lie_there_before_the_backup_is_restored(kept):
    site = Site(kept.place / "apart", kept.urls["apart"])
    site.folder.mkdir()
    shutil.copy(kept.old.folder / "factor_key", site.folder)
    said = site.steps(("restore", kept.place / "kept", "--against", kept.old.bundle()), "log-in")
    assert "second factors are sealed, and the key opens them" in said


@pytest.mark.both_engines
@pytest.mark.django_db(transaction=True)
def test_into_what_is_not_empty_nothing_is_restored(tiny, run, settings, tmp_path):
    back_up(tmp_path / "kept", clock=timezone.now)
    answer = run("restore", tmp_path / "kept")
    assert answer.code == 2
    assert "The data folder is not empty" in answer.told
    settings.DATA_DIR = tmp_path / "empty"
    settings.DATA_DIR.mkdir()
    answer = run("restore", tmp_path / "kept")
    assert answer.code == 2
    assert "The database is not empty" in answer.told
    assert list(settings.DATA_DIR.iterdir()) == []


@pytest.mark.django_db
@pytest.mark.parametrize("data", [b"\xff\xfe\xfa", "қыс түнгі".encode("utf-16")], ids=["bytes", "utf-16"])
def test_a_passphrase_that_is_no_text_is_named_in_a_sentence(run, tmp_path, data):
    (tmp_path / "passphrase").write_bytes(data)
    answer = run("backup", tmp_path / "kept", "--with-keys", "--passphrase-file", tmp_path / "passphrase")
    assert answer.code == 2 and not (tmp_path / "kept").exists()
    assert f"{tmp_path / 'passphrase'}: the file is not encoded in UTF-8" in answer.told


@pytest.mark.django_db
def test_a_folder_without_a_finished_backup_is_refused(run, tmp_path):
    (tmp_path / "backups" / "20230319T173000Z").mkdir(parents=True)
    answer = run("--lang", "kk", "restore", tmp_path)
    assert answer.code == 2
    assert "аяқталған сақтық көшірме жоқ" in answer.told


@pytest.mark.both_engines
@pytest.mark.django_db
def test_a_program_older_than_its_database_says_so_and_leaves_it_alone(tiny, run):
    MigrationRecorder(connection).record_applied("kernel", "9999_later")
    answer = run("totals", "tiny")
    assert answer.code == 2
    assert "migration 9999_later is applied there" in answer.told


@pytest.mark.django_db(transaction=True)
def test_a_backup_whose_tables_are_of_another_build_is_not_said_to_be_restored(
    tiny, run, settings, tmp_path, monkeypatch
):
    back_up(tmp_path / "kept", clock=timezone.now)
    settings.DATA_DIR = tmp_path / "empty"
    settings.DATA_DIR.mkdir()
    monkeypatch.setattr(restore_backup, "require_empty_database", lambda: None)
    change = 'ALTER TABLE "area" RENAME COLUMN "{}" TO "{}"'
    alter = connection.cursor().execute
    # The tables that stand already are those that were brought back.
    monkeypatch.setattr(restore_backup, "restore_database", lambda _: alter(change.format("after", "later")))
    try:
        answer = run("restore", tmp_path / "kept")
    finally:
        alter(change.format("later", "after"))
    assert answer.code == 2
    assert "by another build of the program, before its first release: area.after differs" in answer.told
    assert "Restored" not in answer.told


def test_a_backup_of_a_newer_program_is_told_by_migrations_of_ours():
    assert migrations_ahead(["kernel.0001_initial", "auth.0001_renamed_since"]) == []
    assert migrations_ahead(["kernel.0002_later", "auth.0001_initial"]) == ["kernel.0002_later"]
    assert migrations_ahead(["weather.0001_initial"]) == ["weather.0001_initial"]


@pytest.mark.both_engines
@pytest.mark.django_db
def test_a_receipt_of_a_later_entry_stops_the_writer_until_a_mirror_brings_it(tiny, settings, tmp_path):
    with contextlib.suppress(RuntimeError), transaction.atomic():
        publish(protocol("P001"))
        receipt = tmp_path / "kept.tlog-proof"
        receipt.write_bytes(make_receipt(tiny.pk, 3))
        raise RuntimeError("the backup is older")
    shutil.rmtree(public_store("tiny").folder)
    assert _note_shown(receipt, "en")
    with pytest.raises(LogAheadOfDatabase):
        publish(protocol("P002"))
    with pytest.raises(SystemExit):
        refuse_if_log_differs("en")
