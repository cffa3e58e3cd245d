"""The code of a paper as a picture that is pasted into a scan."""

from __future__ import annotations

import numpy as np
import zxingcpp
from PIL import Image

QUIET = 4
"""White modules that a code needs around it (ISO/IEC 18004)."""


def qr_mask(text: str, room: int) -> Image.Image:
    """The code of `text` without its white edge, as large as fits with that edge into `room` pixels."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    drawn = np.asarray(code.to_image(scale=1, add_quiet_zones=False), dtype=np.uint8)
    tall, wide = drawn.shape
    modules = Image.frombytes("L", (wide, tall), (255 - drawn).tobytes()).convert("1")
    side = max(1, room // (wide + 2 * QUIET))
    return modules.resize((wide * side, tall * side), Image.Resampling.NEAREST)
