"""Strangers' files are read in a program of their own: a hostile one breaks that at most, and is refused."""

import io
import os
import signal
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from hattama.scanning import PageState, ScanReader, read_pages, told_by_header
from hattama.scanning import reading_apart as apart
from hattama.scanning.digits import ReadAs, load_card
from hattama.scanning.reading_apart import ReaderGone
from hattama.scanning.refusals import (
    USUAL_LIMITS,
    ScanHasTooManyPages,
    ScanHasTooManyPixels,
    ScanHoldsAnotherFile,
    ScanIsBlank,
    ScanIsEmpty,
    ScanOfUnknownKind,
    ScanRunsPrograms,
    ScanShowsNothing,
    ScanTakesTooLong,
    ScanTakesTooMuchMemory,
    ScanTooLarge,
    ScanUnreadable,
)
from tests.scanning import hostile
from tests.scanning.synthetic.camera import Shot, photograph
from tests.scanning.synthetic.sheets import demonstration_layout, filled_page, identity, made_up_figures

LAYOUT = demonstration_layout()
PAPER = identity("0017", LAYOUT)


@pytest.fixture(scope="module")
def reader():
    reader = ScanReader()
    yield reader
    reader.close()


@pytest.fixture(scope="module")
def photo():
    chance = np.random.default_rng(1)
    sheet = filled_page(LAYOUT, PAPER, made_up_figures(LAYOUT, chance), chance)
    return photograph(sheet, Shot(turned=12, shadow=0.4, noise=4, quality=60), chance)


def test_a_photograph_is_read_apart_as_it_is_read_here(reader, photo):
    assert reader.read(photo) == read_pages(photo)


def test_what_is_odd_in_a_file_fills_nobodys_log(photo):
    ours, theirs = os.pipe()
    # A file would tell nothing: a child may let none grow.
    usual = os.dup(2)
    os.dup2(theirs, 2)
    try:
        reader = ScanReader()
        odd = reader.read(photo[:-2] + b"stray bytes" + photo[-2:])
        reader.close()
    finally:
        os.dup2(usual, 2)
        os.close(usual)
        os.close(theirs)
    assert [page.number for page in odd.pages] == [1]
    with os.fdopen(ours, "rb") as said:
        assert said.read() == b""


def test_the_figures_of_a_page_made_straight_are_read_apart(reader, photo):
    page = reader.read(photo).pages[0]
    lines = [figure for figure in LAYOUT.figures if figure.row.page == page.page]
    read = reader.read_digits(page.picture, page.page, [figure.digits for figure in lines])
    truth = made_up_figures(LAYOUT, np.random.default_rng(1))
    sure = {
        figure.key: one.value
        for figure, one in zip(lines, read, strict=True)
        if one.read_as is ReadAs.VALUE and one.confidence >= load_card().threshold
    }
    assert len(sure) >= len(truth) // 4
    assert sum(truth.get(key) != value for key, value in sure.items()) <= 1
    untouched = [one for figure, one in zip(lines, read, strict=True) if figure.key not in truth]
    assert untouched and all(one.read_as is ReadAs.BLANK for one in untouched)


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"", ScanIsEmpty),
        (hostile.SVG, ScanOfUnknownKind),
        (b"<!doctype html><p>", ScanOfUnknownKind),
        (b"MZ\x90\x00", ScanOfUnknownKind),
        (hostile.picture()[:-2000], ScanUnreadable),
        (hostile.plain_pdf()[:200], ScanUnreadable),
        (hostile.picture_that_is_an_archive(), ScanHoldsAnotherFile),
        (hostile.picture_that_is_a_web_page(), ScanHoldsAnotherFile),
        (hostile.picture() + hostile.plain_pdf(), ScanHoldsAnotherFile),
        (hostile.pdf_with_script(), ScanRunsPrograms),
        (hostile.pdf_with_script(b"/Java#53cript"), ScanRunsPrograms),
        (hostile.pdf_with_script(b"/Launch"), ScanRunsPrograms),
        (hostile.pdf_with_packed_script(), ScanRunsPrograms),
        (hostile.pdf_with_many_pages(), ScanHasTooManyPages),
        (hostile.png_that_claims(60_000, 60_000), ScanHasTooManyPixels),
    ],
)
def test_a_file_that_is_no_scan_is_refused_with_its_reason_by_header_and_by_the_reader(reader, data, refusal):
    with pytest.raises(refusal) as refused:
        told_by_header(data)
    assert type(refused.value) is refusal
    assert all(refused.value.say(language) for language in ("kk", "ru", "en"))
    with pytest.raises(refusal):
        reader.read(data)


