"""Every citation of the product: its norm is there, was in force, and nothing hard rests on a guess."""

import re
from pathlib import Path

import pytest

from hattama.cli.main import main
from hattama.core.vocabulary import Severity
from hattama.formats.citing import UseKind, shipped_uses
from hattama.formats.norm_files import load_norm
from hattama.rulepacks import norm_laws, rulepack_ids
from tests.architecture.citations import all_uses, troubles

SOURCE = Path(__file__).resolve().parents[2] / "src"
_WRITTEN = re.compile(rf"\b(?:{'|'.join(norm_laws())})/[0-9][0-9()a-z/#_-]*")


def test_no_citation_dangles_or_is_out_of_force_and_nothing_hard_rests_on_a_guess():
    uses, faults = all_uses()
    assert sum(use.severity is Severity.HARD for use in uses) > 50
    assert troubles(uses, faults) == {"dangling": 0, "out of force": 0, "hard on inferred": 0}


@pytest.mark.parametrize("pack_id", rulepack_ids())
def test_nothing_but_values_of_outcomes_rests_on_a_document(pack_id):
    documents = {use.kind for use in shipped_uses(pack_id) if use.cited.document}
    assert documents <= {UseKind.OUTCOME}


def test_every_norm_that_the_source_names_is_there():
    files = [path for path in SOURCE.rglob("*") if path.suffix in (".py", ".html", ".toml")]
    written = {norm_id for path in files for norm_id in _WRITTEN.findall(path.read_text("utf-8"))}
    assert len(written) > 400
    for norm_id in written:
        assert load_norm(norm_id).norm_id == norm_id


@pytest.mark.parametrize(
    ("language", "line"),
    [
        (
            "kk",
            "    43-баптың 4-тармағының 1) тармақшасы – 05.11.2022 № 156-VII редакциясы, "
            "сол редакциядан оқылды",
        ),
        ("ru", "    пп. 1) п. 4 ст. 43 – редакция от 05.11.2022 № 156-VII, прочитано в этой редакции"),
        ("en", "    art. 43(4), subpara. 1) – edition of 05.11.2022 No. 156-VII, read in that edition"),
    ],
)
def test_a_lawyer_is_told_every_rule_with_its_article_edition_and_how_it_is_known(capsys, language, line):
    assert main(["--lang", language, "pack", "explain", "kz-2023"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert f"{line} (kz-elections/43(4)1)" in told
    codes = {use.code for use in shipped_uses("kz-2023")}
    assert all(any(code in shown for shown in told) for code in codes)
