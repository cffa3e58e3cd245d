import io
from dataclasses import replace
from functools import cache

import pytest
from PIL import Image, ImageChops

from hattama.core.protocols import Protocol
from hattama.core.vocabulary import Area
from hattama.demonstration import draw_scan
from hattama.demonstration.contests import PARTY_CONTEST, SINGLE_CONTEST
from hattama.demonstration.papers import handwriting, sheet
from hattama.demonstration.papers.lines import CELLS, Line, lines_of
from hattama.demonstration.papers.png import INK, MARGIN
from hattama.formats.scans import inspect_scan
from tests.demonstration.made import SMALL, demonstration, night

LARGEST = 24_000


@cache
def areas() -> dict[str, Area]:
    return {area.area_id: area for area in demonstration(SMALL).areas}


def scan_of(protocol: Protocol) -> bytes:
    election = demonstration(SMALL).election
    return draw_scan(election, election.contest(protocol.contest), areas()[protocol.area_id], protocol)


def picture(protocol: Protocol) -> Image.Image:
    with Image.open(io.BytesIO(scan_of(protocol))) as opened:
        opened.load()
        return opened


def some(contest: str, count: int = 3) -> list[Protocol]:
    return [arrived.protocol for arrived in night(SMALL) if arrived.protocol.contest == contest][:count]


def box_of(contest: str, line: str) -> tuple[int, int, int, int]:
    """Where the boxes for digits of a line stand on the picture."""
    lines = lines_of(demonstration(SMALL).election.contest(contest))
    place = [found.key for found in lines].index(line)
    top = sheet.TABLE_TOP + sheet.ROW * place
    left = sheet.DIGITS - MARGIN
    return left, top, left + sheet.BOX * sheet.BOXES, top + sheet.ROW


def read(scan: Image.Image, contest: str, line: Line) -> str:
    """The digits in the boxes of a line, each taken for the shape it covers best."""
    left, top, _, _ = box_of(contest, line.key)
    ink = scan.point(lambda value: 255 if value == INK else 0, "1")
    found = ""
    for place in range(sheet.BOXES):
        box = ink.crop(
            (left + sheet.BOX * place - 2, top + 1, left + sheet.BOX * (place + 1) + 2, top + sheet.ROW - 1)
        )
        if sum(box.histogram()[1:]) > 20:
            found += min("0123456789", key=lambda digit: min(distance(box, digit, way) for way in range(2)))
    return found


def distance(box: Image.Image, digit: str, variant: int) -> int:
    shape = handwriting.digit(digit, variant)
    written = Image.new("1", box.size, 0)
    written.paste(1, (2 + (sheet.BOX - shape.width) // 2, -5), shape)
    return sum(ImageChops.logical_xor(box, written).histogram()[1:])


@pytest.mark.parametrize("contest", [PARTY_CONTEST, SINGLE_CONTEST])
def test_the_figures_on_the_scan_are_those_of_the_protocol(contest: str) -> None:
    for protocol in some(contest):
        scan = picture(protocol)
        for line in lines_of(demonstration(SMALL).election.contest(contest)):
            if not line.cells and line.key in protocol.figures:
                assert read(scan, contest, line) == str(protocol.figures[line.key])


def test_a_scan_is_a_png_that_the_desk_would_accept() -> None:
    facts = inspect_scan(scan_of(some(PARTY_CONTEST)[0]), max_bytes=LARGEST)
    assert (facts.media_type, facts.width, facts.pages) == ("image/png", 784, 1)


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
    assert top - sheet.ROW // 4 <= difference[1] and difference[3] <= bottom + sheet.ROW // 4


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
    assert difference[0] >= sheet.IN_WORDS - MARGIN
    assert difference[3] - difference[1] <= sheet.ROW


def test_every_protocol_of_a_night_can_be_drawn() -> None:
    assert all(scan_of(arrived.protocol).startswith(b"\x89PNG") for arrived in night(SMALL))


def test_the_paper_has_room_for_every_member_and_every_portable_box() -> None:
    for arrived in night():
        assert len(arrived.protocol.rows("issued_by_member")) <= CELLS
        assert len(arrived.protocol.rows("box_requests")) <= CELLS


def test_figures_of_members_stand_in_their_cells_and_are_smudged_where_illegible() -> None:
    protocol = some(PARTY_CONTEST)[0]
    key = "issued_by_member[1]"
    left, top, _, bottom = box_of(PARTY_CONTEST, "issued_by_member")
    cell = (left, top, left + sheet.CELL, bottom)
    figures = {name: value for name, value in protocol.figures.items() if name != key}
    blank = replace(protocol, figures=figures)
    smudged = replace(blank, illegible=frozenset({key}))
    changed = replace(protocol, figures={**figures, key: protocol.figures[key] + 100})
    ink = [picture(made).crop(cell).histogram()[INK] for made in (blank, protocol, smudged)]
    assert ink[0] < 30 < ink[1] < ink[2]
    assert picture(changed).crop(cell).tobytes() != picture(protocol).crop(cell).tobytes()
