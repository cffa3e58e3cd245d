"""docs/format/totals.md states figures that its own commands print, from files alone."""

import json
import re
import shlex
from pathlib import Path

import pytest

from hattama.cli.main import main
from hattama.core.vocabulary import View
from tests.shared_material import shared_path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/format/totals.md").read_text("utf-8")
Said = pytest.CaptureFixture[str]


def command(start: str) -> list[str]:
    """The words of the command of the page that begins so, its files found where they are."""
    (line,) = re.findall(rf"^hattama ({start}.*)$", PAGE, re.MULTILINE)
    words = shlex.split(line)
    place = {word: shared_path("data", word) for word in words if word.endswith("_protocols.csv")}
    return [str(place.get(word, ROOT / word if word.startswith("examples/") else word)) for word in words]


def said(number: object) -> str:
    return f"{number:,}"


def test_georgia_adds_up_to_the_figures_of_the_page(capsys: Said) -> None:
    assert main([*command("totals ge_2024"), "--format", "json"]) == 0
    rows = {row["figure"]: row for row in json.loads(capsys.readouterr().out)}
    listed = rows["voters_listed"]
    assert listed["protocols_missing"] == 0
    told = [
        listed["protocols_received"],
        listed["total"],
        rows["participants"]["total"],
        rows["valid"]["total"],
    ]
    told += [rows["invalid"]["total"], rows["ballots_received"]["total"]]
    told += [rows["ballots_received"]["contributors"]]
    assert all(said(number) in PAGE for number in told)
    assert f"{listed['protocols_with_findings']} do not add up" in PAGE
    assert rows["ballots_received"]["lacking"] == 1


def test_romania_leaves_out_what_does_not_add_up(capsys: Said) -> None:
    assert main([*command("totals ro_2024"), "--format", "json"]) == 0
    row = json.loads(capsys.readouterr().out)[0]
    received, left_out = said(row["protocols_received"]), said(row["protocols_annulled"])
    assert f"{received} protocols, of which {left_out} do not add up" in PAGE


def test_the_two_results_of_2022_differ_as_the_page_says(capsys: Said) -> None:
    assert main([*command("compare"), "--format", "json"]) == 1
    changes = {row["figure"]: row["change"] for row in json.loads(capsys.readouterr().out)["differ"]}
    assert changes == {"participants": -524, "for": -347, "against": -5, "invalid": -172}
    assert "347 fewer votes for" in PAGE


def test_every_view_and_count_is_explained() -> None:
    assert all(f"| `{view}` |" in PAGE for view in View)
    counts = ("expected", "received", "annulled", "with_findings", "without_scan", "preliminary")
    assert all(f"`{name}`" in PAGE for name in counts)
