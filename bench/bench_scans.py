"""What taking in a scan costs: beside merely unpacking its JPEG, and a search beside comparing one by one.

The photograph is of a form drawn here from its layout, twelve megapixels and three megabytes, taken askew.
Time is that of the processor, so that a machine with other work tells the same.
"""

import io
import time
from collections.abc import Callable

import cv2
import numpy as np
import segno
from PIL import Image

from bench.row import Row
from hattama.core.protocols import PaperIdentity, SheetLayout, corner_mark, lay_out, render_paper
from hattama.demonstration import demonstration_election
from hattama.formats.rulepack import parse_rulepack
from hattama.rulepacks import read_rulepack
from hattama.scanning import PageState, SignatureShelf, read_pages

NAME = "scans: a photograph of 3 MB taken in; one handwriting sought among 100,000"

DOTS = 10
SIZE = (3024, 4032)
SHELF = 100_000
BUDGET_SECONDS = 1.5
SEARCH_BUDGET_SECONDS = 0.05


def run() -> list[Row]:
    """The whole intake of one photograph, and one search over a full shelf."""
    photograph = take_photograph()
    read_pages(photograph)
    [page] = read_pages(photograph).pages
    assert page.state is PageState.ALIGNED and page.paper is not None, page
    intake = processor_seconds(lambda: read_pages(photograph))
    unpacking = processor_seconds(lambda: Image.open(io.BytesIO(photograph)).convert("RGB"))
    size = len(photograph) / 1e6
    name = f"a photograph of {size:.1f} MB: checked, made straight, code read, shown picture made"
    note = f"budget {BUDGET_SECONDS} s on one core"
    ours, other = search_seconds()
    return [
        Row(name, intake, unpacking, "Pillow unpacks it and no more", note=note),
        Row(
            f"one signature among {SHELF:,}",
            ours,
            other,
            "the same bits compared one by one (int.bit_count)",
            note=f"budget {SEARCH_BUDGET_SECONDS} s",
        ),
    ]


def take_photograph() -> bytes:
    """A JPEG of a printed form lying askew, noisy enough to weigh three megabytes."""
    layout = _layout()
    paper = PaperIdentity("kz-demo", "party_list", "0017", layout.code)
    sheet = _printed(layout, paper)
    tall, wide = sheet.shape
    corners = np.array([[0, 0], [wide, 0], [wide, tall], [0, tall]], np.float32)
    seen = np.array([[420, 260], [2790, 420], [2640, 3820], [230, 3560]], np.float32)
    turn = cv2.getPerspectiveTransform(corners, seen)
    grey = cv2.warpPerspective(sheet, turn, SIZE, flags=cv2.INTER_AREA, borderValue=110.0)
    noise = np.random.default_rng(1).normal(0, 7, grey.shape)
    picture = np.clip(grey.astype(np.float32) * 0.85 + noise, 0, 255).astype(np.uint8)
    out = io.BytesIO()
    Image.fromarray(picture).convert("RGB").save(out, "JPEG", quality=86)
    return out.getvalue()


def search_seconds() -> tuple[float, float]:
    """Seconds of one search over SHELF signatures by the shelf, and one by one."""
    drawn = np.random.default_rng(2).bytes(64 * SHELF)
    signed = [(key + 1, drawn[64 * key : 64 * key + 64]) for key in range(SHELF)]
    shelf = SignatureShelf()
    shelf.add(signed)
    wanted = signed[SHELF // 2][1]
    assert shelf.near(wanted) == {SHELF // 2 + 1: 0}
    as_number = int.from_bytes(wanted)
    numbers = [int.from_bytes(signature) for _, signature in signed]
    ours = processor_seconds(lambda: shelf.near(wanted))
    other = processor_seconds(lambda: [n for n in numbers if (n ^ as_number).bit_count() <= 100])
    return ours, other


def processor_seconds(work: Callable[[], object], times: int = 3) -> float:
    """The least time of the processor that `work` took in several runs."""
    measured = []
    for _ in range(times):
        started = time.process_time()
        work()
        measured.append(time.process_time() - started)
    return min(measured)


def _layout() -> SheetLayout:
    election = demonstration_election(3, 1).election
    contest = election.contest("party_list")
    pack = parse_rulepack(read_rulepack(election.rule_pack), election.rule_pack)
    return lay_out(pack.rules_for(contest).form, contest, pack.languages)


def _printed(layout: SheetLayout, paper: PaperIdentity) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    sheet = np.full((layout.size[1] * DOTS // 10, layout.size[0] * DOTS // 10), 255, np.uint8)
    patterns = [(np.array(corner_mark(one.number)), one.box, 0) for one in layout.markers]
    code = segno.make(render_paper(paper), error="m", micro=False)
    patterns.append((np.array([[bool(cell) for cell in row] for row in code.matrix]), layout.qr[0], 4))
    for cells, box, quiet in patterns:
        if box.page == 0:
            dark = np.pad(np.where(cells, 0, 255).astype(np.uint8), quiet, constant_values=255)
            size = (box.width * DOTS // 10, box.height * DOTS // 10)
            top, left = box.top * DOTS // 10, box.left * DOTS // 10
            sheet[top : top + size[1], left : left + size[0]] = cv2.resize(
                dark, size, interpolation=cv2.INTER_NEAREST
            )
    for figure in layout.figures:
        for box in figure.digits if figure.row.page == 0 else ():
            left, top, right, bottom = (
                edge * DOTS // 10 for edge in (box.left, box.top, box.right, box.bottom)
            )
            cv2.rectangle(sheet, (left, top), (right, bottom), 0, 2)
    return sheet
