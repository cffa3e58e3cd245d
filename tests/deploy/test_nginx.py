"""The real nginx before the real site: what each of them answers, and that both say the same."""

import contextlib
import http.client
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import ssl
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import hattama.web
from hattama.web.kernel.accounts.who_asks import mark_of
from tests.deploy.conftest import start
from tests.real import PATIENCE
from tests.real.nginx import HOST, LINE_KEY, TEMPLATE, make_certificate, nginx_program, render, wait_for
from tests.real.ports import free_port
from tests.real.processes import children

pytestmark = pytest.mark.together

STATIC = Path(hattama.web.__file__).parent / "static"
SAME = ("Content-Type", "Cache-Control", "Access-Control-Allow-Origin")


def ask(shape, path, method="GET", headers=None):
    connection = shape.connection()
    connection.request(method, path, headers=headers or {})
    answer = connection.getresponse()
    return answer, answer.read()


def ask_the_site(shape, path):
    connection = http.client.HTTPConnection("127.0.0.1", shape.site_port, timeout=PATIENCE)
    connection.request("GET", path)
    answer = connection.getresponse()
    return answer, answer.read()


def plain(header):
    return (header or "").replace('"', "").replace(" ", "").lower()


def test_the_configuration_is_one_that_nginx_takes(tmp_path):
    make_certificate(tmp_path)
    main = render(tmp_path)
    checked = subprocess.run(
        [nginx_program(), "-t", "-c", main, "-e", tmp_path / "error.log"], capture_output=True, text=True
    )
    assert checked.returncode == 0, checked.stderr
    assert "warn" not in checked.stderr


def test_every_file_of_a_bundle_is_what_lies_in_its_folder_and_what_the_site_would_say(shape):
    bundle = shape.data / "public/tiny"
    files = [path for path in bundle.rglob("*") if path.is_file()]
    assert {path.name for path in files} >= {"checkpoint", "log.vkey", "areas.csv", "election.toml"}
    for path in files:
        address = f"/data/tiny/bundle/{path.relative_to(bundle)}"
        answer, body = ask(shape, address)
        own, same_body = ask_the_site(shape, address)
        assert (answer.status, body) == (own.status, same_body) == (200, path.read_bytes()), address
        assert [plain(answer.headers[name]) for name in SAME] == [
            plain(own.headers[name]) for name in SAME
        ], address
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Length"] == str(len(body)), "whoever gets less knows it"
    allowed, _ = ask(shape, "/data/tiny/bundle/checkpoint", "OPTIONS", {"Origin": "https://other.example"})
    assert (allowed.status, allowed.headers["Access-Control-Allow-Origin"]) == (204, "*")


SAVED = (
    *("protocols.csv", "areas/KZ.csv", "areas/KZ/party.xlsx"),
    *("open/votes.csv", "open/nist/party.json", "claims/party.csv"),
)


def test_a_file_that_somebody_has_asked_for_is_given_out_without_the_site(shape):
    for path in (*SAVED, "areas/KZ.json"):
        own, body = ask_the_site(shape, f"/data/tiny/{path}")
        assert own.status == 200, path
        answer, same = ask(shape, f"/data/tiny/{path}")
        assert (answer.status, same) == (200, body), path
        assert [plain(answer.headers[name]) for name in SAME] == [plain(own.headers[name]) for name in SAME]
        assert answer.headers["Hattama-Log-Size"] is None, "the site was asked"
        assert answer.headers["Permissions-Policy"] is None, "the site was asked"
        if path in SAVED:
            assert answer.headers["Content-Disposition"] == own.headers["Content-Disposition"] is not None
        part, five = ask(shape, f"/data/tiny/{path}", headers={"Range": "bytes=0-4"})
        assert (part.status, five) == (206, body[:5])
        held, _ = ask(shape, f"/data/tiny/{path}", headers={"If-None-Match": answer.headers["ETag"]})
        assert held.status == 304


MADE = {
    "protocols.csv": "current/protocols.csv",
    "areas/KZ/party.xlsx": "current/workbooks/KZ/party.xlsx",
    "open/votes.csv": "open/votes.csv",
}
"""Files made of tables, each with its place among those that are made."""


def alter_totals(shape, by):
    place = shape.data / "hattama.sqlite3"
    with contextlib.closing(sqlite3.connect(place, timeout=PATIENCE)) as database, database:
        database.execute("UPDATE published_total SET expected = expected + ?", [by])


