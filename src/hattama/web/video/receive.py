"""A recording comes in pieces (tus 1.0.0): begun, added to, finished, ended; what broke off goes on later.

The bytes that are there are the offset: nothing else remembers it, so that no crash can make the two differ.
"""

import datetime
import hashlib
import os
import secrets
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from io import BufferedRandom
from pathlib import Path
from typing import Any, BinaryIO, Final

from django.conf import settings
from django.http import UnreadablePostError

from hattama.core.observation import RECORDING, VIDEO, read_moment
from hattama.core.records import Document, Statement
from hattama.core.vocabulary import Deed, Message
from hattama.web.kernel.accounts.roles import role_now
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.published.tables import describe_kept
from hattama.web.kernel.stores.content_store import put_file
from hattama.web.kernel.stores.durable_files import FOR_OWNER_ALONE, make_folder, try_lock
from hattama.web.registers.keep import keep_statement, record_id_of
from hattama.web.registers.reading import register_in_force
from hattama.web.registers.tables import PublishedRecord
from hattama.web.video.tables import SentRecording

MOST_PIECE: Final = 16 << 20
"""Bytes of one request: what stands before the site takes no more."""
MOST_WAITING: Final = 8
"""How many recordings one account may have on their way."""
KEPT: Final = datetime.timedelta(days=2)
ROOM_LEFT: Final = 1 << 30
"""So much of the disk stays free whatever is announced."""
CHECKSUMS: Final = ("sha256", "sha1")
_READ: Final = 1 << 16

_NO_CAMERA = Message("The register of video has no such camera of this station. Register it first.")
_TOO_LARGE = Message("A recording may have at most {most} bytes. Send it in parts, each with its own times.")
_NO_TIMES = Message("A recording has the time at which it began and a later one at which it ended.")
_NO_ROOM = Message("There is no room for a recording of this size just now. Nothing was begun.")
_TOO_MANY = Message("Too many recordings of this account are on their way. Finish or end one of them first.")
_OTHER_OFFSET = Message("{found} bytes are here, and not {expected}.")
_BROKE_OFF = Message("The request broke off. Ask how many bytes are here and go on from there.")
_DAMAGED = Message("The piece is not what its checksum says. It was not taken in; send it again.")
_GONE = Message("This recording is not on its way any more: it was finished, ended, or too long untouched.")
_NO_VIDEO = Message(
    "The file is no video that is taken here: MP4, WebM, Matroska or MPEG-TS. It was not kept."
)


class NotTaken(Exception):
    """Nothing more was taken in; `status` as HTTP and tus have it, `sentence` says why."""

    def __init__(self, status: int, sentence: Message) -> None:
        super().__init__(sentence.english)
        self.status = status
        self.sentence = sentence


def begin(user: Any, area: AreaRow, size: int, told: dict[str, str], now: datetime.datetime) -> SentRecording:
    """Announce a recording of `size` bytes. `told`: filename, camera, begun_at, ended_at (ISO 8601, aware).

    Raises NotYours or NotTaken; then nothing was begun.
    """
    role_now(user, Deed.KEEP_REGISTER, area)
    _end_expired(now)
    if not 0 < size <= settings.MAX_RECORDING_BYTES:
        raise NotTaken(413, _TOO_LARGE.given(most=settings.MAX_RECORDING_BYTES))
    begun_at, ended_at = (read_moment(told.get(name, "")) for name in ("begun_at", "ended_at"))
    if begun_at is None or ended_at is None or not begun_at < ended_at <= now:
        raise NotTaken(400, _NO_TIMES)
    known = PublishedRecord.standing.filter(area=area, register=VIDEO, kind="camera")
    if not known.filter(record_id=told.get("camera", "")).exists():
        raise NotTaken(400, _NO_CAMERA)
    if SentRecording.objects.filter(sent_by=user, original=None).count() >= MOST_WAITING:
        raise NotTaken(429, _TOO_MANY)
    make_folder(_folder(), FOR_OWNER_ALONE)
    if shutil.disk_usage(_folder()).free < size + ROOM_LEFT:
        raise NotTaken(507, _NO_ROOM)
    row = SentRecording.objects.create(
        area=area,
        token=secrets.token_hex(16),
        sent_by=user,
        name=told.get("filename", "")[:200].strip() or "recording",
        camera=told["camera"],
        begun_at=begun_at.replace(microsecond=0),
        ended_at=ended_at.replace(microsecond=0),
        size_bytes=size,
        expires_at=now + KEPT,
    )
    part_of(row).touch()
    return row


def _folder() -> Path:
    return Path(settings.DATA_DIR) / "uploads"


def part_of(row: SentRecording) -> Path:
    """Where the bytes that have come lie until all have."""
    return _folder() / f"{row.token}.part"


