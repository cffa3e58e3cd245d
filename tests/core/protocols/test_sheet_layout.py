from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hattama.core.protocols import (
    CELL_DIGITS,
    CHOICES,
    DIGITS,
    MOST_PAGES,
    ROW_COUNTS,
    SHEET_MARGIN,
    Box,
    FigureDefinition,
    Form,
    RowGroup,
    SheetDoesNotFit,
    SheetLayout,
    figure_key,
    find_layout,
    lay_out,
    marks_of_page,
    paper_texts,
)
from hattama.core.vocabulary import NO_WORDS, Choice, Contest, Words
from tests.core.protocols.small_form import CONTEST, FORM

KAZAKH_AND_RUSSIAN = ("kk", "ru")

labels = st.builds(
    lambda kk, ru: Words.of({"kk": "х" * kk, "ru": "х" * ru}), st.integers(0, 150), st.integers(0, 150)
)


@st.composite
def forms(draw):
    groups = tuple(RowGroup(f"g{place}", NO_WORDS, draw(st.integers(1, 60))) for place in range(2))
    figures = tuple(
        FigureDefinition(
            f"f{place}",
            draw(labels),
            "1",
            group=draw(st.sampled_from(["", "", "", CHOICES, "g0", "g1"])),
            in_words=draw(st.booleans()),
            on_paper=draw(st.integers(0, 9)) > 0,
        )
        for place in range(draw(st.integers(1, 14)))
    )
    return Form("drawn", Words.of({"kk": "аты", "ru": "имя", "en": "name"}), figures, groups)


@st.composite
def contests(draw):
    choices = tuple(Choice(f"c{place}", draw(labels)) for place in range(draw(st.integers(1, 40))))
    return Contest("contest", "kind", NO_WORDS, choices)


def _contest(choices: int) -> Contest:
    return Contest("c", "kind", NO_WORDS, tuple(Choice(f"c{place}", NO_WORDS) for place in range(choices)))


def _smallest_boxes(layout: SheetLayout) -> list[Box]:
    figures = [
        box
        for figure in layout.figures
        for box in (figure.label, *figure.digits, *((figure.words,) if figure.words else ()))
    ]
    signatures = [box for one in layout.signatures for box in (one.name, one.signature)]
    corners = [marker.box for marker in layout.markers]
    names = [group.box for group in layout.groups]
    times = [box for _, box in layout.times]
    pages = [*layout.heads, *layout.qr, *layout.feet, *layout.captions]
    return [*figures, *signatures, *corners, *names, *times, *pages, layout.acts, layout.seal]


def _keys(form: Form, contest: Contest, rows: int) -> list[str]:
    keys: list[str] = []
    for figure in form.figures:
        if not figure.on_paper:
            continue
        if not figure.group:
            keys.append(figure.code)
        elif figure.group == CHOICES:
            keys.extend(figure_key(figure.code, choice.code) for choice in contest.choices)
        else:
            most = min(form.group(figure.group).max_rows, rows)
            keys.extend(figure_key(figure.code, str(row)) for row in range(1, most + 1))
    return keys


@settings(max_examples=30)
@given(forms(), contests(), st.sampled_from(ROW_COUNTS))
def test_every_figure_of_the_form_has_its_boxes_once_in_the_order_of_the_form(form, contest, rows):
    layout = lay_out(form, contest, KAZAKH_AND_RUSSIAN, rows=rows)
    assert [boxes.key for boxes in layout.figures] == _keys(form, contest, rows)
    for boxes in layout.figures:
        assert len(boxes.digits) in (DIGITS, CELL_DIGITS)
        inside = (boxes.label, *boxes.digits, *((boxes.words,) if boxes.words else ()))
        assert all(boxes.row.holds(box) for box in inside)


def overlap(one, other):
    """Do two boxes of a page share more than an edge?"""
    across = one.left < other.right and other.left < one.right
    return across and one.top < other.bottom and other.top < one.bottom


@settings(max_examples=30)
@given(forms(), contests(), st.sampled_from(ROW_COUNTS))
def test_no_two_boxes_overlap_and_none_reaches_the_edge(form, contest, rows):
    layout = lay_out(form, contest, KAZAKH_AND_RUSSIAN, rows=rows)
    boxes = _smallest_boxes(layout)
    by_page = {page: [box for box in boxes if box.page == page] for page in range(layout.pages)}
    assert sum(map(len, by_page.values())) == len(boxes)
    for page, there in by_page.items():
        edges = Box(
            page,
            SHEET_MARGIN,
            SHEET_MARGIN,
            layout.size[0] - 2 * SHEET_MARGIN,
            layout.size[1] - 2 * SHEET_MARGIN,
        )
        assert all(edges.holds(box) for box in there)
        assert not [pair for pair in combinations(there, 2) if overlap(*pair)]


