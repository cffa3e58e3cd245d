"""What systems say in English, in the reader's language."""

import errno
import os

import pytest

from hattama.core.vocabulary import system_reason
from hattama.phrases import say


@pytest.mark.parametrize(
    ("number", "kk", "ru"),
    [
        (errno.ENOENT, "мұндай файл не папка жоқ", "нет такого файла или папки"),
        (errno.EACCES, "рұқсат жоқ", "нет доступа"),
        (errno.EISDIR, "бұл файл емес, папка", "это папка, а не файл"),
        (errno.ECONNREFUSED, "байланыс орнатылмады", "соединения нет"),
        (errno.ETIMEDOUT, "жауап уақытында келмеді", "ответ не пришёл вовремя"),
    ],
)
def test_the_common_reasons_of_this_system_are_known(number: int, kk: str, ru: str) -> None:
    for said in (os.strerror(number), str(OSError(number, os.strerror(number)))):
        assert say(system_reason(said), "kk").startswith(kk)
        assert say(system_reason(said), "ru").startswith(ru)


def test_a_name_that_nobody_has_is_known() -> None:
    said = system_reason("[Errno -2] Name or service not known")
    assert say(said, "ru") == "такое имя сайта не найдено"


def test_the_name_of_the_file_is_kept() -> None:
    said = system_reason("[Errno 2] No such file or directory: '/srv/log.vkey'")
    assert say(said, "ru") == "нет такого файла или папки: '/srv/log.vkey'"


@pytest.mark.parametrize("said", ["", "HTTP 503", "cut short", "[Errno 5] Input/output error", "a\nb: c"])
def test_what_is_not_known_stays_as_the_system_says_it(said: str) -> None:
    assert {say(system_reason(said), language) for language in ("kk", "ru", "en")} == {said}
