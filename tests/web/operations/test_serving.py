"""`hattama serve` where the address is wrong or somebody else's; and who works beside the server."""

import argparse
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from threading import Event

import pytest
from django.db import connection

from hattama.web.kernel.log.writer_lock import hold_writer_lock
from hattama.web.operations.commands import logs, serving
from tests.real import PATIENCE
from tests.real.ports import free_port

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


@pytest.mark.parametrize(
    "words",
    [
        ("serve", "--workers", "0"),
        ("demo", "--precincts", "0"),
        ("publish", "site", "--jobs", "0"),
        ("backup", "kept", "--keep", "0"),
        ("privacy", "purge", "--older-than", "-1"),
        ("scans", "fetch", "tiny", "--pause", "nan"),
    ],
)
def test_a_number_out_of_its_bounds_is_refused_with_them_before_anything_is_done(run, words):
    answer = run("--lang", "ru", *words)
    assert answer.code == 2
    assert f"{words[-2]}: ожидалось число от " in answer.told and f", указано {words[-1]}" in answer.told


@pytest.mark.parametrize(
    ("host", "address"),
    [("127.0.0.1", "http://127.0.0.1:8000/"), ("::1", "http://[::1]:8000/"), ("::", "http://[::]:8000/")],
)
def test_the_site_s_address_can_be_typed_into_a_browser(host, address):
    assert serving.site_address(argparse.Namespace(host=host, port="8000")) == address


@pytest.mark.both_engines
@pytest.mark.parametrize(("workers", "threads"), [("2", "32"), ("4", "20"), ("60", "8")])
def test_the_site_alone_becomes_the_server_that_is_told_to_end(run, monkeypatch, workers, threads):
    """Its workers take up no more at once than PostgreSQL has connections for, a hundred as it comes."""
    became = []

    def become(program, words, environment):
        became.append((words, environment))
        raise SystemExit(0)

    monkeypatch.setattr("os.execve", become)
    port = str(free_port())
    answer = run("serve", "--only", "site", "--port", port, "--workers", workers)
    assert answer.code == 0
    too_many = "at most 10 workers, or max_connections = 500" in answer.told
    assert too_many is (workers == "60" and connection.vendor == "postgresql")
    [(words, environment)] = became
    assert "hattama.web.wsgi:application" in words
    assert words[words.index("--port") + 1] == port
    assert words[words.index("--blocking-threads") + 1] == ("8" if connection.vendor == "sqlite" else threads)
    assert len(environment["HATTAMA_SECRET_KEY"]) >= 50


def test_the_site_alone_is_refused_where_another_program_holds_its_port(run, taken):
    answer = run("serve", "--only", "site", "--port", taken)
    assert answer.code == 2
    assert f"http://127.0.0.1:{taken}/ cannot be taken" in answer.told


@pytest.mark.parametrize("pause", [0.01, PATIENCE])
def test_whoever_ends_beside_the_server_is_started_again_and_at_once_if_killed(monkeypatch, pause):
    """One that ends by itself may do so at each start: it has to wait. All end with the server."""
    server, begun = subprocess.Popen(["sleep", "60"]), {}
    monkeypatch.setattr(serving, "PAUSE_SECONDS", pause)

    def starting(name):
        def start():
            is_first, ends = name not in begun, name == "start_scan_worker"
            child = subprocess.Popen(["true"] if is_first and ends else ["sleep", "60"])
            begun.setdefault(name, []).append(child)
            if is_first and name == "start_log_writer":
                child.kill()
            if is_first and name != "start_log_keeper":
                child.wait()
            if not is_first and (ends or pause == PATIENCE):
                server.terminate()
            return child

        return start

    for name in ("start_log_writer", "start_log_keeper", "start_scan_worker"):
        monkeypatch.setattr(serving, name, starting(name))
    before = signal.getsignal(signal.SIGTERM)
    try:
        assert serving.wait_for_end(server) == -signal.SIGTERM
    finally:
        signal.signal(signal.SIGTERM, before)
    assert {name: len(children) for name, children in begun.items()} == {
        "start_log_writer": 2,
        "start_log_keeper": 1,
        "start_scan_worker": 1 if pause == PATIENCE else 2,
    }
    assert all(child.poll() is not None for children in begun.values() for child in children)


def test_who_looks_after_logs_beside_the_site_gives_way(run, monkeypatch):
    steps, asked = [], Event()
    monkeypatch.setattr(logs, "give_way", steps.append)
    monkeypatch.setattr(logs, "rest_while_wanted", steps.append)
    monkeypatch.setattr(logs, "sigterm_asks", lambda: nullcontext(asked))
    # Whoever started it has ended already, and so does it.
    assert run("log", "keep", "--beside", str(os.getpid())).code == 0
    assert steps[0] == 10
    if connection.vendor != "sqlite":
        (is_to_go_on,) = steps[1:]
        assert not is_to_go_on()
        with hold_writer_lock("tiny", 1):
            assert is_to_go_on()
        # Whoever stops the site waits for what is in hand: it does not rest any more.
        asked.set()
        assert is_to_go_on()


_GIVES_WAY = """
import os
from django.conf import settings
from hattama.web.kernel.commands.endings import give_way
settings.configure(DATABASES={{"default": {{"ENGINE": "django.db.backends.{engine}", "NAME": "nothing"}}}})
before = os.nice(0)
give_way(7, unless_sqlite={unless_sqlite})
shared = open("/proc/self/autogroup").read() if os.path.exists("/proc/self/autogroup") else "nice 7"
print(os.nice(0) - before, os.getsid(0) == os.getpid(), "nice 7" in shared)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="Linux shares a core among sessions first")
@pytest.mark.parametrize(
    ("engine", "unless_sqlite", "expected"),
    [
        ("postgresql", True, "7 True True"),
        ("sqlite3", True, "0 True False"),
        ("sqlite3", False, "7 True True"),
    ],
)
def test_who_gives_way_does_so_among_sessions_too_and_never_with_the_one_lock_of_sqlite(
    engine, unless_sqlite, expected
):
    said = _GIVES_WAY.format(engine=engine, unless_sqlite=unless_sqlite)
    command = [sys.executable, "-c", said]
    heard = subprocess.run(command, start_new_session=True, capture_output=True, check=True, text=True)
    assert heard.stdout.strip() == expected