def test_while_figures_differ_files_of_the_log_say_so_and_nothing_made_of_tables_is_given_out(shape):
    def check():
        return start("log", "check", **shape.environment).wait(PATIENCE)

    bundle, places = shape.data / "public/tiny", shape.data / "made/tiny"
    tile = min(path for path in bundle.glob("tile/0/**/*") if path.is_file())
    of_the_log = ("checkpoint", "log.vkey", "areas.csv", str(tile.relative_to(bundle)))
    for path in MADE:
        assert ask_the_site(shape, f"/data/tiny/{path}")[0].status == 200
    alter_totals(shape, 1)
    try:
        assert check() != 0
        # What somebody is making in this very moment would lie there again.
        for place in MADE.values():
            (places / place).parent.mkdir(parents=True, exist_ok=True)
            (places / place).write_text("false")
        for path in MADE:
            answer, body = ask(shape, f"/data/tiny/{path}")
            assert (answer.status, answer.headers.get_all("Hattama-Differs")) == (503, ["tiny"]), path
            assert json.loads(body)["code"] == "figures_differ"
        for path in of_the_log:
            answer, body = ask(shape, f"/data/tiny/bundle/{path}")
            assert (answer.status, answer.headers.get_all("Hattama-Differs")) == (200, ["tiny"]), path
            assert body == (bundle / path).read_bytes()
        shutil.rmtree(places / "current")
        shutil.rmtree(places / "open")
    finally:
        alter_totals(shape, -1)
    assert check() == 0
    for path in (*MADE, *(f"bundle/{path}" for path in of_the_log)):
        answer, _ = ask(shape, f"/data/tiny/{path}")
        assert (answer.status, answer.headers["Hattama-Differs"]) == (200, None), path


@pytest.mark.parametrize(
    "path",
    ["secret_key", "../../secret_key", "%2e%2e/%2e%2e/secret_key", ".hidden", "tile/0/../../checkpoint.tmp"],
)
def test_nothing_else_of_the_folder_is_handed_out(shape, path):
    (shape.data / "public/tiny/secret_key").write_text("no file of a bundle")
    answer, body = ask(shape, f"/data/tiny/bundle/{path}")
    assert answer.status in (400, 404)
    assert b"no file of a bundle" not in body


def test_the_programs_files_are_given_out_as_they_are_and_pressed_on_request(shape):
    for name in ("hattama/hattama.css", "hattama/share.js", "hattama/no-scan.svg"):
        answer, body = ask(shape, f"/static/{name}")
        assert (answer.status, body) == (200, (STATIC / name).read_bytes())
        assert answer.headers["Content-Type"].split(";")[0] in (
            "text/css",
            "application/javascript",
            "image/svg+xml",
        )
    pressed, _ = ask(shape, "/static/hattama/hattama.css", headers={"Accept-Encoding": "gzip"})
    assert pressed.headers["Content-Encoding"] == "gzip"


def test_a_file_that_lies_elsewhere_is_asked_of_the_site(shape):
    answer, body = ask(shape, "/static/mfa/js/webauthn.js")
    assert answer.status == 200
    assert body


def test_pages_come_from_the_site_which_knows_that_it_is_reached_over_tls(shape):
    answer, body = ask(shape, "/en/e/tiny/")
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert b"Tiny election" in body
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=")
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert ask_the_site(shape, "/en/e/tiny/")[0].headers["Strict-Transport-Security"] is None


def lines_of_log(shape, known):
    """nginx's log once it tells of the request `known`: the line is written after the answer has gone."""
    last = time.monotonic() + PATIENCE
    while True:
        lines = [json.loads(line) for line in (shape.folder / "access.log").read_text().splitlines()]
        if any(line["request"] == known for line in lines) or time.monotonic() > last:
            return lines
        time.sleep(0.05)


def test_the_identifier_of_a_request_is_nginxs_own_and_stands_in_its_log(shape):
    for path in ("/robots.txt", "/data/tiny/bundle/log.vkey"):
        answer, _ = ask(shape, f"{path}?code=734-209", headers={"X-Request-ID": "made-up-by-a-visitor"})
        known = answer.headers["X-Request-ID"]
        assert len(known) == 32
        lines = lines_of_log(shape, known)
        [line] = [line for line in lines if line["request"] == known]
        assert (line["path"], line["status"], line["method"]) == (path, 200, "GET")
        assert "734-209" not in json.dumps(lines)
        assert "127.0.0.1" not in json.dumps(lines)


def test_a_file_that_is_too_large_is_refused_with_a_sentence_in_three_languages(shape):
    connection = shape.connection()
    connection.putrequest("POST", "/desk/")
    connection.putheader("Content-Length", str(22 * 1024 * 1024))
    connection.endheaders()
    answer = connection.getresponse()
    told = answer.read().decode()
    assert answer.status == 413
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "Файл тым үлкен" in told and "Файл слишком велик" in told and "The file is too large" in told


