"""Blank forms as they come out of the printer: turned into pictures, and read as scans are read."""

from dataclasses import replace
from functools import cache

import cv2
import numpy as np
import pypdfium2
import pytest
import zxingcpp

from hattama.core.protocols import Box, PaperIdentity, RulePack, SheetLayout, parse_paper
from hattama.core.vocabulary import Area, AreaKind, Choice, Contest, Withdrawal, Words
from hattama.demonstration import demonstration_election
from hattama.formats.rulepack import parse_rulepack
from hattama.publish.paper import FormPlace, FormSheet, PrintedForm, prepare_form, render_forms
from hattama.publish.paper.forms import identity_of
from hattama.rulepacks import read_rulepack, rulepack_ids

DOTS = 6
"""Of a picture, in one millimetre: about 150 in an inch."""

_NOWHERE = Words.of({})


@cache
def pack(name: str) -> RulePack:
    return parse_rulepack(read_rulepack(name), name)


@cache
def form(choices: int, name: str = "kz-2026") -> PrintedForm:
    names = Words.of(
        {
            "kk": "Ұлттық прогресс партиясы № {n}",
            "ru": "Партия «Национальный прогресс» № {n}",
            "en": "Party No. {n}",
        }
    )
    contest = Contest(
        "party_list",
        "party_list",
        Words.of({"kk": "Партиялық тізімдер", "ru": "Партийные списки", "en": "Party lists"}),
        tuple(
            Choice(f"c{place}", Words.of({code: text.format(n=place) for code, text in names.items()}))
            for place in range(1, choices + 1)
        ),
    )
    election = replace(demonstration_election(3, 1).election, rule_pack=name, contests=(contest,))
    return prepare_form(election, contest, pack(name))


def place() -> FormPlace:
    named = (
        Words.of({"kk": "Ақмола облысы", "ru": "Акмолинская область", "en": "Akmola region"}),
        Words.of(
            {"kk": "№ 11 сайлау учаскесі", "ru": "Избирательный участок № 11", "en": "Polling station No. 11"}
        ),
    )
    region = Area("11", "kz", "region", "11", named[0], _NOWHERE, _NOWHERE, "UTC", None, AreaKind.UNIT)
    address = Words.of({"kk": "Абай көшесі, 1", "ru": "улица Абая, 1", "en": "1 Abai Street"})
    precinct = Area(
        "11-11", "11", "precinct", "11", named[1], address, _NOWHERE, "UTC", 900, AreaKind.ORDINARY
    )
    return FormPlace(precinct, (region,))


@cache
def printed(choices: int, name: str = "kz-2026", copy: int = 0) -> bytes:
    return render_forms([FormSheet(form(choices, name), place(), copy)])


@cache
def pictures(choices: int, name: str = "kz-2026") -> tuple[np.ndarray, ...]:
    scale = DOTS * 25.4 / 72
    pages = pypdfium2.PdfDocument(printed(choices, name))
    return tuple(page.render(scale=scale, grayscale=True).to_numpy() for page in pages)


def text_of(document: bytes) -> str:
    pages = pypdfium2.PdfDocument(document)
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in pages).split())


