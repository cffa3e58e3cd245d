"""Whether two pictures show one paper: told by the handwriting in its boxes.

A hash of the whole page cannot tell two filled forms apart, since print is most of a page. So only the
insides of the boxes for digits are taken. Each becomes a small picture of its ink; the ink of all boxes
together is one long vector, and its signs against fixed pseudo-random vectors are the signature (M. Charikar,
«Similarity estimation techniques from rounding algorithms», STOC 2002): the share of bits in which two
signatures differ measures the angle between two handwritings. Sheets printed by one layout alone can be
compared.
"""

import hashlib
from collections.abc import Iterable, Sequence
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from hattama.core.protocols import Box
from hattama.scanning.alignment import PIXELS_PER_MM, AlignedPage

BITS = 512
SIGNATURE_BYTES = BITS // 8
SAME_PAPER_BITS = 100
"""Two signatures that differ in so many bits or fewer are taken for one paper (see docs/format/scans.md)."""

FEWEST_INKED_BOXES = 4
"""Below it there is too little handwriting to know a paper by."""

_SIDE = 8
_CELLS = _SIDE * _SIDE
_FRAME_MM = 0.9
_WORDS = BITS // 64

Signatures = NDArray[np.uint64]
"""Any number of signatures, one a row of BITS / 64 words."""


def paper_signature(aligned: AlignedPage, boxes: Sequence[Box]) -> bytes | None:
    """SIGNATURE_BYTES that stand for the handwriting in `boxes`; None where hardly any holds ink."""
    inks = np.stack([_ink(aligned, box) for box in boxes]) if boxes else np.zeros((0, _CELLS), np.float32)
    inked = inks.max(axis=1, initial=0) > 0
    if int(inked.sum()) < FEWEST_INKED_BOXES:
        return None
    # Every digit has its ink in the middle of its box; what tells hands apart is how it differs from that.
    inks[inked] -= inks[inked].mean(axis=0)
    norms = np.linalg.norm(inks, axis=1, keepdims=True)
    inks /= np.where(norms > 0, norms, 1)
    signs = _directions(len(boxes)) @ inks.ravel() > 0
    return np.packbits(signs).tobytes()


def as_signatures(signatures: Sequence[bytes]) -> Signatures:
    """Signatures as rows for `alike`."""
    return np.frombuffer(b"".join(signatures), dtype=np.uint64).reshape(-1, _WORDS)


def alike(signature: bytes, others: Signatures, most_bits: int = SAME_PAPER_BITS) -> list[tuple[int, int]]:
    """Rows of `others` that differ from `signature` in `most_bits` bits or fewer, the nearest first, with how
    many.
    """
    one = np.frombuffer(signature, dtype=np.uint64)
    distances = np.bitwise_count(others ^ one).sum(axis=1, dtype=np.uint16)
    rows = np.flatnonzero(distances <= most_bits)
    return sorted(((int(row), int(distances[row])) for row in rows), key=lambda found: (found[1], found[0]))


class SignatureShelf:
    """Signatures of one layout by the key of their page, to be searched again and again."""

    def __init__(self) -> None:
        self._keys: list[int] = []
        self._signatures = as_signatures(())

    @property
    def last_key(self) -> int:
        """The greatest key so far; 0 for an empty shelf."""
        return self._keys[-1] if self._keys else 0

    def __len__(self) -> int:
        return len(self._keys)

    def add(self, signed: Iterable[tuple[int, bytes]]) -> None:
        """Put more pages on the shelf, their keys greater than all before, in growing order."""
        new = list(signed)
        if new:
            self._keys += [key for key, _ in new]
            more = as_signatures([bytes(signature) for _, signature in new])
            self._signatures = np.concatenate((self._signatures, more))

    def near(self, signature: bytes) -> dict[int, int]:
        """Keys of the pages that show the paper of `signature`, and in how many bits each differs."""
        return {self._keys[row]: bits for row, bits in alike(signature, self._signatures)}


def _ink(aligned: AlignedPage, box: Box) -> NDArray[np.float32]:
    """The ink of one box as _CELLS numbers from 0 to 1; all 0 where the box is blank."""
    scale = PIXELS_PER_MM / 10
    frame = round(_FRAME_MM * PIXELS_PER_MM)
    top, bottom = round(box.top * scale) + frame, round(box.bottom * scale) - frame
    left, right = round(box.left * scale) + frame, round(box.right * scale) - frame
    inside = aligned.grey[top:bottom, left:right]
    paper = float(np.percentile(inside, 80))
    dark = np.clip((paper - inside.astype(np.float32) - 25) / max(paper, 1.0), 0, 1)
    if float((dark > 0.15).mean()) < 0.01:
        return np.zeros(_CELLS, np.float32)
    soft = cv2.GaussianBlur(dark, (0, 0), 1.5)
    cells = cv2.resize(soft, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA).ravel()
    scaled: NDArray[np.float32] = (cells / max(float(cells.max()), 1e-6)).astype(np.float32)
    return scaled


@cache
def _directions(boxes: int) -> NDArray[np.float32]:
    """BITS fixed vectors of ones and minus ones: drawn from SHAKE-256, so that they are the same for ever."""
    drawn = hashlib.shake_256(b"hattama paper signature 1").digest(SIGNATURE_BYTES * boxes * _CELLS)
    bits = np.unpackbits(np.frombuffer(drawn, np.uint8))
    # One box after another, so that a longer layout begins with the vectors of a shorter one.
    by_box = bits.reshape(boxes, BITS, _CELLS).astype(np.float32) * 2 - 1
    return np.ascontiguousarray(by_box.transpose(1, 0, 2)).reshape(BITS, boxes * _CELLS)
