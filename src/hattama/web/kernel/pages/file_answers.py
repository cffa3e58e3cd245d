"""Files over HTTP for every reader: whole or the part that was asked for, revalidated by tag or time, open to
all origins.
"""

import datetime
import hashlib
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import BinaryIO, NamedTuple, cast

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from hattama.web.kernel.elections.beside_files import beside_state
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.follow_log import kept_with, one_moment
from hattama.web.kernel.log.served import tables_state
from hattama.web.kernel.log.snapshots import load_public_size
from hattama.web.kernel.pages.election_pages import program_digest
from hattama.web.kernel.pages.remembered_pages import say_behind
from hattama.web.kernel.stores.content_store import content_pieces
from hattama.web.kernel.stores.file_store import pieces_of
from hattama.web.kernel.stores.kept_readings import are_readings_kept, kept
from hattama.web.kernel.stores.made_files import LASTING, MadeFile, MakersBusy, find_or_make, made_home

ASK_AGAIN = "public, no-cache"
IN_MEMORY = 1 << 20
"""Up to this many bytes a file is made and answered in memory."""


def answer_file(
    request: HttpRequest,
    place: Path,
    content_type: str,
    *,
    etag: str = "",
    caching: str = ASK_AGAIN,
    name: str = "",
) -> HttpResponseBase:
    """The file at `place`; 304 where the reader has it. `name`: to be saved under. Raises Http404.

    Without an `etag` its size and time to the nanosecond are the tag: files are replaced whole, never written
    over.
    """
    try:
        file = place.open("rb")
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        raise Http404(place.name) from None
    facts = place.stat()
    tag = f'"{etag}"' if etag else f'"{facts.st_mtime_ns:x}-{facts.st_size:x}"'
    headers = _Headers(tag, int(facts.st_mtime), caching, name)
    known = get_conditional_response(request, etag=tag, last_modified=headers.moment)
    if known is not None:
        file.close()
        return headers.on(known)
    return headers.on(_asked_part(request, facts.st_size, partial(pieces_of, file), content_type, headers))


def answer_stored(request: HttpRequest, sha256: str, size: int, content_type: str) -> HttpResponseBase:
    """A kept file of `size` bytes that is too long to be read whole and held against its hash."""
    headers = _Headers(f'"{sha256}"', None, ASK_AGAIN, "")
    known = get_conditional_response(request, etag=headers.tag)
    if known is not None:
        return headers.on(known)
    return headers.on(_asked_part(request, size, partial(content_pieces, sha256), content_type, headers))


LOG_SIZE = "Hattama-Log-Size"
"""The header that says how many entries of the log a file follows from."""


def answer_made(
    request: HttpRequest,
    election: ElectionRow,
    path: str,
    make: Callable[[], Iterable[bytes]],
    content_type: str,
    *,
    of: str = "",
    name: str = "",
) -> HttpResponseBase:
    """A file of `election` that is made once for each state of its log, or, with `of`, once for that text.

    `path` stands for everything else that it depends on. Where it cannot be made now, it is that of an
    earlier state, and the header LOG_SIZE says so. Raises MakersBusy. `name`: to be saved under.
    """
    if hasattr(request, "static_site"):
        return file_response(request, make(), content_type, tag="static", name=name)
    if of:
        lasting = f"{hashlib.sha256(f'{of} {path}'.encode()).hexdigest()}.{path.rpartition('.')[2]}"
        found = find_or_make(made_home(election.pk), LASTING, lasting, make)
        return answer_file(request, found.place, content_type, name=name)
    found = _find_or_make_now(election, path, make)
    response = answer_file(request, found.place, content_type, name=name)
    response[LOG_SIZE] = str(_size_of(found))
    return response


def read_made(election: ElectionRow, path: str, make: Callable[[], Iterable[bytes]]) -> bytes:
    """The bytes of a file that is made once for each state, for a page that says them: the page is told where
    they are those of an earlier one. Raises MakersBusy."""
    if are_readings_kept():
        # A copy has no later answer that would make good for a file of an earlier state.
        return _made_of_this_moment(election, path, make=make)
    found = _find_or_make_now(election, path, make)
    if found.is_earlier:
        say_behind(_size_of(found))
    return found.place.read_bytes()


@kept
def _made_of_this_moment(_: ElectionRow, __: str, *, make: Callable[[], Iterable[bytes]]) -> bytes:
    return b"".join(make())


def _size_of(found: MadeFile) -> int:
    """Of how many entries of the log a file of `made_state` is."""
    return int(found.state.partition("-")[0])


class _LogMoved(Exception):
    """Between the question and the making an entry came: what would be made is of another state, or of an
    election that another request has read before it."""


