"""The QR code of a text as a picture for typeset pages."""

from __future__ import annotations

from hattama.publish.typesetting import TypesetterMissing


def qr_picture(text: str) -> str:
    """The QR code (ISO/IEC 18004, level M) of `text` as SVG, with the four white modules it needs around it.

    Raises TypesetterMissing where segno, of the extra `paper`, is not installed.
    """
    try:
        import segno
    except ModuleNotFoundError:
        raise TypesetterMissing from None
    return segno.make(text, error="m", micro=False).svg_inline(border=4, omitsize=True)
