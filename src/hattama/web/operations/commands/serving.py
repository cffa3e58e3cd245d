"""`hattama serve`: the site on one address, by granian in WSGI mode."""

import argparse
import os
import resource
import signal
import socket
import subprocess
import sys
import time
from typing import Any, NoReturn

from hattama.core.vocabulary import Message, system_reason
from hattama.phrases import Refused, bounded, say
from hattama.web.kernel.commands.answers import MOST_WORKERS, announce
from hattama.web.kernel.commands.endings import end_children, end_with_parent
from hattama.web.kernel.commands.log_checks import refuse_if_log_differs
from hattama.web.kernel.commands.preparation import add_prepared
from hattama.web.operations.commands.doctor import refuse_unfit
from hattama.web.operations.commands.logs import (
    PAUSE_SECONDS,
    erase_again,
    start_log_keeper,
    start_log_writer,
)
from hattama.web.operations.commands.scans import start_scan_worker

START_SECONDS = 60
THREADS = 32
"""How many requests one worker takes up at once, each with its own connection to the database. Those that
wait for the log are covered together, and are most of them; an eighth of them at most are log-ins."""
FEWEST_THREADS = 8
"""On SQLite more would only wait for its one lock, which has no line."""
SPARE_CONNECTIONS = 20
"""Of PostgreSQL's, for what is no worker: the log's processes, readers of scans, whoever looks after it."""

HEADER_SECONDS = 10
"""So long may a header take, and a connection be silent: whoever sends nothing holds it no longer."""

CONNECTIONS = 4096
"""Of one worker, also those on which nothing is said: granian takes 1,024 in all if it is not told."""

CALM_SECONDS = 20
"""How long requests in flight may take at the end. A worker told to end while it starts never does."""

_HOST = Message("address to listen on (127.0.0.1 by default)")
_PORT = Message("port (the variable PORT or 8000 by default)")
_WORKERS = Message("how many worker processes")
_ONLY = Message("the site alone: other processes look after logs and scans")
_NOT_STARTED = Message("The site did not start at {address}. The port may be taken: PORT=8001 make run")
_TAKEN = Message("The address {address} cannot be taken: {why}. Name another port, for example: PORT=8001")
_TOO_MANY = Message(
    "Workers: {workers}. Each keeps {threads} connections to PostgreSQL at least, which takes {most} in all "
    "(max_connections): requests would be refused under load. Expected: at most {fit} workers, or "
    "max_connections = {wanted}."
)
_BAD_PORT = Message("The port is given as {found}, expected a number from 1 to 65535.")


def register(subparsers: Any, language: str) -> None:
    """Add `serve`."""
    parser = add_prepared(subparsers, "serve", say(Message("serve the site"), language), _run)
    add_address_options(parser, language)
    parser.add_argument("--only", choices=("site",), help=say(_ONLY, language))


def add_address_options(parser: argparse.ArgumentParser, language: str) -> None:
    """Add `--host`, `--port` and `--workers`."""
    parser.add_argument("--host", default="127.0.0.1", help=say(_HOST, language))
    parser.add_argument("--port", metavar="PORT", help=say(_PORT, language))
    workers = bounded(language, 1, MOST_WORKERS)
    parser.add_argument("--workers", type=workers, default=2, metavar="N", help=say(_WORKERS, language))


def _run(args: argparse.Namespace) -> int:
    refuse_unfit(args.language)
    refuse_if_log_differs(args.language)
    erase_again(args.language)
    if args.only is not None:
        become_server(args)
    server = start_server(args)
    announce(Message("The site is at {address} (stop: Ctrl+C)"), args.language, address=site_address(args))
    return wait_for_end(server)


def site_address(args: argparse.Namespace) -> str:
    """The address of the home page, as people type it."""
    host = f"[{args.host}]" if ":" in args.host else args.host
    return f"http://{host}:{_port(args)}/"


def start_server(args: argparse.Namespace) -> subprocess.Popen[bytes]:
    """Start the server as a child process and wait until it answers. Exits with code 2 when it does not."""
    _refuse_if_taken(args)
    server = subprocess.Popen(
        _command(args),
        env=_environment(),
        # Ctrl+C reaches the whole group at once; workers that end before the server is told keep it waiting
        # for ever. In a group of its own only this process tells it, and it ends its workers itself.
        process_group=0,
        preexec_fn=end_with_parent,
    )
    address = site_address(args)
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        if _answers(f"{address}health/live"):
            return server
        time.sleep(0.2)
    server.terminate()
    raise Refused(_NOT_STARTED, address=address)


