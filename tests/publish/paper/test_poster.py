import pypdfium2
import pytest

from hattama.core.protocols import StepScope
from hattama.demonstration import demonstration_election
from hattama.formats.rulepack import parse_rulepack
from hattama.publish.paper import render_poster
from hattama.rulepacks import read_rulepack
from tests.publish.paper.test_forms import text_of

ELECTION = demonstration_election(3, 1).election


@pytest.mark.parametrize("name", ["kz-2023", "kz-2026", "ro-2024-ep"])
def test_the_poster_has_every_step_of_the_precinct_with_its_article(name):
    pack = parse_rulepack(read_rulepack(name), name)
    document = render_poster(ELECTION, pack)
    assert document == render_poster(ELECTION, pack)
    text = text_of(document)
    languages = ("kk", "ru") if name.startswith("kz") else ("en",)
    for step in pack.steps:
        for language in languages:
            shown = step.scope is not StepScope.COMMISSION
            assert (step.words[language] in text) is shown, step.code
        assert step.article in text or step.scope is StepScope.COMMISSION


def test_the_poster_is_one_sheet_and_says_which_limits_there_are():
    pack = parse_rulepack(read_rulepack("kz-2026"), "kz-2026")
    document = render_poster(ELECTION, pack)
    assert len(pypdfium2.PdfDocument(document)) == 1
    text = text_of(document)
    assert "в течение 12 ч. с шага 1" in text and "12 сағат ішінде, 1-қадамнан бастап" in text
    assert "срок нормой не установлен" in text
    assert "до конца дня голосования *" in text and "* наше прочтение закона" in text