def test_black_and_white_pictures_without_anything_on_them_are_refused(reader):
    def flat(shade: int) -> bytes:
        out = io.BytesIO()
        Image.new("L", (400, 600), shade).save(out, "PNG")
        return out.getvalue()

    with pytest.raises(ScanIsBlank):
        reader.read(flat(250))
    with pytest.raises(ScanIsBlank):
        reader.read(hostile.plain_pdf())
    with pytest.raises(ScanShowsNothing):
        reader.read(flat(5))


def test_what_never_ends_is_ended():
    reader = ScanReader(replace(USUAL_LIMITS, seconds=1))
    with pytest.raises(ScanTakesTooLong):
        reader.read(hostile.pdf_that_never_ends_drawing())
    # The next file is read as if nothing had happened.
    assert reader.read(hostile.picture()).facts.media_type == "image/jpeg"
    reader.close()


def test_what_asks_for_more_memory_than_there_may_be_is_refused():
    reader = ScanReader(replace(USUAL_LIMITS, memory=600 * 1024 * 1024))
    with pytest.raises(ScanTakesTooMuchMemory):
        reader.read(hostile.vast_picture(9000))
    reader.close()


def test_more_bytes_than_may_be_are_not_even_sent():
    reader = ScanReader(replace(USUAL_LIMITS, size=10))
    with pytest.raises(ScanTooLarge):
        reader.read(b"x" * 11)


def test_a_reading_program_that_was_killed_is_started_again(reader, photo):
    reader.read(photo)
    os.kill(reader._program.pid, signal.SIGKILL)
    reader._program.wait()
    assert reader.read(photo).pages[0].paper == PAPER


def test_a_reading_program_that_ends_by_itself_is_no_fault_of_the_file(monkeypatch):
    monkeypatch.setattr(apart.sys, "executable", "/bin/true")
    with pytest.raises(ReaderGone):
        ScanReader().read(b"%PDF-")


def test_the_reading_program_knows_nothing_of_our_settings(reader, photo, monkeypatch):
    monkeypatch.setenv("HATTAMA_SECRET_KEY", "not for strangers")
    fresh = ScanReader()
    fresh.read(photo)
    with open(f"/proc/{fresh._program.pid}/environ", "rb") as environment:
        assert b"HATTAMA" not in environment.read()
    fresh.close()


def test_several_pages_of_several_papers_are_told_apart(reader):
    chance = np.random.default_rng(2)
    sheets = []
    for area_id in ("0017", "0018"):
        paper = identity(area_id, LAYOUT)
        data = photograph(filled_page(LAYOUT, paper, {}, chance), Shot(), chance)
        sheets.append(Image.open(io.BytesIO(data)))
    sheets.append(Image.new("RGB", (600, 800), "white"))
    out = io.BytesIO()
    sheets[0].save(out, "TIFF", save_all=True, append_images=sheets[1:], compression="jpeg")
    pages = reader.read(out.getvalue()).pages
    assert [page.paper.area_id if page.paper else None for page in pages] == ["0017", "0018", None]
    assert [page.state for page in pages] == [PageState.ALIGNED, PageState.ALIGNED, PageState.REFUSED]
