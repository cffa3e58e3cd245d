"""A real PostgreSQL server for the length of one command, on a free port of the loopback interface.

    python -m tests.real.postgres -- python -m pytest tests/web

The command runs with ``DATABASE_URL`` pointing at the server; its exit status is handed on. The server keeps
its files in a temporary folder and trades durability for speed, so it is of no use beyond tests.

PostgreSQL refuses to run as root. There the server (and only the server) runs as the account ``postgres``,
or ``nobody`` where that does not exist.
"""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tests.real import PATIENCE, everything_must_be_here
from tests.real.ports import free_port

SECONDS_TO_START = PATIENCE
# Nothing has to survive a power cut, and the disk is the slow part of a small test database.
HASTY = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=100",
    # The definition of an election is 137 kB, packed for each test that begins with an open one.
    "default_toast_compression=lz4",
)


class ServerDidNotStart(Exception):
    """PostgreSQL ended, or did not answer in time; the message holds what it wrote."""


def server_programs() -> Path | None:
    """The folder with ``initdb`` and ``postgres``, newest version first; None where there is no server."""
    debian = Path("/usr/lib/postgresql")
    folders = sorted(debian.glob("*/bin"), key=lambda path: int(path.parent.name.split(".")[0]), reverse=True)
    on_path = shutil.which("initdb")
    if on_path:
        folders.append(Path(on_path).parent)
    return next((folder for folder in folders if (folder / "initdb").exists()), None)


def _server_account() -> dict[str, Any]:
    """Arguments for subprocess that leave root's rights behind; none needed for everybody else."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            account = pwd.getpwnam(name)
            return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    raise ServerDidNotStart("started as root, and there is neither an account postgres nor nobody")


def _wait_until_ready(programs: Path, server: "subprocess.Popen[str]", port: int, log: Path) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    probe: list[str | Path] = [programs / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)]
    while subprocess.run(probe, check=False).returncode != 0:
        if server.poll() is not None or time.monotonic() > deadline:
            raise ServerDidNotStart(log.read_text(errors="replace"))
        time.sleep(0.05)


@contextlib.contextmanager
def running_server(programs: Path, settings: Sequence[str] = HASTY) -> Iterator[str]:
    """Start an empty server; give its address as a ``DATABASE_URL``; stop it and wipe its files after.

    `settings` are given with ``-c``: without the usual hasty ones it keeps what it says it keeps.
    """
    account = _server_account()
    with tempfile.TemporaryDirectory(prefix="hattama-postgres-") as folder:
        data, log, port = Path(folder, "data"), Path(folder, "log"), free_port()
        if account:
            os.chown(folder, account["user"], account["group"])
        initdb: list[str | Path] = [programs / "initdb", "--no-sync", "--auth=trust", "--username=hattama"]
        initdb += ["--encoding=UTF8", "--locale=C.UTF-8", "--pgdata", data]
        subprocess.run(initdb, check=True, cwd=folder, stdout=subprocess.DEVNULL, **account)
        command: list[str | Path] = [programs / "postgres", "-D", data, "-k", folder]
        command += ["-h", "127.0.0.1", "-p", str(port)]
        for setting in settings:
            command += ["-c", setting]
        with log.open("wb") as written:
            server = subprocess.Popen(command, cwd=folder, stdout=written, stderr=written, **account)
        try:
            _wait_until_ready(programs, server, port, log)
            yield f"postgresql://hattama@127.0.0.1:{port}/postgres"
        finally:
            # An immediate stop: there is nothing to keep, and a test left connected must not delay it.
            server.send_signal(signal.SIGQUIT)
            server.wait(SECONDS_TO_START)


def main(arguments: list[str]) -> int:
    """Run the command after ``--`` beside a server; its exit status, or 1 where a needed server is absent."""
    if arguments[:1] != ["--"] or len(arguments) < 2:
        print("say: python -m tests.real.postgres -- COMMAND ...", file=sys.stderr)
        return 2
    programs = server_programs()
    if programs is None:
        required = everything_must_be_here()
        word = "FAILED" if required else "SKIPPED"
        print(f"{word}: PostgreSQL is not installed (apt-get install postgresql), so nothing ran on it.")
        return 1 if required else 0
    # An interrupted run must still stop its server: turn the signal into an exception that unwinds.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    with running_server(programs) as url:
        return subprocess.run(arguments[1:], check=False, env={**os.environ, "DATABASE_URL": url}).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
