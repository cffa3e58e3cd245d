"""Paper forms drawn simply from their layout (marks, code, boxes), and filled by made-up hands."""

import functools
from collections.abc import Mapping
from dataclasses import replace

import cv2
import numpy as np
import segno

from hattama.core.protocols import PaperIdentity, SheetLayout, corner_mark, lay_out, render_paper
from hattama.demonstration import demonstration_election
from hattama.formats.rulepack import parse_rulepack
from hattama.rulepacks import read_rulepack
from training.handwritten_digits import load_split

DOTS = 12
"""Of a printed page, in one millimetre: about 300 in an inch."""

INK = (150, 60, 30)
"""Blue: blue, green, red."""


@functools.cache
def demonstration_layout(contest: str = "party_list", rows: int = 8) -> SheetLayout:
    election = demonstration_election(3, 1).election
    rules = parse_rulepack(read_rulepack(election.rule_pack), "pack").rules_for(election.contest(contest))
    return lay_out(rules.form, election.contest(contest), ("kk", "ru"), rows=rows)


def identity(
    area_id: str, layout: SheetLayout, *, contest: str = "party_list", copy: int = 0
) -> PaperIdentity:
    return PaperIdentity("kz-demo", contest, area_id, layout.code, copy)


def blank_page(layout: SheetLayout, paper: PaperIdentity, page: int = 0) -> np.ndarray:
    """A printed page, rows x columns x 3 (blue, green, red), DOTS in a millimetre."""
    wide, tall = (side * DOTS // 10 for side in layout.size)
    sheet = np.full((tall, wide, 3), 255, np.uint8)
    for marker in (one for one in layout.markers if one.page == page):
        _put_cells(sheet, corner_mark(marker.number), marker.box, 0)
    code = segno.make(render_paper(replace(paper, page=page)), error="m", micro=False)
    _put_cells(sheet, [[bool(cell) for cell in row] for row in code.matrix], layout.qr[page], 4)
    for figure in (one for one in layout.figures if one.row.page == page):
        for box in (figure.row, *figure.digits, *([figure.words] if figure.words else [])):
            _outline(sheet, box)
        if len(figure.digits) == 5:
            _print(sheet, figure.label, figure.key)
    for place in layout.signatures:
        if place.signature.page == page:
            _outline(sheet, place.signature)
    return sheet


def filled_page(
    layout: SheetLayout,
    paper: PaperIdentity,
    figures: Mapping[str, int],
    chance: np.random.Generator,
    page: int = 0,
) -> np.ndarray:
    """The page with `figures` written into their boxes, right to left, by a hand drawn with `chance`."""
    sheet = blank_page(layout, paper, page)
    for figure in layout.figures:
        if figure.key in figures and figure.row.page == page:
            digits = str(figures[figure.key])[-len(figure.digits) :]
            for digit, box in zip(reversed(digits), reversed(figure.digits), strict=False):
                _write(sheet, int(digit), box, chance)
    for place in layout.signatures:
        if place.signature.page == page:
            _sign(sheet, place.signature, chance)
    return sheet


def made_up_figures(layout: SheetLayout, chance: np.random.Generator) -> dict[str, int]:
    lines = [figure.key for figure in layout.figures if len(figure.digits) == 5]
    return {key: int(10 ** chance.uniform(0.5, 3.4)) for key in lines}


def _place(box, edge: int = 0) -> tuple[slice, slice]:
    scale = DOTS / 10
    return (
        slice(round(box.top * scale) + edge, round(box.bottom * scale) - edge),
        slice(round(box.left * scale) + edge, round(box.right * scale) - edge),
    )


def _put_cells(sheet, cells, box, quiet: int) -> None:
    pattern = np.pad(np.where(np.array(cells), 0, 255).astype(np.uint8), quiet, constant_values=255)
    rows, columns = _place(box)
    size = (columns.stop - columns.start, rows.stop - rows.start)
    sheet[rows, columns] = cv2.resize(pattern, size, interpolation=cv2.INTER_NEAREST)[..., None]


def _outline(sheet, box) -> None:
    rows, columns = _place(box)
    cv2.rectangle(sheet, (columns.start, rows.start), (columns.stop, rows.stop), (0, 0, 0), 3)


def _print(sheet, box, text: str) -> None:
    rows, columns = _place(box)
    at = (columns.start + 20, (rows.start + rows.stop) // 2 + 10)
    cv2.putText(sheet, text[:40], at, cv2.FONT_HERSHEY_SIMPLEX, 1.1, (0, 0, 0), 2, cv2.LINE_AA)


@functools.cache
def _hands() -> dict[int, np.ndarray]:
    """People's digits, of those that the reader of digits did not learn from."""
    shown = load_split().held_back
    return {digit: np.stack([ink for ink, truth in shown if truth == digit]) for digit in range(10)}


def _write(sheet, digit: int, box, chance) -> None:
    hands = _hands()[digit]
    shape = hands[chance.integers(len(hands))]
    rows, columns = _place(box, 6)
    tall = min(rows.stop - rows.start, round(chance.uniform(4.2, 5.6) * DOTS))
    wide = min(columns.stop - columns.start, round(tall * chance.uniform(0.6, 0.85)))
    ink = np.clip(cv2.resize(shape, (wide, tall), interpolation=cv2.INTER_CUBIC) * 2.2 - 0.8, 0, 1)[..., None]
    top = rows.start + int(chance.integers(0, rows.stop - rows.start - tall + 1))
    left = columns.start + int(chance.integers(0, columns.stop - columns.start - wide + 1))
    under = sheet[top : top + tall, left : left + wide]
    under[:] = (under * (1 - ink) + np.array(INK) * ink).astype(np.uint8)


def _sign(sheet, box, chance) -> None:
    rows, columns = _place(box)
    steps = chance.normal(0, 1, (14, 2)).cumsum(axis=0)
    steps = (steps - steps.min(axis=0)) / (np.ptp(steps, axis=0) + 1e-6)
    size = np.array([columns.stop - columns.start, rows.stop - rows.start]) * 0.8
    points = (steps * size + [columns.start + 20, rows.start + 10]).astype(np.int32)
    cv2.polylines(sheet, [points.reshape(-1, 1, 2)], False, INK, 5, cv2.LINE_AA)
