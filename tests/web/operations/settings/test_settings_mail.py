"""How letters leave: what HATTAMA_MAIL may say, and that a password in it is never repeated."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from hattama.web.operations.settings.reading import mail_settings

FROM = "hattama@example.org"


def test_without_an_address_no_letters_leave() -> None:
    assert mail_settings("", "")["MAIL_READY"] is False


@pytest.mark.parametrize(
    ("address", "port", "tls", "ssl"),
    [
        ("smtp://mail.example.org", 25, False, False),
        ("smtp+tls://me:p%40ss@mail.example.org", 587, True, False),
        ("smtps://me:p%40ss@mail.example.org:4465", 4465, False, True),
    ],
)
def test_a_server_is_named_by_its_address(address: str, port: int, tls: bool, ssl: bool) -> None:
    made = mail_settings(address, FROM)
    assert (made["EMAIL_HOST"], made["EMAIL_PORT"]) == ("mail.example.org", port)
    assert (made["EMAIL_USE_TLS"], made["EMAIL_USE_SSL"], made["MAIL_READY"]) == (tls, ssl, True)
    assert made["EMAIL_HOST_PASSWORD"] == ("p@ss" if "@mail" in address else "")


def test_letters_may_be_left_in_a_folder() -> None:
    assert mail_settings("file:///srv/letters", FROM)["EMAIL_FILE_PATH"] == "/srv/letters"


@pytest.mark.parametrize(
    ("address", "sender"),
    [
        ("smtp:/me:secret@x", FROM),
        ("http://me:secret@x", FROM),
        ("smtp://me:secret@x", "nobody"),
        ("smtp://me:secret#1@x:587", FROM),
        ("smtp://me:25#secret@x:587", FROM),
        ("smtp://me:secret?1@x", FROM),
        ("smtp://me:secret@x:66000", FROM),
    ],
)
def test_what_cannot_be_read_is_refused_without_the_password(address: str, sender: str) -> None:
    with pytest.raises(ImproperlyConfigured) as refused:
        mail_settings(address, sender)
    assert "secret" not in str(refused.value)
