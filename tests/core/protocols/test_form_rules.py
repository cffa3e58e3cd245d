from hattama.core.protocols import FORM_RULES
from hattama.core.vocabulary import is_rule_code


def test_every_rule_of_the_form_has_a_code_for_life_and_speaks_three_languages():
    for code, rule in FORM_RULES.items():
        assert is_rule_code(code)
        assert rule.code == code
        assert {"kk", "ru", "en"} <= set(rule.words)
        assert len(set(rule.words.values())) == 3


def test_the_codes_are_for_life():
    assert set(FORM_RULES) == {"FORM-MISSING", "FORM-ILLEGIBLE", "FORM-UNKNOWN", "FORM-WORDS"}
