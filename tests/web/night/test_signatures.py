"""An electronic signature over a published scan: attached at the desk, told in public, never overstated."""

import datetime
import hashlib
from typing import Any

import pytest
from asn1crypto import cms
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from cryptography.x509.oid import NameOID
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hattama.web.kernel.accounts.policy import Role
from hattama.web.kernel.log.tables import Act, LogEntry
from hattama.web.kernel.stores.content_store import content_path, get_content
from tests.web.prepared import built_once
from tests.web.tiny_election import NIGHT, PARTY, picture, protocol, publish, scan_of

pytestmark = pytest.mark.django_db
PAPERS = "/en/desk/tiny/P001/night/papers"
PUBLIC = "/en/e/tiny/a/P001/"
DAY = datetime.datetime(2026, 11, 21, tzinfo=datetime.UTC)


def signature(content: bytes) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Төраға Айгүл")])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), 7, DAY, DAY + datetime.timedelta(days=365))
    ).sign(key, hashes.SHA256())
    builder = pkcs7.PKCS7SignatureBuilder(content).add_signer(certificate, key, hashes.SHA256())
    options = pkcs7.PKCS7Options
    return builder.sign(Encoding.DER, [options.DetachedSignature, options.Binary])


def of_unknown_algorithm(data: bytes) -> bytes:
    parsed = cms.ContentInfo.load(data)
    parsed["content"]["signer_infos"][0]["signature_algorithm"] = {"algorithm": "1.2.398.3.10.1.1.2.3.2"}
    return bytes(parsed.dump(force=True))


@pytest.fixture
def chair(log_in) -> Client:
    _publish_with_scan()
    return log_in(Role.CHAIR, "P001")


@built_once
def _publish_with_scan() -> None:
    publish(protocol("P001"), scans={("P001", PARTY): scan_of("P001")}, now=NIGHT)


def attach(client: Client, data: bytes, **changes: Any) -> Any:
    sent = {"paper": "A-1", "event": "attached", "attachment": "e_signature", "contest": PARTY}
    sent["at"] = "2023-03-19T23:40"
    return client.post(PAPERS, sent | {"document": SimpleUploadedFile("hattama.p7s", data)} | changes)


def test_a_signature_over_the_published_scan_is_logged_by_its_hash_and_said_to_hold(chair):
    data = signature(picture())
    assert attach(chair, data).status_code == 302
    body = Act.objects.get(kind="custody").body
    sha256 = hashlib.sha256(data).hexdigest()
    assert (body["attachment"], body["document"]["sha256"]) == ("e_signature", sha256)
    assert body["document"]["media_type"] == "application/pkcs7-signature"
    assert get_content(sha256) == data, "kept as it is"
    assert LogEntry.objects.filter(kind="custody").exists()
    for page in (PAPERS, PUBLIC):
        words = chair.get(page).content.decode()
        assert "The signature holds for the scan with SHA-256" in words, page
        assert "Whose key it is was not checked" in words, page
        assert "Айгүл" not in words, "names of the certificate stay in the file"


def test_the_file_of_a_signature_is_not_published(chair):
    data = signature(picture())
    attach(chair, data)
    assert chair.get(f"/scans/{hashlib.sha256(data).hexdigest()}").status_code == 404


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (of_unknown_algorithm(signature(picture())), "Not checked here: 1.2.398.3.10.1.1.2.3.2."),
        (signature(b"something else"), "The signature is for none of the scans published here"),
    ],
)
def test_what_does_not_hold_or_is_not_known_is_never_called_right(chair, data, words):
    attach(chair, data)
    page = Client().get(PUBLIC).content.decode()
    assert words in page
    assert "The signature holds" not in page


@pytest.mark.parametrize("lost", ["scan", "signature"])
def test_of_a_lost_file_nothing_is_told_and_the_page_stands(chair, lost):
    data = signature(picture())
    attach(chair, data)
    sha256 = hashlib.sha256(data if lost == "signature" else picture()).hexdigest()
    content_path(sha256).unlink()
    answer = Client().get(PUBLIC)
    page = answer.content.decode()
    assert answer.status_code == 200 and "Polling station No. 1" in page
    assert ("Not checked here" in page) is (lost == "scan")
    assert "none of the scans published here" not in page and "The signature holds" not in page


@pytest.mark.parametrize(
    "changes",
    [
        {"attachment": "other_act"},
        {"document": SimpleUploadedFile("scan.png", picture())},
        {"document": ""},
    ],
)
def test_a_signature_and_its_file_come_together(chair, changes):
    page = attach(chair, signature(picture()), **changes)
    assert page.status_code == 400
    assert "An electronic signature is a file .p7s or .sig" in page.content.decode()
    assert not Act.objects.filter(kind="custody").exists()


def test_a_broken_signature_is_refused(chair):
    page = attach(chair, signature(picture())[:-40])
    assert page.status_code == 400
    assert "The file cannot be taken" in page.content.decode()