FORM = "Content-Type: application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    "said",
    [
        ["Content-Length: 5", "Content-Length: 5"],
        ["Content-Length: 5", "Content-Length: 50"],
        ["Content-Length: 5, 5"],
        ["Content-Length: +5"],
        ["Content-Length: 5", "Transfer-Encoding: chunked"],
        ["Transfer-Encoding: chunked, identity"],
        ["Transfer-Encoding : chunked"],
        ["Transfer-Encoding: xchunked"],
        ["X-A: b", " c: d"],
        [f"Host: {HOST}"],
    ],
)
def test_what_two_servers_might_read_differently_is_refused_by_the_first(shape, said):
    connection = shape.connection()
    connection.connect()
    head = "\r\n".join(["POST /account/login/ HTTP/1.1", f"Host: {HOST}", FORM, "Connection: close", *said])
    connection.sock.sendall(f"{head}\r\n\r\n0\r\n\r\nGET /metrics HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode())
    told = b"".join(iter(lambda: connection.sock.recv(4_000), b""))
    assert told.split()[1] in (b"400", b"501") and told.count(b"HTTP/1.1 ") == 1


def test_figures_for_monitors_are_not_for_everybody(shape):
    assert ask(shape, "/metrics")[0].status == 404


def test_logging_in_again_and_again_is_slowed_down(shape):
    statuses = [ask(shape, "/en/account/login/", method="HEAD")[0].status for _ in range(3)]
    assert statuses == [200, 200, 200]
    with_many = "limit_req zone=hattama_login burst=60 nodelay"
    assert with_many in (shape.folder / "hattama.conf").read_text()


def test_how_far_the_log_is_costs_the_site_nothing_and_leaves_no_line(shape):
    answer, body = ask(shape, "/data/tiny/bundle/checkpoint")
    assert answer.status == 200 and int(body.split(b"\n")[1]) > 0
    same = {"If-None-Match": answer.headers["ETag"]}
    assert ask(shape, "/data/tiny/bundle/checkpoint", headers=same)[0].status == 304
    later = ask(shape, "/robots.txt")[0].headers["X-Request-ID"]
    known = {line["request"] for line in lines_of_log(shape, later)}
    assert answer.headers["X-Request-ID"] not in known
    assert cached(shape, "/data/tiny/live.json")[0].headers["X-Cache"] == "HIT"


@pytest.fixture
def alone(tmp_path):
    """nginx before a site that does not answer; its port."""
    make_certificate(tmp_path)
    port, plain_port = free_port(), free_port()
    main = render(tmp_path, SITE_HTTPS=f"127.0.0.1:{port}", SITE_HTTP=f"127.0.0.1:{plain_port}")
    process = subprocess.Popen([nginx_program(), "-c", main, "-e", tmp_path / "error.log"])
    try:
        wait_for(port, process)
        yield port, plain_port, tmp_path
    finally:
        process.terminate()
        process.wait()


def cached(shape, path, **cookie):
    """The second answer of two; asked anew where a second passed between them."""
    headers = {"Accept-Encoding": "gzip"} | cookie
    for _ in range(20):
        ask(shape, path, headers=headers)
        answer, body = ask(shape, path, headers=headers)
        if answer.headers["X-Cache"] == "HIT":
            break
    return answer, body


@pytest.mark.parametrize("path", ["/", "/ru/e/tiny/", "/en/e/tiny/a/P001/"])
def test_a_page_that_is_the_same_for_all_is_given_out_for_some_seconds(shape, path):
    answer, body = cached(shape, path)
    assert (answer.status, answer.headers["X-Cache"]) == (200, "HIT")
    assert answer.headers["X-Accel-Expires"] is None
    assert answer.headers["X-Request-ID"] != cached(shape, path)[0].headers["X-Request-ID"]
    own, _ = ask(shape, path, headers={"Accept-Encoding": "gzip", "Cookie": "sessionid=x"})
    assert own.headers["X-Cache"] == "BYPASS", "whoever may be logged in is answered by the site"
    plain_answer, plain_body = ask(shape, path)
    assert plain_answer.headers["Content-Encoding"] is None and plain_body[:1] == b"<"
    assert body[:2] == b"\x1f\x8b" and answer.headers["Content-Encoding"] == "gzip"


def test_what_browsers_say_of_themselves_makes_no_pages_of_their_own(shape):
    """A page was held once for each wording of Accept-Language: readers asked for hundreds of pages."""
    cached(shape, "/e/tiny/")
    for number in range(5):
        said = {"Accept-Language": f"kk;q=0.{number}", "Accept-Encoding": f"gzip, x-{number}"}
        answer, body = ask(shape, "/e/tiny/", headers=said)
        assert answer.headers["X-Cache"] in ("HIT", "STALE", "UPDATING")
        assert body[:2] == b"\x1f\x8b"
    answer, body = ask(shape, "/e/tiny/", headers={"Accept-Encoding": "br, gzip;q=0"})
    assert answer.headers["Content-Encoding"] is None and body[:1] == b"<"


@pytest.mark.parametrize("path", ["/account/login/", "/desk/", "/en/e/tiny/missing/", "/search/?q=1"])
def test_no_other_page_is_kept_by_the_proxy(shape, path):
    answer, _ = cached(shape, path)
    assert answer.headers["X-Cache"] is None


def test_while_the_site_is_away_people_are_told_when_to_come_again(alone):
    port, plain_port, folder = alone
    trusted = ssl.create_default_context(cafile=str(folder / "certificate.pem"))
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"https://{HOST}:{port}/desk/", timeout=PATIENCE, context=trusted)
    assert refused.value.code == 503
    assert refused.value.headers["Retry-After"] == "10"
    assert "Сайт қазір жауап бермей тұр" in refused.value.read().decode()
    connection = http.client.HTTPConnection("127.0.0.1", plain_port, timeout=PATIENCE)
    connection.request("GET", "/ru/desk/?a=b", headers={"Host": HOST})
    answer = connection.getresponse()
    assert (answer.status, answer.headers["Location"]) == (308, f"https://{HOST}/ru/desk/?a=b")


