"""Tests run by several processes are told as if one had run them, and a lost process is told as a failure."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.site import until
from tests.real import PATIENCE

ROOT = Path(__file__).parents[1]
ALONE = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
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


def command(folder: Path, *words: str) -> list[str]:
    (folder / "pytest.ini").write_text("[pytest]\nmarkers = together\n", "utf-8")
    plugins = ("-p", "tests.forked", "-p", "no:cacheprovider")
    return [sys.executable, "-m", "pytest", *plugins, "-c", str(folder / "pytest.ini"), *words, str(folder)]


def run(folder: Path, *words: str) -> tuple[int, str]:
    done = subprocess.run(
        command(folder, *words), cwd=ROOT, env=ALONE, capture_output=True, text=True, check=False
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


@pytest.mark.parametrize(("end", "status_told"), [("os.kill(os.getpid(), 9)", -9), ("os._exit(0)", 0)])
def test_a_worker_that_is_lost_fails_the_test_that_it_was_in(
    tmp_path: Path, end: str, status_told: int
) -> None:
    (tmp_path / "test_a.py").write_text("def test_sound(): pass\n", "utf-8")
    (tmp_path / "test_b.py").write_text(f"import os\ndef test_lost(): {end}\n", "utf-8")
    status, said = run(tmp_path, "--workers", "2")
    assert status == pytest.ExitCode.TESTS_FAILED, said
    assert "1 failed, 1 passed" in said
    assert "test_b.py::test_lost" in said
    assert f"the worker ended with {status_told} in it" in said


def test_the_first_failure_ends_all_where_that_is_asked_for(tmp_path: Path) -> None:
    fails = "def test_fails(): assert 0\n"
    waits = "import time\ndef test_waits(): time.sleep(600)\n"
    for name, text in (("test_a", fails), ("test_b", waits)):
        (tmp_path / f"{name}.py").write_text(text, "utf-8")
    status, said = run(tmp_path, "--workers", "2", "-x")
    assert status != pytest.ExitCode.OK
    assert "1 failed" in said


def test_tests_that_go_together_are_of_one_worker_and_others_of_whoever_is_free(tmp_path: Path) -> None:
    told = tmp_path / "told"
    for folder, marked in (("one", "pytestmark = pytest.mark.together\n"), ("other", "")):
        (tmp_path / folder).mkdir()
        for module in ("test_a", "test_b"):
            text = MODULE.format(told=str(told)).replace("__name__", f"'{folder}'").split("def test_heard")[0]
            (tmp_path / folder / f"{module}_{folder}.py").write_text(text + marked, "utf-8")
    status, said = run(tmp_path, "--workers", "3")
    assert status == pytest.ExitCode.OK, said
    workers: dict[str, set[str]] = {"one": set(), "other": set()}
    for folder, _, worker in (line.split() for line in told.read_text("utf-8").splitlines()):
        workers[folder].add(worker)
    assert len(workers["one"]) == 1 < len(workers["other"])


def test_a_thread_that_was_started_before_is_refused(tmp_path: Path) -> None:
    started = "import threading, time\nthreading.Thread(target=time.sleep, args=(1,), daemon=True).start()\n"
    for name in ("test_a", "test_b"):
        (tmp_path / f"{name}.py").write_text(started + "def test_sound(): pass\n", "utf-8")
    status, said = run(tmp_path, "--workers", "2")
    assert status == pytest.ExitCode.USAGE_ERROR
    assert "3 threads run before any test does" in said


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel of Linux alone ends a child with its parent")
def test_a_worker_ends_with_whoever_forked_it(tmp_path: Path) -> None:
    said = f"open(f'{tmp_path}/{{os.getpid()}}.pid', 'w').close()"
    waits = f"import os, time\ndef test_waits():\n    {said}\n    time.sleep(600)\n"
    for name in ("test_a", "test_b"):
        (tmp_path / f"{name}.py").write_text(waits, "utf-8")
    words = command(tmp_path, "--workers", "2")
    parent = subprocess.Popen(words, cwd=ROOT, env=ALONE, stdout=subprocess.DEVNULL)
    until(lambda: any(tmp_path.glob("*.pid")), "a worker is at work")
    parent.kill()
    parent.wait(PATIENCE)
    workers = [Path("/proc", told.stem) for told in tmp_path.glob("*.pid")]
    until(lambda: not any(worker.exists() for worker in workers), "it is gone")
