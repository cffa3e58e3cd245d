"""Files made to harm whoever opens them, each as small as it can be."""

import io
import struct
import zipfile
import zlib

import pypdfium2
from PIL import Image


def picture(kind: str = "JPEG", size: tuple[int, int] = (300, 400)) -> bytes:
    out = io.BytesIO()
    Image.effect_noise(size, 60).convert("RGB").save(out, kind)
    return out.getvalue()


def vast_picture(side: int, kind: str = "PNG") -> bytes:
    """A small file that unfolds to many pixels, and shows a little on them."""
    out = io.BytesIO()
    vast = Image.new("RGB", (side, side), "white")
    vast.paste("black", (side // 4, side // 4, side // 2, side // 2))
    vast.save(out, kind)
    return out.getvalue()


def plain_pdf(pages: int = 1) -> bytes:
    document = pypdfium2.PdfDocument.new()
    for _ in range(pages):
        document.new_page(595, 842)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def pdf_of(*objects: bytes) -> bytes:
    """A PDF of these objects, the first of them its catalogue."""
    body, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    tail = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(body))
    return body + head + table + tail


PAGES = (
    b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 400] >>",
)


def pdf_with_script(name: bytes = b"/JavaScript") -> bytes:
    action = b"<< /S %s /JS (app.alert\\(1\\)) >>" % name
    return pdf_of(b"<< /Type /Catalog /Pages 2 0 R /OpenAction 4 0 R >>", *PAGES, action)


def pdf_with_packed_script() -> bytes:
    hidden = zlib.compress(b"4 0 << /S /JavaScript /JS (app.alert) >>")
    stream = b"<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n" % len(hidden)
    return pdf_of(b"<< /Type /Catalog /Pages 2 0 R >>", *PAGES, stream + hidden + b"\nendstream")


def pdf_with_many_pages(count: int = 10_000) -> bytes:
    """A few hundred kilobytes that say they have so many pages."""
    kids = b" ".join(b"3 0 R" for _ in range(count))
    return pdf_of(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, count),
        PAGES[1],
    )


def pdf_that_never_ends_drawing() -> bytes:
    """A page whose pattern is painted by a pattern that is painted by a pattern, a thousand times each."""
    levels = 6
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", PAGES[0]]
    objects.append(
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 2000 2000] /Contents 4 0 R"
        b" /Resources << /XObject << /X 5 0 R >> >> >>"
    )
    many = b"/X Do " * 400
    objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(many), many))
    for level in range(levels):
        last = level == levels - 1
        content = b"0 0 1999 1999 re 0 0 m 1999 1999 l S " * 20 if last else many
        inner = b"" if last else b" /Resources << /XObject << /X %d 0 R >> >>" % (6 + level)
        objects.append(
            b"<< /Type /XObject /Subtype /Form /BBox [0 0 2000 2000]%s /Length %d >>\nstream\n%s\nendstream"
            % (inner, len(content), content)
        )
    return pdf_of(*objects)


def png_that_claims(width: int, height: int) -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    rows = zlib.compress(b"\0" * ((width * 3 + 1) * 200))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def picture_that_is_an_archive() -> bytes:
    out = io.BytesIO(picture())
    out.seek(0, io.SEEK_END)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("autorun.exe", b"MZ")
    return out.getvalue()


def picture_that_is_a_web_page() -> bytes:
    plain = picture()
    comment = b"<html><script>alert(1)</script>"
    return plain[:2] + b"\xff\xfe" + struct.pack(">H", len(comment) + 2) + comment + plain[2:]


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
