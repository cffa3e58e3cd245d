import pytest

from hattama.core.documents import SourceText, check_documents


def findings(text):
    return check_documents([SourceText("made-up", text)])


KAZAKH = (
    "Округтерде {stated} үміткер тіркелді.1 Науқан тыныш өтті.\n\n"
    "1  Бастапқы 609 үміткердің 45-і өтінішін қайтарып алды, ал 125-і тіркеуден бас тарту алды.\n"
)


def test_a_footnote_that_tells_how_many_left_is_held_against_its_sentence():
    assert findings(KAZAKH.format(stated=439)) == []
    (found,) = findings(KAZAKH.format(stated=435))
    assert (found.rule.code, found.found, found.expected) == ("DOC-FLOW", "435", "439")
    assert len(found.places) == 2


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Изначально 64 кандидата подали заявки; 5 отозвали их, 9 исключены, осталось 50 кандидатов.", False),
        ("Изначально 64 кандидата подали заявки; 5 отозвали их, 9 исключены, осталось 52 кандидата.", True),
        ("Initially 54 were listed; 20 were rejected, 6 were reinstated, 40 remained.", False),
        ("Initially 54 were listed; 20 were rejected, 6 were reinstated, 34 remained.", True),
        # A number whose part nobody can tell: silence.
        ("Initially 54 were listed; 20 were rejected, 7 for debts, 41 remained.", False),
    ],
)
def test_a_flow_within_a_paragraph_is_followed(text, wrong):
    assert [one.rule.code for one in findings(text)] == ["DOC-FLOW"] * wrong


NOTED = "The court received {number} complaints.1 All were heard.\n\n1  {note}\n"


@pytest.mark.parametrize(
    ("note", "asked"),
    [
        ("The commission reported 27 complaints.", True),
        ("According to the commission, there were 45 complaints.", False),
        ("The commission reported 27 observers.", False),
        ("Of these, 17 complaints were reported late.", False),
        ("The commission reported 30 complaints in 2019.", False),
    ],
)
def test_another_number_of_another_source_is_a_question(note, asked):
    found = findings(NOTED.format(number=45, note=note))
    assert [(one.rule.code, one.weight.value) for one in found] == [("DOC-SOURCES", "question")] * asked
