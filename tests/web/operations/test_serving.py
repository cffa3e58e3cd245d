"""`hattama serve` where the address is wrong or somebody else's."""

import socket
from collections.abc import Iterator

import pytest

pytestmark = pytest.mark.django_db


@pytest.fixture
def taken() -> Iterator[int]:
    """A port of the loopback interface on which another program listens."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


@pytest.mark.parametrize("words", [("serve",), ("demo", "--precincts", "1", "--speed", "max")])
def test_a_port_that_another_program_holds_is_refused_and_not_taken_for_the_site(
    run, monkeypatch, taken, words
):
    monkeypatch.setenv("PORT", str(taken))
    answer = run(*words)
    assert answer.code == 2
    assert f"http://127.0.0.1:{taken}/ cannot be taken: Address already in use" in answer.told
    assert "The site is at" not in answer.told


@pytest.mark.parametrize("found", ["abc", "0", "65536", "-1", ""])
def test_what_is_no_port_is_refused_wherever_it_is_said(run, monkeypatch, found):
    assert run("serve", f"--port={found}").code == 2
    monkeypatch.setenv("PORT", found)
    answer = run("--lang", "kk", "serve")
    assert answer.code == 2
    assert f"Порт ретінде {found} берілді" in answer.told


def test_the_site_alone_becomes_the_server_that_is_told_to_end(run, monkeypatch):
    became = []

    def become(program, words, environment):
        became.append((words, environment))
        raise SystemExit(0)

    monkeypatch.setattr("os.execve", become)
    assert run("serve", "--only", "site", "--port", "1").code == 0
    [(words, environment)] = became
    assert "hattama.web.wsgi:application" in words
    assert words[words.index("--port") + 1] == "1"
    assert len(environment["HATTAMA_SECRET_KEY"]) >= 50


def test_the_site_alone_is_refused_where_another_program_holds_its_port(run, taken):
    answer = run("serve", "--only", "site", "--port", taken)
    assert answer.code == 2
    assert f"http://127.0.0.1:{taken}/ cannot be taken" in answer.told
