"""`hattama doctor`: exit codes, formats, and a machine that is left as it was."""

import argparse
import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from hattama.core.vocabulary import NO_WORDS, Words
from hattama.web.operations.commands.doctor import show
from hattama.web.operations.watching.judgements import Judgement, Level
from tests.real import PATIENCE

WORDS = Words.of({"kk": "табылды", "ru": "найдено", "en": "found"})
MEND = Words.of({"kk": "түзетіңіз", "ru": "исправьте", "en": "mend it"})

GOOD = Judgement("one", Level.GOOD, WORDS, NO_WORDS)
ATTENTION = Judgement("two", Level.ATTENTION, WORDS, MEND)
WRONG = Judgement("three", Level.WRONG, WORDS, MEND)


def _args(form: str = "json", trouble: bool = False, language: str = "en") -> argparse.Namespace:
    return argparse.Namespace(format=form, trouble=trouble, language=language)


@pytest.mark.parametrize(
    ("found", "code"),
    [([GOOD], 0), ([GOOD, ATTENTION], 1), ([ATTENTION, WRONG, GOOD], 2), ([], 0)],
)
def test_the_exit_code_is_that_of_the_worst(
    found: list[Judgement], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert show(found, _args(trouble=True)) == code


def test_programs_read_codes_and_people_read_words(capsys: pytest.CaptureFixture[str]) -> None:
    show([GOOD, WRONG], _args())
    rows = json.loads(capsys.readouterr().out)
    assert rows[1] == {"level": "wrong", "check": "three", "found": "found", "mend": "mend it"}
    show([GOOD, WRONG], _args("csv"))
    (_, row) = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert row == rows[1]
    show([GOOD, WRONG], _args("table", language="ru"))
    text = capsys.readouterr().out
    assert text.index("неисправно") < text.index("в порядке")
    assert "→ исправьте" in text


def test_only_trouble_is_shown_to_whoever_asks_for_it(capsys: pytest.CaptureFixture[str]) -> None:
    show([GOOD, WRONG], _args(trouble=True))
    assert [row["check"] for row in json.loads(capsys.readouterr().out)] == ["three"]


def _run(folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    program = "import sys; from hattama.cli.main import main; sys.exit(main(sys.argv[1:]))"
    words = [sys.executable, "-c", program, "doctor", "--format", "json", "--lang", "en"]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HATTAMA_")}
    kept.pop("DATABASE_URL", None)
    kept |= {
        "HATTAMA_DATA": str(folder),
        "DJANGO_SETTINGS_MODULE": "hattama.web.operations.settings",
    } | variables
    return subprocess.run(words, env=kept, capture_output=True, text=True, timeout=PATIENCE)


def test_a_machine_without_a_site_is_left_as_it_was(tmp_path: Path) -> None:
    done = _run(tmp_path)
    assert done.returncode == 2
    found = {row["check"]: row["level"] for row in json.loads(done.stdout)}
    assert (found["database"], found["zones"]) == ("wrong", "good")
    assert list(tmp_path.iterdir()) == []


def test_settings_that_are_refused_are_told_as_what_is_wrong(tmp_path: Path) -> None:
    done = _run(tmp_path, HATTAMA_TIME_ZONE="Nowhere/None")
    assert done.returncode == 2
    (row,) = json.loads(done.stdout)
    assert (row["level"], row["check"]) == ("wrong", "settings")
    assert "HATTAMA_TIME_ZONE" in row["found"]
