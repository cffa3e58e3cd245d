"""Where the load falls: a PostgreSQL that keeps its word, `hattama serve`, a bare view, nginx before both."""

from __future__ import annotations

import contextlib
import getpass
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.bench_serving import end, start, wait_until_it_listens
from bench.processor_time import is_below, processes, seconds_by_part
from bench.writers_site import ELECTION
from tests.real.ports import free_port
from tests.real.postgres import running_server, server_programs

CONFIGURATION = """
user {user}; daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log crit;
events {{ worker_connections 4096; }}
http {{
  access_log off; keepalive_requests 1000000; sendfile on; default_type application/octet-stream;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  proxy_cache_path {folder}/pages keys_zone=pages:10m max_size=200m inactive=1m use_temp_path=off;
  client_max_body_size 25m; client_body_buffer_size 1m;
  upstream site {{ server 127.0.0.1:{site}; keepalive 32; keepalive_time 10s; keepalive_timeout 5s; }}
  # As in deploy/nginx: what is sent waits in a line that ends.
  upstream sent {{ zone sent 64k; server 127.0.0.1:{site} max_conns={line};
                   keepalive 32; keepalive_time 10s; keepalive_timeout 5s; }}
  map $request_method $line {{ GET site; default sent; }}
  upstream bare {{ server 127.0.0.1:{bare}; keepalive 32; keepalive_time 10s; keepalive_timeout 5s; }}
  server {{
    listen 127.0.0.1:{port} backlog=4096;
    proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host $host:$server_port;
    # As in deploy/nginx: who finds the line full is told to send again, with words.
    error_page 502 504 =503 /away;
    location = /away {{ internal; return 503; }}
    location /data/{election}/bundle/ {{ alias {public}/{election}/; }}
    location = /keep {{ proxy_pass http://bare; }}
    # As in deploy/nginx: what the site marks so is held for the seconds that it says.
    location / {{
      proxy_pass http://$line; proxy_cache pages; proxy_cache_key $host$request_uri; proxy_cache_lock on;
      proxy_cache_bypass $cookie_sessionid; proxy_no_cache $cookie_sessionid;
      proxy_cache_use_stale updating; proxy_cache_background_update on;
    }}
  }}
}}
"""
ON_SQLITE = os.environ.get("HATTAMA_BENCH_DATABASE") == "sqlite"
LINE = int(os.environ.get("HATTAMA_BENCH_LINE", "200"))
_CALM = 8.0
SETTINGS = ("max_connections=200", "shared_buffers=256MB")
READING, LOG, AFTER = "read scans later", "log and tables", "looking after logs"
MARKS = {
    "hattama.scanning.reader_program": READING,
    "scans work": READING,
    "log write": LOG,
    "hattama.web.wsgi": "web",
}
PARTS = {"site": AFTER, "bare": "bare view", "nginx": "nginx", "database": "PostgreSQL"}


class NothingToMeasureWith(Exception):
    """nginx or PostgreSQL is not installed."""


_INSIDE = "HATTAMA_BENCH_INSIDE"


def is_inside(module: str) -> bool:
    """Whether this process is the one that `run_inside` started; its site stands ready then."""
    if os.environ.get(_INSIDE) != module:
        return False
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hattama.web.operations.settings")
    from hattama.web.kernel.commands.preparation import prepare

    prepare("en")
    return True


def run_inside(module: str, *arguments: str) -> int:
    """Run `module` again, in the environment of an empty site on a PostgreSQL of its own; its exit status.

    Raises NothingToMeasureWith.
    """
    programs = server_programs()
    if programs is None:
        raise NothingToMeasureWith("apt-get install postgresql")
    with running_server(programs, SETTINGS) as url, tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "DATABASE_URL": by_socket(url), "HATTAMA_DATA": folder, _INSIDE: module}
        return subprocess.run([sys.executable, "-m", module, *arguments], env=environment).returncode


@dataclass(frozen=True, slots=True)
class Place:
    """`port`: nginx before the site and the bare view; `people`: [precinct, session] of each account.

    `url`: that of PostgreSQL, or the file of the site's own SQLite.
    """

    port: int
    url: str
    people: list[list[str]]
    roots: dict[int, str]

    def processor(self) -> dict[str, float]:
        """Seconds of the processor that each part has taken so far; SQLite's are those of who asks it."""
        return dict.fromkeys(PARTS.values(), 0.0) | seconds_by_part(self.roots, MARKS)