def inside(picture: np.ndarray, box: Box) -> np.ndarray:
    """What lies in a box, a millimetre from its edges."""
    left, top, right, bottom = (side * DOTS // 10 for side in (box.left, box.top, box.right, box.bottom))
    return picture[top + DOTS : bottom - DOTS, left + DOTS : right - DOTS]


def left_empty(layout: SheetLayout) -> list[Box]:
    figures = [
        box for boxes in layout.figures for box in (*boxes.digits, *((boxes.words,) if boxes.words else ()))
    ]
    names = [one.name for one in layout.signatures] + [one.signature for one in layout.signatures]
    above_rules = [Box(box.page, box.left, box.top, box.width, 50) for box in names]
    return figures + above_rules


CASES = [(4, "kz-2026", 1), (8, "kz-2026", 1), (25, "kz-2026", 2), (18, "ge-2024", 1), (17, "ro-2024-ep", 2)]


@pytest.mark.parametrize(("choices", "name", "pages"), CASES)
def test_the_form_takes_as_few_pages_as_its_lines_need(choices, name, pages):
    assert len(pictures(choices, name)) == pages


@pytest.mark.parametrize(("choices", "name", "pages"), CASES)
def test_nothing_is_printed_where_the_commission_writes(choices, name, pages):
    layout = form(choices, name).layout
    for box in left_empty(layout):
        assert inside(pictures(choices, name)[box.page], box).min() > 250, box


@pytest.mark.parametrize(("choices", "name", "pages"), CASES)
def test_every_label_is_printed_in_its_place(choices, name, pages):
    for boxes in form(choices, name).layout.figures:
        assert inside(pictures(choices, name)[boxes.row.page], boxes.label).min() < 128, boxes.key


@pytest.mark.parametrize(("choices", "name", "pages"), CASES)
def test_the_code_of_every_page_names_its_paper(choices, name, pages):
    sheet = FormSheet(form(choices, name), place())
    for page, picture in enumerate(pictures(choices, name)):
        (read,) = zxingcpp.read_barcodes(picture)
        assert parse_paper(read.text) == identity_of(sheet, page)


@pytest.mark.parametrize(("choices", "name", "pages"), CASES)
def test_the_corner_marks_are_found_where_the_layout_says(choices, name, pages):
    layout = form(choices, name).layout
    detector = cv2.aruco.ArucoDetector(cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50))
    for page, picture in enumerate(pictures(choices, name)):
        corners, numbers, _ = detector.detectMarkers(picture)
        found = {int(number): corner[0] for number, corner in zip(numbers.flatten(), corners, strict=True)}
        expected = {mark.number: mark.box for mark in layout.markers if mark.page == page}
        assert set(found) == set(expected)
        for number, box in expected.items():
            square = [
                (box.left, box.top),
                (box.right, box.top),
                (box.right, box.bottom),
                (box.left, box.bottom),
            ]
            # Half a millimetre at most, in dots.
            assert np.abs(found[number] - np.array(square) * DOTS / 10).max() < DOTS / 2


def test_the_longest_names_stay_beside_the_boxes_and_are_printed_whole():
    name = " ".join(f"{place}сөз" + "ұзақ" * 3 for place in range(12))
    contest = Contest(
        "c",
        "k",
        Words.of({"kk": "Дауыс", "ru": "Голос", "en": "Vote"}),
        (Choice("a", Words.of({"kk": name, "ru": name[::-1], "en": name})),),
    )
    election = replace(form(4).election, contests=(contest,))
    long = prepare_form(election, contest, pack("kz-2022-referendum"))
    document = render_forms([FormSheet(long, place())])
    page = pypdfium2.PdfDocument(document)[0]
    picture = page.render(scale=DOTS * 25.4 / 72, grayscale=True).to_numpy()
    boxes = long.layout.figure("votes[a]")
    assert boxes is not None and boxes.words is not None
    for box in (*boxes.digits, boxes.words):
        assert inside(picture, box).min() > 250
    assert name in text_of(document)


@pytest.mark.parametrize(
    "name", ["Жамбылғамұратшыл" * 16, "<b>#let $x$ *a* @b [c] " * 12, "漢字😀 партиясы " * 16]
)
def test_names_of_255_letters_are_cut_before_the_boxes_and_never_stop_a_form(name):
    named = Words.of({"kk": name[:255], "ru": name[1:256], "en": name[:255]})
    choices = tuple(Choice(f"c{number}", named) for number in range(4))
    contest = Contest("party_list", "party_list", named, choices)
    election = replace(form(4).election, names=named, contests=(contest,))
    long = prepare_form(election, contest, pack("kz-2026"))
    there = replace(place(), precinct=replace(place().precinct, names=named, address=named))
    document = pypdfium2.PdfDocument(render_forms([FormSheet(long, there)]))
    shown = [page.render(scale=DOTS * 25.4 / 72, grayscale=True).to_numpy() for page in document]
    assert len(shown) == long.layout.pages
    for box in left_empty(long.layout):
        assert inside(shown[box.page], box).min() > 250, box
    for page, picture in enumerate(shown):
        (read,) = zxingcpp.read_barcodes(picture)
        assert parse_paper(read.text) == identity_of(FormSheet(long, there), page)


def test_a_choice_that_no_longer_stands_keeps_its_line_and_says_so():
    stood = form(4)
    gone = Withdrawal(stood.election.polling_on, (), "7")
    first, *rest = stood.contest.choices
    contest = replace(stood.contest, choices=(replace(first, withdrawn=gone), *rest))
    left = prepare_form(stood.election, contest, pack("kz-2026"))
    assert left.layout == stood.layout
    text = text_of(render_forms([FormSheet(left, place())]))
    assert "№ 1 (сайлаудан шығып қалды)" in text
    assert text.count("(больше не участвует)") == 1