def become_server(args: argparse.Namespace) -> NoReturn:
    """Become the server of the site: whoever started this process tells it to end."""
    _refuse_if_taken(args)
    command = _command(args)
    os.execve(command[0], command, _environment())


def _environment() -> dict[str, str]:
    """What servers are given: the key must exist before several workers look for it at once."""
    from django.conf import settings

    # A connection is an open file, and the usual limit is 1,024 of them.
    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(now, min(most, 2 * CONNECTIONS)), most))
    return os.environ | {"HATTAMA_SECRET_KEY": settings.SECRET_KEY}


def _command(args: argparse.Namespace) -> list[str]:
    """The words that start granian."""
    from django.conf import settings

    from hattama.web.kernel.server_log.lines import GRANIAN

    lines = ("--log-config", str(GRANIAN)) if settings.LINES == "json" else ()
    return [
        *(sys.executable, "-m", "granian", "hattama.web.wsgi:application", "--interface", "wsgi"),
        *("--http", "1", "--no-ws", "--respawn-failed-workers"),
        *("--backlog", str(CONNECTIONS), "--backpressure", str(CONNECTIONS)),
        *("--http1-header-read-timeout", str(1000 * HEADER_SECONDS)),
        *("--host", args.host, "--port", str(_port(args)), "--workers", str(args.workers)),
        *(
            "--blocking-threads",
            str(_threads(args.workers, args.language)),
            "--workers-kill-timeout",
            str(CALM_SECONDS),
        ),
        # It would warn at every start that threads are more than cores: most of ours wait.
        *("--log-level", "error", *lines),
    ]


def _threads(workers: int, language: str) -> int:
    """As many for each worker as the database has connections for; where even the fewest are too many, that
    is said."""
    from django.db import connection

    if connection.vendor == "sqlite":
        return FEWEST_THREADS
    with connection.cursor() as cursor:
        cursor.execute("SHOW max_connections")
        most = int(cursor.fetchone()[0])
    free = most - SPARE_CONNECTIONS
    if free < FEWEST_THREADS * workers:
        fit, wanted = max(1, free // FEWEST_THREADS), FEWEST_THREADS * workers + SPARE_CONNECTIONS
        told = {"workers": workers, "threads": FEWEST_THREADS, "most": most, "fit": fit, "wanted": wanted}
        announce(_TOO_MANY, language, **told)
    return max(FEWEST_THREADS, min(THREADS, free // workers))


def wait_for_end(server: subprocess.Popen[bytes]) -> int:
    """Have logs and scans looked after until the server ends; an interrupt or SIGTERM is passed on to it."""
    signal.signal(signal.SIGTERM, lambda *_: server.terminate())
    beside = {start: start() for start in (start_log_writer, start_log_keeper, start_scan_worker)}
    due = dict.fromkeys(beside, time.monotonic() + PAUSE_SECONDS)
    try:
        while server.poll() is None:
            for start, child in beside.items():
                # Who was killed begins again at once. Who ended by itself may do so each time.
                if child.poll() is not None and (child.returncode < 0 or time.monotonic() > due[start]):
                    beside[start], due[start] = start(), time.monotonic() + PAUSE_SECONDS
            time.sleep(0.1)
        return server.wait()
    except KeyboardInterrupt:
        server.terminate()
        return server.wait()
    finally:
        # Whatever went wrong here, nobody is left behind to serve a site that nobody looks after.
        end_children((server, *beside.values()))


def _refuse_if_taken(args: argparse.Namespace) -> None:
    """Exit with code 2 where another program holds the address: its answers would be taken for the site's."""
    family = socket.AF_INET6 if ":" in args.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((args.host, _port(args)))
        except OSError as trouble:
            why = system_reason(trouble.strerror or str(trouble))
            raise Refused(_TAKEN, address=site_address(args), why=why) from None


def _answers(address: str) -> bool:
    from urllib.request import urlopen

    try:
        with urlopen(address, timeout=10) as response:  # noqa: S310 -- our own address
            return bool(response.status == 200)
    except OSError:
        return False


def _port(args: argparse.Namespace) -> int:
    found: str = args.port if args.port is not None else os.environ.get("PORT", "8000")
    if not found.isdecimal() or not 1 <= int(found) <= 65535:
        raise Refused(_BAD_PORT, found=found)
    return int(found)
