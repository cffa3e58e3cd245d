"""docs/outcomes.md is what writers of rules have: what it shows must be so, and it must show everything."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hattama.cli.main import main
from hattama.core.outcomes import DENOMINATORS, PARTS, Method, Status, told_rules
from hattama.core.outcomes.rule_words import RULE_WORDS
from hattama.formats.outcome_rules import parse_outcome_rules
from hattama.formats.votes_csv import COLUMNS

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "outcomes.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


PACKS = [parse_outcome_rules(text.encode(), "rulepack.toml") for text in blocks("toml")]


def test_the_examples_of_packs_are_sound_and_show_every_rule_there_is() -> None:
    shown = {rule.code for pack in PACKS for rules in pack.rules.values() for rule in told_rules(rules)}
    assert shown == set(RULE_WORDS)


def test_the_first_line_of_output_and_its_table_are_what_the_command_prints(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (csv,) = blocks("csv")
    (console,) = blocks("console")
    call, _, printed = console.partition("\n")
    (tmp_path / "votes.csv").write_text(csv, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert main(call.removeprefix("$ hattama ").split()) == 0
    assert capsys.readouterr().out.replace("\u202f", " ") == printed


@pytest.mark.parametrize(
    "word", [*COLUMNS, *PARTS, *DENOMINATORS, *Method, *(status.value for status in Status)]
)
def test_every_word_that_a_reader_may_meet_is_explained(word: str) -> None:
    assert f"`{word}`" in PAGE
