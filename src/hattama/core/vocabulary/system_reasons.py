"""Why a file or an address did not answer: what systems say in English, in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hattama.core.vocabulary.words import Words

_ABSENT = Words.of(
    {"kk": "мұндай файл не папка жоқ", "ru": "нет такого файла или папки", "en": "no such file or folder"}
)
_FORBIDDEN = Words.of({"kk": "рұқсат жоқ", "ru": "нет доступа", "en": "permission denied"})
_FOLDER = Words.of(
    {"kk": "бұл файл емес, папка", "ru": "это папка, а не файл", "en": "this is a folder, not a file"}
)
_REFUSED = Words.of(
    {
        "kk": "байланыс орнатылмады: бұл мекенжайда ешкім жауап бермейді",
        "ru": "соединения нет: по этому адресу никто не отвечает",
        "en": "connection refused: nobody answers at this address",
    }
)
_UNKNOWN = Words.of(
    {
        "kk": "мұндай сайт атауы табылмады",
        "ru": "такое имя сайта не найдено",
        "en": "no site of this name was found",
    }
)
_LATE = Words.of(
    {
        "kk": "жауап уақытында келмеді",
        "ru": "ответ не пришёл вовремя",
        "en": "no answer came in time",
    }
)
_REASONS: Mapping[str, Words] = {
    # The words of glibc, musl, macOS and of Python itself.
    "no such file or directory": _ABSENT,
    "permission denied": _FORBIDDEN,
    "operation not permitted": _FORBIDDEN,
    "is a directory": _FOLDER,
    "connection refused": _REFUSED,
    "name or service not known": _UNKNOWN,
    "name does not resolve": _UNKNOWN,
    "nodename nor servname provided, or not known": _UNKNOWN,
    "no address associated with hostname": _UNKNOWN,
    "temporary failure in name resolution": _UNKNOWN,
    "timed out": _LATE,
    "connection timed out": _LATE,
    "operation timed out": _LATE,
    "the read operation timed out": _LATE,
}
_SHAPE = re.compile(r"(?:\[Errno -?\d+\] )?(?P<reason>[^:\n]+)(?P<place>: .*)?", re.DOTALL)


def system_reason(said: str) -> Words:
    """What a system said (`[Errno 111] Connection refused`), in three languages; the unknown stays as it is.

    A number before it is left out; a name after it (`: 'votes.csv'`) is kept.
    """
    shape = _SHAPE.fullmatch(said)
    words = _REASONS.get(shape["reason"].lower()) if shape else None
    if shape is None or words is None:
        return Words.of(dict.fromkeys(("kk", "ru", "en"), said))
    place = shape["place"] or ""
    return Words.of({language: text + place for language, text in words.items()})
