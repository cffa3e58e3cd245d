"""The demonstration election made at full size, and its scans drawn."""

import io
from itertools import islice

from PIL import Image

from bench.row import Row, best_seconds
from hattama.core.protocols import Protocol
from hattama.demonstration import blank_forms, demonstration_election, draw_scan
from hattama.demonstration.papers.png import render_png
from hattama.formats.rulepack import parse_rulepack
from hattama.rulepacks import read_rulepack

NAME = "demonstration: a night of 10,223 precincts, and the scans of its protocols"

_SCANS = 400
_SEED = 2023


def run() -> list[Row]:
    """Time the whole night, one scan, and our PNG writer beside Pillow's on the same sheet."""
    made = demonstration_election(10_223, _SEED)
    areas = {area.area_id: area for area in made.areas}
    protocols = [arrived.protocol for arrived in islice(made.protocols(), _SCANS)]

    pack = parse_rulepack(read_rulepack(made.election.rule_pack), made.election.rule_pack)
    forms = {contest.code: pack.rules_for(contest).form for contest in made.election.contests}
    blanks = blank_forms(made.election, forms)

    def draw(paper: Protocol) -> bytes:
        return draw_scan(made.election, blanks[paper.contest], areas[paper.area_id], paper)

    def draw_all() -> int:
        return sum(len(draw(paper)) for paper in protocols)

    size = draw_all() / _SCANS
    sheet = blanks[made.election.contests[0].code].clean
    picture = Image.open(io.BytesIO(render_png(sheet)))
    picture.load()
    return [
        Row("areas and protocols of the night", best_seconds(lambda: _night(), 2), None, ""),
        Row("one scan", best_seconds(draw_all) / _SCANS * 1000, None, "", "ms", f"{size / 1000:.1f} kB each"),
        Row(
            "an empty sheet as PNG",
            best_seconds(lambda: render_png(sheet), 20) * 1000,
            best_seconds(lambda: picture.save(io.BytesIO(), "PNG", bits=2), 20) * 1000,
            "Pillow's writer",
            "ms",
        ),
    ]


def _night() -> int:
    return sum(1 for _ in demonstration_election(10_223, _SEED).protocols())
