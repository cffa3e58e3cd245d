"""From the source of a page and what stands on it to the bytes of a PDF, the same bytes every time."""

from __future__ import annotations

import json

ACCESSIBLE = "ua-1"
"""PDF/UA-1 (ISO 14289-1): tagged, with a title, a language, and a text for every picture."""


class NoTypesetter(RuntimeError):
    """The libraries of the extra `paper` are not installed."""


def typeset(source: bytes, told: object) -> bytes:
    """The PDF of the typst document `source`, which finds `told` as JSON in `sys.inputs.told`.

    Only the typesetter's own fonts are used and no date is written, so that equal arguments give equal bytes
    on every machine. Raises NoTypesetter where typst is not installed.
    """
    try:
        import typst
    except ModuleNotFoundError:
        raise NoTypesetter from None
    return bytes(
        typst.compile(
            source,
            format="pdf",
            ignore_system_fonts=True,
            pdf_standards=ACCESSIBLE,
            sys_inputs={"told": json.dumps(told, ensure_ascii=False, separators=(",", ":"))},
        )
    )


def qr_picture(text: str) -> str:
    """The QR code (ISO/IEC 18004, level M) of `text` as SVG, with the four white modules it needs around it.

    Raises NoTypesetter where segno is not installed.
    """
    try:
        import segno
    except ModuleNotFoundError:
        raise NoTypesetter from None
    return segno.make(text, error="m", micro=False).svg_inline(border=4, omitsize=True)