def offset_of(row: SentRecording) -> int:
    """How many bytes have come. Raises NotTaken where the recording is not on its way."""
    try:
        return part_of(row).stat().st_size
    except FileNotFoundError:
        raise NotTaken(410, _GONE) from None


def append(
    row: SentRecording,
    offset: int,
    length: int,
    read: Callable[[int], bytes],
    checksum: tuple[str, bytes] | None,
) -> int:
    """Add `length` bytes that `read` gives; how many are there then. Raises NotTaken.

    Of a piece that broke off what came stays, unless it has a checksum: then all of it is as never sent.
    """
    with _held(row) as file:
        here = file.seek(0, os.SEEK_END)
        if here != offset:
            raise NotTaken(409, _OTHER_OFFSET.given(found=here, expected=offset))
        most = min(MOST_PIECE, row.size_bytes - here)
        if length > most:
            raise NotTaken(413, _TOO_LARGE.given(most=most))
        digest = hashlib.new(checksum[0] if checksum else CHECKSUMS[0], usedforsecurity=False)
        came = _write(file, length, read, digest)
        is_right = checksum is None or (came == length and digest.digest() == checksum[1])
        if not is_right:
            file.truncate(here)
        file.flush()
        os.fsync(file.fileno())
        if came < length:
            raise NotTaken(400, _BROKE_OFF)
        if not is_right:
            raise NotTaken(460, _DAMAGED)
        return here + length


def _write(file: BinaryIO, length: int, read: Callable[[int], bytes], digest: Any) -> int:
    """Write what comes, up to `length` bytes; how many came before the end, or before it broke off."""
    came = 0
    try:
        while came < length and (piece := read(min(length - came, _READ))):
            file.write(piece)
            digest.update(piece)
            came += len(piece)
    except UnreadablePostError:
        pass  # the number of bytes says it
    return came


@contextmanager
def _held(row: SentRecording) -> Iterator[BufferedRandom]:
    part = part_of(row)
    try:
        # What the store has under a second name is whole, and nobody may write into it any more.
        file: Any = part.open("r+b" if part.stat().st_mode & stat.S_IWUSR else "rb")
    except FileNotFoundError:
        raise NotTaken(410, _GONE) from None
    with file:
        if not try_lock(file):
            raise NotTaken(423, Message("Another request is adding to this recording."))
        yield file


def finish(user: Any, row: SentRecording, *, now: datetime.datetime) -> None:
    """Keep the whole recording under its hash, and say in the log that it was made and which hash it has.

    Raises NotTaken, StoreUnavailable, or what `keep_statement` does: then it stays whole where it is, and an
    empty piece tries again.
    """
    with _held(row) as file:
        media_type = container_of(file.read(12))
        if media_type is None:
            _forget(row)
            raise NotTaken(415, _NO_VIDEO)
        file.seek(0)
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        put_file(part_of(row), sha256)
        row.original = describe_kept(
            sha256, received_at=now, media_type=media_type, size_bytes=row.size_bytes, pages=0
        )
        keep_statement(user, row.area.election, statement_of(row, sha256), row.token, now=now)
        row.save(update_fields=["original"])
        part_of(row).unlink()


def statement_of(row: SentRecording, sha256: str, **values: Any) -> Statement:
    """What the register is told of a recording; its document is the original."""
    register = register_in_force(row.area.election, VIDEO)
    assert register is not None, "a camera of it is registered"
    told = {"area": row.area.code, "camera": row.camera, "medium": "recording"}
    times = {"begun_at": row.begun_at, "ended_at": row.ended_at}
    about = (VIDEO, register.edition, RECORDING, record_id_of(row.token), "commission")
    return Statement(*about, values or told | times, document=Document(sha256=sha256))


_BOXES: Final = (b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide")


def container_of(head: bytes) -> str | None:
    """The media type that the first twelve bytes tell; None: no video that is taken here."""
    if head[4:8] in _BOXES:
        return "video/quicktime" if head[8:12] == b"qt  " else "video/mp4"
    if head.startswith(b"\x1aE\xdf\xa3"):
        return "video/webm"
    return "video/mp2t" if head.startswith(b"\x47") else None


def end(row: SentRecording) -> None:
    """Forget a recording that is not whole. Raises NotTaken where it is, or is being added to or finished."""
    with _held(row) if part_of(row).exists() else nullcontext():
        # Whoever finished it meanwhile has the log say of it that it is there.
        if not SentRecording.objects.filter(pk=row.pk, original=None).exists():
            raise NotTaken(410, _GONE)
        _forget(row)


def _forget(row: SentRecording) -> None:
    part_of(row).unlink(missing_ok=True)
    row.delete()


def _end_expired(now: datetime.datetime) -> None:
    for row in SentRecording.objects.filter(original=None, expires_at__lt=now):
        try:
            end(row)
        except NotTaken:
            continue  # it is on its way just now, and so not forgotten
