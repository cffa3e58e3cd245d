"""What a telephone writes into a photograph beside the picture: place, time, device, a name, small copies, a
film.

It is taken out without touching the picture: the coded pixels stay as they are, byte for byte. Only the
direction in which the telephone was held is kept, since without it the picture would lie on its side.
"""

import re
from collections.abc import Iterator

Segment = tuple[int, bytes]
"""Of a JPEG: its marker, and its bytes."""

_JPEG = b"\xff\xd8"
PNG = b"\x89PNG\r\n\x1a\n"
END, _SCAN, _COMMENT, _APP0, _APP2, _APP14, _APP15 = 0xD9, 0xDA, 0xFE, 0xE0, 0xE2, 0xEE, 0xEF
_COLOUR_PROFILE = b"ICC_PROFILE\0"
_EXIF = b"Exif\0\0"
# PNG (third edition): textual data, time stamp and Exif data are the chunks that tell of anything but the
# picture.
_TOLD = {b"tEXt", b"zTXt", b"iTXt", b"tIME", b"eXIf"}


def plain_and_segments(data: bytes) -> tuple[bytes, list[Segment] | None]:
    """A JPEG or PNG file with its picture alone; any other file, and one that is cut short, as it is. With a
    JPEG that came whole its segments, which nobody need seek once more."""
    if data.startswith(_JPEG):
        return _plain_jpeg(data)
    return _plain_png(data) if data.startswith(PNG) else data, None


def _plain_jpeg(data: bytes) -> tuple[bytes, list[Segment] | None]:
    """ITU-T T.81, annex B: the segments that draw the picture, up to its first end."""
    kept, direction, whole = list[Segment](), 0, False
    for kind, segment in jpeg_segments(data):
        if kind == 0xE1 and segment[4:10] == _EXIF:
            direction = direction or _direction(segment[10:])
        elif _draws(kind, segment):
            kept.append((kind, segment))
        whole = kind == END
    if not whole:
        return data, None
    said = _said_direction(direction) if direction > 1 else b""
    return b"".join((_JPEG, said, *(segment for _, segment in kept))), kept


def _draws(kind: int, segment: bytes) -> bool:
    if kind == _APP2:
        return segment[4:].startswith(_COLOUR_PROFILE)
    return kind in (_APP0, _APP14) or not (_APP0 <= kind <= _APP15 or kind == _COMMENT)


def jpeg_segments(data: bytes) -> Iterator[Segment]:
    """The segments up to the first end, each with its marker; a scan with the coded data that follows it."""
    place = 2
    while place + 4 <= len(data) and data[place] == 0xFF and data[place + 1] != END:
        kind = data[place + 1]
        if kind == 0xFF:
            place += 1
            continue
        end = place + 2 + int.from_bytes(data[place + 2 : place + 4])
        if kind == _SCAN:
            found = _AFTER_CODED.search(data, end)
            end = found.start() if found else len(data)
        yield kind, data[place:end]
        place = end
    if data[place : place + 2] == b"\xff\xd9":
        yield END, data[place : place + 2]


# What ends coded data: a marker that is neither a byte of theirs (00), a restart, nor filling.
_AFTER_CODED = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")


def _direction(tiff: bytes) -> int:
    """The tag Orientation (Exif 3.0, 4.6.5) of the first directory, 1 to 8; 0 where it has none."""
    number = {b"II*\0": _little, b"MM\0*": _big}.get(tiff[:4])
    if number is None:
        return 0
    start = number(tiff[4:8])
    for entry in range(min(number(tiff[start : start + 2]), 512)):
        field = tiff[start + 2 + 12 * entry : start + 14 + 12 * entry]
        if len(field) == 12 and number(field[:2]) == 0x0112:
            value = number(field[8:10])
            return value if 1 <= value <= 8 else 0
    return 0


def _little(data: bytes) -> int:
    return int.from_bytes(data, "little")


def _big(data: bytes) -> int:
    return int.from_bytes(data, "big")


def _said_direction(direction: int) -> bytes:
    field = b"\x01\x12\x00\x03\x00\x00\x00\x01" + direction.to_bytes(2) + b"\0\0"
    body = _EXIF + b"MM\0*\0\0\0\x08\0\x01" + field + b"\0\0\0\0"
    return b"\xff\xe1" + (len(body) + 2).to_bytes(2) + body


def _plain_png(data: bytes) -> bytes:
    chunks = list(png_chunks(data))
    if not chunks or chunks[-1][0] != b"IEND":
        return data
    return b"".join((PNG, *(chunk for kind, chunk in chunks if kind not in _TOLD)))


def png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The chunks that arrived whole, each with its kind, up to the end of the picture."""
    place, kind = len(PNG), b""
    while place + 12 <= len(data) and kind != b"IEND":
        end = place + 12 + int.from_bytes(data[place : place + 4])
        if end > len(data):
            return
        kind = data[place + 4 : place + 8]
        yield kind, data[place:end]
        place = end
