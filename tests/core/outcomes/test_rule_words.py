"""Every rule and every word that a rule may have has a name."""

from dataclasses import fields

from hattama.core.outcomes import Method, Remaining, TieBreak, Winner
from hattama.core.outcomes.rule_table import RULE_WORDS, VALUE_WORDS, WINNER_WORDS
from tests.core.outcomes.samples import DISTRICT, PRESIDENT, REFERENDUM, kazakh_lists


def test_every_rule_has_a_name() -> None:
    named = {
        field.name
        for rules in (kazakh_lists(), DISTRICT, PRESIDENT, REFERENDUM)
        for field in fields(rules)
        if "Ruled" in str(field.type)
    }
    assert named == set(RULE_WORDS)


def test_every_word_for_a_value_has_a_name() -> None:
    assert set(VALUE_WORDS) == {*Method, *Remaining, *TieBreak}
    assert set(WINNER_WORDS) == set(Winner)
