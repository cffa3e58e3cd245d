from hattama.core.protocols import FORM_RULES
from hattama.core.vocabulary import is_rule_code


def test_every_rule_of_the_form_has_a_code_for_life():
    for code, rule in FORM_RULES.items():
        assert is_rule_code(code)
        assert rule.code == code


def test_the_codes_are_for_life():
    assert set(FORM_RULES) == {"FORM-MISSING", "FORM-ILLEGIBLE", "FORM-UNKNOWN", "FORM-WORDS", "FORM-EARLY"}