@pytest.mark.parametrize(
    "path",
    ["/field/s3cret/submission", "/told/s3cret/confirm/", "/ru/told/s3cret/leave/", "/kk/told/s3cret/leave/"],
)
def test_what_opens_a_door_is_not_written_down_when_the_site_is_away(alone, path):
    port, _, folder = alone
    trusted = ssl.create_default_context(cafile=str(folder / "certificate.pem"))
    connection = http.client.HTTPSConnection(HOST, port, timeout=PATIENCE, context=trusted)
    for asked in (path, "/desk/away/"):
        connection.request("POST", asked, body=b"a=b", headers={"Referer": "https://localhost/"})
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 503
    written = (folder / "error.log").read_text()
    assert "/desk/away/" in written and "s3cret" not in written


@pytest.mark.parametrize("host", ["evil.example", "localhost@evil.example"])
def test_another_name_inside_a_connection_to_ours_is_sent_away_and_not_written_down(alone, host):
    port, _, folder = alone
    trusted = ssl.create_default_context(cafile=str(folder / "certificate.pem"))
    connection = http.client.HTTPSConnection(HOST, port, timeout=PATIENCE, context=trusted)
    connection.request("GET", "/field/s3cret/", headers={"Host": host})
    assert connection.getresponse().status == 421


LOGGED_IN = f"sessionid=x; line={mark_of('x', LINE_KEY)}"


