"""A page that is refused, or is not there: who is signed in sees as whom, and the way back to the desk."""

from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.utils import OperationalError
from django.test import Client

from hattama.web.kernel.accounts.roles import Role
from hattama.web.kernel.log.tables import Act
from tests.web.desk_clients import address, typed
from tests.web.kernel.pages.reading import Element, read_page
from tests.web.tiny_election import picture

pytestmark = pytest.mark.django_db

NAME = "typist-of-P001"
WORDS = {
    "kk": ("", "Жұмыс орны", "Шығу", f"Сіз {NAME} атымен кіргенсіз."),
    "ru": ("/ru", "Рабочее место", "Выйти", f"Вы вошли как {NAME}."),
    "en": ("/en", "The desk", "Log out", f"You are signed in as {NAME}."),
}
REFUSED = "/desk/tiny/P201/party/"
NOT_THERE = ("/desk/tiny/nowhere/party/", "/no-such-page/", "/e/tiny/a/nowhere/")


def asked(client: Client, where: str, status: int) -> Element:
    answer = client.get(where)
    assert answer.status_code == status
    return read_page(answer)


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize(("where", "status"), [(REFUSED, 403), *((place, 404) for place in NOT_THERE)])
def test_who_is_signed_in_reads_as_whom_and_finds_the_way_back(log_in, language, where, status) -> None:
    prefix, back, log_out, who = WORDS[language]
    answer = log_in(Role.TYPIST, "P001").get(prefix + where)
    assert (answer.status_code, "no-store" in answer.get("Cache-Control", "")) == (status, True)
    page = read_page(answer)
    assert page.one("main").links[back] == prefix + "/desk/"
    assert who in page.one("main").text
    header = page.one("nav", cls="sections")
    assert header.links[back] == prefix + "/desk/"
    assert NAME in header.text
    assert header.one("button").text == log_out


def test_one_can_log_out_from_the_page_of_a_refusal(log_in) -> None:
    client = log_in(Role.TYPIST, "P001")
    form = asked(client, "/en" + REFUSED, 403).one("nav", cls="sections").one("form")
    assert form.attributes["method"] == "post"
    assert client.post(form.attributes["action"]).status_code == 302
    assert client.get(address()).status_code == 302, "nobody is signed in any more"


def test_a_refusal_of_a_form_that_was_open_too_long_shows_the_way_back_too(log_in) -> None:
    signed_in = log_in(Role.TYPIST, "P001")
    strict = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    strict.cookies = signed_in.cookies
    answer = strict.post(address(), {})
    assert answer.status_code == 403
    page = read_page(answer)
    assert page.one("h1").text == "This page was open too long"
    assert page.one("main").links["The desk"] == "/en/desk/"


@pytest.mark.parametrize("where", NOT_THERE[1:])
def test_a_stranger_sees_the_public_frame_and_nothing_of_the_desk(client: Client, tiny, where) -> None:
    page = asked(client, "/en" + where, 404)
    assert page.one("main").links == {"To the first page": "/en/"}
    assert not page.all("form") and "desk/desk.css" not in str(client.get("/en" + where).content)


def test_a_database_that_goes_away_before_the_session_is_kept_is_not_called_a_mistake_of_the_sender(
    log_in, settings
):
    settings.SESSION_SAVE_EVERY_REQUEST = True

    def gone(execute, sql, *rest):
        if sql.startswith('UPDATE "session"'):
            raise OperationalError("the server closed the connection")
        return execute(sql, *rest)

    client = log_in(Role.TYPIST, "P001")
    with connection.execute_wrapper(gone):
        answer = client.post(address(), typed(scan=SimpleUploadedFile("scan.png", picture())))
    assert answer.status_code == 503
    assert "It is not certain that what you sent was recorded." in answer.content.decode()
    assert Act.objects.filter(kind="protocol").count() == 1


def test_an_address_that_only_takes_what_a_form_sends_says_so_to_whoever_opens_it(log_in) -> None:
    client = log_in(Role.CHAIR, "P001")
    answer = client.get("/en/desk/tiny/news/seen")
    assert (answer.status_code, answer["Allow"], "no-store" in answer["Cache-Control"]) == (405, "POST", True)
    page = read_page(answer)
    assert page.one("h1").text == "There is nothing to read here"
    assert page.one("main").links["The desk"] == "/en/desk/"


@pytest.mark.parametrize(
    ("came_from", "leads_to"),
    [
        ("http://testserver/en/desk/tiny/?q=1", "/en/desk/tiny/?q=1"),
        ("http://testserver//evil.example/", "/evil.example/"),
        ("https://evil.example/en/desk/", "/en/desk/tiny/news/seen"),
        ("", "/en/desk/tiny/news/seen"),
    ],
)
def test_what_was_not_taken_leads_back_to_the_page_of_its_form(tiny, came_from, leads_to) -> None:
    client = Client(headers={"referer": came_from}, raise_request_exception=False)
    assert (
        client.post("/en/desk/tiny/news/seen").url == f"/en/account/login/?next={quote(leads_to)}&not-taken=1"
    )
    away = OperationalError("the server closed the connection")

    def gone(*_):
        raise away

    client.cookies["sessionid"] = "0" * 32
    with connection.execute_wrapper(gone):
        answer = client.post("/en/desk/tiny/news/seen")
    assert answer.status_code == 503
    assert read_page(answer).one("main").links["Try again"] == leads_to
