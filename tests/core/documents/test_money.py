import pytest

from hattama.core.documents import SourceText, check_documents


def findings(text):
    return check_documents([SourceText("made-up", text)])


@pytest.mark.parametrize(
    "text",
    [
        "The deposit is KZT 1,050,000 (some EUR 2,215). EUR 1 is about KZT 474.",
        "Депозит 1 050 000 теңге (шамамен 2 215 еуро). 1 еуро шамамен 474 теңге.",
        "Залог 1 000 000 тенге (около 2 000 евро), 2 000 тенге (4 доллара). 1 евро = 500 тенге.",
        # Two rates are stated, and one of them fits.
        "Залог 1 000 000 тенге (около 2 100 евро). 1 евро = 500 тенге. В мае 1 евро = 476 тенге.",
        "The fine was EUR 2,165 in spring and KZT 1,050,000 in autumn. EUR 1 is KZT 474.",
    ],
)
def test_innocent_sums_are_not_accused(text):
    assert findings(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "The deposit is KZT 1,050,000 (some EUR 2,165). EUR 1 is about KZT 474.",
        "Депозит 1 050 000 теңге (шамамен 2 165 еуро). 1 еуро шамамен 474 теңге.",
        "Залог 1 050 000 тенге (около 2 165 евро), при курсе 474 тенге за евро.",
    ],
)
def test_a_sum_that_its_own_rate_contradicts_is_named_with_both_places(text):
    (found,) = findings(text)
    assert (found.rule.code, found.found, found.expected) == ("DOC-MONEY", "2 165 EUR", "2 215 EUR")
    assert len(found.places) == 2
