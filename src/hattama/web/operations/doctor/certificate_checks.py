"""The certificate by which browsers know the site: its name, its chain, and how long it is still good."""

import datetime
import socket
import ssl
from urllib.parse import urlsplit

from django.conf import settings

from hattama.core.vocabulary import Message
from hattama.web.operations.doctor.patient import Answers, Patient, attention, good, wrong
from hattama.web.operations.watching.judgements import Judgement

DAYS_ATTENTION = 21
DAYS_WRONG = 7

_EXPIRED = 10
_OTHER_NAME = 62
"""X509_V_ERR_CERT_HAS_EXPIRED and X509_V_ERR_HOSTNAME_MISMATCH of OpenSSL."""

_NO_TLS = Message("HATTAMA_BASE_URL is not https://: there is no certificate to look at.")
_LASTS = Message("The certificate of {host} is good for {days} days.")
_MEND_RENEW = Message("Renew the certificate (certbot renew, for instance), and let nginx read it again.")
_OTHER = Message("{host} shows a certificate of another name.")
_MEND_NAME = Message("Get a certificate of this name, or mend HATTAMA_BASE_URL.")
_UNTRUSTED = Message("The certificate of {host} cannot be trusted: {why}")
_MEND_CHAIN = Message("The server must send the certificates in between, too (fullchain.pem).")
_SILENT = Message("{host} does not answer from this machine: {why}")
_MEND_SILENT = Message("Check nginx, the firewall and the DNS record.")


def check_certificate(patient: Patient) -> Answers:
    """The certificate at HATTAMA_BASE_URL, if that is https."""
    address = urlsplit(settings.BASE_URL)
    host = address.hostname or ""
    if address.scheme != "https":
        yield good("certificate", _NO_TLS)
        return
    try:
        until = _good_until(patient, host, address.port or 443)
    except ssl.SSLCertVerificationError as refused:
        yield _refused(refused, host)
        return
    except OSError as trouble:
        yield attention("certificate", _SILENT, _MEND_SILENT, host=host, why=str(trouble))
        return
    days = (until - patient.clock()) // datetime.timedelta(days=1)
    if days < DAYS_ATTENTION:
        answer = wrong if days < DAYS_WRONG else attention
        yield answer("certificate", _LASTS, _MEND_RENEW, host=host, days=max(days, 0))
    else:
        yield good("certificate", _LASTS, host=host, days=days)


def _good_until(patient: Patient, host: str, port: int) -> datetime.datetime:
    with (
        socket.create_connection((host, port), timeout=patient.seconds) as plain,
        patient.trust().wrap_socket(plain, server_hostname=host) as secure,
    ):
        shown = secure.getpeercert() or {}
    return datetime.datetime.fromtimestamp(ssl.cert_time_to_seconds(str(shown["notAfter"])), datetime.UTC)


def _refused(refused: ssl.SSLCertVerificationError, host: str) -> Judgement:
    if refused.verify_code == _EXPIRED:
        return wrong("certificate", Message("The certificate of {host} has expired."), _MEND_RENEW, host=host)
    if refused.verify_code == _OTHER_NAME:
        return wrong("certificate", _OTHER, _MEND_NAME, host=host)
    return wrong("certificate", _UNTRUSTED, _MEND_CHAIN, host=host, why=str(refused.verify_message))
