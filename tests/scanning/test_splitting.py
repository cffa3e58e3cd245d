"""A pile of papers in one file of a scanner: told apart by their codes, each cut out as a file of its own."""

import io
from dataclasses import replace

import numpy as np
import pypdfium2
import pytest
from PIL import Image

from hattama.scanning import PageReading, PageState, ScanReading, read_pages
from hattama.scanning.opening import examine
from hattama.scanning.refusals import USUAL_LIMITS
from hattama.scanning.splitting import PaperPages, cut_out, split_by_paper
from tests.scanning.synthetic.camera import Shot, photograph
from tests.scanning.synthetic.sheets import blank_page, demonstration_layout, identity

LAYOUT = demonstration_layout()
FIRST, SECOND = identity("0017", LAYOUT), identity("0018", LAYOUT)


def page(number: int, paper=None, state: PageState = PageState.ALIGNED) -> PageReading:
    return PageReading(number, state, paper=paper)


def test_pages_stand_in_the_order_of_the_form_whatever_the_order_of_the_pile():
    back, front = replace(FIRST, page=1), FIRST
    split = split_by_paper([page(1, SECOND), page(2, back), page(3, front)])
    assert split.papers == (PaperPages(SECOND, (1,)), PaperPages(FIRST, (3, 2)))
    assert split.unknown == ()


def test_copies_of_one_paper_are_papers_of_their_own():
    copy = replace(FIRST, copy_number=2)
    assert [one.paper for one in split_by_paper([page(1, FIRST), page(2, copy)]).papers] == [FIRST, copy]


def test_a_page_without_a_code_is_named_and_a_blank_one_is_left_out():
    pages = [page(1, FIRST), page(2, state=PageState.TO_A_PERSON), page(3, state=PageState.REFUSED)]
    assert split_by_paper(pages).unknown == (2,)


@pytest.fixture(scope="module")
def sheets():
    chance = np.random.default_rng(1)
    taken = [photograph(blank_page(LAYOUT, paper), Shot(), chance) for paper in (SECOND, FIRST)]
    return [Image.open(io.BytesIO(data)) for data in taken]


@pytest.mark.parametrize("kind", ["TIFF", "PDF"])
def test_each_paper_of_a_pile_becomes_a_file_that_is_read_as_that_paper(sheets, kind):
    out = io.BytesIO()
    sheets[0].save(out, kind, save_all=True, append_images=sheets[1:])
    reading = read_pages(out.getvalue())
    split = split_by_paper(reading.pages)
    assert [one.paper for one in split.papers] == [SECOND, FIRST]
    for one in split.papers:
        alone = read_pages(cut_out(out.getvalue(), reading, one.numbers))
        assert [of_it.paper for of_it in alone.pages] == [one.paper]
        assert alone.facts.media_type == reading.facts.media_type


def test_pages_of_a_document_are_cut_out_in_the_order_asked():
    document = pypdfium2.PdfDocument.new()
    for width in (100, 200, 300):
        document.new_page(width, 400)
    out = io.BytesIO()
    document.save(out)
    facts = read_facts(out.getvalue())
    cut = pypdfium2.PdfDocument(cut_out(out.getvalue(), facts, [3, 1]))
    assert [round(one.get_width()) for one in cut] == [300, 100]


def read_facts(data: bytes):
    return ScanReading(examine(data, USUAL_LIMITS), ())
