"""Tests run by several processes are told as if one had run them, and a lost process is told as a failure."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULE = """
import os, signal, warnings, pytest

@pytest.fixture(scope="module")
def one(tmp_path_factory):
    return tmp_path_factory.mktemp("one")

@pytest.mark.parametrize("number", range(40))
def test_each_once(number, tmp_path):
    assert not list(tmp_path.iterdir())
    with open({told!r}, "a") as told:
        told.write(f"{{__name__}} {{number}} {{os.getpid()}}\\n")

def test_heard(one):
    print("said aloud")
    warnings.warn("mind this")
    assert 1 == 2

def test_skipped():
    pytest.skip("not here")
"""


def run(folder: Path, *words: str) -> tuple[int, str]:
    (folder / "pytest.ini").write_text("[pytest]\n", "utf-8")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "tests.forked",
        "-p",
        "no:django",
        "-p",
        "no:cacheprovider",
    ]
    done = subprocess.run(
        [*command, "-c", str(folder / "pytest.ini"), *words, str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_each_test_runs_once_and_what_it_says_is_told(tmp_path: Path) -> None:
    told = tmp_path / "told"
    for name in ("test_a", "test_b", "test_c"):
        (tmp_path / f"{name}.py").write_text(MODULE.format(told=str(told)), "utf-8")
    status, said = run(tmp_path, "--workers", "3")
    assert status == pytest.ExitCode.TESTS_FAILED, said
    assert "3 failed, 120 passed, 3 skipped, 3 warnings" in said
    assert said.count("Captured stdout call") == said.count("UserWarning: mind this") == 3
    lines = [line.split() for line in told.read_text("utf-8").splitlines()]
    assert len({(module, number) for module, number, _ in lines}) == len(lines) == 120
    assert len({pid for _, _, pid in lines}) > 1


def test_a_worker_that_is_lost_fails_the_test_that_it_was_in(tmp_path: Path) -> None:
    (tmp_path / "test_a.py").write_text("def test_sound(): pass\n", "utf-8")
    lost = "import os, signal\ndef test_lost(): os.kill(os.getpid(), signal.SIGKILL)\n"
    (tmp_path / "test_b.py").write_text(lost, "utf-8")
    status, said = run(tmp_path, "--workers", "2")
    assert status == pytest.ExitCode.TESTS_FAILED, said
    assert "1 failed, 1 passed" in said
    assert "test_b.py::test_lost" in said
    assert "the worker ended with -9" in said


def test_the_first_failure_ends_all_where_that_is_asked_for(tmp_path: Path) -> None:
    fails = "def test_fails(): assert 0\n"
    waits = "import time\ndef test_waits(): time.sleep(600)\n"
    for name, text in (("test_a", fails), ("test_b", waits)):
        (tmp_path / f"{name}.py").write_text(text, "utf-8")
    status, said = run(tmp_path, "--workers", "2", "-x")
    assert status != pytest.ExitCode.OK
    assert "1 failed" in said


def test_a_thread_that_was_started_before_is_refused(tmp_path: Path) -> None:
    started = "import threading, time\nthreading.Thread(target=time.sleep, args=(1,), daemon=True).start()\n"
    for name in ("test_a", "test_b"):
        (tmp_path / f"{name}.py").write_text(started + "def test_sound(): pass\n", "utf-8")
    status, said = run(tmp_path, "--workers", "2")
    assert status == pytest.ExitCode.USAGE_ERROR
    assert "3 threads run before any test does" in said
