"""Two real S3 servers on the loopback interface, started when a test first asks: moto's and rclone's.

Each catches what the other misses: moto refuses a second file under a name that is written once, rclone
refuses a wrong secret. Neither notices a wrong checksum, so both show that we do.
"""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from hattama.web.kernel.commands.endings import end_with_parent
from tests.real import PATIENCE
from tests.real.ports import free_port

SECONDS_TO_START = PATIENCE
ACCESS_KEY, SECRET_KEY = "tests", "secret-of-the-tests"


class StoreServer(NamedTuple):
    """A running server: its address, a bucket in it, and the folder behind it where there is one."""

    endpoint: str
    bucket: str
    folder: Path | None


class ServerDidNotStart(Exception):
    """The server ended, or did not answer in time."""


def rclone_program() -> str | None:
    """rclone beside this Python, or on the path."""
    beside = Path(sys.executable).with_name("rclone")
    return str(beside) if beside.exists() else shutil.which("rclone")


def has_moto() -> bool:
    """Whether moto's server is installed beside this Python."""
    return Path(sys.executable).with_name("moto_server").exists()


@contextlib.contextmanager
def running_moto() -> Iterator[StoreServer]:
    """moto's server with one bucket; what it holds lives in its memory. It asks nobody for a key."""
    port = free_port()
    command = [str(Path(sys.executable).with_name("moto_server")), "-H", "127.0.0.1", "-p", str(port)]
    endpoint = f"http://127.0.0.1:{port}"
    with _running(command, endpoint):
        request = urllib.request.Request(f"{endpoint}/kept", method="PUT")
        # No signature: moto looks at none.
        with urllib.request.urlopen(request, timeout=SECONDS_TO_START):
            yield StoreServer(endpoint, "kept", None)


@contextlib.contextmanager
def running_rclone() -> Iterator[StoreServer]:
    """rclone's server over a folder with one bucket; it wants the keys above."""
    program = rclone_program()
    if program is None:
        raise ServerDidNotStart("there is no rclone")
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="hattama-rclone-") as name:
        folder = Path(name)
        (folder / "kept").mkdir()
        command = [program, "serve", "s3", name, "--addr", f"127.0.0.1:{port}", "--config", os.devnull]
        command += ["--auth-key", f"{ACCESS_KEY},{SECRET_KEY}", "--vfs-cache-mode", "off"]
        endpoint = f"http://127.0.0.1:{port}"
        with _running(command, endpoint):
            yield StoreServer(endpoint, "kept", folder / "kept")


@contextlib.contextmanager
def _running(command: list[str], endpoint: str) -> Iterator[None]:
    # Whoever is killed while it runs leaves no server behind.
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=end_with_parent
    ) as server:
        try:
            _wait_until_ready(server, endpoint)
            yield
        finally:
            server.terminate()
            server.wait(SECONDS_TO_START)


def _wait_until_ready(server: "subprocess.Popen[bytes]", endpoint: str) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            with urllib.request.urlopen(f"{endpoint}/", timeout=5):
                return
        except urllib.error.HTTPError:
            # It answers; that it wants a key is well.
            return
        except OSError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise ServerDidNotStart(endpoint) from None
            time.sleep(0.05)
