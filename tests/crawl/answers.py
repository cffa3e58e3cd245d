"""What an answer must be, whatever the state: no fault of the server, and what its type says that it is."""

import io
import json
import re
import zipfile
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

from PIL import Image

TRACEBACK = b"Traceback (most recent call last)"
_LANG = re.compile(rb"<html[^>]*\slang=\"([a-z]+)\"")


def body_of(answer: Any) -> bytes:
    """All its bytes."""
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def wrong_with(status: int, kind: str, body: bytes, language: str) -> str:
    """What is wrong with an answer, or nothing. `language`: what its page must be in; empty: any."""
    if status >= 500:
        return f"status {status}"
    if TRACEBACK in body:
        return "a traceback in the answer"
    if status != 200 or not body:
        return ""
    look = LOOKS.get(kind.partition(";")[0])
    try:
        return look(body, language) if look else ""
    except (ValueError, SyntaxError, OSError, zipfile.BadZipFile) as trouble:
        return f"{kind} that is none: {type(trouble).__name__}: {trouble}"


def _page(body: bytes, language: str) -> str:
    body.decode()
    declared = _LANG.search(body)
    if declared is None:
        return "a page without a language"
    said = declared.group(1).decode()
    return "" if not language or said == language else f"a page in {said}, asked for in {language}"


def _json(body: bytes, language: str) -> str:
    json.loads(body, parse_constant=_no_constant)
    return ""


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _xml(body: bytes, language: str) -> str:
    ElementTree.fromstring(body)
    return ""


def _picture(body: bytes, language: str) -> str:
    Image.open(io.BytesIO(body)).load()
    return ""


def _pdf(body: bytes, language: str) -> str:
    return "" if body.startswith(b"%PDF") and b"%%EOF" in body[-1024:] else "a PDF without beginning or end"


def _workbook(body: bytes, language: str) -> str:
    torn = zipfile.ZipFile(io.BytesIO(body)).testzip()
    return f"{torn} in the workbook is torn" if torn else ""


def _text(body: bytes, language: str) -> str:
    body.decode()
    return ""


LOOKS: dict[str, Callable[[bytes, str], str]] = {
    "text/html": _page,
    "application/json": _json,
    "application/ld+json": _json,
    "application/geo+json": _json,
    "application/problem+json": _json,
    "application/atom+xml": _xml,
    "application/xml": _xml,
    "image/svg+xml": _xml,
    "image/png": _picture,
    "image/jpeg": _picture,
    "application/pdf": _pdf,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": _workbook,
    "text/csv": _text,
    "text/plain": _text,
}
"""How each type of answer is looked at."""
