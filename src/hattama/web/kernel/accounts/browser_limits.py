"""What browsers are asked not to do with our answers: run a stranger's file, use devices, keep a desk's page.

The Content-Security-Policy of pages, HSTS and the rules of cookies stand in the settings.
"""

from collections.abc import Callable
from typing import TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import add_never_cache_headers

Answer = TypeVar("Answer", bound=HttpResponseBase)

SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; media-src 'self'; sandbox"
"""For bytes that people sent: whatever a hostile file holds, a browser must not run it in this site's name.

`sandbox` gives the file an origin of its own without scripts, forms or windows; the styles are those that
browsers write into the page they build around a picture, and those that our drawings carry; the film
is what they play in the page that they build around it."""

UNUSED_DEVICES = (
    *("accelerometer", "autoplay", "display-capture", "geolocation", "gyroscope"),
    *("hid", "magnetometer", "microphone", "midi", "payment", "serial", "usb", "xr-spatial-tracking"),
)
CAMERA_PAGES = frozenset({"desk:camera", "desk:camera_shell"})
"""Names of the addresses whose page opens the camera."""


def sandboxed(response: Answer) -> Answer:
    """`response`, whose bytes somebody sent to us, so that nothing in it runs."""
    response.headers["Content-Security-Policy"] = SANDBOX
    return response


def kept_nowhere(response: Answer) -> Answer:
    """`response` to a person who is signed in, so that neither browser nor proxy keeps a copy."""
    add_never_cache_headers(response)
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def keep_no_trouble(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """Middleware: pages of trouble, wherever it was met, name whoever is signed in: nobody keeps them."""

    def forgotten(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if response.status_code >= 400 and settings.SESSION_COOKIE_NAME in request.COOKIES:
            return kept_nowhere(response)
        return response

    return forgotten


def limit_devices(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Middleware: no page uses a device, and only the page of the camera the camera (Permissions-Policy)."""

    def limited(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        match = request.resolver_match
        opens_camera = match is not None and match.view_name in CAMERA_PAGES
        devices = [f"{name}=()" for name in UNUSED_DEVICES]
        response.headers["Permissions-Policy"] = ", ".join(
            [*devices, "camera=(self)" if opens_camera else "camera=()"]
        )
        return response

    return limited
