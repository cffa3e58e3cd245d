import pypdfium2
import pypdfium2.raw as raw
import pytest

from hattama.core.protocols import StepScope
from hattama.demonstration import demonstration_election
from hattama.formats.rulepack import parse_rulepack
from hattama.publish.paper import render_poster
from hattama.rulepacks import read_rulepack
from tests.publish.paper.test_forms import text_of

ELECTION = demonstration_election(3, 1).election


@pytest.mark.parametrize("name", ["kz-2023", "kz-2026", "ro-2024-ep"])
def test_the_poster_has_every_step_of_the_precinct_with_its_norms(name):
    pack = parse_rulepack(read_rulepack(name), name)
    document = render_poster(ELECTION, pack)
    assert document == render_poster(ELECTION, pack)
    text = text_of(document)
    languages = ("kk", "ru") if name.startswith("kz") else ("en",)
    for step in pack.steps:
        for language in languages:
            shown = step.scope is not StepScope.COMMISSION
            assert (step.words[language] in text) is shown, step.code
            if shown:
                assert step.cited.say(language) in text, step.code


def smallest_letter(document: bytes) -> float:
    """In points; line ends that the reader of texts makes up itself have no size."""
    with pypdfium2.PdfDocument(document) as pages:
        texts = [page.get_textpage() for page in pages]
        return min(
            raw.FPDFText_GetFontSize(text, place)
            for text in texts
            for place in range(text.count_chars())
            if not raw.FPDFText_IsGenerated(text, place)
        )


def test_the_poster_is_one_sheet_and_says_which_limits_there_are():
    pack = parse_rulepack(read_rulepack("kz-2026"), "kz-2026")
    document = render_poster(ELECTION, pack)
    assert len(pypdfium2.PdfDocument(document)) == 1
    assert smallest_letter(document) >= 7
    text = text_of(document)
    assert "…" not in text
    assert "срок – 12 ч; отсчёт: начался подсчёт голосов" in text
    assert "мерзімі – 12 сағат; есептеу басы: дауыс санау басталды" in text
    assert "срок не установлен ни одной нормой" in text
    assert "немедленно, часа закон не называет; отсчёт: протокол подписан" in text


def test_contests_that_districts_share_out_have_one_box_for_the_time_of_a_precinct():
    pack = parse_rulepack(read_rulepack("kz-2023"), "kz-2023")
    thirty = demonstration_election(120, 1).election
    assert len(thirty.contests) == 30
    text = text_of(render_poster(thirty, pack))
    assert "Голосование по округу" in text and "…" not in text