@dataclass(frozen=True)
class Line:
    """A proxy of one process whose line has five places, and behind it a socket that says nothing itself."""

    port: int
    trusted: ssl.SSLContext
    busy: socket.socket
    process: subprocess.Popen[bytes]

    def send(self, method: str = "POST", cookie: str = LOGGED_IN) -> http.client.HTTPSConnection:
        connection = http.client.HTTPSConnection(HOST, self.port, timeout=PATIENCE, context=self.trusted)
        connection.request(method, "/desk/tiny/P001/c/", headers={"Cookie": cookie})
        return connection

    def answer(self, reached: socket.socket) -> None:
        with reached:
            reached.recv(4_000)
            reached.sendall(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")

    def kill(self) -> None:
        """Kill the process that serves; returns when there is another."""
        (killed,) = children(self.process.pid, b"nginx: worker process")
        os.kill(killed, signal.SIGKILL)
        while children(self.process.pid, b"nginx: worker process") in ([], [killed]):
            time.sleep(0.05)

    def page(self, at: str) -> http.client.HTTPSConnection:
        """A page asked for at this hour."""
        connection = http.client.HTTPSConnection(HOST, self.port, timeout=PATIENCE, context=self.trusted)
        connection.request("GET", "/e/tiny/", headers={"Date": at})
        return connection

    def give_page(self, page: str) -> None:
        """Answer the next question with a page that may be held for a second."""
        reached = self.busy.accept()[0]
        with reached:
            reached.recv(4_000)
            head = f"HTTP/1.1 200 OK\r\nX-Accel-Expires: 1\r\nContent-Length: {len(page)}"
            reached.sendall(f"{head}\r\nConnection: close\r\n\r\n{page}".encode())

    def answer_next(self, sent: http.client.HTTPSConnection) -> int:
        self.answer(self.busy.accept()[0])
        return sent.getresponse().status


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    make_certificate(tmp_path)
    port = free_port()
    most = [int(found) for found in re.findall(r"max_conns=(\d+)", TEMPLATE.read_text("utf-8"))]
    assert len(most) == 2 and len(set(most)) == 1
    with socket.create_server(("127.0.0.1", 0), backlog=1_000) as busy:
        busy.settimeout(PATIENCE)
        main = render(tmp_path, SITE_HTTPS=f"127.0.0.1:{port}", SITE_APP=f"127.0.0.1:{busy.getsockname()[1]}")
        # Each process has a line of its own: here there is one.
        for file, old, new in (
            (main, "worker_processes auto;", "worker_processes 1;"),
            (tmp_path / "hattama.conf", f"max_conns={most[0]}", "max_conns=5"),
            (tmp_path / "hattama.conf", "limit_conn hattama_address 200;", "limit_conn hattama_address 9;"),
            # The hour of a page is what a test says it is.
            (tmp_path / "hattama.conf", "map $time_iso8601 ", "map $http_date "),
        ):
            said = file.read_text("utf-8")
            assert old in said
            file.write_text(said.replace(old, new), "utf-8")
        process = subprocess.Popen([nginx_program(), "-c", main, "-e", tmp_path / "error.log"])
        try:
            wait_for(port, process)
            trusted = ssl.create_default_context(cafile=str(tmp_path / "certificate.pem"))
            yield Line(port, trusted, busy, process)
        finally:
            process.terminate()
            process.wait()


def test_whoever_finds_the_line_of_senders_full_is_told_at_once_and_neither_readers_nor_strangers_stand_in_it(
    line: Line,
):
    """A line as long as whoever comes ended in 17 of 75 protocols a second: the others had gone meanwhile."""
    with contextlib.ExitStack() as ends:
        for _ in range(5):
            ends.callback(line.send().close)
        first, *_ = [ends.enter_context(line.busy.accept()[0]) for _ in range(5)]
        refused = line.send().getresponse()
        said = refused.read().decode()
        assert (refused.status, refused.headers["Retry-After"]) == (503, "10")
        assert "қабылданбады" in said and "не принято" in said and "was not taken" in said
        assert line.answer_next(line.send("GET")) == line.answer_next(line.send(cookie="")) == 204
        # Whoever makes up a session, or has the mark of another one, is a stranger.
        for made_up in ("sessionid=x", "sessionid=x; line=x", LOGGED_IN.replace("=x", "=y", 1)):
            assert line.answer_next(line.send(cookie=made_up)) == 204
        line.answer(first)
        assert line.answer_next(line.send()) == 204


def test_nobody_of_a_process_that_was_killed_stands_in_the_line_any_more(line: Line):
    with contextlib.ExitStack() as ends:
        for _ in range(5):
            ends.callback(line.send().close)
            ends.enter_context(line.busy.accept()[0])
        line.kill()
        again = [line.send() for _ in range(5)]
        for _ in again:
            line.answer(line.busy.accept()[0])
        assert [sent.getresponse().status for sent in again] == [204] * 5


def test_what_a_killed_process_held_of_an_address_is_counted_no_more(line: Line):
    """The bound is 9: after two such kills nobody at that address was answered until nginx was begun anew."""
    with contextlib.ExitStack() as ends:
        for _ in range(2):
            for _ in range(9):
                ends.callback(line.send("GET").close)
                ends.enter_context(line.busy.accept()[0])
            assert line.send("GET").getresponse().status == 503
            line.kill()
        assert line.answer_next(line.send("GET")) == 204


def test_a_page_that_a_killed_process_was_fetching_is_fetched_in_ten_minutes(line: Line):
    """It was given out as it stood for ever: sums of a night that went on."""
    first = line.page("2026-11-24T23:10:00+05:00")
    line.give_page("old")
    assert first.getresponse().read() == b"old"

    def given(at: str) -> tuple[str | None, bytes]:
        answer = line.page(at).getresponse()
        return answer.headers["X-Cache"], answer.read()

    while (found := given("2026-11-24T23:15:00+05:00")) == ("HIT", b"old"):
        time.sleep(0.05)
    assert found == ("STALE", b"old")
    with line.busy.accept()[0]:
        line.kill()
    assert given("2026-11-24T23:19:59+05:00") == ("UPDATING", b"old")
    later = line.page("2026-11-24T23:20:00+05:00")
    line.give_page("new")
    assert later.getresponse().read() == b"new"