@settings(max_examples=30)
@given(forms(), contests())
def test_every_edge_is_on_a_whole_millimetre(form, contest):
    for box in _smallest_boxes(lay_out(form, contest, KAZAKH_AND_RUSSIAN)):
        assert not any(side % 10 for side in (box.left, box.top, box.width, box.height))


@settings(max_examples=30)
@given(forms(), contests())
def test_each_page_has_its_own_marks_clockwise_from_the_top_left(form, contest):
    layout = lay_out(form, contest, KAZAKH_AND_RUSSIAN)
    for page in range(layout.pages):
        marks = [marker for marker in layout.markers if marker.page == page]
        assert tuple(mark.number for mark in marks) == marks_of_page(page)
        middles = [(mark.box.left < 1050, mark.box.top < 1485) for mark in marks]
        assert middles == [(True, True), (False, True), (False, False), (True, False)]
    assert len(layout.qr) == len(layout.heads) == len(layout.feet) == layout.pages


@settings(max_examples=20)
@given(forms(), contests(), st.sampled_from(ROW_COUNTS))
def test_the_code_on_a_paper_finds_its_layout(form, contest, rows):
    layout = lay_out(form, contest, KAZAKH_AND_RUSSIAN, rows=rows)
    assert find_layout(layout.code, form, contest, KAZAKH_AND_RUSSIAN) == layout


def test_a_code_of_no_layout_finds_none():
    assert find_layout("00000000", FORM, CONTEST, KAZAKH_AND_RUSSIAN) is None


def test_the_code_stays_the_same_and_tells_other_layouts_apart():
    code = lay_out(FORM, CONTEST, KAZAKH_AND_RUSSIAN).code
    assert code == "6ce0c1d1"
    district = (Choice("x", NO_WORDS), Choice("y", NO_WORDS), Choice("z", NO_WORDS))
    codes = {
        lay_out(FORM, CONTEST, KAZAKH_AND_RUSSIAN, district).code,
        lay_out(FORM, _contest(2), KAZAKH_AND_RUSSIAN).code,
        lay_out(FORM, CONTEST, KAZAKH_AND_RUSSIAN, rows=16).code,
        code,
    }
    assert len(codes) == 4


def test_a_line_that_is_not_on_the_paper_has_no_box():
    form = Form("f", NO_WORDS, (FigureDefinition("told", NO_WORDS, "1", on_paper=False),))
    layout = lay_out(form, CONTEST, KAZAKH_AND_RUSSIAN)
    assert layout.figures == ()
    assert layout.figure("told") is None


def test_a_figure_is_found_by_its_key():
    boxes = lay_out(FORM, CONTEST, KAZAKH_AND_RUSSIAN).figure("votes[b]")
    assert boxes is not None and boxes.key == "votes[b]"


def test_a_long_label_makes_its_row_taller():
    short, long = (
        lay_out(FORM, Contest("c", "k", NO_WORDS, (Choice("a", Words.of({"kk": text})),)), ("kk",)).figure(
            "votes[a]"
        )
        for text in ("x", "x" * 300)
    )
    assert short is not None and long is not None
    assert long.row.height > short.row.height


@pytest.mark.parametrize(
    ("asked", "printed"),
    [(("kk", "ru"), ("kk", "ru")), (("ru", "uz"), ("ru",)), (("ro",), ("en",)), ((), ("en",))],
)
def test_a_form_is_printed_in_the_languages_of_the_country_that_it_has(asked, printed):
    form = Form("f", Words.of({"kk": "аты", "ru": "имя", "en": "name"}), FORM.figures, FORM.groups)
    assert lay_out(form, CONTEST, asked).languages == printed


def test_a_form_that_has_neither_is_printed_in_a_language_that_it_has():
    form = Form("f", Words.of({"ka": "ოქმი"}), FORM.figures, FORM.groups)
    assert lay_out(form, CONTEST, ("ro",)).languages == ("ka",)


def test_a_text_that_is_the_same_in_two_languages_stands_once():
    assert paper_texts(Words.of({"kk": "DEMO", "ru": "DEMO"}), ("kk", "ru")) == (("kk", "DEMO"),)
    assert paper_texts(Words.of({"kk": "бір", "ru": "один"}), ("kk", "ru")) == (("kk", "бір"), ("ru", "один"))
    assert paper_texts(NO_WORDS, ("kk", "ru")) == ()


def test_a_form_with_more_pages_than_marks_is_refused():
    with pytest.raises(SheetDoesNotFit):
        lay_out(FORM, _contest(34 * MOST_PAGES), KAZAKH_AND_RUSSIAN)


def test_only_the_offered_numbers_of_rows_can_be_printed():
    with pytest.raises(ValueError):
        lay_out(FORM, CONTEST, KAZAKH_AND_RUSSIAN, rows=9)
