"""docs/format/outcomes.md is what writers of rules have: what it shows must be so, and be everything."""

import re
from pathlib import Path

import pytest

from hattama.cli.main import main
from hattama.core.entries import Notion
from hattama.core.outcomes import DENOMINATORS, PARTS, Method, Status, told_rules
from hattama.core.outcomes.rule_table import RULE_WORDS
from hattama.core.tabulation import check_turnout
from hattama.formats.list_candidates import read_lists
from hattama.formats.outcome_rules import parse_outcome_rules
from hattama.formats.turnout_tables import read_turnout
from hattama.formats.votes_csv import OPTIONAL, REQUIRED

PAGE = (Path(__file__).resolve().parents[2] / "docs/format/outcomes.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


PACKS = [parse_outcome_rules(text.encode(), "rulepack.toml") for text in blocks("toml")]


def test_the_examples_of_packs_are_sound_and_show_every_rule_there_is() -> None:
    shown = {rule.code for pack in PACKS for rules in pack.rules.values() for rule in told_rules(rules)}
    assert shown == set(RULE_WORDS)


def test_the_first_line_of_output_and_its_table_are_what_the_command_prints(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    csv = blocks("csv")[0]
    (console,) = blocks("console")
    call, _, printed = console.partition("\n")
    (tmp_path / "votes.csv").write_text(csv, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert main(call.removeprefix("$ hattama ").split()) == 0
    assert capsys.readouterr().out.replace("\u202f", " ") == printed


def test_the_examples_of_lists_and_of_turnout_are_read(tmp_path: Path) -> None:
    _, lists, turnout = blocks("csv")
    path = tmp_path / "example.csv"
    path.write_text(lists, encoding="utf-8")
    groups = ("women", "youth", "persons_with_disabilities")
    assert [one.place for one in read_lists(path, ("amanat",), groups)["amanat"]] == [1, 2]
    path.write_text(turnout, encoding="utf-8")
    assert [finding.code for finding in check_turnout(row.point for row in read_turnout(path))] == [
        "TURNOUT-FALLS"
    ]


@pytest.mark.parametrize(
    "word",
    [*Notion, *(*REQUIRED, *OPTIONAL), *PARTS, *DENOMINATORS, *Method, *(status.value for status in Status)],
)
def test_every_word_that_a_reader_may_meet_is_explained(word: str) -> None:
    assert f"`{word}`" in PAGE
