"""What a command says when its database is not to be had."""

import os
import pickle
import subprocess
import sys

import pytest

from hattama.web.kernel.commands.preparation import run_in_django


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("mysql://somebody:secret@db/night", "DATABASE_URL начинается с 'mysql', ожидалось: postgresql://"),
        (
            "postgresql://somebody:secret@127.0.0.1:1/night",
            "К базе данных, названной в DATABASE_URL, подключиться нельзя: connection",
        ),
    ],
)
def test_a_database_out_of_reach_is_a_sentence_without_the_password(tmp_path, url, why):
    environment = os.environ | {"DATABASE_URL": url, "HATTAMA_DATA": str(tmp_path)}
    environment["DJANGO_SETTINGS_MODULE"] = "hattama.web.operations.settings"
    call = "from hattama.cli.main import main; raise SystemExit(main())"
    ended = subprocess.run(
        [sys.executable, "-c", call, "--lang", "ru", "totals", "night"],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ended.returncode == 2
    assert why in ended.stderr
    assert "secret" not in ended.stderr
    assert "Traceback" not in ended.stderr


def test_what_a_new_process_begins_with_is_read_before_django_is_set_up():
    """A copy by several processes begins with it: whatever reads rows at its import cannot be read there."""
    read = "import pickle, sys; pickle.load(sys.stdin.buffer)"
    given = pickle.dumps(run_in_django)
    ended = subprocess.run([sys.executable, "-c", read], input=given, capture_output=True, check=False)
    assert ended.returncode == 0, ended.stderr
