"""What comes out of the command, whatever it is written to: other letters, a reader who leaves, no room."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = ["-c", "import sys; from hattama.cli.main import main; sys.exit(main())"]
PLAIN = {
    name: text
    for name, text in os.environ.items()
    if not name.startswith(("LC_", "LANG", "PYTHON")) or name == "PYTHONPATH"
}
ASCII = {**PLAIN, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
PACK = ["pack", "kz-2023", "--lang", "kk"]


def run(words: list[str], environment: dict[str, str] = PLAIN) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, *PROGRAM, *words], env=environment, check=False, capture_output=True
    )


@pytest.mark.parametrize("words", [["--help", "--lang", "kk"], PACK])
def test_where_the_system_knows_no_letters_but_latin_ones_it_writes_utf8(words: list[str]) -> None:
    """So do tables of Windows that a command is led into; a traceback there was exit code 1: "false"."""
    plain = run(words)
    narrow = run(words, ASCII)
    assert (narrow.returncode, narrow.stdout, narrow.stderr) == (plain.returncode, plain.stdout, plain.stderr)
    assert "қ" in narrow.stdout.decode()


def test_letters_that_the_reader_has_asked_to_go_without_are_written_by_number() -> None:
    narrow = run(PACK, {**PLAIN, "PYTHONIOENCODING": "ascii"})
    assert (narrow.returncode, narrow.stderr) == (0, b"")
    assert rb"\u" in narrow.stdout


@pytest.mark.parametrize("words", [["--help"], ["--version"], PACK])
def test_a_reader_who_leaves_early_is_no_success_and_no_traceback(words: list[str]) -> None:
    """A script that looks at the first line of a verdict alone must not take "not read" for "true"."""
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, *PROGRAM, *words], env=PLAIN, check=False, stdout=writing, stderr=subprocess.PIPE
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("words", [["--help"], ["--version"], PACK[:2]])
def test_a_full_disk_is_said_in_a_sentence(words: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, *PROGRAM, "--lang", "en", *words],
            env=PLAIN,
            check=False,
            stdout=full,
            stderr=subprocess.PIPE,
        )
    assert (done.returncode, done.stderr.decode().strip()) == (2, "the disk is full")
