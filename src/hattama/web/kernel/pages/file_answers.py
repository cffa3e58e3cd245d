"""Files over HTTP for every reader: whole or not at all, revalidated by tag or time, open to all origins."""

from __future__ import annotations

import datetime
import hashlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO, NamedTuple, cast

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from hattama.web.kernel.log.served import tables_state

ASK_AGAIN = "public, no-cache"
IN_MEMORY = 1 << 20
"""How long a file may grow before it is put on disk while it is made, in bytes."""


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
    return headers.on(_whole(file, content_type))


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
    if caching == ASK_AGAIN and (state := tables_state()):
        # Rows may be altered and mended while the log stands still.
        tag += "-" + hashlib.sha256(state.encode()).hexdigest()[:16]
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
    file.seek(0)
    return headers.on(_whole(cast(BinaryIO, file), content_type))


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
        if self.name and response.status_code == 200:
            response["Content-Disposition"] = f'attachment; filename="{self.name}"'
        return response


def _whole(file: BinaryIO, content_type: str) -> FileResponse:
    """The file from its beginning, with its length: whoever gets less knows it."""
    length = file.seek(0, os.SEEK_END)
    file.seek(0)
    response = FileResponse(file, content_type=content_type)
    response["Content-Length"] = str(length)
    return response
