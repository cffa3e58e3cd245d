"""Detached CMS signatures: right ones match, altered ones do not, the unknown is never called right."""

import datetime
import hashlib
from typing import Any

import pytest
from asn1crypto import cms
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from cryptography.x509.oid import NameOID

from hattama.formats.cms_signatures import MAX_BYTES, NotASignature, SignerCheck, Verdict, check_signatures

PAPER = b"%PDF- the scan of a protocol"
OTHER = b"%PDF- the scan of another"
SHA256 = hashlib.sha256(PAPER).hexdigest()
DOCUMENTS = {SHA256: PAPER, hashlib.sha256(OTHER).hexdigest(): OTHER}
DAY = datetime.datetime(2026, 11, 21, tzinfo=datetime.UTC)


@pytest.fixture(scope="module")
def rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


@pytest.fixture(scope="module")
def ec_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def certificate(key: Any) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Төраға")])
    return (
        x509.CertificateBuilder(name, name, key.public_key(), 7, DAY, DAY + datetime.timedelta(days=365))
    ).sign(key, hashes.SHA256())


def signature(key: Any, content: bytes = PAPER, digest: Any = None, **more: Any) -> bytes:
    builder = pkcs7.PKCS7SignatureBuilder(content)
    builder = builder.add_signer(certificate(key), key, digest or hashes.SHA256(), **more)
    return builder.sign(Encoding.DER, [pkcs7.PKCS7Options.DetachedSignature, pkcs7.PKCS7Options.Binary])


def test_rsa_over_the_scan_matches(rsa_key):
    expected = SignerCheck(Verdict.MATCHES, "rsassa_pkcs1v15 sha256", SHA256)
    assert check_signatures(signature(rsa_key), DOCUMENTS) == (expected,)


def test_rsa_pss_matches(rsa_key):
    pss = padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.DIGEST_LENGTH)
    (checked,) = check_signatures(signature(rsa_key, rsa_padding=pss), DOCUMENTS)
    assert (checked.verdict, checked.algorithm) == (Verdict.MATCHES, "rsassa_pss sha256")


@pytest.mark.parametrize("digest", [hashes.SHA256(), hashes.SHA384(), hashes.SHA512()])
def test_ecdsa_matches_over_the_sha_2_family(ec_key, digest):
    (checked,) = check_signatures(signature(ec_key, digest=digest), DOCUMENTS)
    assert (checked.verdict, checked.document) == (Verdict.MATCHES, SHA256)


def test_a_scan_with_one_byte_changed_is_another_document(ec_key):
    changed = PAPER[:-1] + b"!"
    (checked,) = check_signatures(signature(ec_key), {hashlib.sha256(changed).hexdigest(): changed})
    assert checked == SignerCheck(Verdict.OTHER_DOCUMENT, "ecdsa sha256")


def test_no_byte_of_the_signature_can_be_changed(ec_key):
    """Whatever is flipped, the answer is never that another signature of the same paper is right."""
    sound = signature(ec_key)
    parsed = cms.ContentInfo.load(sound)["content"]["signer_infos"][0]
    value = parsed["signature"].native
    start = sound.rindex(value)
    for place in range(start + 4, start + len(value)):
        bent = sound[:place] + bytes([sound[place] ^ 1]) + sound[place + 1 :]
        (checked,) = check_signatures(bent, DOCUMENTS)
        assert checked.verdict is Verdict.WRONG, place


def test_signed_attributes_that_were_changed_do_not_hold(rsa_key):
    sound = signature(rsa_key)
    parsed = cms.ContentInfo.load(sound)
    for attribute in parsed["content"]["signer_infos"][0]["signed_attrs"]:
        if attribute["type"].native == "message_digest":
            attribute["values"] = [hashlib.sha256(OTHER).digest()]
    (checked,) = check_signatures(parsed.dump(force=True), DOCUMENTS)
    assert checked.verdict is Verdict.WRONG


def test_a_key_that_is_not_the_certificates_does_not_hold(rsa_key):
    other = rsa.generate_private_key(65537, 2048)
    builder = pkcs7.PKCS7SignatureBuilder(PAPER).add_signer(certificate(other), other, hashes.SHA256())
    parsed = cms.ContentInfo.load(builder.sign(Encoding.DER, [pkcs7.PKCS7Options.DetachedSignature]))
    mine = cms.ContentInfo.load(signature(rsa_key))
    mine["content"]["certificates"] = parsed["content"]["certificates"]
    (checked,) = check_signatures(mine.dump(force=True), DOCUMENTS)
    assert checked.verdict is Verdict.WRONG