def _find_or_make_now(election: ElectionRow, path: str, make: Callable[[], Iterable[bytes]]) -> MadeFile:
    def at_one_moment() -> Iterator[bytes]:
        with one_moment():
            kept = kept_with(election)
            if made_state(election) != state or any(getattr(election, name) != kept[name] for name in kept):
                raise _LogMoved
            yield from make()

    for _ in range(_TRIES):
        state = made_state(election)
        try:
            return find_or_make(made_home(election.pk), state, path, at_one_moment)
        except _LogMoved:
            continue
    raise MakersBusy(1)


_TRIES = 3


def made_state(election: ElectionRow) -> str:
    """What files of an election follow from: the size of its log, how it was opened, what came beside it, the
    program."""
    # An election that was loaded anew under its old name is another one.
    opened = (election.opened_at, election.definition_sha256)
    parts = (tables_state(), program_digest(), *opened, beside_state(election.pk))
    digest = hashlib.sha256(" ".join(map(str, parts)).encode()).hexdigest()
    return f"{load_public_size(election)}-{digest[:16]}"


def file_response(
    request: HttpRequest,
    pieces: Iterable[bytes],
    content_type: str,
    *,
    tag: str,
    changed_at: datetime.datetime | None = None,
    caching: str = ASK_AGAIN,
    name: str = "",
) -> HttpResponseBase:
    """A file that is made for this answer, revalidated by `tag`; 304 where the reader has it.

    Whole before its first byte is sent: trouble half-way is an error and no short file. `changed_at`: the
    last moment at which its content may have changed. `name`: to be saved under.
    """
    moment = int(changed_at.timestamp()) if changed_at else None
    if caching == ASK_AGAIN:
        # Rows may be altered and mended while the log stands still, and another program says it otherwise.
        tag += "-" + hashlib.sha256(f"{tables_state()} {program_digest()}".encode()).hexdigest()[:16]
    headers = _Headers(f'"{tag}"', moment, caching, name)
    known = get_conditional_response(request, etag=headers.tag, last_modified=moment)
    if known is not None:
        return headers.on(known)
    if isinstance(pieces, list):
        return headers.on(HttpResponse(b"".join(pieces), content_type=content_type))
    # Closed by the response that sends it.
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115
    for piece in pieces:
        file.write(piece)
    of = partial(pieces_of, cast(BinaryIO, file))
    return headers.on(_asked_part(request, file.tell(), of, content_type, headers))


class _Headers(NamedTuple):
    """What is said of a file beside its bytes."""

    tag: str
    moment: int | None
    caching: str
    name: str

    def on(self, response: HttpResponseBase) -> HttpResponseBase:
        response["ETag"] = self.tag
        if self.moment is not None:
            response["Last-Modified"] = http_date(self.moment)
        response["Access-Control-Allow-Origin"] = "*"
        response["Cache-Control"] = self.caching
        if self.name and response.status_code in (200, 206):
            response["Content-Disposition"] = f'attachment; filename="{self.name}"'
        return response

    def is_same(self, condition: str) -> bool:
        """Whether what a reader holds a part of is this very file (If-Range)."""
        return condition in ("", self.tag, http_date(self.moment) if self.moment is not None else "")


_RANGE = re.compile(r"bytes=([0-9]{0,15})-([0-9]{0,15})")


def _asked_part(
    request: HttpRequest,
    length: int,
    pieces: Callable[[int, int], Iterator[bytes]],
    content_type: str,
    headers: _Headers,
) -> HttpResponseBase:
    """The file from its beginning, with its length: whoever gets less knows it; or one part of it (Range).

    Several parts in one answer, and units other than bytes, are answered by the whole, as RFC 9110 allows.
    """
    first, end, said = 0, length, {"Accept-Ranges": "bytes"}
    asked = _RANGE.fullmatch(request.headers.get("Range", ""))
    is_same = headers.is_same(request.headers.get("If-Range", ""))
    if asked is not None and asked.groups() != ("", "") and is_same:
        first, end = _bounds(asked, length)
        if first >= end:
            return HttpResponse(status=416, headers={"Content-Range": f"bytes */{length}"})
        said["Content-Range"] = f"bytes {first}-{end - 1}/{length}"
    status = 206 if "Content-Range" in said else 200
    said["Content-Length"] = str(end - first)
    if end - first <= IN_MEMORY:
        return HttpResponse(b"".join(pieces(first, end)), content_type, status, headers=said)
    return StreamingHttpResponse(pieces(first, end), content_type=content_type, status=status, headers=said)


def _bounds(asked: re.Match[str], length: int) -> tuple[int, int]:
    """From which byte on, and before which one."""
    first, last = asked.groups()
    if not first:
        return max(0, length - int(last)), length
    return int(first), min(length, int(last) + 1) if last else length
