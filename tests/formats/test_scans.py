"""What an upload really is: told by its content, refused with the reason in the reader's language."""

import hashlib
import io
import random
import struct
import zlib

import pytest
from PIL import Image

from hattama.formats import scans
from hattama.formats.scans import (
    ScanFacts,
    ScanHasTooManyPages,
    ScanHasTooManyPixels,
    ScanIsEmpty,
    ScanIsLocked,
    ScanOfUnknownKind,
    ScanRefused,
    ScanTooLarge,
    ScanUnreadable,
    inspect_scan,
)
from tests.scanning.hostile import plain_pdf as pdf

LIMIT = 20 * 1024 * 1024


def picture(kind: str, *, size: tuple[int, int] = (60, 80), mode: str = "RGB", **options: object) -> bytes:
    out = io.BytesIO()
    Image.effect_noise(size, 40).convert(mode).save(out, kind, **options)
    return out.getvalue()


def pages(kind: str, count: int) -> bytes:
    out = io.BytesIO()
    first, *rest = [Image.new("L", (20, 30), shade) for shade in range(count)]
    first.save(out, kind, save_all=True, append_images=rest)
    return out.getvalue()


def png_that_claims(width: int, height: int) -> bytes:
    """A few hundred bytes that unfold to a picture of this size."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("data", "media_type", "count", "size"),
    [
        (picture("JPEG"), "image/jpeg", 1, (60, 80)),
        (picture("JPEG", mode="L", progressive=True), "image/jpeg", 1, (60, 80)),
        (picture("PNG", mode="P"), "image/png", 1, (60, 80)),
        (picture("TIFF", mode="1", compression="group4"), "image/tiff", 1, (60, 80)),
        (picture("TIFF", big_tiff=True), "image/tiff", 1, (60, 80)),
        (pages("TIFF", 3), "image/tiff", 3, (20, 30)),
        (pdf(2), "application/pdf", 2, (None, None)),
    ],
)
def test_the_four_kinds_are_told_by_their_content(data, media_type, count, size):
    digest = hashlib.sha256(data).hexdigest()
    assert inspect_scan(data, LIMIT) == ScanFacts(digest, len(data), media_type, count, *size)


def test_a_photograph_with_a_second_picture_behind_it_is_a_photograph():
    out = io.BytesIO()
    Image.new("RGB", (40, 30)).save(out, "MPO", save_all=True, append_images=[Image.new("RGB", (8, 6))])
    found = inspect_scan(out.getvalue(), LIMIT)
    assert (found.media_type, found.pages, found.width, found.height) == ("image/jpeg", 1, 40, 30)


@pytest.mark.parametrize(
    "data",
    [
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"<!doctype html><title>scan.jpg</title>",
        picture("GIF", mode="P"),
        picture("WEBP"),
        b"\0" * 100,
        "хаттама".encode(),
        b"junk before " + pdf(),
    ],
)
def test_anything_else_is_refused_whatever_its_name(data):
    with pytest.raises(ScanOfUnknownKind):
        inspect_scan(data, LIMIT)


def test_a_page_hidden_behind_a_picture_is_still_a_picture():
    found = inspect_scan(picture("PNG") + b"<script>alert(1)</script>", LIMIT)
    assert found.media_type == "image/png"


def test_an_empty_file_is_refused():
    with pytest.raises(ScanIsEmpty):
        inspect_scan(b"", LIMIT)


def test_twenty_megabytes_are_taken_and_one_byte_more_is_not():
    whole = picture("JPEG")
    assert inspect_scan(whole + b"\0" * (LIMIT - len(whole)), LIMIT).size_bytes == LIMIT
    with pytest.raises(ScanTooLarge) as refusal:
        inspect_scan(whole + b"\0" * (LIMIT - len(whole) + 1), LIMIT)
    assert "21" in refusal.value.say("en")


@pytest.mark.parametrize(
    "data",
    [
        picture("JPEG"),
        picture("PNG"),
        picture("TIFF", compression="tiff_lzw"),
        pages("TIFF", 3),
        pdf(3),
    ],
    ids=["JPEG", "PNG", "TIFF", "TIFF of three pages", "PDF"],
)
@pytest.mark.parametrize("kept", [0.02, 0.3, 0.6, 0.9])
def test_a_file_of_which_a_part_is_missing_is_refused(data, kept):
    with pytest.raises(ScanUnreadable):
        inspect_scan(data[: max(12, int(len(data) * kept))], LIMIT)


@pytest.mark.parametrize("count", [30, 31])
@pytest.mark.parametrize("document", [pdf, lambda count: pages("TIFF", count)], ids=["PDF", "TIFF"])
def test_thirty_pages_are_taken_and_one_more_is_not(document, count):
    data = document(count)
    if count == 30:
        assert inspect_scan(data, LIMIT).pages == 30
        return
    with pytest.raises(ScanHasTooManyPages) as refusal:
        inspect_scan(data, LIMIT)
    assert "31" in refusal.value.say("en")


@pytest.mark.parametrize("size", [(12_001, 10_000), (60_000, 60_000)])
def test_a_small_file_that_unfolds_to_a_huge_picture_is_refused_unopened(size):
    data = png_that_claims(*size)
    assert len(data) < 500
    with pytest.raises(ScanHasTooManyPixels):
        inspect_scan(data, LIMIT)


def test_many_large_pages_are_refused_together(monkeypatch):
    monkeypatch.setattr(scans, "MAX_PIXELS_OF_ALL_PAGES", 3 * 20 * 30)
    assert inspect_scan(pages("TIFF", 3), LIMIT).pages == 3
    with pytest.raises(ScanHasTooManyPixels):
        inspect_scan(pages("TIFF", 4), LIMIT)


def test_a_document_that_opens_only_with_a_password_is_refused():
    # Encrypted as the standard describes (PDF 1.7, section 7.6.3), with a password that nobody was given.
    locked = pdf().replace(
        b"trailer\r\n<<",
        b"trailer\r\n<< /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 "
        + b"/O <" + b"4f" * 32 + b"> /U <" + b"55" * 32 + b"> >> /ID [<00> <00>]",
    )  # fmt: skip
    assert locked != pdf()
    with pytest.raises(ScanIsLocked):
        inspect_scan(locked, LIMIT)


def test_a_file_altered_anywhere_is_taken_or_refused_and_breaks_nothing():
    chance = random.Random(20230319)
    whole = [
        picture("JPEG"),
        picture("PNG", mode="P"),
        picture("TIFF"),
        picture("TIFF", mode="1", compression="group4"),
        picture("TIFF", compression="jpeg"),
        pages("TIFF", 3),
        pages("PNG", 3),
        pdf(2),
    ]
    refused = 0
    for data in whole:
        for _ in range(120):
            altered = bytearray(data[: chance.choice([len(data), len(data), chance.randrange(1, len(data))])])
            for _ in range(chance.choice([1, 2, 8])):
                altered[chance.randrange(min(len(altered), 300))] = chance.randrange(256)
            try:
                inspect_scan(bytes(altered), LIMIT)
            except ScanRefused:
                refused += 1
    assert refused > 300


@pytest.mark.parametrize(
    "refusal",
    [kind("31") for kind in ScanRefused.__subclasses__()],
    ids=lambda refusal: type(refusal).__name__,
)
def test_every_refusal_is_a_sentence_in_three_languages(refusal):
    said = {refusal.say(language) for language in ("kk", "ru", "en")}
    assert len(said) == 3
    for sentence in said:
        assert sentence.endswith(".") and "{" not in sentence
