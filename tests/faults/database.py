"""A PostgreSQL that keeps what it says it keeps, and that can be shut down at once and started again."""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.real.ports import free_port
from tests.real.postgres import SECONDS_TO_START, _server_account, _wait_until_ready
from tests.real.processes import children

SETTINGS = ("max_connections=100", "synchronous_commit=on", "fsync=off", "log_lock_waits=on")
"""Every commit is handed to the system before it is acknowledged, so that a killed server loses none. Only a
power cut would, and nobody cuts the power here."""


class Database:
    """One server in a folder of its own."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self._programs = programs
        self._folder = folder
        self._account: dict[str, Any] = _server_account()
        self.port = free_port()
        self._server: subprocess.Popen[str] | None = None
        if self._account:
            os.chown(folder, self._account["user"], self._account["group"])
        initdb = [programs / "initdb", "--no-sync", "--auth=trust", "--username=hattama"]
        initdb += ["--encoding=UTF8", "--locale=C.UTF-8", "--pgdata", folder / "data"]
        subprocess.run(initdb, check=True, cwd=folder, stdout=subprocess.DEVNULL, **self._account)
        self.start()

    def address(self, port: int = 0, query: str = "") -> str:
        """Its DATABASE_URL, through another `port` if given."""
        return f"postgresql://hattama@127.0.0.1:{port or self.port}/postgres{query}"

    def start(self) -> None:
        """Start it and wait until it answers."""
        command: list[str | Path] = [self._programs / "postgres", "-D", self._folder / "data"]
        command += ["-k", self._folder, "-h", "127.0.0.1", "-p", str(self.port)]
        for setting in SETTINGS:
            command += ["-c", setting]
        log = self._folder / "log"
        with log.open("ab") as written:
            self._server = subprocess.Popen(
                command, cwd=self._folder, stdout=written, stderr=written, **self._account
            )
        _wait_until_ready(self._programs, self._server, self.port, log)

    def backends(self) -> list[int]:
        """The processes that answer somebody; when one is killed, all are, and the server recovers."""
        return children(self._server.pid, b"hattama postgres") if self._server is not None else []

    def shut_down_at_once(self) -> None:
        """As `pg_ctl stop -m immediate` does: connections break, nothing is written back."""
        if self._server is not None:
            self._server.send_signal(signal.SIGQUIT)
            self._server.wait(SECONDS_TO_START)


@contextlib.contextmanager
def real_database(programs: Path) -> Iterator[Database]:
    """A server for the time of the block."""
    folder = Path(tempfile.mkdtemp(prefix="hattama-faults-postgres-"))
    try:
        database = Database(programs, folder)
        try:
            yield database
        finally:
            database.shut_down_at_once()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
