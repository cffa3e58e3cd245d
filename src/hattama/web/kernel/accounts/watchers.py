"""Who may read what the site tells its watchers: a program with the token, or one on this machine."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

_FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_X_REAL_IP", "HTTP_FORWARDED", "HTTP_VIA")
"""By these a proxy tells for whom it asks: whoever it asks for is not on this machine."""


def is_watcher(request: HttpRequest) -> bool:
    """Whether the request shows HATTAMA_METRICS_TOKEN, or comes from this machine itself.

    What a header says of where a request comes from is never believed: a header can only take the right away.
    A request that shows a wrong token is refused wherever it comes from.
    """
    shown = request.headers.get("Authorization", "")
    if shown:
        scheme, _, token = shown.partition(" ")
        known = settings.METRICS_TOKEN
        return bool(known) and scheme.lower() == "bearer" and constant_time_compare(token.strip(), known)
    return is_local(request)


def is_local(request: HttpRequest) -> bool:
    """Whether the connection itself comes from this machine, and speaks for nobody else."""
    if any(header in request.META for header in _FORWARDED):
        return False
    try:
        address = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_loopback
