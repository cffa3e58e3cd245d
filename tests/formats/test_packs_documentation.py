"""docs/format/packs.md is what writers of packs have: what it shows must be so, and be everything."""

import re
from pathlib import Path

import pytest

from hattama.core.protocols import ROLES, Scope
from hattama.core.protocols.relations import DEEPEST_NESTING, LONGEST_NUMBER, LONGEST_TEXT, RESERVED
from hattama.core.tabulation import failing_example_findings, passing_example_findings, whole_example_findings
from hattama.formats.faults import InputFaults
from hattama.formats.rulepack import parse_rulepack
from hattama.formats.toml_documents import TomlTable

PAGE = (Path(__file__).resolve().parents[2] / "docs/format/packs.md").read_text(encoding="utf-8")
(EXAMPLE,) = re.findall(r"^```toml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
PACK = parse_rulepack(EXAMPLE.encode(), "rulepack.toml")


def test_the_worked_example_is_a_sound_pack_with_sound_examples():
    for rules in PACK.rules:
        assert whole_example_findings(rules) == ()
        assert rules.relations
        for relation in rules.relations:
            assert passing_example_findings(rules, relation) == ()
            assert {finding.code for finding in failing_example_findings(rules, relation)} == {relation.code}


def test_the_worked_example_uses_every_key_that_a_pack_may_have(monkeypatch):
    asked, given = set(), set()
    close = TomlTable.close

    def noting_close(table):
        kind = tuple(part for part in table.path if isinstance(part, str))
        asked.update((kind, key) for key in table._asked)
        given.update((kind, key) for key in table.values)
        close(table)

    monkeypatch.setattr(TomlTable, "close", noting_close)
    # Under another name, as what was read once is not read again.
    parse_rulepack(EXAMPLE.encode(), "anew.toml")
    # How a norm is written is another page's to show: docs/format/norms.md.
    elsewhere = {("form", "roles"), ("law",), ("edition",), ("norm",), ("norm", "deadlines")}
    unshown = {key for key in asked - given if key[0] not in elsewhere and key != (("pack",), "law")}
    assert unshown == {((), "outcome")}
    assert "[outcome]" in PAGE


def test_every_part_that_a_line_can_play_is_named():
    assert [part for part in ROLES if not re.search(rf"\b{part}\b", EXAMPLE)] == []


def test_every_scope_and_every_reserved_word_is_told():
    for scope in (Scope.PRECINCT, Scope.LEVELS):
        assert f'scope = "{scope}"' in EXAMPLE
    for word in RESERVED:
        assert f"`{word}`" in PAGE


def test_the_limits_on_the_page_are_those_of_the_language():
    assert f"at most {LONGEST_NUMBER} digits" in PAGE
    assert f"at most {DEEPEST_NESTING} deep" in PAGE
    assert f"at most {LONGEST_TEXT} characters" in PAGE


def test_links_of_the_page_to_rule_pages_lead_somewhere():
    docs = Path(__file__).resolve().parents[2] / "docs/format"
    links = re.findall(r"\]\((rules/[^)]*)\)", PAGE)
    assert links
    assert [link for link in links if not (docs / link).exists()] == []


def test_what_the_page_says_of_quotients_is_so():
    multiplied_out = EXAMPLE.replace(
        "spoiled <= ceil(voters_came * 5 / 100)", "100 * spoiled <= 5 * voters_came", 1
    ).replace("pass = { spoiled = 31, voters_came = 631 }", "pass = { spoiled = 30, voters_came = 630 }", 1)
    assert parse_rulepack(multiplied_out.encode(), "rulepack.toml").rules[0].relation("ZZ-R04")
    unrounded = EXAMPLE.replace("ceil(voters_came * 5 / 100)", "voters_came * 5 / 100", 1)
    with pytest.raises(InputFaults, match="quotient must be rounded"):
        parse_rulepack(unrounded.encode(), "rulepack.toml")
