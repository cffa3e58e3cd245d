"""Lines of the server's log: nobody can forge one, and no secret stands in any."""

import json
import logging
import sys

import pytest
from django.http import QueryDict

from hattama.web.kernel.server_log.lines import CONTINUES, JsonLines, TextLines
from hattama.web.kernel.server_log.requests import request_id
from hattama.web.kernel.server_log.silence import SECRET_VARIABLES, asking, one_line, secrets_of_process
from hattama.web.operations.settings.variables import VARIABLES

FORGED = "night\n2026-11-21 INFO all is well\r\x1b[2K\x9b1A\u2028\u202egnp.exe\x00"


def record(message, *values, **more):
    made = logging.LogRecord("hattama.night", logging.ERROR, "night.py", 1, message, values, None)
    made.__dict__.update(more)
    return made


def raised(message):
    try:
        raise ValueError(message)
    except ValueError:
        return sys.exc_info()


class Asked:
    """As much of a request as the log looks at."""

    def __init__(self, posted="", query="", cookies=None, kwargs=None):
        self.COOKIES = cookies or {}
        self.META = {"QUERY_STRING": query, "HTTP_AUTHORIZATION": "Bearer t0ken-of-metrics"}
        self.GET = QueryDict(query)
        self._post = QueryDict(posted)
        self.resolver_match = type("Match", (), {"kwargs": kwargs or {}})


@pytest.fixture(params=["json", "text"])
def lines(request, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://hattama:d%62-pass@db/night")
    monkeypatch.setenv("HATTAMA_MAIL", "smtp://me:mail-pass@mail.example")
    formatter = {"json": JsonLines, "text": TextLines}[request.param](["the-key-of-the-site"])
    formatter.is_json = request.param == "json"
    return formatter


def test_what_was_typed_cannot_forge_a_line(lines):
    written = lines.format(record("no such page: %s", FORGED))
    assert len(written.splitlines()) == 1
    assert written.isprintable()
    assert "\\x1b[2K" in (json.loads(written)["message"] if lines.is_json else written)


def test_an_exception_cannot_forge_a_line_either(lines):
    written = lines.format(record("trouble", exc_info=raised(FORGED)))
    if lines.is_json:
        assert len(written.splitlines()) == 1
        told = json.loads(written)["exception"]
    else:
        _first, *rest = written.splitlines()
        assert rest and all(line.startswith(CONTINUES) for line in rest)
        told = written
    assert "ValueError: night" in told
    assert told.replace("\n", "").isprintable()


def test_letters_of_every_language_stay_letters():
    assert one_line("Әділдік, ё, ქართ") == "Әділдік, ё, ქართ"


def test_secrets_of_the_process_come_out_of_no_line(lines):
    secrets = ("db-pass", "d%62-pass", "mail-pass", "the-key-of-the-site")
    message = " ".join(secrets)
    written = lines.format(record("%s", message, exc_info=raised(message)))
    assert not [secret for secret in secrets if secret in written]
    assert written.count("[hidden]") >= 2 * len(secrets) - 2


def test_what_a_request_holds_in_secret_comes_out_of_no_line(lines):
    request = Asked(
        posted="passphrase=my%20grandmother&code=734-209-118&precinct=0512",
        query="code=QWERTY77&page=2",
        cookies={"sessionid": "s3ss10nid", "csrftoken": "csrf-t0ken"},
        kwargs={"token": "letter-t0ken", "election_id": "night"},
    )
    secrets = ("my grandmother", "734-209-118", "QWERTY77", "s3ss10nid", "csrf-t0ken", "letter-t0ken")
    message = f"0512 night {' '.join(secrets)} Bearer t0ken-of-metrics"
    told = asking.set(request)
    try:
        written = lines.format(record("%s", message, exc_info=raised(message)))
    finally:
        asking.reset(told)
    assert not [secret for secret in (*secrets, "t0ken-of-metrics") if secret in written]
    assert "0512 night" in written
    # Django writes of an answer that was refused when the answer has left us already.
    refused = record("Not Found: %s", "/told/letter-t0ken/", request=request)
    assert "Not Found: /told/[hidden]/" in lines.format(refused)


def test_a_line_says_which_request_it_was_written_for(lines):
    known = request_id.set("0a1b2c3d4e5f")
    try:
        assert "0a1b2c3d4e5f" in lines.format(record("trouble"))
    finally:
        request_id.reset(known)


def test_what_else_a_record_carries_stays_inside():
    written = json.loads(JsonLines().format(record("trouble", request="GET /?code=1", status_code=500)))
    assert set(written) == {"time", "level", "logger", "process", "message"}
    assert written["time"].endswith("Z")


def test_every_secret_variable_is_kept_out():
    assert {variable.name for variable in VARIABLES if variable.secret} <= set(SECRET_VARIABLES)
    assert secrets_of_process({"DATABASE_URL": "postgresql://[broken"}) == {"postgresql://[broken"}
