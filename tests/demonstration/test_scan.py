import io
from dataclasses import replace
from functools import cache

import cv2
import numpy as np
import pytest
import zxingcpp
from PIL import Image, ImageChops

from hattama.core.protocols import (
    CELL_DIGITS,
    Box,
    FigureBoxes,
    Form,
    PaperIdentity,
    Protocol,
    SheetLayout,
    lay_out,
    parse_paper,
)
from hattama.core.vocabulary import Area
from hattama.demonstration import draw_scan
from hattama.demonstration.contests import PARTY_CONTEST, single_contest
from hattama.demonstration.papers import handwriting
from hattama.demonstration.papers.grid import PIXELS
from hattama.demonstration.papers.png import INK
from hattama.demonstration.papers.sheet import Blank, blank_form
from hattama.formats.rulepack import parse_rulepack
from hattama.formats.scans import inspect_scan
from hattama.rulepacks import read_rulepack
from tests.demonstration.made import SMALL, demonstration, night
from tests.drawn import DAY, drawn

LARGEST = 36_000

SINGLE_CONTEST = single_contest("smd-26")


@cache
def areas() -> dict[str, Area]:
    return {area.area_id: area for area in demonstration(SMALL).areas}


@cache
def form_of(contest: str) -> Form:
    election = demonstration(SMALL).election
    pack = parse_rulepack(read_rulepack(election.rule_pack), election.rule_pack)
    return pack.rules_for(election.contest(contest)).form


@cache
def layout_of(contest: str) -> SheetLayout:
    """The layout as anybody who reads the scan lays it out from the election's files."""
    return lay_out(form_of(contest), demonstration(SMALL).election.contest(contest), ("kk", "ru"))


@cache
def blank(contest: str) -> Blank:
    election = demonstration(SMALL).election
    return blank_form(election, election.contest(contest), form_of(contest))


def scan_of(protocol: Protocol) -> bytes:
    election = demonstration(SMALL).election
    return draw_scan(election, blank(protocol.contest), areas()[protocol.area_id], protocol)


def picture(protocol: Protocol) -> Image.Image:
    with Image.open(io.BytesIO(scan_of(protocol))) as opened:
        opened.load()
        return opened


def some(contest: str, count: int = 3) -> list[Protocol]:
    return [arrived.protocol for arrived in night(SMALL) if arrived.protocol.contest == contest][:count]


