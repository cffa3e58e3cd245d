"""The WSGI application that granian serves."""

import os
from collections.abc import Callable, Iterable, Iterator
from threading import Lock
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hattama.web.operations.settings")
application: Callable[..., Iterable[bytes]] = get_wsgi_application()

# After the application: settings and rooms must stand before addresses can be read.
from hattama.web.kernel.accounts.address_rules import refuse_unruled_addresses  # noqa: E402
from hattama.web.operations.settings.production import refuse_unfit_environment  # noqa: E402

refuse_unfit_environment(os.environ)
refuse_unruled_addresses()

MOST_OF_AN_ADDRESS = 6
"""Requests under way in a process, of its eight threads: who sends or reads slowly holds a thread."""

_REFUSAL = (
    "Осы мекенжайдан тым көп сұраныс келіп жатыр. Бірнеше секундтан кейін қайталап көріңіз.\n"
    "С этого адреса слишком много запросов сразу. Повторите через несколько секунд.\n"
    "There are too many requests at once from this address. Try again in a few seconds.\n"
).encode()
_REFUSED = [
    ("Content-Type", "text/plain; charset=utf-8"),
    ("Retry-After", "5"),
    ("Cache-Control", "no-store"),
]


class LeaveRoom:
    """Before the site where no proxy stands there: one address leaves threads for all others.

    The machine itself is let through: what asks from there is a proxy that nobody named, or whoever tries the
    site out.
    """

    def __init__(self, site: Callable[..., Iterable[bytes]]) -> None:
        self._site = site
        self._lock = Lock()
        self._under_way: dict[str, int] = {}

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """The site's answer, or 503 where this address has too many requests under way."""
        address = environ["REMOTE_ADDR"]
        if address in ("127.0.0.1", "::1"):
            return self._site(environ, start_response)
        with self._lock:
            if self._under_way.get(address, 0) >= MOST_OF_AN_ADDRESS:
                start_response("503 Service Unavailable", _REFUSED)
                return [_REFUSAL]
            self._under_way[address] = self._under_way.get(address, 0) + 1
        try:
            return _Sent(self._site(environ, start_response), lambda: self._end(address))
        except BaseException:
            self._end(address)
            raise

    def _end(self, address: str) -> None:
        with self._lock:
            self._under_way[address] -= 1
            if not self._under_way[address]:
                del self._under_way[address]


class _Sent:
    """An answer that says when it has gone, or when whoever asked for it has."""

    def __init__(self, answer: Iterable[bytes], end: Callable[[], None]) -> None:
        self._answer, self._end = answer, end

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._answer)

    def close(self) -> None:
        """Called by the server in the end (PEP 3333)."""
        try:
            if hasattr(self._answer, "close"):
                self._answer.close()
        finally:
            self._end()


if not settings.ALLAUTH_TRUSTED_PROXY_COUNT:
    application = LeaveRoom(application)
