"""A time-stamping authority of one's own: OpenSSL's `ts`, a key, a certificate and one that issued it."""

import datetime
import subprocess
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_STAMPING = ExtendedKeyUsageOID.TIME_STAMPING
_CONFIG = """
[tsa]
default_tsa = here
[here]
serial = serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
ess_cert_id_alg = sha256
"""


class Authority:
    """Answers queries with OpenSSL. `root`: the certificate (PEM) by which a reader trusts it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        root_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
        root = _certificate("Made for a test: root", root_key, "Made for a test: root", root_key)
        own = _certificate("Made for a test: authority", key, "Made for a test: root", root_key, _STAMPING)
        self.root = root.public_bytes(serialization.Encoding.PEM)
        (folder / "root.pem").write_bytes(self.root)
        (folder / "tsa.pem").write_bytes(own.public_bytes(serialization.Encoding.PEM))
        (folder / "tsa.key").write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        (folder / "tsa.cnf").write_text(_CONFIG)
        (folder / "serial").write_text("01\n")

    def answer(self, query: bytes) -> bytes:
        """The reply (DER) to a query."""
        (self.folder / "query").write_bytes(query)
        words = "openssl ts -reply -config tsa.cnf -queryfile query -signer tsa.pem -inkey tsa.key -out reply"
        subprocess.run(words.split(), cwd=self.folder, check=True, capture_output=True)
        return (self.folder / "reply").read_bytes()


def _certificate(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    issuer: str,
    issuer_key: ec.EllipticCurvePrivateKey,
    purpose: x509.ObjectIdentifier | None = None,
) -> x509.Certificate:
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=purpose is None, path_length=None), critical=True)
    )
    if purpose is not None:
        made = made.add_extension(x509.ExtendedKeyUsage([purpose]), critical=True)
    return made.sign(issuer_key, hashes.SHA256())