def pixels(box: Box) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of a box on the picture."""
    left, top, right, bottom = (side * PIXELS // 10 for side in (box.left, box.top, box.right, box.bottom))
    return left, top, right, bottom


def box_of(contest: str, key: str) -> tuple[int, int, int, int]:
    """Where the boxes for digits of a figure stand on the picture."""
    boxes = layout_of(contest).figure(key)
    assert boxes is not None
    return (*pixels(boxes.digits[0])[:2], *pixels(boxes.digits[-1])[2:])


def read(scan: Image.Image, boxes: FigureBoxes) -> str:
    """The digits in the boxes of a figure, each taken for the shape it covers best."""
    ink = scan.point(lambda value: 255 if value == INK else 0, "1")
    size, rise = (24, 0) if len(boxes.digits) == CELL_DIGITS else (29, 4)
    found = ""
    for box in boxes.digits:
        left, top, right, bottom = pixels(box)
        digit = ink.crop((left, top + 2, right, bottom - 1))
        if sum(digit.histogram()[1:]) > 20:
            away = {text: distance(digit, text, size, rise) for text in "0123456789"}
            found += min(away, key=away.__getitem__)
    return found


def distance(box: Image.Image, digit: str, size: int, rise: int) -> int:
    """How many points differ from the digit, in the way of writing it that is nearest."""
    differing = []
    for variant in range(handwriting.DIGIT_VARIANTS):
        shape = handwriting.digit(digit, variant, size)
        written = Image.new("1", box.size, 0)
        written.paste(1, ((box.width - shape.width) // 2, -2 - rise), shape)
        differing.append(sum(ImageChops.logical_xor(box, written).histogram()[1:]))
    return min(differing)


@pytest.mark.parametrize("contest", [PARTY_CONTEST, SINGLE_CONTEST])
def test_the_figures_on_the_scan_are_those_of_the_protocol(contest: str) -> None:
    for protocol in some(contest):
        scan = picture(protocol)
        for boxes in layout_of(contest).figures:
            expected = protocol.figures.get(boxes.key)
            assert read(scan, boxes) == ("" if expected is None else str(expected)), boxes.key


@pytest.mark.parametrize("contest", [PARTY_CONTEST, SINGLE_CONTEST])
def test_the_code_and_the_marks_are_those_of_the_precinct_s_own_form(contest: str) -> None:
    layout = layout_of(contest)
    assert layout.pages == 1
    detector = cv2.aruco.ArucoDetector(cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50))
    for protocol in some(contest):
        scan = np.asarray(picture(protocol).convert("L"))
        (code,) = zxingcpp.read_barcodes(scan)
        paper = PaperIdentity("kz-demo", contest, protocol.area_id, layout.code)
        assert parse_paper(code.text) == paper
        corners, numbers, _ = detector.detectMarkers(scan)
        found = {int(number): tuple(corner[0][0]) for number, corner in zip(numbers, corners, strict=True)}
        for mark in layout.markers:
            left, top, _, _ = pixels(mark.box)
            assert abs(found[mark.number][0] - left) <= 2 and abs(found[mark.number][1] - top) <= 2


def test_a_scan_is_a_png_that_the_desk_would_accept() -> None:
    facts = inspect_scan(scan_of(some(PARTY_CONTEST)[0]), max_bytes=LARGEST)
    assert (facts.media_type, facts.width, facts.pages) == ("image/png", 840, 1)


def test_the_same_protocol_makes_the_same_bytes_and_scans_stay_small() -> None:
    protocols = some(PARTY_CONTEST, 40)
    scans = [scan_of(protocol) for protocol in protocols]
    assert [scan_of(protocol) for protocol in protocols] == scans
    assert max(len(scan) for scan in scans) < LARGEST
    assert len(set(scans)) == len(scans)


def test_another_figure_changes_its_own_line_alone() -> None:
    protocol = some(PARTY_CONTEST)[0]
    changed = replace(protocol, figures={**protocol.figures, "invalid": protocol.figures["invalid"] + 1})
    difference = ImageChops.difference(
        picture(protocol).convert("L"), picture(changed).convert("L")
    ).getbbox()
    _, top, _, bottom = box_of(PARTY_CONTEST, "invalid")
    assert difference is not None
    assert top - 7 <= difference[1] and difference[3] <= bottom + 7


def test_a_blank_figure_is_left_blank_and_an_illegible_one_is_smudged() -> None:
    protocol = some(PARTY_CONTEST)[0]
    figures = {key: value for key, value in protocol.figures.items() if key != "invalid"}
    blank = replace(protocol, figures=figures)
    smudged = replace(blank, illegible=frozenset({"invalid"}))
    box = box_of(PARTY_CONTEST, "invalid")
    ink = [picture(made).crop(box).histogram()[INK] for made in (blank, protocol, smudged)]
    # A descender of the line above may reach into the box; it is the only ink there.
    assert ink[0] < 30 < ink[1] < ink[2]


def test_words_differ_from_digits_in_as_many_lines_as_the_protocol_says() -> None:
    protocol = some(PARTY_CONTEST)[0]
    agreed = picture(protocol).convert("L")
    differing = picture(replace(protocol, figures={**protocol.figures, "lines_words_differ": 1})).convert("L")
    difference = ImageChops.difference(agreed, differing).getbbox()
    assert difference is not None
    words = layout_of(PARTY_CONTEST).figures[0].words
    assert words is not None and difference[0] >= pixels(words)[0]
    assert difference[3] - difference[1] <= 28


def test_every_protocol_of_a_night_can_be_drawn() -> None:
    """Other ones each day; at length all of them."""
    for arrived in drawn(night(SMALL), 60):
        assert scan_of(arrived.protocol).startswith(b"\x89PNG"), (arrived.protocol.area_id, DAY)


def test_the_paper_has_room_for_every_member_and_every_portable_box() -> None:
    rows = layout_of(PARTY_CONTEST).rows
    for arrived in night():
        assert len(arrived.protocol.rows("issued_by_member")) <= rows
        assert len(arrived.protocol.rows("box_requests")) <= rows


def test_figures_of_members_stand_in_their_cells_and_are_smudged_where_illegible() -> None:
    protocol = some(PARTY_CONTEST)[0]
    key = "issued_by_member[1]"
    cell = box_of(PARTY_CONTEST, key)
    figures = {name: value for name, value in protocol.figures.items() if name != key}
    blank = replace(protocol, figures=figures)
    smudged = replace(blank, illegible=frozenset({key}))
    changed = replace(protocol, figures={**figures, key: protocol.figures[key] + 100})
    ink = [picture(made).crop(cell).histogram()[INK] for made in (blank, protocol, smudged)]
    assert ink[0] < 30 < ink[1] < ink[2]
    assert picture(changed).crop(cell).tobytes() != picture(protocol).crop(cell).tobytes()
