"""Pictures of four colours as PNG files (ISO/IEC 15948): two bits a pixel, one palette for every scan."""

import struct

from isal import isal_zlib
from PIL import Image

PAPER, FAINT, INK, PRINT = range(4)
"""The colours: the sheet, the watermark and dust, the pen and stamp, the printed form."""

_PALETTE = bytes((255, 255, 255, 196, 203, 214, 28, 52, 140, 24, 24, 28))
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
# Packing was half of drawing: zlib's level 4 takes seven times the time of this, and makes files 8 % smaller.
_LEVEL = 1

MARGIN = 4
"""Columns of PAPER at the left of a canvas that do not belong to the picture. Packed four to a byte they
are the zero byte that begins a row of a PNG («no filter»): the packed canvas is the data of the file."""


def render_png(canvas: Image.Image) -> bytes:
    """The file of a canvas of mode `P` whose values are the four colours; its width is a multiple of 4.

    The first MARGIN columns are not part of the picture and must be PAPER.
    """
    width, height = canvas.size
    rows = canvas.tobytes("raw", "P;2")
    header = struct.pack(">IIBBBBB", width - MARGIN, height, 2, 3, 0, 0, 0)
    return b"".join(
        (
            _SIGNATURE,
            _chunk(b"IHDR", header),
            _chunk(b"PLTE", _PALETTE),
            _chunk(b"IDAT", isal_zlib.compress(rows, _LEVEL)),
            _chunk(b"IEND", b""),
        )
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    check = isal_zlib.crc32(data, isal_zlib.crc32(kind))
    return b"".join((struct.pack(">I", len(data)), kind, data, struct.pack(">I", check)))
