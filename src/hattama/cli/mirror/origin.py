"""The one address that a bundle is fetched from: nothing is asked of any other, whatever an answer says.

No redirect is followed, no body unpacked, and each answer has an end: in bytes, and in time. The client is
that of `hattama.fetching`, kept open from one file to the next.
"""

import hashlib
import http.client
import io
import threading
import time
from collections.abc import Callable
from typing import BinaryIO, Final
from urllib.parse import quote

from hattama.fetching import cut_after, parse_address
from hattama.publish.file_facts import FileFacts
from hattama.verification.folders import is_plain_path
from hattama.verification.places import FileAbsent, FileProblem, FileTooLong, FileUnreadable

SECONDS: Final = 30.0
"""How long an address may stay silent."""
LEAST_BYTES_A_SECOND: Final = 4_096
"""An answer that comes more slowly than this is given up."""
ATTEMPTS: Final = 4
MOST_WAITED: Final = 3_600.0
"""So many seconds may be waited in all, those of several connections added up, beyond what a slow network
takes: of a site that lets each file wait, a log of millions of files would have no end."""
_SECONDS_A_FILE: Final = 2.0
_PIECE: Final = 1 << 16
_TRY_AGAIN: Final = frozenset({408, 429, 500, 502, 503, 504})
_HEADERS: Final = {"Accept-Encoding": "identity", "User-Agent": "hattama-mirror"}


class LimitReached(Exception):
    """More bytes would be fetched than the reader allows."""


class WaitedTooLong(LimitReached):
    """The address has kept its reader waiting for longer than all of MOST_WAITED."""


class Origin:
    """A prefix of addresses, by http or https. May be used by several threads at once.

    `most_bytes`: how much may be fetched in all.
    """

    def __init__(self, url: str, *, most_bytes: int, pause: Callable[[float], object] = time.sleep) -> None:
        """Raises AddressRefused."""
        self._address = parse_address(url)
        self.url = self._address.url
        self._most_bytes = most_bytes
        self._pause = pause
        self._of_thread = threading.local()
        self._lock = threading.Lock()
        self._waited = 0.0
        self.fetched_bytes = 0
        self.fetched_files = 0

    def fetch(self, path: str, most: int) -> bytes:
        """The bytes of a file of at most `most` bytes. Raises a FileProblem or LimitReached."""
        target = io.BytesIO()
        self.fetch_into(path, most, target)
        return target.getvalue()

    def fetch_into(self, path: str, most: int, target: BinaryIO) -> FileFacts:
        """Write a file of at most `most` bytes into `target`; its hash and size. Raises as `fetch` does."""
        if not is_plain_path(path):
            raise FileUnreadable(path, "path")
        began, size = time.monotonic(), 0
        try:
            facts = self._fetch(path, most, target)
            size = facts.size
            return facts
        finally:
            self._wait(time.monotonic() - began - _SECONDS_A_FILE - size / LEAST_BYTES_A_SECOND)

    def _wait(self, seconds: float) -> None:
        with self._lock:
            self._waited += max(0.0, seconds)

    def _fetch(self, path: str, most: int, target: BinaryIO) -> FileFacts:
        for attempt in range(ATTEMPTS):
            if self._waited > MOST_WAITED:
                raise WaitedTooLong
            try:
                return self._fetch_once(path, most, target)
            except _Passing as trouble:
                if attempt == ATTEMPTS - 1:
                    raise FileUnreadable(path, str(trouble)) from trouble
                target.seek(0)
                target.truncate()
                self._pause(2**attempt / 4)
        raise AssertionError("the last attempt answers or raises")

    def _fetch_once(self, path: str, most: int, target: BinaryIO) -> FileFacts:
        connection = self._connection()
        try:
            connection.request("GET", f"{self._address.prefix}/{quote(path)}", headers=_HEADERS)
            with cut_after(connection, SECONDS):
                answer = connection.getresponse()
            _refuse_unless_plain(answer, path)
            facts = self._take_body(answer, path, most, target)
        except (OSError, http.client.HTTPException) as error:
            self._hang_up()
            raise _Passing(str(error) or type(error).__name__) from error
        except (FileProblem, _Passing, LimitReached):
            # What is left of the answer was not read, so the connection cannot carry another one.
            self._hang_up()
            raise
        with self._lock:
            self.fetched_files += 1
        return facts

    def _take_body(
        self, answer: http.client.HTTPResponse, path: str, most: int, target: BinaryIO
    ) -> FileFacts:
        digest, size, began = hashlib.sha256(), 0, time.monotonic()
        stated = answer.length
        if stated is None and not answer.chunked:
            # Where no end is marked, an end cannot be told from a cut.
            raise _Passing("no Content-Length")
        if stated is not None and stated > most:
            raise FileTooLong(path, str(most))
        while piece := self._piece(answer, path):
            size += len(piece)
            if size > most:
                raise FileTooLong(path, str(most))
            if time.monotonic() - began > SECONDS + size / LEAST_BYTES_A_SECOND:
                raise FileUnreadable(path, "slow")
            self._count(len(piece))
            digest.update(piece)
            target.write(piece)
        if stated is not None and size != stated:
            raise _Passing("cut short")
        # Nothing is left; this only lets the connection carry the next answer.
        answer.read()
        return FileFacts(digest.hexdigest(), size)

    def _piece(self, answer: http.client.HTTPResponse, path: str) -> bytes:
        """The next bytes of a body. What stands between its chunks and behind them has no end by itself."""
        if not answer.chunked:
            return answer.read1(_PIECE)
        began = time.monotonic()
        with cut_after(self._connection(), SECONDS):
            piece = answer.read1(_PIECE)
        if time.monotonic() - began > SECONDS:
            raise FileUnreadable(path, "slow")
        return piece

    def _count(self, size: int) -> None:
        with self._lock:
            self.fetched_bytes += size
            if self.fetched_bytes > self._most_bytes:
                raise LimitReached

    def _connection(self) -> http.client.HTTPConnection:
        known: http.client.HTTPConnection | None = getattr(self._of_thread, "connection", None)
        if known is None:
            known = self._of_thread.connection = self._address.connection(SECONDS)
        return known

    def _hang_up(self) -> None:
        self._connection().close()
        self._of_thread.connection = None


class _Passing(Exception):
    """Trouble that may be over at the next attempt."""


def _refuse_unless_plain(answer: http.client.HTTPResponse, path: str) -> None:
    if answer.status in (404, 410):
        raise FileAbsent(path)
    if answer.status in _TRY_AGAIN:
        raise _Passing(f"HTTP {answer.status}")
    if answer.status in range(300, 400):
        raise FileUnreadable(path, f"HTTP {answer.status} → {answer.getheader('Location', '')[:200]}")
    if answer.status != 200:
        raise FileUnreadable(path, f"HTTP {answer.status}")
    encoding = answer.getheader("Content-Encoding", "identity").lower()
    if encoding not in ("", "identity"):
        # It was not asked for, and what is not unpacked cannot swell.
        raise FileUnreadable(path, f"Content-Encoding: {encoding[:40]}")
