"""What a file holds beside its picture: a second file, a script, an action. Told from the bytes alone."""

import re
import zlib
from collections.abc import Iterator

from hattama.scanning.refusals import ScanHoldsAnotherFile, ScanRunsPrograms

_HEAD = 1024
"""Programs look for the beginning of a PDF or of a web page this far into a file."""

_MOST_UNFOLDED = 16 * 1024 * 1024
"""Object streams of a document are unfolded to so many bytes together in search of actions."""

_MARKUP = re.compile(rb"<(?:!doctype\s+html|html|script|svg|iframe|body|\?php)[\s>]", re.IGNORECASE)
_ZIP_END = b"PK\x05\x06"
_ZIP_TAIL = 22 + 65_535

# ISO 32000-2: 12.6.4 (actions), 7.11.4 (embedded files), 12.6.3 (additional actions), 13 (multimedia).
# Names shorter than these stand in compressed pictures by chance; no script does without one of the long
# ones.
_ACTIONS = re.compile(
    rb"/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia|ImportData|SubmitForm|GoToR|GoToE|Rendition)"
    rb"(?![A-Za-z0-9])|/XFA\s*[\[0-9]"
)
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_STREAM = re.compile(rb"/ObjStm.{0,400}?stream\r?\n", re.DOTALL)
_STREAM_END = b"endstream"


def refuse_second_file(data: bytes) -> None:
    """Raise ScanHoldsAnotherFile where `data`, a scan by its beginning, is also a web page, a document or an
    archive.

    A film that a telephone puts behind its photograph is no such file: nothing opens it by mistake.
    """
    head = data[:_HEAD]
    if _MARKUP.search(head) or head.find(b"%PDF-", 1) > 0 or _is_archive(data) or _ends_as_another(data):
        raise ScanHoldsAnotherFile


def refuse_programs(data: bytes) -> None:
    """Raise ScanRunsPrograms where a PDF has a script, an action that reaches out, or files in it."""
    if _has_action(data):
        raise ScanRunsPrograms
    for stream in object_streams(data):
        if _has_action(stream):
            raise ScanRunsPrograms


def _has_action(data: bytes) -> bool:
    # A name may be written with any of its letters as #hh (ISO 32000-2, 7.3.5).
    plain = _ESCAPED.sub(lambda match: bytes([int(match.group(1), 16)]), data)
    return bool(_ACTIONS.search(plain))


def _is_archive(data: bytes) -> bool:
    """Whether the file ends as a ZIP archive does, so that archivers open it from behind."""
    place = data.rfind(_ZIP_END, max(0, len(data) - _ZIP_TAIL))
    return place >= 0 and place + 22 + int.from_bytes(data[place + 20 : place + 22], "little") == len(data)


def _ends_as_another(data: bytes) -> bool:
    """Whether markup or a document stands behind the end of a picture."""
    if data.startswith(b"\xff\xd8\xff"):
        end, after = data.rfind(b"\xff\xd9"), 2
    elif data.startswith(b"\x89PNG\r\n\x1a\n"):
        end, after = data.find(b"IEND\xaeB`\x82"), 8
    else:
        end, after = data.rfind(b"%%EOF") if data.startswith(b"%PDF-") else -1, 0
    if end < 0:
        return False
    tail = data[end + after :]
    return bool(_MARKUP.search(tail)) or b"%PDF-" in tail


def object_streams(data: bytes) -> Iterator[bytes]:
    """Contents of the object streams of a PDF, in which a newer one keeps its dictionaries."""
    left = _MOST_UNFOLDED
    for found in _STREAM.finditer(data):
        end = data.find(_STREAM_END, found.end())
        packed = data[found.end() : end if end >= 0 else len(data)]
        try:
            plain = zlib.decompressobj().decompress(packed, left)
        except zlib.error:
            continue
        yield plain
        left -= len(plain)
        if left <= 0:
            raise ScanRunsPrograms
