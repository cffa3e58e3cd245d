"""Compressed for readers, with the same bytes inside; the desk and files of the log as they are."""

import gzip

import pytest
from django.conf import settings
from django.test import Client

pytestmark = pytest.mark.django_db
TAKES = {"accept-encoding": "gzip, deflate, br"}


@pytest.mark.parametrize("address", ["/e/tiny/", "/api/v1/elections/tiny/protocols", "/api/openapi.json"])
def test_what_is_read_travels_compressed_and_says_the_same(
    client: Client, night: object, address: str
) -> None:
    plain = client.get(address)
    pressed = client.get(address, headers=TAKES)
    assert pressed["Content-Encoding"] == "gzip"
    assert gzip.decompress(pressed.content) == plain.content
    assert len(pressed.content) * 2 < len(plain.content)
    assert "Content-Encoding" not in plain
    assert "Accept-Encoding" in plain["Vary"], "whoever keeps answers for others keeps the two apart"


def test_sheets_and_scripts_travel_compressed_and_letters_as_they_are(client: Client, db: None) -> None:
    for name, pressed in (("hattama.css", True), ("compare.js", True), ("fonts/OFL.txt", False)):
        answer = client.get(f"/static/hattama/{name}", headers=TAKES)
        assert answer.status_code == 200
        assert ("Content-Encoding" in answer) == pressed, name


def test_whoever_has_a_session_gets_pages_as_they_are(client: Client, night: object) -> None:
    client.cookies[settings.SESSION_COOKIE_NAME] = "somebody"
    assert "Content-Encoding" not in client.get("/e/tiny/", headers=TAKES)


@pytest.mark.parametrize("address", ["bundle/checkpoint", "protocols.csv", "election.json", "log/1"])
def test_files_keep_their_bytes(client: Client, night: object, address: str) -> None:
    answer = client.get(f"/data/tiny/{address}", headers=TAKES)
    assert answer.status_code == 200
    assert "Content-Encoding" not in answer


def test_a_page_is_compressed_once_for_all_who_read_it(
    client: Client, night: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = client.get("/e/tiny/", headers=TAKES)

    def again(*_: object, **__: object) -> bytes:
        raise AssertionError("compressed a second time")

    monkeypatch.setattr("hattama.web.kernel.pages.remembered_pages.gzip.compress", again)
    monkeypatch.setattr("django.middleware.gzip.compress_string", again)
    second = client.get("/e/tiny/", headers=TAKES)
    assert second.content == first.content
    assert second["Content-Length"] == str(len(second.content))
    assert second["ETag"].startswith('W/"'), "the same page in two encodings has one weak tag"


def test_a_page_that_is_kept_holds_no_token(client: Client, night: object) -> None:
    """What follows from the session would be kept for strangers, and told bit by bit by its length."""
    for address in ("/", "/e/tiny/", "/e/tiny/a/R1/", "/e/tiny/a/P001/"):
        answer = client.get(address)
        assert b"csrfmiddlewaretoken" not in answer.content, address
        assert settings.CSRF_COOKIE_NAME not in answer.cookies, address
