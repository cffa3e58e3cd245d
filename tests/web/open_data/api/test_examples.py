"""The examples for readers of the interface, run against a live server: they count, and they notice."""

import contextlib
import importlib.util
import io
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer

from hattama.web.kernel.elections.loading import load_total
from hattama.web.kernel.published.tables import PublishedTotal
from tests.web.tiny_election import annul

ROOT = Path(__file__).parents[4]
CLIENT = ROOT / "examples/api_client.py"
NOTEBOOKS = ROOT / "docs/citizen/notebooks"

pytestmark = pytest.mark.django_db(transaction=True)


def client_module() -> ModuleType:
    spec = importlib.util.spec_from_file_location("api_client", CLIENT)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run_client(*arguments: str) -> tuple[int, str]:
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        code: int = client_module().main(list(arguments))
    return code, out.getvalue()


def test_the_client_adds_up_and_agrees(live_server: LiveServer, night: object) -> None:
    annul("P001")
    ran = subprocess.run(
        [sys.executable, "-I", CLIENT, live_server.url, "tiny"], capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout == "tiny: 4 protocols, 8 log entries, 0 sums differ\n"


def test_the_client_notices_a_sum_that_was_altered(live_server: LiveServer, night: object) -> None:
    total = PublishedTotal.objects.get(area__depth=0, contest="party")
    total.figures["participants"][0] += 1
    total.save()
    code, said = run_client(live_server.url, "tiny")
    assert code == 1
    assert "party participants: the site says" in said and "1 sums differ" in said


def test_the_client_tells_trouble_from_difference(live_server: LiveServer, night: object) -> None:
    code, said = run_client(live_server.url, "other")
    assert code == 2
    assert "There is no election with this identifier on this site." in said
    assert run_client("http://127.0.0.1:1", "tiny")[0] == 2
    assert run_client()[0] == 2


def run_notebook(name: str) -> dict[str, Any]:
    """Every name that stands after the last cell."""
    names: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()):
        for cell in json.loads((NOTEBOOKS / name).read_text("utf-8"))["cells"]:
            if cell["cell_type"] == "code":
                exec("".join(cell["source"]), names)
    return names


@pytest.mark.parametrize("name", ["count-it-yourself.ipynb", "first-page.ipynb"])
def test_a_notebook_is_one_and_holds_no_output(name: str) -> None:
    notebook = json.loads((NOTEBOOKS / name).read_text("utf-8"))
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    identifiers = [cell["id"] for cell in notebook["cells"]]
    assert len(identifiers) == len(set(identifiers))
    for cell in notebook["cells"]:
        assert cell["cell_type"] in ("code", "markdown")
        assert cell["metadata"] == {} and all(isinstance(line, str) for line in cell["source"])
        if cell["cell_type"] == "code":
            assert (cell["outputs"], cell["execution_count"]) == ([], None)


def test_the_notebook_runs_from_the_first_cell_to_the_last(
    live_server: LiveServer, night: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HATTAMA_SITE", live_server.url)
    names = run_notebook("count-it-yourself.ipynb")
    assert len(names["protocols"]) == 3
    assert names["sums"]["votes[dala]"] == 1110
    assert names["contributors"]["against_all"] == 2
    assert (names["differing"], names["changed"]) == ({}, [])
    assert names["broken"]["KZ-K05A"] == 1


def test_the_votes_of_the_first_page_are_the_sums_of_one_table(
    live_server: LiveServer, night: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    annul("P001")
    monkeypatch.setenv("HATTAMA_SITE", live_server.url)
    monkeypatch.setenv("HATTAMA_ELECTION", "tiny")
    names = run_notebook("first-page.ipynb")
    total = load_total(PublishedTotal.objects.get(area__depth=0, contest="party"))
    votes = {key: tally.total for key, tally in total.figures.items() if key.startswith("votes[")}
    assert dict(names["leaders"]) == names["sums"].row(0, named=True) == votes
    assert (len(names["counted"]), total.counted) == (2, 2)
