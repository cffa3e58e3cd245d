"""How letters leave: what HATTAMA_MAIL may say, and that a password in it is never repeated."""

import pytest
from django.core import mail
from django.core.exceptions import ImproperlyConfigured

from hattama.web.operations.settings.mail import folder_fault, mail_settings

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


def test_a_folder_that_cannot_be_written_is_trouble_that_may_pass(tmp_path) -> None:
    (tmp_path / "file").touch()
    said = mail_settings(f"file://{tmp_path}/file/letters", FROM)
    with pytest.raises(OSError, match="file/letters"):
        mail.get_connection(said["EMAIL_BACKEND"], file_path=said["EMAIL_FILE_PATH"])


def test_a_folder_is_named_with_what_was_found_and_what_is_expected(tmp_path) -> None:
    assert folder_fault(None) is None
    assert folder_fault(str(tmp_path)) is None
    (tmp_path / "file").touch()
    for name, why in (("none", "no such file or folder"), ("file", "a file stands where a folder is needed")):
        fault = folder_fault(str(tmp_path / name))
        assert fault is not None and not fault.refuses
        assert f"HATTAMA_MAIL names the folder {tmp_path / name}" in fault.say("en")
        assert why in fault.say("en") and "Expected: a folder that is there" in fault.say("en")


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
