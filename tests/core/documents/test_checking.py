"""The documents of the sources, where they stand beside the repository: what is found, and nothing else."""

import time

import pytest

from hattama.core.documents import SourceText, check_documents
from tests.shared_material import shared_path


@pytest.fixture(scope="module")
def found():
    files = [shared_path("sources", f"{name}.txt") for name in ("000", "001", "003")]
    return check_documents([SourceText(file.name, file.read_text("utf-8")) for file in files])


KNOWN = [
    ("DOC-ABBREVIATION", "АКР", "АРК"),
    ("DOC-ABBREVIATION", "ХСДП", "ЖСДП"),
    ("DOC-AFTER", "Сайлау күнінен кейін", ""),
    ("DOC-FLOW", "435", "439"),
    ("DOC-FRACTION", "2/3", "70.4"),
    ("DOC-ITEM", "12.1", ""),
    ("DOC-LABEL", "7 985 769", "4"),
    ("DOC-LANGUAGE", "ru", "kk"),
    ("DOC-MONEY", "2 165 EUR", "2 215 EUR"),
    ("DOC-ONE-THING", "32", "27"),
    ("DOC-ONE-THING", "8", ""),
    ("DOC-PAGES", "21", ""),
    ("DOC-PARTS", "34", "35"),
    ("DOC-REPEAT", "238", "225"),
    ("DOC-REPEAT", "33", "56"),
    ("DOC-SERIES", "б)", "а)"),
    ("DOC-SHARE", "29", "28.5"),
    ("DOC-SOURCES", "27", "45"),
    ("DOC-SOURCES", "55", "62"),
    ("DOC-TWO-NAMES", "ОСК", ""),
]


def test_the_known_inconsistencies_of_the_sources_are_found_and_no_others(found):
    told = [(one.rule.code, one.found, one.expected) for one in found if one.rule.code != "DOC-LETTERS"]
    assert sorted(told) == KNOWN
    mixed = [one for one in found if one.rule.code == "DOC-LETTERS"]
    assert [one.places[0].document for one in mixed] == ["000.txt", "001.txt"]
    assert "СОРК" in mixed[0].found


def test_contradictions_stand_before_questions_of_one_document():
    guilty = "Observers saw 43 of the 121 stations (35 per cent). There were 120 people, 40 women and 90 men."
    found = check_documents([SourceText("made-up", guilty)])
    assert [one.weight.value for one in found] == ["contradiction", "question"]


@pytest.mark.parametrize(
    "text",
    [
        "." * 20_000,
        "1" * 10_000,
        "2023" * 2000 + " ж.",
        "¹" * 9999,
        "¹ 1–2 " + "барлығы" * 2800,
        "12 марта " * 4000,
    ],
    ids=["dots", "digits", "years", "marks", "a word", "dates"],
)
def test_a_long_row_of_the_same_is_read_in_time_and_says_nothing(text):
    began = time.process_time()
    assert [one for one in check_documents([SourceText("made-up", text)]) if one.rule.code != "DOC-DAY"] == []
    assert time.process_time() - began < 3
