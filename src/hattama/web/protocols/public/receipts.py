"""The receipt of a protocol: its entry, a checkpoint over it, and an address that checks both."""

from __future__ import annotations

import base64
from dataclasses import dataclass

import segno
from django.utils.safestring import SafeString, mark_safe

from hattama.core.transparency_log import NoteSignature, SignedCheckpoint, parse_vkey
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.shown_checkpoints import NotInTheLog, covering_checkpoint


@dataclass(frozen=True, slots=True)
class PrintedReceipt:
    """Entry `index` with its leaf hash (hex), under a checkpoint of the log that covers it."""

    index: int
    leaf_hash: str
    signed: SignedCheckpoint
    signature: NoteSignature

    @property
    def note(self) -> str:
        """The checkpoint word for word, with all its signatures."""
        return self.signed.encoded().decode("utf-8")

    @property
    def fragment(self) -> str:
        """The part of an address after the #: `receipt=INDEX.LEAF.SIZE.ROOT.SIGNATURE`.

        Bytes are in base64 for addresses (RFC 4648, section 5) without padding; SIGNATURE is the log's, after
        the 4 bytes of its key ID. A browser does not send this part to the site.
        """
        stated = self.signed.checkpoint
        leaf, root = bytes.fromhex(self.leaf_hash), stated.root
        signature = self.signature.key_id + self.signature.signature
        return f"receipt={self.index}.{_text(leaf)}.{stated.size}.{_text(root)}.{_text(signature)}"


def printed_receipt(election: ElectionRow, index: int, leaf_hash: str) -> PrintedReceipt | None:
    """The receipt of an entry under the checkpoint of its `.tlog-proof`, or None until one covers it."""
    try:
        signed = covering_checkpoint(election.election_id, index)
    except NotInTheLog:
        return None
    *_, key = (parse_vkey(vkey) for place, vkey in election.log_keys if place < signed.checkpoint.size)
    return PrintedReceipt(
        index, leaf_hash, signed, next(one for one in signed.note.signatures if one.claims(key))
    )


def qr_code(address: str) -> SafeString:
    """The address as a QR code (ISO/IEC 18004, level M): SVG, black on white whatever the page's colours."""
    drawn = segno.make(address, error="m", micro=False)
    svg = drawn.svg_inline(dark="#000", light="#fff", omitsize=True, svgclass="qr", lineclass=None)
    # Drawn from modules alone: nothing of the address is in it as text.
    return mark_safe(svg)  # nosec B308 B703 # see above


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")
