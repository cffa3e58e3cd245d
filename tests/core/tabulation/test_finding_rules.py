"""One registry answers for every code, and for those that it does not know."""

import pytest

from hattama.core.protocols import CUSTODY_RULES, DEED_RULES, FORM_RULES, SECOND_LOOK_RULES, STEP_RULES
from hattama.core.tabulation import OWN_RULES, FindingRule, RuleKind, rule_book
from hattama.core.tabulation.claims import PLAIN_LEVEL
from hattama.core.tabulation.turnout_rules import TURNOUT_RULES
from hattama.core.vocabulary import is_rule_code
from hattama.formats.rulepack import parse_rulepack
from hattama.phrases import LANGUAGES, say
from hattama.rulepacks import read_rulepack

PACK = parse_rulepack(read_rulepack("kz-2023"), "kz-2023")
BOOK = rule_book(PACK.rules)


def test_the_rules_of_every_room_are_in_the_registry_each_code_once() -> None:
    rooms = (FORM_RULES, DEED_RULES, SECOND_LOOK_RULES, STEP_RULES, CUSTODY_RULES, TURNOUT_RULES)
    codes = [code for room in rooms for code in room] + [PLAIN_LEVEL.code]
    assert sorted(codes) == sorted(OWN_RULES)


@pytest.mark.parametrize("rule", OWN_RULES.values(), ids=OWN_RULES.keys())
def test_a_rule_of_ours_has_a_code_for_life_three_languages_and_two_examples(rule: FindingRule) -> None:
    assert is_rule_code(rule.code) and OWN_RULES[rule.code] is rule and rule.is_known
    sentences = {say(rule.words, language) for language in LANGUAGES}
    assert len(sentences) == 3 and all(sentence.endswith(".") for sentence in sentences)
    assert rule.passing and rule.failing and rule.passing != rule.failing


def test_no_rule_of_a_pack_has_the_code_of_one_of_ours() -> None:
    stated = {relation.code for rules in PACK.rules for relation in rules.relations}
    assert stated and not stated & OWN_RULES.keys()
    assert BOOK.keys() == stated | OWN_RULES.keys()


def test_entries_of_protocols_speak_of_forms_of_the_pack_and_of_deeds_alone() -> None:
    codes = [rule.code for rule in BOOK.of_protocols()]
    assert codes[: len(FORM_RULES)] == list(FORM_RULES)
    assert codes[-len(DEED_RULES) :] == list(DEED_RULES)
    levels = {code for code, rule in BOOK.items() if rule.kind is RuleKind.LEVEL}
    assert levels == {"KZ-K12", "LEVEL-SUM"} and not levels & set(codes)
    assert not {"STEP-LATE", "PAPER-TWO", "TURNOUT-OVER", "LOOK-INVALID"} & set(codes)


def test_a_code_that_nobody_states_is_answered_by_itself_and_stays_unknown() -> None:
    rule = BOOK["ZZ-NEW"]
    assert (rule.code, rule.kind, dict(rule.words), rule.is_known) == ("ZZ-NEW", RuleKind.UNKNOWN, {}, False)
    assert "ZZ-NEW" not in BOOK
    assert [rule.code for rule in BOOK.of_protocols(["ZZ-NEW", "FORM-MISSING"])][-1:] == ["ZZ-NEW"]
    assert len(BOOK.of_protocols(["ZZ-NEW", "FORM-MISSING"])) == len(BOOK.of_protocols()) + 1


def test_only_what_the_law_requires_is_said_to_rest_on_it() -> None:
    not_by_law = {code for code, rule in OWN_RULES.items() if rule.is_hard and not rule.by_law}
    assert not_by_law == {
        *("STEP-ORDER", "STEP-EARLY", "STEP-FUTURE", "PAPER-ORDER", "PAPER-FUTURE"),
        *("TURNOUT-FALLS", "TURNOUT-OVER", "LEVEL-SUM"),
    }


def test_a_relation_names_its_figures_as_the_form_does() -> None:
    operands = dict(BOOK["KZ-K02"].operands)
    assert operands["ballots_issued"]["en"] == "Voters who received ballots"
    assert BOOK["FORM-MISSING"].operands == ()
    assert BOOK["KZ-K05B"].is_switched_off and not BOOK["KZ-K02"].is_switched_off
