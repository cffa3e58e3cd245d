"""Rules of turnout speak three languages and keep their codes."""

from hattama.core.tabulation.turnout_rules import TURNOUT_RULES
from hattama.core.vocabulary import is_rule_code
from hattama.phrases import LANGUAGES, say


def test_every_rule_of_turnout_has_a_code_for_life_and_a_sentence_in_three_languages() -> None:
    assert len(TURNOUT_RULES) == 6
    for code, rule in TURNOUT_RULES.items():
        assert is_rule_code(code) and rule.code == code
        sentences = [say(rule.words, language) for language in LANGUAGES]
        assert all(sentence.endswith(".") for sentence in sentences) and len(set(sentences)) == 3
        assert rule.passing and rule.failing and rule.passing != rule.failing
