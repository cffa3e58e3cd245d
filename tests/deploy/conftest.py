"""nginx in front of a real site, as deploy/ puts it there: once for all tests of a module."""

import os
import signal
import ssl
import subprocess
import sys
from http.client import HTTPSConnection
from pathlib import Path
from typing import NamedTuple

import pytest

from hattama.web.kernel.commands.endings import end_with_parent
from tests.real import PATIENCE
from tests.real.nginx import HOST, make_certificate, nginx_program, render, wait_for
from tests.real.ports import free_port

KEY = "Zk3v-9QxTf_7mWc2LhYpR8sNbJ4uGa6EoDi1XyVtKqPwMzUr5S"


class Shape(NamedTuple):
    """What runs: where nginx listens and writes, the site behind it, its data folder and its settings."""

    port: int
    site_port: int
    folder: Path
    data: Path
    environment: dict[str, str]

    def connection(self) -> HTTPSConnection:
        """A connection to nginx that trusts the certificate of the test alone."""
        trusted = ssl.create_default_context(cafile=str(self.folder / "certificate.pem"))
        return HTTPSConnection(HOST, self.port, timeout=PATIENCE, context=trusted)


def start(*words: object, **environment: str) -> subprocess.Popen[bytes]:
    """`hattama` with these words; the environment holds nothing of ours but what is given."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith(("HATTAMA_", "DJANGO_"))}
    kept.pop("DATABASE_URL", None)
    program = Path(sys.executable).with_name("hattama")
    return subprocess.Popen(
        [str(program), *map(str, words)], env=kept | environment, preexec_fn=end_with_parent
    )


def tiny_election(folder: Path) -> Path:
    """The tiny election as a folder of files, and a real one: production takes no other."""
    from tests.web.tiny_election import AREAS_CSV, ELECTION_TOML

    election = folder / "election"
    election.mkdir()
    real = ELECTION_TOML.replace(b"demonstration = true", b"demonstration = false")
    (election / "election.toml").write_bytes(real)
    (election / "areas.csv").write_bytes(AREAS_CSV)
    return election


@pytest.fixture(scope="module")
def shape(tmp_path_factory):
    """The site in production, and nginx before it; both end gracefully."""
    program = nginx_program()
    folder = tmp_path_factory.mktemp("deploy")
    make_certificate(folder)
    port, site = free_port(), free_port()
    environment = {
        "HATTAMA_PRODUCTION": "1",
        "HATTAMA_BASE_URL": f"https://{HOST}:{port}",
        "HATTAMA_DATA": str(folder / "data"),
        "HATTAMA_PROXIES": "1",
        "HATTAMA_SECRET_KEY": KEY,
        "HATTAMA_LANG": "en",
        "DATABASE_URL": "sqlite:",
    }
    assert start("election", "load", tiny_election(folder), **environment).wait(PATIENCE) == 0
    main = render(
        folder,
        SITE_HTTPS=f"127.0.0.1:{port}",
        SITE_APP=f"127.0.0.1:{site}",
    )
    parts = [
        (start("serve", "--only", "site", "--port", site, "--workers", 1, **environment), site),
        (
            subprocess.Popen([program, "-c", main, "-e", folder / "error.log"], preexec_fn=end_with_parent),
            port,
        ),
    ]
    try:
        for process, listens in parts:
            wait_for(listens, process)
        yield Shape(port, site, folder, folder / "data", environment)
    finally:
        for process, _ in parts:
            process.send_signal(signal.SIGTERM)
        codes = [process.wait(PATIENCE) for process, _ in parts]
    assert codes == [0, 0], "each ends by itself when it is told to"
