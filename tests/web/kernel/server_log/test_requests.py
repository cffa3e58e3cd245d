"""One line for each request, with its identifier, and nothing of who asked."""

import io
import json
import logging
import logging.config

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import get_user_model
from django.test import Client

from hattama.web.kernel.server_log.lines import GRANIAN, JsonLines, logging_settings
from tests.web.second_factor import SECRET, code, enrol

KEY = "X-Request-ID"


@pytest.fixture
def written():
    """The lines of the server's log that were written so far."""
    logging.config.dictConfig(logging_settings("json", django_settings.SECRET_KEY, with_requests=True))
    [handler] = [one for one in logging.getLogger().handlers if isinstance(one.formatter, JsonLines)]
    lines = handler.stream = io.StringIO()
    yield lambda: [json.loads(line) for line in lines.getvalue().splitlines()]
    logging.config.dictConfig(django_settings.LOGGING)


@pytest.mark.parametrize("given", ["0a1b2c3d4e5f", "a.b_c-d-e-f-g"])
def test_an_identifier_of_a_proxy_is_kept(client, db, given):
    assert client.get("/robots.txt", headers={KEY: given})[KEY] == given


@pytest.mark.parametrize(
    "given", ["", "short", "a" * 65, "0a1b2c3d\r\nSet-Cookie: a=b", "<script>alert", "әділдік-1"]
)
def test_an_identifier_that_could_do_harm_is_replaced(client, db, given):
    made = client.get("/robots.txt", headers={KEY: given})[KEY]
    assert len(made) == 32
    assert made != client.get("/robots.txt", headers={KEY: given})[KEY]


@pytest.mark.django_db
def test_a_request_leaves_one_line_without_its_question(client, written):
    answer = client.get("/robots.txt?code=734-209", headers={KEY: "0a1b2c3d4e5f"})
    [line] = written()
    assert line["request"] == "0a1b2c3d4e5f"
    assert (line["method"], line["path"], line["status"]) == ("GET", "/robots.txt", 200)
    assert line["bytes"] == len(answer.content)
    assert line["ms"] >= 0
    assert "734-209" not in json.dumps(line)
    assert "127.0.0.1" not in json.dumps(line), "nobody's address is written down"


@pytest.mark.django_db
def test_an_address_that_was_made_up_forges_no_line(client, written):
    client.get("/e/night%0a%7B%22level%22:%22INFO%22%7D%1b[2K/")
    [line] = written()
    assert line["path"] == '/e/night\\x0a{"level":"INFO"}\\x1b[2K/'


@pytest.mark.django_db
def test_the_key_in_the_address_of_a_letter_is_not_written_down(client, written):
    client.get("/told/abcdefghijklmnop:1uXyZz:secretsignature/confirm/")
    assert [line["path"] for line in written()] == ["/told/[hidden]/confirm/"]


@pytest.mark.django_db
def test_who_logs_in_leaves_neither_name_nor_passphrase_nor_code(written):
    user = get_user_model().objects.create_user("aigerim", password="my grandmother's house")
    enrol(user)
    client = Client()
    client.post("/account/login/", {"login": "aigerim", "password": "not my grandmother's"})
    asks = client.post("/account/login/", {"login": "aigerim", "password": "my grandmother's house"})
    shown = code()
    answer = client.post(asks.url, {"code": shown}, follow=True)
    assert answer.wsgi_request.user.username == "aigerim"
    lines = written()
    assert len(lines) >= 4
    told = json.dumps(lines, ensure_ascii=False)
    session = client.cookies["sessionid"].value
    secrets = ("aigerim", "grandmother", SECRET, session, django_settings.SECRET_KEY)
    assert not [secret for secret in secrets if secret in told]
    assert shown not in [value for line in lines for value in line.values()]


@pytest.mark.django_db
def test_a_page_that_fails_is_told_with_its_traceback_and_without_a_secret(written, monkeypatch):
    def fails(request, *values, **named):
        passphrase = request.POST["passphrase"]
        raise RuntimeError(f"{passphrase} {request.POST['code']} {django_settings.SECRET_KEY} of 0512")

    form = "hattama.web.accounts.desk.paper_code_views.PaperCodeForm"
    typed = type("Typed", (), {})
    monkeypatch.setattr(f"{form}.__init__", lambda self, data=None: setattr(typed, "POST", data))
    monkeypatch.setattr(f"{form}.is_valid", lambda self: fails(typed))
    client = Client(raise_request_exception=False)
    answer = client.post("/account/paper/", {"code": "734-209-118", "passphrase": "my grandmother"})
    assert answer.status_code == 500
    failed = [line for line in written() if "exception" in line]
    assert len(failed) == 1
    told = json.dumps(failed[0], ensure_ascii=False)
    assert "RuntimeError" in told and "of 0512" in told
    assert failed[0]["request"] == answer[KEY]
    for secret in ("my grandmother", "734-209-118", django_settings.SECRET_KEY):
        assert secret not in told


def test_nothing_is_mailed_and_the_servers_first_process_writes_the_same_lines():
    made = logging_settings("json", "key", with_requests=True)
    assert made["loggers"]["django"] == {"handlers": [], "propagate": True}
    assert json.loads(GRANIAN.read_text())["formatters"]["line"]["()"] == made["formatters"]["line"]["()"]
