"""Detached electronic signatures (CMS, RFC 5652: .p7s, .sig) held against the documents they may sign.

RSA (PKCS #1 v1.5 and PSS) and ECDSA over the SHA-2 family are checked; everything else, the national GOST
algorithms among it, is *not checked here* and never called right. What is checked is that the key in the
signature's certificate signed these bytes. Whose key that is, and whether the certificate was in force, says
the authority that issued it: no authority is trusted here.

Needs asn1crypto and cryptography (extra `web`).
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from asn1crypto import cms
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

MAX_BYTES = 512 * 1024
"""A signature with its certificates and time stamps is a few kilobytes; what is larger is something else."""

MAX_SIGNERS = 16

_HASHES: dict[str, Any] = {"sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512()}
# What asn1crypto raises for bytes that are no CMS, or broken inside: it reads lazily, each part when asked.
BROKEN = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError)


class NotASignature(Exception):
    """The file is no CMS signature: empty, too large, of another kind, or broken inside."""


class Verdict(StrEnum):
    """What one signer's signature is worth here."""

    MATCHES = "matches"
    """The key of the certificate signed one of the documents, byte for byte."""
    OTHER_DOCUMENT = "other_document"
    """It signs bytes that are none of the documents."""
    WRONG = "wrong"
    """It claims one of the documents, and its mathematics does not hold."""
    NOT_CHECKED = "not_checked"
    """Its algorithm, or its kind of key, is not checked here."""


@dataclass(frozen=True, slots=True)
class SignerCheck:
    """One signer: the verdict, the name or number of the algorithm, and the SHA-256 of what it signs."""

    verdict: Verdict
    algorithm: str
    document: str | None = None


def check_signatures(signature: bytes, documents: Mapping[str, bytes]) -> tuple[SignerCheck, ...]:
    """Each signer of a detached CMS signature held against `documents` (bytes by their SHA-256 in hex).

    Raises NotASignature. DER and BER are read; PEM is not.
    """
    signed = _signed_data(signature)
    try:
        signers = list(signed["signer_infos"])
        certificates = [
            choice.chosen for choice in signed["certificates"] or () if choice.name == "certificate"
        ]
    except BROKEN as trouble:
        raise NotASignature(str(trouble)) from trouble
    if not 0 < len(signers) <= MAX_SIGNERS:
        raise NotASignature(f"{len(signers)} signers")
    return tuple(_check(signer, certificates, documents) for signer in signers)


def is_signature(data: bytes) -> bool:
    """Whether the bytes are a CMS signature that can be read whole, whatever it is worth."""
    try:
        check_signatures(data, {})
    except NotASignature:
        return False
    return True


def _signed_data(signature: bytes) -> Any:
    if not 0 < len(signature) <= MAX_BYTES:
        raise NotASignature(f"{len(signature)} bytes")
    try:
        info = cms.ContentInfo.load(signature, strict=True)
        if info["content_type"].native != "signed_data":
            raise NotASignature(str(info["content_type"].native))
        return info["content"]
    except BROKEN as trouble:
        raise NotASignature(str(trouble)) from trouble


def _check(signer: Any, certificates: list[Any], documents: Mapping[str, bytes]) -> SignerCheck:
    try:
        algorithm = _algorithm(signer)
        digest = signer["digest_algorithm"]["algorithm"].native
        if digest not in _HASHES or algorithm is None:
            # One that is not known by name shows its number, such as 1.2.398.3.10.1.1.2.3.2.
            shown = signer["signature_algorithm"]["algorithm"].native
            return SignerCheck(Verdict.NOT_CHECKED, str(shown))
        key = _key(signer, certificates)
        named = f"{algorithm} {digest}"
        if key is None:
            return SignerCheck(Verdict.NOT_CHECKED, named)
        return _held_against(signer, key, named, _meant(signer, digest, documents))
    except BROKEN as trouble:
        raise NotASignature(str(trouble)) from trouble


def _held_against(signer: Any, key: Any, named: str, meant: Mapping[str, bytes]) -> SignerCheck:
    """The verdict over the bytes that are to be signed, by the SHA-256 of the document they stand for."""
    names_its_document = bool(signer["signed_attrs"])
    for document, signed_bytes in meant.items():
        holds = _holds(signer, key, signed_bytes)
        if holds is None:
            return SignerCheck(Verdict.NOT_CHECKED, named, document)
        if holds:
            return SignerCheck(Verdict.MATCHES, named, document)
        if names_its_document:
            return SignerCheck(Verdict.WRONG, named, document)
    return SignerCheck(Verdict.OTHER_DOCUMENT, named)


def _algorithm(signer: Any) -> str | None:
    """`rsassa_pkcs1v15`, `rsassa_pss` or `ecdsa`; None for every other."""
    try:
        name = signer["signature_algorithm"].signature_algo
    except ValueError:
        return None
    return name if name in ("rsassa_pkcs1v15", "rsassa_pss", "ecdsa") else None


def _meant(signer: Any, digest: str, documents: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """The bytes whose signature is to hold (RFC 5652, 5.4), by the document that they stand for.

    Signed attributes name one document by its digest, and are themselves what is signed. Without them any
    document may be meant.
    """
    attributes = signer["signed_attrs"]
    if not attributes:
        return documents
    # Attributes without the type of the content could be somebody's document, shown as attributes (5.3).
    told = {attribute["type"].native: attribute["values"][0].native for attribute in attributes}
    if "content_type" not in told:
        return {}
    for sha256, content in documents.items():
        if hashlib.new(digest, content).digest() == told.get("message_digest"):
            return {sha256: attributes.untag().dump(force=True)}
    return {}


def _key(signer: Any, certificates: list[Any]) -> Any:
    """The public key of the signer's certificate; None where it is not there or of a kind unknown here."""
    identifier = signer["sid"]
    for certificate in certificates:
        if identifier.name == "issuer_and_serial_number":
            named = identifier.chosen
            fits = (
                certificate.issuer == named["issuer"]
                and certificate.serial_number == named["serial_number"].native
            )
        else:
            fits = certificate.key_identifier == identifier.chosen.native
        if fits:
            try:
                return x509.load_der_x509_certificate(certificate.dump()).public_key()
            except (UnsupportedAlgorithm, ValueError, x509.InvalidVersion):
                return None
    return None


def _holds(signer: Any, key: Any, signed_bytes: bytes) -> bool | None:
    """Whether the signature holds; None where key and algorithm do not go together here."""
    algorithm = _algorithm(signer)
    chosen = _HASHES[signer["digest_algorithm"]["algorithm"].native]
    signature = signer["signature"].native
    try:
        if algorithm == "ecdsa" and isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, signed_bytes, ec.ECDSA(chosen))
        elif algorithm == "rsassa_pkcs1v15" and isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, signed_bytes, padding.PKCS1v15(), chosen)
        elif algorithm == "rsassa_pss" and isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, signed_bytes, padding.PSS(padding.MGF1(chosen), padding.PSS.AUTO), chosen)
        else:
            return None
    except InvalidSignature:
        return False
    return True
