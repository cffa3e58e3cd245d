"""Place, time, device and name go out of a photograph; not one pixel of it changes."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from hattama.formats.scans import ScanUnreadable
from hattama.scanning import told_by_header, told_without_details
from hattama.scanning.details import plain_and_segments


def without_details(data: bytes) -> bytes:
    return plain_and_segments(data)[0]


def told(**options: object) -> Image.Exif:
    exif = Image.Exif()
    exif[0x010F] = "A telephone"
    exif[0x0132] = "2026:11:21 03:00:00"
    exif[0x0112] = options.get("direction", 1)
    exif.get_ifd(0x8825).update({1: "N", 2: (51.0, 10.0, 0.0), 3: "E", 4: (71.0, 25.0, 0.0)})
    return exif


def photo(kind: str = "JPEG", size: tuple[int, int] = (80, 60), **options: object) -> bytes:
    out = io.BytesIO()
    Image.effect_noise(size, 50).convert("RGB").save(out, kind, **options)
    return out.getvalue()


@pytest.mark.parametrize("progressive", [False, True])
@pytest.mark.parametrize("direction", [1, 3, 6, 8])
def test_a_photograph_keeps_its_pixels_and_its_direction_alone(direction, progressive):
    data = photo(exif=told(direction=direction), comment=b"of a person", progressive=progressive)
    plain = without_details(data)
    before, after = Image.open(io.BytesIO(data)), Image.open(io.BytesIO(plain))
    assert after.tobytes() == before.tobytes()
    assert dict(after.getexif()) == ({0x0112: direction} if direction > 1 else {})
    assert b"telephone" not in plain and b"person" not in plain and b"2026:" not in plain
    assert after.getexif().get_ifd(0x8825) == {}


def test_a_film_and_a_second_picture_behind_the_photograph_go_too():
    data = photo()
    assert without_details(data + b"\0\0\0\x18ftypmp42" + photo(exif=told())) == data


def test_a_file_that_tells_nothing_stays_byte_for_byte():
    for data in (photo(), photo("PNG"), photo("TIFF"), b"%PDF-1.4", b""):
        assert without_details(data) == data


def test_a_colour_profile_stays():
    data = photo(icc_profile=b"a profile")
    assert without_details(data) == data


def test_texts_and_times_go_out_of_a_png():
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Author", "A person")
    data = photo("PNG", pnginfo=texts, exif=told())
    plain = without_details(data)
    assert Image.open(io.BytesIO(plain)).tobytes() == Image.open(io.BytesIO(data)).tobytes()
    assert b"person" not in plain and b"telephone" not in plain


def test_a_file_that_is_cut_short_is_left_for_others_to_refuse():
    data = photo(exif=told())
    assert without_details(data[:-40]) == data[:-40]


@given(
    st.binary(max_size=300), st.sampled_from([b"\xff\xd8\xff\xe1", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xda"])
)
def test_no_bytes_break_it(rest, beginning):
    without_details(beginning + rest)


def test_cleaning_twice_changes_nothing_more():
    once = without_details(photo(exif=told(direction=6)))
    assert without_details(once) == once


@pytest.mark.parametrize("progressive", [False, True])
@pytest.mark.parametrize("direction", [1, 6])
def test_what_is_told_of_a_photograph_without_details_is_what_its_own_header_says(direction, progressive):
    sizes = {"icc_profile": b"a profile", "comment": b"of a person", "progressive": progressive}
    for kind in ("JPEG", "PNG"):
        data = photo(kind, size=(640, 480), exif=told(direction=direction), **sizes) + b"a film"
        plain, facts = told_without_details(data)
        assert plain == without_details(data) != data
        assert facts == told_by_header(plain) and (facts.width, facts.height) == (640, 480)


def test_a_photograph_that_is_cut_short_is_refused_without_its_details_too():
    with pytest.raises(ScanUnreadable):
        told_without_details(photo(size=(640, 480))[:-40])
