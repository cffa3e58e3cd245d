"""docs/operator/rights.md says what the policy says."""

from pathlib import Path

import pytest

from hattama.core.vocabulary import Deed
from hattama.publish.written_pages import marks
from hattama.rulepacks import rulepack_ids
from hattama.web.accounts.commands.rights_page import render_policy, with_policy
from hattama.web.kernel.accounts.policy import ALLOWED, Role

PAGE = Path(__file__).parents[3] / "docs/operator/rights.md"


def test_the_page_is_what_the_policy_gives() -> None:
    page = PAGE.read_text("utf-8")
    assert with_policy(page) == page, "run: python -m hattama.web.accounts.commands.rights_page"


def test_every_role_and_every_deed_has_its_line_or_column() -> None:
    lines = render_policy().splitlines()
    assert lines[0].count("|") == len(Role) + 3
    assert sum(line.startswith("| ") for line in lines) == len(Deed) + 2


def test_a_change_of_the_policy_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    before = render_policy()
    monkeypatch.setitem(ALLOWED, Deed.ANNUL, frozenset({Role.TYPIST}))
    assert render_policy() != before


def test_every_rule_pack_says_whose_decision_it_is() -> None:
    page = PAGE.read_text("utf-8")
    assert all(f"\n### {pack_id}: " in page for pack_id in rulepack_ids())
    line = "| annul | party_list, single_mandate | unit, district | central commission | art. 95(1) |"
    assert line in page


def test_a_page_without_its_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="no place"):
        with_policy(PAGE.read_text("utf-8").replace(marks("policy")[0], ""))
