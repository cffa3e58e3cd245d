"""A database of an earlier release, with data, becomes one of this release: nothing is lost on the way."""

from __future__ import annotations

import contextlib
import json
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

from hattama.cli.main import main
from hattama.web.kernel.log.signing_keys import make_private_key
from tests.web.operations.backups.test_backups import ROOT, Site, databases

EARLIER = Path(__file__).parent / "earlier"
PAGES = ("/en/", "/en/e/tiny/", "/en/e/tiny/a/P001/")


def load(site: Site) -> str:
    """Put the dump into the site's empty database; the engine's name."""
    url = site.environment["DATABASE_URL"]
    engine = "postgresql" if url else "sqlite"
    script = (EARLIER / f"{engine}.sql").read_text("utf-8")
    if url:
        import psycopg

        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(script)
    else:
        with contextlib.closing(sqlite3.connect(site.folder / "hattama.sqlite3")) as connection:
            connection.executescript(script)
    return engine


def furnish(site: Site, engine: str) -> None:
    """The files of the earlier data folder that cannot be made again, and the key."""
    for path in (EARLIER / "content").iterdir():
        place = site.folder / "content" / path.name[:2] / path.name[2:4] / path.name
        place.parent.mkdir(parents=True)
        shutil.copyfile(path, place)
    site.bundle().mkdir(parents=True)
    shutil.copyfile(EARLIER / f"{engine}.checkpoint", site.folder / "checkpoint-of-then")
    key = site.folder / "keys" / "tiny.key"
    key.parent.mkdir()
    key.write_text(make_private_key("hattama.invalid/tiny", bytes([7]) * 32).line())
    key.chmod(0o600)


def test_a_database_of_an_earlier_release_is_carried_forward_with_every_act_entry_and_scan(tmp_path):
    with databases("earlier") as urls:
        site = Site(tmp_path / "site", urls["earlier"])
        site.folder.mkdir()
        furnish(site, load(site))
        since = site.folder / "checkpoint-of-then"
        done = subprocess.run(
            [sys.executable, "-m", "tests.web.archive.look_at_site", *PAGES],
            env=site.environment, cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        told = json.loads(done.stdout)
        assert (told["entries"], told["acts"], told["pending"]) == (7, 8, 1)
        assert told["content"] == [2885, 153]
        assert told["accounts"] == 1
        assert told["refused"] == ["act", "log_entry"]
        assert told["pages"] == [200] * len(PAGES)
        assert told["after"] == 9
        # What was signed then is the beginning of what is signed now.
        assert main(["verify", str(site.bundle()), "--scans", "--since", str(since)]) == 0
