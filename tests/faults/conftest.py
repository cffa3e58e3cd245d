"""One site on PostgreSQL and one on SQLite for all faults: what one fault has left behind meets the next."""

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.faults.database import Database, real_database
from tests.faults.disk import Disk, data_disk
from tests.faults.door import Door
from tests.faults.proxy import Network
from tests.faults.site import ENDURANCE, Site, until
from tests.real import do_without
from tests.real.postgres import server_programs

INSIDE = Path(__file__).with_name("inside")
PATIENCE_OF_THE_DATABASE = "?connect_timeout=5&answer_timeout=10"
"""Shorter than the settings' own, so that a short form may wait for it."""


@dataclass
class Night:
    """A site with what it stands on."""

    site: Site
    database: Database
    network: Network | None = None
    disk: Disk | None = None


@pytest.fixture(scope="package")
def night() -> Iterator[Night]:
    """A site on PostgreSQL behind a network of ours, on a disk of its own, with a process that signs.

    Its clock can be set: `clock` in its folder holds by how many seconds it is off.
    """
    programs = server_programs()
    if programs is None:
        do_without("PostgreSQL is not installed: apt-get install postgresql")
    with _folder() as folder, real_database(programs) as database:
        data = folder / "data"
        data.mkdir()
        network = Network(database.port)
        with data_disk(data, folder / "disk") as disk:
            environment = {
                "DATABASE_URL": database.address(network.port, PATIENCE_OF_THE_DATABASE),
                "HATTAMA_LOG_SIGNER": str(folder / "signer"),
                "HATTAMA_PROXIES": "1" if ENDURANCE else "0",
                "PYTHONPATH": _python_path(),
                "FAULTS_DISK": str(folder / "disk"),
                "FAULTS_CLOCK": str(folder / "clock"),
            }
            (folder / "clock").write_text("0", "ascii")
            site = Site(folder, environment)
            if ENDURANCE:
                site.door = Door(folder, site.port)
            try:
                start_signer(site)
                site.prepare()
                site.start()
                if site.door is not None:
                    site.door.wait()
                yield Night(site, database, network, disk)
            finally:
                site.stop()
                if site.door is not None:
                    site.door.close()
                network.close()


@contextlib.contextmanager
def behind_nginx(precincts: int, commissions: int) -> Iterator[Night]:
    """A site of its own with nothing in between that would slow it: nginx before it, PostgreSQL behind it."""
    programs = server_programs()
    if programs is None:
        do_without("PostgreSQL is not installed: apt-get install postgresql")
    with _folder() as folder, real_database(programs) as database:
        environment = {"DATABASE_URL": database.address(), "HATTAMA_PROXIES": "1"}
        site = Site(folder, environment, precincts, commissions)
        site.door = Door(folder, site.port)
        try:
            site.prepare()
            site.start()
            site.door.wait()
            yield Night(site, database)
        finally:
            site.stop()
            site.door.close()


def start_signer(site: Site) -> "subprocess.Popen[bytes]":
    """The process that signs; it keeps its keys and what it signed last in a folder of its own."""
    socket = site.environment["HATTAMA_LOG_SIGNER"]
    words = ("signer", "--socket", socket, "--keys", str(site.folder / "keys"))
    started = site.start_beside(*words)
    until(lambda: Path(socket).is_socket(), "the signer listens")
    return started


@pytest.fixture(scope="package")
def small_site() -> Iterator[Site]:
    """A site on SQLite."""
    with _folder() as folder:
        site = Site(folder, {"DATABASE_URL": "", "PYTHONPATH": _python_path()})
        try:
            site.prepare()
            site.start()
            yield site
        finally:
            site.stop()


def _python_path() -> str:
    return os.pathsep.join((str(INSIDE), os.environ.get("PYTHONPATH", "")))


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="hattama-faults-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
