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
