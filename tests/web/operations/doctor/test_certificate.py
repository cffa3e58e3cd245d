"""The certificate: good, short, expired, of another name, of nobody; a server with each is really asked."""

import datetime
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.utils import timezone

from hattama.phrases import say
from hattama.web.operations.doctor.certificate_checks import check_certificate
from hattama.web.operations.doctor.patient import Patient
from tests.real import PATIENCE

DAY = datetime.timedelta(days=1)


def _certificate(folder: Path, days: int, name: str) -> tuple[Path, Path]:
    """A certificate that vouches for itself, good for `days` from now, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    until = timezone.now() + days * DAY + datetime.timedelta(hours=1)
    built = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(until - 400 * DAY)
        .not_valid_after(until)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    shown, private = folder / "shown.pem", folder / "key.pem"
    shown.write_bytes(built.public_bytes(serialization.Encoding.PEM))
    form, no_lock = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    private.write_bytes(key.private_bytes(serialization.Encoding.PEM, form, no_lock))
    return shown, private


@contextmanager
def _server(shown: Path, private: Path) -> Iterator[int]:
    """A server on this machine that shows a certificate; yields its port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(shown, private)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(30)

        def serve() -> None:
            try:
                connection, _ = listener.accept()
                connection.settimeout(30)
                with context.wrap_socket(connection, server_side=True) as secure:
                    secure.recv(1)
            except OSError:
                # Who does not believe the certificate hangs up.
                return

        thread = threading.Thread(target=serve)
        thread.start()
        yield listener.getsockname()[1]
        thread.join(PATIENCE)


def _look(settings: object, folder: Path, *, days: int, name: str = "localhost", trusted: bool = True):
    shown, private = _certificate(folder, days, name)

    def trust() -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(shown) if trusted else None)

    with _server(shown, private) as port:
        settings.BASE_URL = f"https://localhost:{port}"  # type: ignore[attr-defined]
        (found,) = check_certificate(Patient(trust=trust, seconds=30))
    return found.level.value, say(found.found, "en"), say(found.mend, "en")


def test_a_good_certificate_is_good(settings: object, tmp_path: Path) -> None:
    level, words, _ = _look(settings, tmp_path, days=90)
    assert (level, words) == ("good", "The certificate of localhost is good for 90 days.")


@pytest.mark.parametrize(("days", "level"), [(14, "attention"), (3, "wrong")])
def test_one_that_ends_soon_is_told(settings: object, tmp_path: Path, days: int, level: str) -> None:
    found, words, mend = _look(settings, tmp_path, days=days)
    assert (found, words) == (level, f"The certificate of localhost is good for {days} days.")
    assert "Renew" in mend


def test_an_expired_one_is_told(settings: object, tmp_path: Path) -> None:
    level, words, _ = _look(settings, tmp_path, days=-2)
    assert (level, words) == ("wrong", "The certificate of localhost has expired.")


def test_one_of_another_name_is_told(settings: object, tmp_path: Path) -> None:
    level, words, _ = _look(settings, tmp_path, days=90, name="other.example.org")
    assert (level, words) == ("wrong", "localhost shows a certificate of another name.")


def test_one_that_nobody_vouches_for_is_told(settings: object, tmp_path: Path) -> None:
    level, words, _ = _look(settings, tmp_path, days=90, trusted=False)
    assert level == "wrong" and words.startswith("The certificate of localhost cannot be trusted: ")


def test_a_site_that_does_not_answer_is_told(settings: object) -> None:
    # Port 1 belongs to a service that nobody runs.
    settings.BASE_URL = "https://127.0.0.1:1"  # type: ignore[attr-defined]
    (found,) = check_certificate(Patient())
    assert found.level == "attention"
