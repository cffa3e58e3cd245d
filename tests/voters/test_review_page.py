"""The clerk's page: on this machine, by a secret address, one pair after the other."""

import socket
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from hattama.cli.voters.review_page import Queue, make_server
from tests.real import PATIENCE

REGISTER = """voter,identity,surname,given,patronymic,born,address,akimat
1,,<b>Оспанов,Асан,Әлімұлы,1985-01-01,x,a
2,,Оспанова,Асан,,1985-01-01,x,a
3,,Оспанов,Үсен,Әлімұлы,1985-01-01,x,a
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "register.csv").write_text(REGISTER, "utf-8")
    with duckdb.connect() as connection:
        connection.execute(
            "COPY (SELECT * FROM (VALUES ('1', '2', 0.9, 'review'), ('1', '3', 0.5, 'review'), "
            f"('2', '3', 0.999, 'duplicate')) t(l, r, probability, verdict)) TO '{tmp_path}/pairs.parquet'"
        )
    return tmp_path


@pytest.fixture
def address(folder: Path) -> Iterator[str]:
    server = make_server(Queue(folder / "register.csv", folder, {}), 0, "ru")
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield server.address
    server.shutdown()
    server.server_close()
    thread.join()


def asked(address: str, **form: str) -> str:
    data = urllib.parse.urlencode(form).encode() if form else None
    with urllib.request.urlopen(address, data, timeout=PATIENCE) as answer:
        return str(answer.read().decode())


def test_a_clerk_decides_pair_after_pair_and_goes_on_where_the_last_one_stopped(
    folder: Path, address: str
) -> None:
    page = asked(address)
    assert "&lt;b&gt;Оспанов" in page and "<b>Оспанов" not in page
    assert page.count('class="other"') == 2
    assert "Үсен" in asked(address, l="1", r="2", decision="one")
    # The same form once more, from another window: the next pair is not touched.
    assert "Үсен" in asked(address, l="1", r="2", decision="two")
    lines = (folder / "decisions.csv").read_text("utf-8").splitlines()
    assert [line.split(",")[:3] for line in lines] == [["l", "r", "decision"], ["1", "2", "one"]]
    assert len(Queue(folder / "register.csv", folder, {})) == 1
    assert "<form" not in asked(address, l="1", r="3", decision="unclear")


@pytest.mark.parametrize(("path", "form", "status"), [("/", {}, 404), ("/", {"decision": "one"}, 404)])
def test_without_the_secret_nothing_is_shown_and_nothing_is_decided(
    folder: Path, address: str, path: str, form: dict[str, str], status: int
) -> None:
    root = address.split("/", 3)
    with pytest.raises(urllib.error.HTTPError) as refusal:
        asked("/".join(root[:3]) + path, **form)
    assert refusal.value.code == status
    assert not (folder / "decisions.csv").exists()


def test_a_decision_that_there_is_not_is_refused(folder: Path, address: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as refusal:
        asked(address, l="1", r="2", decision="burn")
    assert refusal.value.code == 400
    assert not (folder / "decisions.csv").exists()


def test_who_says_nothing_keeps_nobody_waiting(address: str) -> None:
    port = urllib.parse.urlsplit(address).port
    with socket.create_connection(("127.0.0.1", port)), socket.create_connection(("127.0.0.1", port)) as cut:
        path = urllib.parse.urlsplit(address).path
        cut.sendall(f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\nl=1".encode())
        assert "<form" in asked(address)
