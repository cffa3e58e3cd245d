"""Blank forms of one commission made ready to print."""

from itertools import islice

from bench.row import Row, best_seconds
from hattama.core.tabulation import AreaTree
from hattama.demonstration import demonstration_election
from hattama.formats.rulepack import parse_rulepack
from hattama.publish.paper import FormPlace, FormSheet, prepare_form, qr_picture, render_forms
from hattama.rulepacks import read_rulepack

NAME = "blank forms: the PDF of one territorial commission"

_PRECINCTS = 50


def run() -> list[Row]:
    """Time a PDF of 100 forms on one core, and the QR codes that are part of it."""
    made = demonstration_election(300, 2023)
    areas = AreaTree.of(made.areas)
    pack = parse_rulepack(read_rulepack(made.election.rule_pack), made.election.rule_pack)
    forms = [prepare_form(made.election, contest, pack) for contest in made.election.contests]
    sheets = [
        FormSheet(form, FormPlace(precinct, ()))
        for precinct in islice(areas.precincts(), _PRECINCTS)
        for form in forms
    ]
    size = len(render_forms(sheets)) / len(sheets)
    seconds = best_seconds(lambda: render_forms(sheets)) / len(sheets)
    codes = best_seconds(
        lambda: [qr_picture(f"HATTAMA1/kz-demo/party_list/75-{n:04}/66e11eb7/0/0") for n in range(20)]
    )
    return [
        Row("one form", seconds * 1000, None, "", "ms", f"{size / 1000:.1f} kB each"),
        Row("of it the QR code", codes / 20 * 1000, None, "", "ms"),
    ]
