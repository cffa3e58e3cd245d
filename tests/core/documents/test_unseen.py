"""Made-up documents in three languages: what is planted in them is found, and the rest is left alone."""

from pathlib import Path

import pytest

from hattama.core.documents import SourceText, check_documents

UNSEEN = Path(__file__).with_name("unseen")
PLANTED = {
    "en-report.txt": [
        ("DOC-PARTS", "38", "40"),
        ("DOC-SHARE", "41", "31.0"),
        ("DOC-SOURCES", "71", "64"),
    ],
    "en-table.txt": [("DOC-TABLE", "575", "565")],
    "ru-otchet.txt": [
        ("DOC-FLOW", "84", "86"),
        ("DOC-ITEM", "6", ""),
        ("DOC-LANGUAGE", "en", "ru"),
        ("DOC-OVER", "110", "100"),
        ("DOC-WEEKDAY", "Saturday", "Monday"),
    ],
    "ru-nevinnyj.txt": [],
    "kk-esep.txt": [
        ("DOC-LANGUAGE", "ru", "kk"),
        ("DOC-LETTERS", "Шешім", ""),
        ("DOC-MONEY", "1 250 EUR", "1 000 EUR"),
        ("DOC-PARTS", "52", "54"),
        ("DOC-REPEAT", "412 350", "412 305"),
        ("DOC-SHARE", "29", "24.0"),
        ("DOC-SOURCES", "55", "62"),
        ("DOC-TWO-NAMES", "ОСК", ""),
    ],
    "kk-tinysh.txt": [],
}


@pytest.mark.parametrize("name", PLANTED)
def test_what_is_planted_is_found_and_nothing_else(name):
    found = check_documents([SourceText(name, (UNSEEN / name).read_text("utf-8"))])
    assert sorted((one.rule.code, one.found, one.expected) for one in found) == sorted(PLANTED[name])


def test_each_made_up_document_says_that_it_is_made_up_and_is_tried():
    files = {file.name: file.read_text("utf-8").split(".")[0] for file in UNSEEN.glob("*.txt")}
    assert set(files) == set(PLANTED)
    assert set(files.values()) == {"MADE-UP DOCUMENT", "ВЫМЫШЛЕННЫЙ ДОКУМЕНТ", "ОЙДАН ШЫҒАРЫЛҒАН ҚҰЖАТ"}
