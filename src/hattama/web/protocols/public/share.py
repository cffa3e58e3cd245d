"""How a page is passed on: its lasting address, absolute, and a code of it for paper."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils.safestring import SafeString

from hattama.web.protocols.public.receipts import qr_code


@dataclass(frozen=True, slots=True)
class Share:
    """A page's lasting address with what a sheet of paper needs to lead there."""

    address: str
    qr: SafeString


def absolute(request: HttpRequest, path: str) -> str:
    """`path` with the site's own beginning: that of HATTAMA_BASE_URL, else of this request.

    On a page of a copy without a server it is the beginning of the live site, as far as that is known.
    """
    copy = getattr(request, "static_site", None)
    if copy is not None:
        return f"{copy.live}{path}"
    return f"{settings.BASE_URL}{path}" if settings.BASE_URL else request.build_absolute_uri(path)


def share_of_page(request: HttpRequest, path: str) -> Share:
    """What is passed on of the page at `path`."""
    address = absolute(request, path)
    return Share(address, qr_code(address))
