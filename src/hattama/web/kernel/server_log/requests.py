"""Each request gets an identifier and leaves one line: what was asked, how it ended, how long it took."""

import logging
import re
import secrets
import time
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from hattama.web.kernel.server_log.silence import HIDDEN, SECRET_ARGUMENTS, asking

HEADER = "X-Request-ID"
SAFE = re.compile(r"[A-Za-z0-9._-]{8,64}")

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""The identifier of the request that is being answered; empty outside of one."""

_log = logging.getLogger("hattama.requests")


def identifier(given: str) -> str:
    """The identifier that a proxy gave, if it can stand in a line and a header; else a new one."""
    return given if SAFE.fullmatch(given) else secrets.token_hex(16)


class WriteDownRequests:
    """The first of all middleware: the identifier in the answer's header and in every line written meanwhile.

    The line says neither who asked nor from where: no address, no name, no cookie, and of the address asked
    for no question, in which people type names and codes.
    """

    def __init__(self, get_response: Callable[[Any], Any]) -> None:
        self._get_response = get_response

    def __call__(self, request: Any) -> Any:
        """What everybody else answers, with the header."""
        began = time.perf_counter()
        known = request_id.set(identifier(request.META.get("HTTP_X_REQUEST_ID", "")))
        asked = asking.set(request)
        try:
            response = self._get_response(request)
            response[HEADER] = request_id.get()
            _write_down(
                str(request.method), _path_of(request), response.status_code, began, _bytes_of(response)
            )
            return response
        finally:
            asking.reset(asked)
            request_id.reset(known)


def _path_of(request: Any) -> str:
    """The path without its question, and without what opens a door to whoever knows it."""
    path = str(request.path)
    match = request.resolver_match
    for name, value in match.kwargs.items() if match is not None else ():
        if name in SECRET_ARGUMENTS and value:
            path = path.replace(str(value), HIDDEN)
    return path


def _bytes_of(response: Any) -> int | None:
    """The length of the answer; None where it is not known before it is sent."""
    if not response.streaming:
        return len(response.content)
    told = response.headers.get("Content-Length", "")
    return int(told) if told.isdecimal() else None


def _write_down(method: str, path: str, status: int, began: float, size: int | None) -> None:
    took = round((time.perf_counter() - began) * 1000, 1)
    told = {"method": method, "path": path, "status": status, "ms": took, "bytes": size}
    length = "?" if size is None else size
    _log.info("%s %s %d %s ms %s bytes", method, path, status, took, length, extra={"told": told})