@contextlib.contextmanager
def place_for(precincts: int) -> Iterator[Place]:
    """Everything started, with so many precincts. Raises NothingToMeasureWith."""
    programs = None if ON_SQLITE else server_programs()
    if (programs is None and not ON_SQLITE) or shutil.which("nginx") is None:
        raise NothingToMeasureWith("apt-get install postgresql nginx-light")
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(_folder()))
        url = by_socket(stack.enter_context(running_server(programs, SETTINGS))) if programs else ""
        os.environ["DATABASE_URL"] = url
        url = url or str(folder / "hattama.sqlite3")
        stack.callback(os.environ.pop, "DATABASE_URL")
        people = _people(folder, precincts)
        site_port, bare_port, port = free_port(), free_port(), free_port()
        options = os.environ.get("HATTAMA_BENCH_SERVE", "").split()
        site = start(str(folder), "serve", "--port", str(site_port), *options)
        stack.callback(_end_site, site)
        bare = _bare_view(folder, bare_port)
        stack.callback(_end_alone, bare)
        nginx = _nginx(folder, site=site_port, bare=bare_port, port=port)
        stack.callback(end, nginx)
        for process, listening in ((site, site_port), (bare, bare_port), (nginx, port)):
            wait_until_it_listens(listening, process)
        roots = {site.pid: "site", bare.pid: "bare", nginx.pid: "nginx"}
        if programs:
            roots[_postmaster(url)] = "database"
        yield Place(port, url, people, {number: PARTS[name] for number, name in roots.items()})


def by_socket(url: str) -> str:
    """The same server, asked as `deploy/hattama.env.example` asks that of its own machine."""
    import psycopg

    with psycopg.connect(url) as connection:
        ((folder,),) = connection.execute("SHOW unix_socket_directories").fetchall()
    return f"{url.replace('127.0.0.1', '')}?host={folder}"


@contextlib.contextmanager
def _folder() -> Iterator[str]:
    """A folder on the disk under this tree: where /tmp is memory, flushing a file would cost nothing."""
    root = os.environ.get("HATTAMA_BENCH_FOLDER") or None
    with tempfile.TemporaryDirectory(prefix="hattama-load-", dir=root, ignore_cleanup_errors=True) as folder:
        # nginx, whose workers are another user's where root starts it, reads the public bundle.
        Path(folder).chmod(0o755)
        yield folder


def _people(folder: Path, precincts: int) -> list[list[str]]:
    listed = folder / "people.json"
    command = [sys.executable, "-m", "bench.writers_site", str(precincts), str(listed)]
    subprocess.run(command, check=True, env={**os.environ, "HATTAMA_DATA": str(folder)})
    people: list[list[str]] = json.loads(listed.read_text("utf-8"))
    return people


def _bare_view(folder: Path, port: int) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "HATTAMA_DATA": str(folder)}
    subprocess.run([sys.executable, "-m", "bench.bare_view"], check=True, env=environment)
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--blocking-threads", "1", "--no-ws"]
    command += [
        "bench.bare_view:application",
        "--port",
        str(port),
        "--workers",
        "2",
        "--log-level",
        "warning",
    ]
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, process_group=0)


def _end_site(process: subprocess.Popen[bytes]) -> None:
    """End the site without waiting for a scan that is being read: nobody will look at it."""
    process.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(_CALM)
    known = processes()
    below = [number for number in known if is_below(number, process.pid, known)]
    for number in (process.pid, *below):
        with contextlib.suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)
    process.wait()


def _end_alone(process: subprocess.Popen[bytes]) -> None:
    """Ask granian to end: told to the whole group at once, it would wait for its workers for ever."""
    process.terminate()
    process.wait()


def _nginx(folder: Path, **ports: int) -> subprocess.Popen[bytes]:
    working = folder / "nginx"
    working.mkdir()
    working.chmod(0o755)
    said = CONFIGURATION.format(
        folder=working,
        public=folder / "public",
        election=ELECTION,
        line=LINE,
        user=getpass.getuser(),
        **ports,
    )
    (working / "nginx.conf").write_text(said, "utf-8")
    command = ["nginx", "-c", str(working / "nginx.conf"), "-e", str(working / "error.log")]
    return subprocess.Popen(command, process_group=0)


def _postmaster(url: str) -> int:
    """The number of PostgreSQL's first process: the server runs on this machine, below us."""
    import psycopg

    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT pg_read_file('postmaster.pid')").fetchone()
    assert row is not None
    return int(str(row[0]).split()[0])
