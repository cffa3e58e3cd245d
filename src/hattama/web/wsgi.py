"""The WSGI application that granian serves."""

import gc
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from tempfile import SpooledTemporaryFile
from threading import Lock, Thread
from typing import IO, Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.http import HttpResponse

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hattama.web.operations.settings")
_site = get_wsgi_application()


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """The site, which works at few requests at once."""
    with turn():
        answer: Iterable[bytes] = _site(environ, start_response)
        if not isinstance(answer, HttpResponse):
            return answer
        # The server sends a list by itself; to anything else it comes back for each piece and the end.
        answer.close()
        return [answer.content]


# After the application: settings and rooms must stand before addresses can be read.
from hattama.web.kernel.accounts.address_rules import refuse_unruled_addresses  # noqa: E402
from hattama.web.kernel.stores.postgresql.base import SHARED  # noqa: E402
from hattama.web.kernel.stores.turns import turn  # noqa: E402
from hattama.web.operations.settings.production import refuse_unfit_environment  # noqa: E402

SHARED_SECONDS = 600.0
"""So old does a connection to PostgreSQL become, which all threads of a worker share: each has learned
all statements anew."""

refuse_unfit_environment(os.environ)
refuse_unruled_addresses()
connections.settings["default"][SHARED] = SHARED_SECONDS
# What is loaded by now stays: looking through it for what nobody holds took a tenth of the processor.
gc.collect()
gc.freeze()
gc.set_threshold(10_000, 20, 20)

MOST_OF_AN_ADDRESS = 6
"""Requests under way in a process, of its eight threads: who reads slowly holds a thread."""

BODIES_OF_AN_ADDRESS = 2
"""Those of them whose body has not come whole: who sends slowly holds a thread, too."""

MOST_BODIES = 6
"""The same of all addresses together: whoever only reads finds a thread."""

BODY_SECONDS = 60.0
"""So long may a body take, of at most MOST_BYTES."""

MOST_BYTES = 21 << 20
_IN_MEMORY = 1 << 20
_PIECE = 1 << 16

Start = Callable[..., Any]
Refusal = tuple[str, bytes]

_FULL = (
    "503 Service Unavailable",
    "Қазір тым көп сұраныс келіп жатыр. Бірнеше секундтан кейін қайталап көріңіз.\n"
    "Сейчас слишком много запросов сразу. Повторите через несколько секунд.\n"
    "There are too many requests at once just now. Try again in a few seconds.\n".encode(),
)
_SLOW = (
    "408 Request Timeout",
    "Жіберілген дерек бір минутта толық жетпеді. Қайталап жіберіңіз.\n"
    "Отправленное не дошло целиком за минуту. Отправьте ещё раз.\n"
    "What was sent did not arrive whole within a minute. Send it again.\n".encode(),
)
_LARGE = (
    "413 Content Too Large",
    "Файл тым үлкен: 20 МиБ-тан аспауы керек.\nФайл слишком велик: не больше 20 МиБ.\n"
    "The file is too large: 20 MiB at most.\n".encode(),
)


def _refuse(start_response: Start, refusal: Refusal) -> list[bytes]:
    status, said = refusal
    kinds = [("Content-Type", "text/plain; charset=utf-8"), ("Cache-Control", "no-store")]
    start_response(status, [*kinds, ("Retry-After", "5")])
    return [said]


class LeaveRoom:
    """Before the site where no proxy stands there: one address leaves threads for all others, and all that
    send leave some to those that read.

    The machine itself is let through: what asks from there is a proxy that nobody named, or whoever tries the
    site out.
    """

    def __init__(self, site: Callable[..., Iterable[bytes]], body_seconds: float = BODY_SECONDS) -> None:
        self._site, self._body_seconds = site, body_seconds
        self._lock = Lock()
        self._under_way: Counter[str] = Counter()
        self._sending: Counter[str] = Counter()
        self._bodies = 0

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        """The site's answer, or a refusal where too much is under way, or the body came too slowly."""
        address = environ["REMOTE_ADDR"]
        if address in ("127.0.0.1", "::1"):
            return self._site(environ, start_response)
        if not self._take(self._under_way, address, MOST_OF_AN_ADDRESS):
            return _refuse(start_response, _FULL)
        try:
            refusal = self._receive(environ, address)
            answer = _refuse(start_response, refusal) if refusal else self._site(environ, start_response)
            return _Sent(answer, lambda: self._give_back(self._under_way, address))
        except BaseException:
            self._give_back(self._under_way, address)
            raise

    def _take(self, counted: Counter[str], address: str, most: int) -> bool:
        with self._lock:
            if counted[address] >= most:
                return False
            counted[address] += 1
            return True

    def _give_back(self, counted: Counter[str], address: str) -> None:
        with self._lock:
            counted[address] -= 1
            if not counted[address]:
                del counted[address]

    def _receive(self, environ: dict[str, Any], address: str) -> Refusal | None:
        """Have the whole body before the site is asked; why not, where that is so."""
        # The site reads nothing of a body whose length is not said.
        length = environ.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or int(length[:12]) > MOST_BYTES:
            return _LARGE
        if int(length) == 0:
            return None
        if not self._take(self._sending, address, BODIES_OF_AN_ADDRESS):
            return _FULL
        with self._lock:
            self._bodies += 1
            is_full = self._bodies > MOST_BODIES
        try:
            if is_full:
                self._give_back(self._sending, address)
                return _FULL
            body = _Body(environ["wsgi.input"], lambda: self._give_back(self._sending, address))
            body.start()
            body.join(self._body_seconds)
            if body.is_alive():
                return _SLOW
            environ["wsgi.input"] = body.whole()
            return None
        finally:
            with self._lock:
                self._bodies -= 1


class _Body(Thread):
    """Reads a body aside: nothing ends the wait for a sender who says nothing more, but who waits for this
    one may go on. Its address has one body less until then.
    """

    def __init__(self, source: IO[bytes], end: Callable[[], None]) -> None:
        super().__init__(daemon=True)
        self._source, self._end = source, end
        self._kept: IO[bytes] = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115

    def run(self) -> None:
        """Until the sender has said everything, or has gone."""
        try:
            while piece := self._source.read(_PIECE):
                self._kept.write(piece)
        finally:
            self._end()

    def whole(self) -> IO[bytes]:
        """What was read, from its beginning."""
        self._kept.seek(0)
        return self._kept


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
