"""The copy holds a page of every code that was found, known to this version or not."""

from collections.abc import Callable
from pathlib import Path

import pytest

from hattama.core.tabulation import RuleKind
from tests.web.every_finding import BY_KIND, NEW_AT_NIGHT, fire_every_finding, rules_of_protocols


@pytest.mark.django_db
def test_every_code_that_was_found_has_its_page_in_the_copy(
    tiny: object, only_pages: Callable[..., None], copy_of: Callable[..., object], site: Path
) -> None:
    only_pages("findings", "rule", "night", "turnout", "claims")
    fire_every_finding()
    copy_of()
    codes = [rule.code for rule in rules_of_protocols()]
    codes += (code for kind in (RuleKind.STEP, RuleKind.PAPER, RuleKind.TURNOUT) for code in BY_KIND[kind])
    for code in (*codes, NEW_AT_NIGHT):
        assert (site / f"e/tiny/findings/{code}/index.html").is_file(), code
