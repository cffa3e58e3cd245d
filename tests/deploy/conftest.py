"""nginx in front of a real site, as deploy/ puts it there: once for all tests of a module."""

import datetime
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from http.client import HTTPSConnection
from pathlib import Path
from typing import NamedTuple

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

import hattama.web
from tests.real import do_without

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
TEMPLATE = DEPLOY / "nginx/hattama.conf.template"
HOST = "localhost"
PATIENCE = 120
KEY = "Zk3v-9QxTf_7mWc2LhYpR8sNbJ4uGa6EoDi1XyVtKqPwMzUr5S"
AROUND = """
daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log; {user}
events {{ worker_connections 256; }}
http {{
  include {types}; default_type application/octet-stream; sendfile on;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  include {folder}/hattama.conf;
}}
"""
TYPES = Path("/etc/nginx/mime.types")


class Shape(NamedTuple):
    """What runs: where nginx listens and writes, the site behind it, its data folder."""

    port: int
    site_port: int
    folder: Path
    data: Path

    def connection(self) -> HTTPSConnection:
        """A connection to nginx that trusts the certificate of the test alone."""
        trusted = ssl.create_default_context(cafile=str(self.folder / "certificate.pem"))
        return HTTPSConnection(HOST, self.port, timeout=30, context=trusted)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def make_certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "certificate.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    form, no_passphrase = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "key.pem").write_bytes(key.private_bytes(serialization.Encoding.PEM, form, no_passphrase))


def render(folder: Path, **names: object) -> Path:
    """nginx's configuration with the template filled in; the file to start it by."""
    values = {
        "SITE_HOST": HOST,
        "SITE_HTTP": f"127.0.0.1:{free_port()}",
        "SITE_HTTPS": f"127.0.0.1:{free_port()}",
        "SITE_CERTIFICATE": folder / "certificate.pem",
        "SITE_KEY": folder / "key.pem",
        "SITE_ACME": folder,
        "SITE_PACKAGE": Path(hattama.web.__file__).parent,
        "SITE_PUBLIC": folder / "data/public",
        "SITE_APP": "127.0.0.1:9",
        "SITE_STREAM": "127.0.0.1:9",
        "SITE_LOG": folder / "access.log",
        "SITE_CACHE": folder / "cache",
    } | names
    filled = re.sub(r"\$\{(\w+)\}", lambda match: str(values[match.group(1)]), TEMPLATE.read_text("utf-8"))
    (folder / "hattama.conf").write_text(filled, "utf-8")
    # Its workers are another user's where root starts it, and folders of tests are closed to others.
    user = "user root;" if os.geteuid() == 0 else ""
    main = folder / "nginx.conf"
    main.write_text(AROUND.format(folder=folder, user=user, types=TYPES))
    return main


def nginx_program() -> str:
    """Where nginx is. Leaves the test where it is not."""
    found = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
    return found or do_without("nginx is not installed: apt-get install nginx-light")


def start(*words: object, **environment: str) -> subprocess.Popen[bytes]:
    """`hattama` with these words; the environment holds nothing of ours but what is given."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith(("HATTAMA_", "DJANGO_"))}
    kept.pop("DATABASE_URL", None)
    program = Path(sys.executable).with_name("hattama")
    return subprocess.Popen([str(program), *map(str, words)], env=kept | environment)


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    """Return once somebody listens at the port."""
    last = time.monotonic() + PATIENCE
    while time.monotonic() < last:
        assert process.poll() is None, f"{process.args!r} ended with {process.returncode}"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError(f"nobody listens at {port}")


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
    """The site in production, its stream, and nginx before both; all end gracefully."""
    program = nginx_program()
    folder = tmp_path_factory.mktemp("deploy")
    make_certificate(folder)
    port, site, stream = free_port(), free_port(), free_port()
    environment = {
        "HATTAMA_PRODUCTION": "1",
        "HATTAMA_BASE_URL": f"https://{HOST}:{port}",
        "HATTAMA_DATA": str(folder / "data"),
        "HATTAMA_PROXIES": "1",
        "HATTAMA_STREAM": "/",
        "HATTAMA_SECRET_KEY": KEY,
        "HATTAMA_LANG": "en",
        "DATABASE_URL": "sqlite:",
    }
    assert start("election", "load", tiny_election(folder), **environment).wait(PATIENCE) == 0
    main = render(
        folder,
        SITE_HTTPS=f"127.0.0.1:{port}",
        SITE_APP=f"127.0.0.1:{site}",
        SITE_STREAM=f"127.0.0.1:{stream}",
    )
    parts = [
        (start("serve", "--only", "site", "--port", site, "--workers", 1, **environment), site),
        (start("serve", "--only", "stream", "--stream-port", stream, **environment), stream),
        (subprocess.Popen([program, "-c", main, "-e", folder / "error.log"]), port),
    ]
    try:
        for process, listens in parts:
            wait_for(listens, process)
        yield Shape(port, site, folder, folder / "data")
    finally:
        for process, _ in parts:
            process.send_signal(signal.SIGTERM)
        codes = [process.wait(60) for process, _ in parts]
    assert codes == [0, 0, 0], "every part ends by itself when it is told to"
