"""Every citation of the product: its norm is there, was in force, and nothing hard rests on a guess."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from hattama.cli.main import main
from hattama.cli.pack_check import troubles, uses_and_faults
from hattama.core.norms import Certainty, Citations
from hattama.core.vocabulary import Severity
from hattama.formats.citing import UseKind
from hattama.formats.norm_files import load_norm
from hattama.formats.shipped_citations import shipped_uses
from hattama.rulepacks import norm_laws, rulepack_ids

SOURCE = Path(__file__).resolve().parents[2] / "src"
_WRITTEN = re.compile(rf"\b(?:{'|'.join(norm_laws())})/[0-9][0-9()a-z/#_-]*")


def test_no_citation_dangles_or_is_out_of_force_and_nothing_hard_rests_on_a_guess():
    uses, faults = uses_and_faults()
    assert sum(use.severity is Severity.HARD for use in uses) > 50
    assert faults == []
    assert troubles(uses, []) == {"dangling": 0, "late": 0, "hard": 0}
    assert {use.kind for use in uses} == set(UseKind)


def test_the_counts_see_what_is_wrong():
    """Without these each 0 could be that of a count which counts nothing."""
    uses, _ = uses_and_faults(["kz-2023"])
    hard = next(use for use in uses if use.severity is Severity.HARD)
    guessed = replace(hard.cited.norms[0], certainty=Certainty.INFERRED)
    assert troubles([replace(hard, is_ours=True)], [])["hard"] == 1
    assert troubles([replace(hard, cited=Citations((guessed,)))], [])["hard"] == 1
    assert troubles([], ["PACK-NORM", "PACK-FORCE"]) == {"dangling": 1, "late": 1, "hard": 0}


@pytest.mark.parametrize(
    ("language", "line", "counted"),
    [
        ("kk", "43-баптың 4-тармағы (kz-elections/43(4)): 05.11.2022 № 156-VII редакциясы", "сілтеме"),
        ("ru", "п. 4 ст. 43 (kz-elections/43(4)): редакция от 05.11.2022 № 156-VII", "ссылок"),
        ("en", "art. 43(4) (kz-elections/43(4)): edition of 05.11.2022 No. 156-VII", "citations"),
    ],
)
def test_each_norm_of_a_pack_is_told_with_the_edition_of_its_day_and_all_are_counted(
    capsys, language, line, counted
):
    assert main(["--lang", language, "pack", "check", "kz-2023", "--editions"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert any(shown.startswith(line) for shown in told)
    norms = {cited for use in shipped_uses("kz-2023") for cited in use.cited.norms}
    assert len(told) == len(norms) + 3
    assert counted in told[-1]
    assert str(len({one.norm_id for one in norms})) in re.findall(r"\d+", told[-1])


def test_without_a_name_registers_and_records_are_counted_too(capsys):
    assert main(["--lang", "en", "pack", "check", "--editions"]) == 0
    told = capsys.readouterr().out
    for name in (*rulepack_ids(), "register/complaints", "publication/kz"):
        assert f"== {name}" in told
    assert "0 of no norm, 0 of norms not in force that day, 0 hard findings" in told


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
