"""Pictures of four colours as PNG files (ISO/IEC 15948): two bits a pixel, one palette for every scan."""

import struct

import numpy as np
import numpy.typing as npt
from isal import isal_zlib
from PIL import Image

PAPER, FAINT, PRINT, INK = range(4)
"""The colours: the sheet, the watermark and dust, the printed form, the pen and stamp. Ink over print or over
the watermark is ink: its bits hold theirs."""

_PALETTE = bytes((255, 255, 255, 196, 203, 214, 24, 24, 28, 28, 52, 140))
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
# Packing was half of drawing: zlib's level 4 takes seven times the time of this, and makes files 8 % smaller.
_LEVEL = 1

MARGIN = 4
"""Columns of PAPER at the left of a sheet that do not belong to the picture. Packed four to a byte they
are the zero byte that begins a row of a PNG («no filter»): the packed sheet is the data of the file."""

Packed = npt.NDArray[np.uint8]
"""Rows of pixels, four to a byte: a whole sheet, or a shape of one colour to be put upon one."""


def pack(canvas: Image.Image) -> Packed:
    """A canvas of mode `P` whose values are the four colours; its width is a multiple of 4."""
    rows = canvas.tobytes("raw", "P;2")
    return np.frombuffer(rows, np.uint8).reshape(canvas.height, canvas.width // 4)


def pack_mask(mask: Image.Image, colour: int, shift: int = 0) -> Packed:
    """What is set in `mask`, in one colour, `shift` pixels from the left."""
    canvas = Image.new("P", (-(-(shift + mask.width) // 4) * 4, mask.height), PAPER)
    canvas.paste(colour, (shift, 0), mask)
    return pack(canvas)


def put(sheet: Packed, shape: Packed, x: int, y: int) -> None:
    """Put a shape upon a sheet; `x` is a multiple of 4. What hangs over the right edge is cut off."""
    tall, wide = shape.shape
    left = x // 4
    room = sheet[y : y + tall, left : left + wide]
    np.bitwise_or(room, shape if room.shape[1] == wide else shape[:, : room.shape[1]], out=room)


def render_png(sheet: Packed) -> bytes:
    """The file of a sheet. Its first MARGIN columns are not part of the picture and must be PAPER."""
    height, width = sheet.shape
    header = struct.pack(">IIBBBBB", width * 4 - MARGIN, height, 2, 3, 0, 0, 0)
    return b"".join(
        (
            _SIGNATURE,
            _chunk(b"IHDR", header),
            _chunk(b"PLTE", _PALETTE),
            _chunk(b"IDAT", isal_zlib.compress(sheet.data, _LEVEL)),
            _chunk(b"IEND", b""),
        )
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    check = isal_zlib.crc32(data, isal_zlib.crc32(kind))
    return b"".join((struct.pack(">I", len(data)), kind, data, struct.pack(">I", check)))