@pytest.mark.parametrize(
    ("what", "number"),
    [
        ("GOST R 34.10-2012 of Kazakhstan", "1.2.398.3.10.1.1.2.3.2"),
        ("GOST R 34.10-2012 of Russia", "1.2.643.7.1.1.3.2"),
        ("a number that nobody gave", "1.2.3.4.5"),
    ],
)
def test_an_algorithm_that_is_not_known_here_is_never_called_right(rsa_key, what, number):
    parsed = cms.ContentInfo.load(signature(rsa_key))
    parsed["content"]["signer_infos"][0]["signature_algorithm"] = {"algorithm": number}
    (checked,) = check_signatures(parsed.dump(force=True), DOCUMENTS)
    assert checked == SignerCheck(Verdict.NOT_CHECKED, number), what


@pytest.mark.parametrize("digest", ["1.2.398.3.10.1.3.3", "md5", "sha1"])
def test_a_digest_that_is_not_known_or_broken_is_not_checked(rsa_key, digest):
    parsed = cms.ContentInfo.load(signature(rsa_key))
    parsed["content"]["signer_infos"][0]["digest_algorithm"] = {"algorithm": digest}
    (checked,) = check_signatures(parsed.dump(force=True), DOCUMENTS)
    assert checked.verdict is Verdict.NOT_CHECKED


def test_a_signature_without_attributes_is_held_against_every_document(ec_key):
    builder = pkcs7.PKCS7SignatureBuilder(PAPER).add_signer(certificate(ec_key), ec_key, hashes.SHA256())
    plain = pkcs7.PKCS7Options.NoAttributes
    bare = builder.sign(
        Encoding.DER, [pkcs7.PKCS7Options.DetachedSignature, pkcs7.PKCS7Options.Binary, plain]
    )
    (checked,) = check_signatures(bare, DOCUMENTS)
    assert (checked.verdict, checked.document) == (Verdict.MATCHES, SHA256)
    (checked,) = check_signatures(bare, {hashlib.sha256(OTHER).hexdigest(): OTHER})
    assert checked == SignerCheck(Verdict.OTHER_DOCUMENT, "ecdsa sha256")


def test_attributes_that_do_not_name_the_kind_of_content_sign_nothing(ec_key):
    """They could be somebody's document, shown as attributes (RFC 5652, 5.3)."""
    forged = cms.ContentInfo.load(signature(ec_key))
    signer = forged["content"]["signer_infos"][0]
    signer["signed_attrs"] = [one for one in signer["signed_attrs"] if one["type"].native != "content_type"]
    signer["signature"] = ec_key.sign(
        signer["signed_attrs"].untag().dump(force=True), ec.ECDSA(hashes.SHA256())
    )
    (checked,) = check_signatures(forged.dump(force=True), DOCUMENTS)
    assert checked.verdict is Verdict.OTHER_DOCUMENT


def test_without_the_certificate_nothing_is_checked(rsa_key):
    parsed = cms.ContentInfo.load(signature(rsa_key))
    parsed["content"]["certificates"] = []
    (checked,) = check_signatures(parsed.dump(force=True), DOCUMENTS)
    assert checked.verdict is Verdict.NOT_CHECKED


def test_each_of_several_signers_is_told(rsa_key, ec_key):
    builder = pkcs7.PKCS7SignatureBuilder(PAPER)
    for key in (rsa_key, ec_key):
        builder = builder.add_signer(certificate(key), key, hashes.SHA256())
    both = builder.sign(Encoding.DER, [pkcs7.PKCS7Options.DetachedSignature, pkcs7.PKCS7Options.Binary])
    assert sorted(check.algorithm for check in check_signatures(both, DOCUMENTS)) == [
        "ecdsa sha256",
        "rsassa_pkcs1v15 sha256",
    ]


@pytest.mark.parametrize(
    "data",
    [b"", b"not a signature", b"\x30\x03\x02\x01\x05", PAPER, b"\x30" * 100, b"\x30" * (MAX_BYTES + 1)],
)
def test_what_is_no_signature_is_refused(data):
    with pytest.raises(NotASignature):
        check_signatures(data, DOCUMENTS)


def test_a_signature_cut_short_anywhere_is_refused_or_not_called_right(ec_key):
    sound = signature(ec_key)
    for length in range(0, len(sound) - 1, 7):
        with pytest.raises(NotASignature):
            check_signatures(sound[:length], DOCUMENTS)
