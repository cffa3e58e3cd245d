"""The receipt of a protocol: its entry, a checkpoint over it, and an address that checks both; as a sheet to
print, for the commission and for every observer. And the code of an address, for paper.
"""

import base64
from dataclasses import dataclass

import segno
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from hattama.core.transparency_log import NoteSignature, SignedCheckpoint, parse_vkey
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.log.shown_checkpoints import NotInTheLog, covering_checkpoint
from hattama.web.kernel.pages.addresses import absolute
from hattama.web.kernel.pages.election_pages import page_about
from hattama.web.kernel.published.browsing import placed
from hattama.web.protocols.public.protocol_sheet import protocol_sheet
from hattama.web.protocols.reading import load_logged_row


@dataclass(frozen=True, slots=True)
class Share:
    """A page's lasting address with what a sheet of paper needs to lead there."""

    address: str
    qr: SafeString


def share_of_page(request: HttpRequest, path: str) -> Share:
    """What is passed on of the page at `path`."""
    address = absolute(request, path)
    return Share(address, qr_code(address))


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
    return mark_safe(svg)  # noqa: S308 -- see above


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def receipt(request: HttpRequest, election_id: str, area_id: str, contest: str) -> HttpResponseBase:
    """The receipt of the current protocol of a precinct and contest, under the newest checkpoint.

    It is made anew each time: a checkpoint gains signatures of witnesses without the log growing.
    """
    page = page_about(request, election_id)
    election = page.row
    area = get_object_or_404(AreaRow.objects.select_related("parent"), election=election, code=area_id)
    rules = page.definition.rules
    held = page.contest(contest)
    # Whoever has just sent it comes here before the public tables do.
    row = load_logged_row(area, contest)
    if row is None:
        raise Http404(contest)
    found = printed_receipt(election, row.entry_index, row.leaf_hash)
    address = absolute(request, reverse("public:area", args=[election_id, area_id]))
    check = f"{address}#{found.fragment}" if found else ""
    context = {
        **placed(area),
        "contest": held,
        "sheet": protocol_sheet(rules[contest], held, row, rules),
        "receipt": found,
        "address": address,
        "check": check,
        "qr": qr_code(check) if found else "",
        "log_size": max(page.log_size, row.entry_index + 1),
        "proof": reverse("data:receipt", args=[election_id, row.entry_index]),
        "local_zone": page.definition.local_zone(area),
    }
    return page.render("protocols/receipt.html", "results", context, caching="public, no-cache")
