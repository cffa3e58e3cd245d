"""Time stamps of third parties (RFC 3161): the question to an authority, its answer, what a token is worth.

A token says that a hash was shown to the authority at a time. Checked are the hash, the signature (RSA or
ECDSA over SHA-2, as in cms_signatures), that the certificate is one for time stamps and was in force, and
that the token names it (RFC 5816). Whose authority it is, only certificates that the reader brings can say.

Needs asn1crypto and cryptography (extra `log`).
"""

import datetime
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from asn1crypto import cms, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import InvalidSignature

from hattama.formats.cms_signatures import BROKEN, NotASignature, Verdict, check_signatures

MAX_TOKEN_BYTES: Final = 64 * 1024
MAX_STEPS: Final = 5
"""From the certificate of an authority to one that the reader trusts."""
QUERY_TYPE: Final = "application/timestamp-query"


class StampRefused(Exception):
    """The bytes are no time stamp of this hash; the message says why, in a word or a few."""


@dataclass(frozen=True, slots=True)
class TimeStamp:
    """A token that holds: when, by whom (the subject of the certificate), and the certificates in it (DER),
    the authority's own first."""

    at: datetime.datetime
    authority: str
    certificates: tuple[bytes, ...]

    def is_trusted(self, trusted: Sequence[x509.Certificate]) -> bool:
        """Whether the authority's certificate is one of these, or was issued under one of them."""
        given = [one for one in map(_read, self.certificates) if one is not None]
        here = given[0]
        for _ in range(MAX_STEPS):
            if here in trusted or any(_issued(here, one) for one in trusted):
                return True
            above = next((one for one in given if one != here and _issued(here, one)), None)
            if above is None:
                return False
            here = above
        return False


def make_query(text: bytes, nonce: int) -> bytes:
    """The question to an authority (DER): a time stamp of the SHA-256 of `text`, with its certificates."""
    imprint = {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": hashlib.sha256(text).digest()}
    asked = {"version": "v1", "message_imprint": imprint, "nonce": nonce, "cert_req": True}
    return bytes(tsp.TimeStampReq(asked).dump())


def token_in_reply(reply: bytes, text: bytes, nonce: int) -> bytes:
    """The token (DER) that an authority answered, checked. Raises StampRefused."""
    try:
        answer = tsp.TimeStampResp.load(reply, strict=True)
        status = answer["status"]["status"].native
        if status not in ("granted", "granted_with_mods"):
            raise StampRefused(f"status {status}")
        token = bytes(answer["time_stamp_token"].dump())
        told = _content(token)["nonce"].native
    except BROKEN as trouble:
        raise StampRefused(f"no reply: {trouble}") from None
    if told != nonce:
        raise StampRefused("nonce")
    check_time_stamp(token, text)
    return token


def check_time_stamp(token: bytes, text: bytes) -> TimeStamp:
    """What a token says of `text`. Raises StampRefused."""
    if not 0 < len(token) <= MAX_TOKEN_BYTES:
        raise StampRefused(f"{len(token)} bytes")
    try:
        return _check(token, text)
    except (NotASignature, *BROKEN) as trouble:
        raise StampRefused(f"no token: {trouble}") from None


def _check(token: bytes, text: bytes) -> TimeStamp:
    signed = cms.ContentInfo.load(token, strict=True)["content"]
    content = bytes(signed["encap_content_info"]["content"])
    told = _content(token)
    imprint = told["message_imprint"]
    if imprint["hash_algorithm"]["algorithm"].native != "sha256":
        raise StampRefused("not SHA-256")
    if imprint["hashed_message"].native != hashlib.sha256(text).digest():
        raise StampRefused("stamps something else")
    checked = check_signatures(token, {hashlib.sha256(content).hexdigest(): content})
    if [one.verdict for one in checked] != [Verdict.MATCHES]:
        raise StampRefused(f"signature: {', '.join(one.verdict for one in checked)}")
    at: datetime.datetime = told["gen_time"].native
    own, others = _certificates(signed)
    _refuse_unfit(own, at)
    return TimeStamp(at, own.subject.human_friendly, (own.dump(), *(other.dump() for other in others)))


def _content(token: bytes) -> Any:
    info = cms.ContentInfo.load(token, strict=True)
    encapsulated = info["content"]["encap_content_info"]
    if encapsulated["content_type"].native != "tst_info":
        raise StampRefused("no time stamp")
    return tsp.TSTInfo.load(bytes(encapsulated["content"]), strict=True)


def _certificates(signed: Any) -> tuple[asn1_x509.Certificate, list[asn1_x509.Certificate]]:
    """The certificate that the signed attributes name by its hash, and the others."""
    (signer,) = signed["signer_infos"]
    told = {attribute["type"].native: attribute["values"][0] for attribute in signer["signed_attrs"]}
    if "signing_certificate_v2" in told:
        named = told["signing_certificate_v2"]["certs"][0]
        algorithm, digest = named["hash_algorithm"]["algorithm"].native, named["cert_hash"].native
    else:
        named = told["signing_certificate"]["certs"][0]
        algorithm, digest = "sha1", named["cert_hash"].native
    given = [choice.chosen for choice in signed["certificates"] or () if choice.name == "certificate"]
    own = [one for one in given if hashlib.new(algorithm, one.dump()).digest() == digest]
    identifier = signer["sid"].chosen
    if len(own) != 1 or own[0].serial_number != identifier["serial_number"].native:
        raise StampRefused("it does not name its certificate")
    return own[0], [one for one in given if one is not own[0]]


def _refuse_unfit(own: asn1_x509.Certificate, at: datetime.datetime) -> None:
    purposes = own.extended_key_usage_value
    if purposes is None or purposes.native != ["time_stamping"]:
        raise StampRefused("the certificate is not one for time stamps")
    validity = own["tbs_certificate"]["validity"]
    if not validity["not_before"].native <= at <= validity["not_after"].native:
        raise StampRefused("the certificate was not in force")


def _read(der: bytes) -> x509.Certificate | None:
    """A certificate; None where it is broken: the authority's own is whole, its key was used."""
    try:
        return x509.load_der_x509_certificate(der)
    except (ValueError, x509.InvalidVersion):
        return None


def _issued(one: x509.Certificate, by: x509.Certificate) -> bool:
    try:
        one.verify_directly_issued_by(by)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True
