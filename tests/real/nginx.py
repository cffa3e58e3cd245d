"""nginx as `deploy/nginx` sets it up, with a certificate that is trusted here alone."""

import datetime
import os
import re
import shutil
import socket
import subprocess
import time
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

import hattama.web
from tests.real import PATIENCE, do_without
from tests.real.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
TEMPLATE = DEPLOY / "nginx/hattama.conf.template"
HOST = "localhost"
LINE_KEY = "4f" * 32
FRAME = DEPLOY / "nginx/nginx.conf"
OURS = """daemon off;
error_log {folder}/error.log;"""
KINDS = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
TEMPORARY = "".join(f"    {kind}_temp_path {{folder}}/{kind};\n" for kind in KINDS)


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
        "SITE_MADE": folder / "data/made",
        "SITE_APP": "127.0.0.1:9",
        "SITE_LOG": folder / "access.log",
        "SITE_CACHE": folder / "cache",
        "SITE_LINE": LINE_KEY,
    } | names
    filled = re.sub(r"\$\{(\w+)\}", lambda match: str(values[match.group(1)]), TEMPLATE.read_text("utf-8"))
    (folder / "hattama.conf").write_text(filled, "utf-8")
    # Its workers are another user's where root starts it, and folders of tests are closed to others.
    frame = FRAME.read_text("utf-8").replace("user www-data;", "user root;" if os.geteuid() == 0 else "")
    for theirs, ours in (
        ("error_log /var/log/nginx/error.log;", OURS),
        ("/run/nginx.pid", "{folder}/pid"),
        ("    include /etc/nginx/conf.d/*.conf;\n", TEMPORARY + "    include {folder}/hattama.conf;\n"),
    ):
        assert theirs in frame
        frame = frame.replace(theirs, ours.replace("{folder}", str(folder)))
    main = folder / "nginx.conf"
    main.write_text(frame)
    return main


def nginx_program() -> str:
    """Where nginx is. Leaves the test where it is not."""
    found = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
    return found or do_without("nginx is not installed: apt-get install nginx-light")


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
