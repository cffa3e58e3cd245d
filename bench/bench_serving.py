"""Pages and files as `hattama serve` gives them, beside nginx with the same bytes, night running and at rest.

The client is a small loop of ours that shares the machine with the server it asks, so figures of a second say
less than the ratio; with nginx it is the client that is measured as much as the server.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from bench.row import Row
from tests.real.ports import free_port

NAME = "serving: a page or file asked over four connections, hattama beside nginx with the same bytes"
SECONDS = float(os.environ.get("HATTAMA_BENCH_SECONDS", "5"))
PRECINCTS = os.environ.get("HATTAMA_BENCH_PRECINCTS", "2000")
NIGHT_SPEED = "60"
PATIENCE = 600
CONFIGURATION = """
daemon off; worker_processes 2; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 512; }}
http {{
  access_log off; keepalive_requests 1000000; sendfile on; default_type text/html;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{ listen 127.0.0.1:{port}; root {folder}/pages; }}
}}
"""


class NoNginx(Exception):
    """nginx is not installed: apt-get install nginx-light."""


def run() -> list[Row]:
    """Ask the site while the demonstration night is played into it, then at rest. Raises NoNginx."""
    if shutil.which("nginx") is None:
        raise NoNginx("apt-get install nginx-light")
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        site = start(folder, "serve", "--port", str(port))
        # The first to start makes the tables, so the other waits until it answers.
        wait_until_it_listens(port, site)
        options = ("--precincts", PRECINCTS, "--speed", NIGHT_SPEED)
        night = start(folder, "demo", "--no-serve", *options)
        try:
            addresses = when_protocols_have_come(port, night)
            during = _rows(port, addresses, "the night running")
            end(night)
            return [*during, *_rows(port, addresses, "at rest")]
        finally:
            end(night)
            end(site)


def start(folder: str, *arguments: str) -> subprocess.Popen[bytes]:
    """The program with this folder for its data."""
    program = str(Path(sys.executable).parent / "hattama")
    environment = {**os.environ, "HATTAMA_DATA": folder}
    command = [program, *arguments]
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, process_group=0)


def end(process: subprocess.Popen[bytes]) -> None:
    """Ask it and those who work for it to end, and wait until it has."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGTERM)
    process.wait()


def when_protocols_have_come(port: int, night: subprocess.Popen[bytes]) -> dict[str, str]:
    """What is asked for, once there is a precinct to ask for. Raises RuntimeError where none comes."""
    last = time.monotonic() + PATIENCE
    while time.monotonic() < last and night.poll() is None:
        with contextlib.suppress(URLError, ConnectionError, TimeoutError):
            if _first_precinct(port):
                return _addresses(port)
        time.sleep(1)
    raise RuntimeError("no protocol came")


def _first_precinct(port: int) -> str:
    """The address of a precinct whose protocol has come, empty while none has."""
    page = urlopen(f"http://127.0.0.1:{port}/e/kz-demo/live/", timeout=30).read().decode()
    found = re.search(r'href="(/e/kz-demo/a/\d+-\d+/)', page)
    return found.group(1) if found else ""


def _addresses(port: int) -> dict[str, str]:
    precinct = _first_precinct(port)
    identifier = precinct.rstrip("/").rpartition("/")[2]
    page = urlopen(f"http://127.0.0.1:{port}/e/kz-demo/", timeout=30).read().decode()
    region = re.search(r'href="(/e/kz-demo/a/[^/"]+/)"', page)
    assert region is not None
    return {
        "the home page": "/",
        "an area": region.group(1),
        "a precinct": precinct,
        "the JSON of a precinct": f"/data/kz-demo/areas/{identifier}.json",
        "a file of the log": "/data/kz-demo/bundle/checkpoint",
    }


def _rows(port: int, addresses: dict[str, str], when: str) -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        files = Path(folder, "pages")
        kept = {address: f"/{number}.html" for number, address in enumerate(addresses.values())}
        files.mkdir()
        for address, name in kept.items():
            data = urlopen(f"http://127.0.0.1:{port}{address}", timeout=30).read()
            (files / name[1:]).write_bytes(data)
        with nginx(Path(folder)) as beside:
            return [
                _row(f"{name}, {when}", measured(port, address), measured(beside, kept[address]))
                for name, address in addresses.items()
            ]


def _row(name: str, ours: tuple[float, float], other: tuple[float, float]) -> Row:
    note = (
        f"{ours[0]:.0f} a second, p99 {ours[1] * 1000:.1f} ms; nginx {other[0]:.0f}, {other[1] * 1000:.1f} ms"
    )
    return Row(name, 1000 / ours[0], 1000 / other[0], "nginx", "ms an answer", note)


@contextlib.contextmanager
def nginx(folder: Path) -> Iterator[int]:
    """nginx over the folder's pages; its port."""
    port = free_port()
    # Its workers are another user's where root starts it.
    folder.chmod(0o755)
    (folder / "nginx.conf").write_text(CONFIGURATION.format(folder=folder, port=port))
    process = subprocess.Popen(["nginx", "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")])
    try:
        wait_until_it_listens(port, process)
        yield port
    finally:
        process.terminate()
        process.wait()


def wait_until_it_listens(port: int, process: subprocess.Popen[bytes]) -> None:
    """Return once the port is open. Raises RuntimeError where the process ends before."""
    while not _listens(port):
        if process.poll() is not None:
            raise RuntimeError(f"{process.args!r} ended with {process.returncode}")
        time.sleep(0.1)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def measured(port: int, address: str) -> tuple[float, float]:
    """Answers a second and the 99th percentile in seconds, after a moment of warming up."""
    command = [sys.executable, "-m", "bench.load_client", str(port), address]
    root = Path(__file__).resolve().parent.parent
    subprocess.run([*command, "0.5"], check=True, cwd=root, stdout=subprocess.DEVNULL)
    said = subprocess.run([*command, str(SECONDS)], check=True, cwd=root, stdout=subprocess.PIPE, text=True)
    rate, slowest = said.stdout.split()
    return float(rate), float(slowest)
