"""Every rule lets its innocent example pass, and finds exactly itself in the guilty one."""

import pytest

from hattama.core.documents import RULES, SourceText, check_documents


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_the_innocent_example_passes_and_the_guilty_one_is_found(rule):
    assert check_documents([SourceText("innocent", rule.passing)]) == []
    found = check_documents([SourceText("guilty", rule.failing)])
    assert [one.rule for one in found] == [rule]
    assert all(place.quote for place in found[0].places)