def test_the_same_form_is_the_same_bytes_and_keeps_to_the_standard_of_accessible_documents():
    again = render_forms([FormSheet(form(4), place())])
    assert again == printed(4)
    assert b"pdfuaid:part" in again


def test_a_form_speaks_kazakh_and_russian_and_says_where_it_belongs():
    text = text_of(printed(4))
    for words in (
        "Партиялық тізімдер бойынша дауыс беру нәтижелері туралы хаттама",
        "Протокол о результатах голосования по партийным спискам",
        "№ 11 сайлау учаскесі / Избирательный участок № 11",
        "Ақмола облысы, Абай көшесі, 1",
        "Ұлттық прогресс партиясы № 4",
        "мөр орны",
        "место печати",
        "комиссия бекіткен нысан емес / не утверждённая комиссией форма",
    ):
        assert words in text, words


def test_a_line_that_only_a_reader_of_the_paper_can_tell_is_not_printed():
    told = next(one for one in pack("kz-2026").rules[0].form.figures if not one.on_paper)
    assert told.label["ru"] not in text_of(printed(4))


def test_a_pack_without_words_in_its_country_s_language_is_printed_in_english():
    text = text_of(printed(17, "ro-2024-ep"))
    assert "Protocol of voting results of a polling station" in text
    assert "place of the seal" in text and "место печати" not in text


@pytest.mark.parametrize("name", rulepack_ids())
def test_every_line_that_the_law_does_not_name_bears_a_star_that_the_page_explains(name):
    rules = pack(name).rules[0]
    contest = Contest("c", "k", Words.of({"en": "Vote"}), (Choice("a", Words.of({"en": "A"})),))
    sheet = FormSheet(
        prepare_form(replace(form(4).election, contests=(contest,)), contest, pack(name)), place()
    )
    text = text_of(render_forms([sheet]))
    ours = [figure for figure in rules.form.figures if figure.inferred and figure.on_paper]
    assert bool(ours) is ("* " in text)
    for figure in ours:
        assert f"{figure.label.say('ru')} *" in text
    if ours:
        assert "біздің түсіндіруіміз" in text and "наше толкование" in text
    is_kazakh = "kk" in sheet.form.layout.languages
    assert ("комиссия бекіткен нысан емес" if is_kazakh else "not the form approved") in text


def test_only_the_form_that_a_commission_approved_calls_itself_the_original():
    approved = replace(FormSheet(form(4), place()), form=replace(form(4), approval="№ 1, 01.02.2029"))
    text = text_of(render_forms([approved]))
    assert "Түпнұсқа / Подлинник" in text and "не утверждённая" not in text


def test_each_copy_bears_its_number_and_an_identifier_of_its_own():
    original, third = text_of(printed(4)), text_of(printed(4, copy=3))
    assert "№ 3 көшірме / Копия № 3" in third
    for text in (original, third):
        assert "не утверждённая комиссией форма" in text and "Подлинник" not in text
    papers = [PaperIdentity("kz-demo", "party_list", "11-11", form(4).layout.code, copy) for copy in (0, 3)]
    assert papers[0].printed in original and papers[1].printed in third


def test_forms_of_two_contests_stand_in_the_order_in_which_they_were_asked_for():
    sheets = [FormSheet(form(4), place()), FormSheet(form(25), place()), FormSheet(form(4), place(), 1)]
    pages = pypdfium2.PdfDocument(render_forms(sheets))
    codes = [form(4).layout.code, form(25).layout.code, form(25).layout.code, form(4).layout.code]
    for page, code in zip(pages, codes, strict=True):
        assert code in page.get_textpage().get_text_range()


def test_no_letter_on_a_form_is_under_seven_points():
    for choices, name, _ in CASES:
        for page in pypdfium2.PdfDocument(printed(choices, name)):
            letters = page.get_textpage()
            sizes = {
                round(pypdfium2.raw.FPDFText_GetFontSize(letters.raw, place), 2)
                for place in range(letters.count_chars())
                if not chr(pypdfium2.raw.FPDFText_GetUnicode(letters.raw, place)).isspace()
            }
            assert min(sizes) >= 7, (name, min(sizes))
            assert "…" not in letters.get_text_range()
