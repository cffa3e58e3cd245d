"""Rules told to people: all of them, with their articles, in three languages."""

from dataclasses import fields
from fractions import Fraction

import pytest

from hattama.core.outcomes import (
    ContestRules,
    GroupRule,
    MandateQuota,
    Method,
    Ruled,
    plain_method,
    told_rules,
)
from hattama.phrases import say
from hattama.phrases.of_rooms.outcomes import say_rule_value
from tests.core.outcomes.samples import DISTRICT, PRESIDENT, REFERENDUM, kazakh_lists, law

ALL_RULES = [kazakh_lists(), DISTRICT, PRESIDENT, REFERENDUM, plain_method(Method.MODIFIED_SAINTE_LAGUE)]


@pytest.mark.parametrize("rules", ALL_RULES, ids=lambda rules: rules.kind)
def test_every_rule_that_is_stated_is_told(rules: ContestRules) -> None:
    stated = {field.name for field in fields(rules) if isinstance(getattr(rules, field.name), Ruled)}
    assert {rule.code for rule in told_rules(rules)} == stated


@pytest.mark.parametrize("rules", ALL_RULES, ids=lambda rules: rules.kind)
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_value_can_be_said(rules: ContestRules, language: str) -> None:
    for rule in told_rules(rules):
        assert say(rule.names, language)
        assert say_rule_value(rule, language).strip()


def said(rules: ContestRules, code: str, language: str = "en") -> str:
    return next(say_rule_value(rule, language) for rule in told_rules(rules) if rule.code == code)


def test_who_is_elected_is_somebody_and_not_to_whom() -> None:
    told = [said(DISTRICT, "winner", language) for language in ("kk", "ru", "en")]
    assert told == [
        "ең көп дауыс алған кандидат",
        "кандидат, набравший больше всех голосов",
        "the one with the most votes",
    ]


def test_values_are_said_as_people_know_them() -> None:
    lists = kazakh_lists()
    assert said(lists, "threshold") == "1/20 (5.00\u202f%)"
    assert said(lists, "seats") == "69"
    assert said(lists, "lone_list") == "× 7/10 = 0.7; ≥ 2"
    assert said(lists, "ties", "kk") == "бұрын тіркелгенге"
    assert said(lists, "against_all") == "yes"
    assert said(DISTRICT, "winner") == "the one with the most votes"
    assert said(plain_method(Method.HARE), "ties") == "–"
    assert said(plain_method(Method.MODIFIED_SAINTE_LAGUE), "first_divisor") == "7/5 = 1.4"


def test_groups_and_quotas_name_their_members() -> None:
    rules = kazakh_lists()
    quota = Ruled(MandateQuota(Fraction(3, 10), ("women", "veterans")), law("97-1(5)"))
    groups = Ruled(
        (GroupRule("independent", Fraction(1, 33), 1), GroupRule("minority", Fraction(0))), law("x")
    )
    changed = type(rules)(
        rules.method,
        rules.seats,
        rules.threshold,
        rules.threshold_base,
        rules.ties,
        groups=groups,
        mandate_quota=quota,
    )
    assert said(changed, "mandate_quota") == "≥ 30.00\u202f%: women, veterans"
    assert said(changed, "groups") == "independent: 1/33 (3.03\u202f%); ≤ 1; minority: 0/1 (0.00\u202f%)"


def test_articles_and_readings_of_ours_come_with_the_rules() -> None:
    base = next(rule for rule in told_rules(REFERENDUM) if rule.code == "base")
    assert (base.cited.document, base.inferred) == ("31(3)", True)
