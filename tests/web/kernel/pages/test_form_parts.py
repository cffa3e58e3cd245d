"""Forms with files are read whole, as they were sent, within the settings' limits."""

from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import Any

import pytest
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http.multipartparser import MultiPartParser, MultiPartParserError
from django.test.client import encode_multipart
from hypothesis import given
from hypothesis import strategies as st

from hattama.web.kernel.pages import form_parts
from hattama.web.kernel.pages.form_parts import ReadFormParts

BOUNDARY = "border7d1"
NAMES = st.text("abcxyz-_0123", min_size=1, max_size=12)
TEXTS = st.text(st.characters(codec="utf-8"), max_size=60)
BYTES = st.binary(max_size=400) | st.sampled_from(
    [b"\r\n--", b"\r\n--border7d", b"--border7d1", b"\r", b"\n--\r\n"]
)


def parsed(body: bytes, *handlers: Any) -> tuple[Any, Any]:
    told = {"CONTENT_TYPE": f"multipart/form-data; boundary={BOUNDARY}", "CONTENT_LENGTH": str(len(body))}
    return MultiPartParser(told, BytesIO(body), list(handlers) or [ReadFormParts()], "utf-8").parse()


def form_of(fields: list[tuple[str, str]], files: list[tuple[str, str, bytes]]) -> bytes:
    """A form as browsers write it, in this order."""
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n'.encode()
        for n, v in fields
    ]
    for name, called, content in files:
        head = (
            f'Content-Disposition: form-data; name="{name}"; filename="{called}"\r\nContent-Type: image/jpeg'
        )
        parts.append(f"--{BOUNDARY}\r\n{head}\r\n\r\n".encode() + content + b"\r\n")
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


@given(st.lists(st.tuples(NAMES, TEXTS), max_size=8), st.lists(st.tuples(NAMES, NAMES, BYTES), max_size=3))
def test_every_field_and_file_is_read_as_it_was_sent(
    fields: list[tuple[str, str]], files: list[tuple[str, str, bytes]]
) -> None:
    form, sent = parsed(form_of(fields, files))
    assert sorted((name, value) for name, values in form.lists() for value in values) == sorted(fields)
    told = [(name, one.name, one.read(), one.size) for name, each in sent.lists() for one in each]
    assert sorted(told) == sorted((*file, len(file[2])) for file in files)
    assert {one.content_type for _, each in sent.lists() for one in each} <= {"image/jpeg"}


@given(st.lists(st.tuples(NAMES, TEXTS), max_size=8))
def test_values_of_a_name_keep_the_order_that_django_gives_them(fields: list[tuple[str, str]]) -> None:
    body = form_of(fields, [])
    assert list(parsed(body)[0].lists()) == list(parsed(body, MemoryFileUploadHandler())[0].lists())


@given(st.data())
def test_a_form_cut_short_anywhere_is_refused(data: Any) -> None:
    whole = form_of([("valid", "12")], [("scan", "scan.jpg", b"\xff\xd8\xff" * 20)])
    end = data.draw(st.integers(1, len(whole) - len("--\r\n") - 1))
    with pytest.raises(MultiPartParserError):
        parsed(whole[:end])


def test_what_django_writes_is_read(tmp_path: Any) -> None:
    file = tmp_path / "хаттама.jpg"
    file.write_bytes(b"picture")
    with file.open("rb") as opened:
        form, sent = parsed(encode_multipart(BOUNDARY, {"place": "Қызылорда", "scan": opened}))
    assert form["place"] == "Қызылорда"
    assert (sent["scan"].name, sent["scan"].read()) == ("хаттама.jpg", b"picture")


@pytest.mark.parametrize(
    ("sent", "kept"),
    [("C:\\scans\\1.jpg", "1.jpg"), ("../../etc/passwd", "passwd"), ("a\x00b\x1b.jpg", "ab.jpg")],
)
def test_a_file_has_the_last_part_of_its_path_for_a_name(sent: str, kept: str) -> None:
    assert parsed(form_of([], [("scan", sent, b"x")]))[1]["scan"].name == kept


@pytest.mark.parametrize("nameless", ["", ".", "..", "/", "scans/"])
def test_a_field_of_files_without_a_name_holds_no_file(nameless: str) -> None:
    assert not parsed(form_of([], [("scan", nameless, b"")]))[1]


def test_a_form_has_no_more_fields_files_and_bytes_than_the_settings_let_it(settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = settings.DATA_UPLOAD_MAX_NUMBER_FILES = 2
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 20
    parsed(form_of([("a", "1"), ("b", "2")], [("c", "c", b"3" * 100), ("d", "d", b"4")]))
    with pytest.raises(TooManyFieldsSent):
        parsed(form_of([("a", "1")] * 3, []))
    with pytest.raises(TooManyFilesSent):
        parsed(form_of([], [("a", "a", b"1")] * 3))
    with pytest.raises(RequestDataTooBig):
        parsed(form_of([("a", "1" * 9), ("b", "2" * 9)], []))
    with pytest.raises(RequestDataTooBig):
        parsed(form_of([("a" * 19, "")], []))


def test_a_large_file_lies_on_the_disk_and_is_let_go_of_with_a_refused_form(settings: Any) -> None:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 10
    large = form_of([], [("scan", "scan.jpg", b"x" * 11)])
    kept = parsed(large)[1]["scan"]
    assert kept.file._rolled
    assert kept.read() == b"x" * 11
    kept.close()

    begun: list[Any] = []

    class Kept(SpooledTemporaryFile[bytes]):
        def __init__(self, most: int) -> None:
            super().__init__(most)
            begun.append(self)

    with pytest.MonkeyPatch.context() as patched, pytest.raises(MultiPartParserError):
        patched.setattr(form_parts, "SpooledTemporaryFile", Kept)
        parsed(large[:-8])
    assert [one.closed for one in begun] == [True]


def test_a_form_without_a_body_holds_nothing() -> None:
    form, sent = parsed(b"")
    assert not form
    assert not sent
