import pytest

from tests.core.documents.found_codes import codes

ITEMS = "1. Бірінші.\n\n2. Екінші.\n\n2.1. Кіші.\n\n2.2. Кіші.\n\n3. Үшінші: {reference}\n"


@pytest.mark.parametrize(
    ("reference", "found"),
    [
        ("осы арыздың 2.1 – 2.2, 1 және 3-тармақтарында айтылған.", []),
        ("осы арыздың 12.1 – 2.2-тармақтарында айтылған.", ["DOC-ITEM"]),
        ("Конституцияның 33-бабы 12-тармағында айтылған.", []),
        ("согласно пункту 4 настоящего заявления.", ["DOC-ITEM"]),
        ("согласно пункту 4 закона.", []),
        ("see items 1, 2 and 9 of this request.", ["DOC-ITEM"]),
    ],
)
def test_only_an_item_of_the_document_itself_is_sought_in_it(reference, found):
    assert codes(ITEMS.format(reference=reference)) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1. A.\n\n2. B.\n\n3. C.\n\n4. D.\n\n1. New.\n\n2. Newer.", []),
        ("1. A.\n\n2. B.\n\n3. C.\n\n5. E.", ["DOC-SERIES"]),
        ("1. A.\n\n2. B.\n\n3. C.\n\n3. D.", ["DOC-SERIES"]),
        (
            "1. A.\n\n2. B.\n\n3. C, as the whole long line of the agreement says in section\n5. It holds.",
            [],
        ),
        ("a) one; b) two; c) three.", []),
        ("As point b) of the law and its point c) say.", ["DOC-SERIES"]),
        ("Камера қойылсын; б) көрсетілсін; в) сақталсын.", ["DOC-SERIES"]),
        ("а) камера;\n\nб) көрсету;\n\nв) сақтау.", []),
    ],
)
def test_gaps_and_doubles_in_a_series_are_named(text, found):
    assert codes(text) == found


def test_a_page_that_comes_too_late_is_named_and_one_that_begins_anew_is_not():
    pages = "A.\n\nReport  Page: {0}\n\nB.\n\nReport  Page: {1}\n\nC.\n\nReport  Page: {2}\n"
    assert codes(pages.format(3, 4, 5)) == codes(pages.format(3, 4, 1)) == []
    assert codes(pages.format(3, 6, 5)) == ["DOC-PAGES"]


def test_a_footnote_mark_without_a_footnote_is_named():
    assert codes("One.1 Two.2 Three.3\n\n1  First.\n\n3  Third.\n") == ["DOC-NOTE"]
