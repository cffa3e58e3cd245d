"""Lists that are whole make their sum; lists that merely name some are left alone."""

import pytest

from hattama.core.documents import SourceText, Weight, check_documents
from tests.core.documents.found_codes import codes


@pytest.mark.parametrize(
    "text",
    [
        "Министрлік 61 БАҚ-қа (19 телеарна және 42 газет) қарады.",
        "The ministry watched 342 outlets (30 channels and 312 papers).",
        "The list had 404 observers, including 32 long-term and 281 short-term ones.",
        "Participants held 40 meetings (among them 12 by one party and 7 by another).",
        "Из 60 заявлений 20 удовлетворены, 30 отклонены, остальные 10 рассматриваются.",
        "There were 120 candidates, 40 women and 80 men.",
        "В 2019 году было 100 кандидатов, а теперь 52 женщины и 50 мужчин.",
        "There were 100 candidates in 2019; in 2023, 52 women and 50 men stood.",
        "Бұрын 100 кандидат болған, қазір 52 әйел мен 50 ер адам.",
        "There were 300 guests and 120 candidates, 40 women and 80 men.",
        "Of 435 candidates, 359 were self-nominated and 85 were women.",
        "Three parties met (Alma in 2019 and Alba in 2021).",
        "Орын саны 98: үш партия (76 орын), (12 орын), (10 орын).",
        "North  10  20\nSouth  30  40\nTotal  40  60",
        "Область\t2019\t2023\nСевер\t120\t130\nЮг\t80\t70\nИтого\t200\t200",
        "A\t1\t2\nNorth\t120\t130\nSouth\t80\t70\nTotal\t200\t200",
        "Station\t11\t350\nStation\t12\t400\nStation\t13\t100\nTotal\t3\t850",
        "Север\t1 200\nЮг\t80\nв том числе город\t40\nИтого\t1 280",
        "Барлық аудан\t90\nоның ішінде:\nқала\t40\nауыл\t50\nӨзге\t10\nБарлығы\t100",
        "Chapter one 5\nChapter two 9\nChapter three 12",
    ],
)
def test_an_innocent_list_is_not_accused(text):
    assert codes(text) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Министрлік 61 БАҚ-қа (19 телеарна және 43 газет) қарады.", "DOC-PARTS"),
        ("The ministry watched 342 outlets (30 channels and 321 papers).", "DOC-PARTS"),
        ("Из 60 заявлений 20 удовлетворены, 30 отклонены, остальные 15 рассматриваются.", "DOC-PARTS"),
        ("There were 120 candidates, 40 women and 90 men.", "DOC-PARTS"),
        ("North  10  20\nSouth  30  40\nTotal  40  70", "DOC-TABLE"),
        ("Station\t1\nStation\t2\nStation\t3\nTotal\t7", "DOC-TABLE"),
        ("Север\t1 200\nЮг\t800\nИтого\t2 100", "DOC-TABLE"),
    ],
)
def test_a_list_that_does_not_make_its_sum_is_named(text, code):
    assert codes(text) == [code]


def test_a_total_far_from_its_rows_is_a_question():
    (one,) = check_documents([SourceText("made-up", "Voters\t1000\nGiven\t600\nTotal cast\t600")])
    assert (one.rule.code, one.weight) == ("DOC-TABLE", Weight.QUESTION)
