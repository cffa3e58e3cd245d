"""`hattama forms`: which forms stand in which file, the same bytes by any processes, plain refusals."""

import sys
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from hattama.cli import forms_printing
from hattama.cli.main import main
from hattama.core.vocabulary import Words
from hattama.demonstration import demonstration_election
from hattama.formats.area_lists import render_areas
from hattama.formats.election_definition import render_election

DEMONSTRATION = demonstration_election(24, 2023)
PRECINCTS = [area for area in DEMONSTRATION.areas if area.is_precinct]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("election")
    (path / "election.toml").write_bytes(render_election(DEMONSTRATION.election))
    (path / "areas.csv").write_bytes(render_areas(DEMONSTRATION.areas))
    return path


def pages(path: Path) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(path)]


def written(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_each_territorial_commission_gets_a_file_with_its_precincts_alone(folder, tmp_path, capsys):
    out = tmp_path / "forms"
    assert main(["forms", str(folder), str(out), "--contest", "party_list"]) == 0
    assert f"Forms: {len(PRECINCTS)};" in capsys.readouterr().out
    commissions = {area.parent_id for area in PRECINCTS}
    assert set(written(out)) == {f"{commission}.pdf" for commission in commissions}
    for commission in commissions:
        expected = [area.area_id for area in PRECINCTS if area.parent_id == commission]
        texts = pages(out / f"{commission}.pdf")
        assert len(texts) == len(expected)
        assert all(area_id in text for area_id, text in zip(expected, texts, strict=True))


def test_files_written_by_several_processes_are_those_of_one(folder, tmp_path, monkeypatch):
    monkeypatch.setattr(forms_printing, "LEAST_FORMS", 1)
    monkeypatch.setattr(forms_printing.os, "cpu_count", lambda: 2)
    assert main(["forms", str(folder), str(tmp_path / "two")]) == 0
    monkeypatch.setattr(forms_printing.os, "cpu_count", lambda: 1)
    assert main(["forms", str(folder), str(tmp_path / "one")]) == 0
    assert written(tmp_path / "one") == written(tmp_path / "two")


def test_one_precinct_has_a_form_for_each_contest_and_numbered_copies_after_each(folder, tmp_path, capsys):
    precinct = PRECINCTS[0].area_id
    out = tmp_path / "one.pdf"
    assert main(["--lang", "ru", "forms", str(folder), str(out), "--area", precinct, "--copies", "2"]) == 0
    texts = pages(out)
    assert ["party_list" in text for text in texts] == [True] * 3 + [False] * 3
    named = ["не утверждённая комиссией форма", "Копия № 1", "Копия № 2"]
    assert all(name in text for name, text in zip(named * 2, texts, strict=True))
    assert "Бланков: 6, файлов: 1." in capsys.readouterr().out


def test_a_contest_of_one_region_is_printed_there_alone(tmp_path):
    region = next(area.area_id for area in DEMONSTRATION.areas if area.level == "region")
    party, single, *_ = DEMONSTRATION.election.contests
    election = replace(DEMONSTRATION.election, contests=(party, replace(single, areas=(region,))))
    (tmp_path / "election.toml").write_bytes(render_election(election))
    (tmp_path / "areas.csv").write_bytes(render_areas(DEMONSTRATION.areas))
    out = tmp_path / "forms"
    assert main(["forms", str(tmp_path), str(out), "--contest", single.code]) == 0
    assert written(out) and all(name.startswith(region) for name in written(out))


def test_more_rows_for_members_are_printed_when_asked_for(folder, tmp_path):
    out = tmp_path / "rows.PDF"
    asked = ["forms", str(folder), str(out), "--area", PRECINCTS[0].area_id, "--contest", "party_list"]
    assert main([*asked, "--rows", "16"]) == 0
    assert len(pages(out)) == 2


def test_the_poster_is_a_file_of_its_own(folder, tmp_path, capsys):
    out = tmp_path / "poster.PDF"
    assert main(["--lang", "kk", "forms", str(folder), str(out), "--poster"]) == 0
    assert f"Плакат жазылды: {out}" in capsys.readouterr().out
    assert "Шаги ночи подсчёта" in pages(out)[0]


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (["--area", "nowhere"], "there is no such area: nowhere"),
        (["--contest", "zz"], "there is no such contest: zz. There are: party_list, single_mandate_01"),
        (["--copies", "999"], "Too many for one file"),
    ],
)
def test_a_call_that_cannot_be_done_is_refused_in_a_sentence_and_writes_nothing(
    folder, tmp_path, capsys, more, sentence
):
    out = tmp_path / "forms.pdf"
    assert main(["--lang", "en", "forms", str(folder), str(out), *more]) == 2
    assert sentence in capsys.readouterr().err
    assert not out.exists()


def test_a_poster_without_a_file_name_and_a_folder_without_an_election_are_refused(folder, tmp_path, capsys):
    assert main(["--lang", "en", "forms", str(folder), str(tmp_path / "poster"), "--poster"]) == 2
    assert "the name of a .pdf file is needed" in capsys.readouterr().err
    assert main(["--lang", "en", "forms", str(tmp_path), str(tmp_path / "forms")]) == 2
    assert "there is no such file" in capsys.readouterr().err


def test_a_place_that_cannot_be_written_is_named(folder, tmp_path, capsys):
    (tmp_path / "file").write_text("")
    out = tmp_path / "file" / "forms"
    assert main(["--lang", "en", "forms", str(folder), str(out)]) == 2
    told = capsys.readouterr().err
    assert told == f"{tmp_path / 'file'}: a file stands where a folder is needed\n"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("kk", "Hattama папкасында мынаны орындаңыз:"),
        ("ru", "Выполните в папке Hattama:"),
        ("en", "Run this in Hattama's folder:"),
    ],
)
def test_without_the_typesetter_a_command_is_named_that_installs_it(
    folder, tmp_path, capsys, monkeypatch, language, words
):
    monkeypatch.setitem(sys.modules, "typst", None)
    assert main(["--lang", language, "forms", str(folder), str(tmp_path / "forms.pdf")]) == 2
    assert f"{words} .venv/bin/pip install -e '.[paper]'" in capsys.readouterr().err


def test_characters_that_the_fonts_lack_are_named_with_the_name_they_stand_in(tmp_path, capsys):
    election = replace(
        DEMONSTRATION.election, names=Words.of({"kk": "Сайлау 漢", "ru": "Выборы", "en": "Election"})
    )
    (tmp_path / "election.toml").write_bytes(render_election(election))
    (tmp_path / "areas.csv").write_bytes(render_areas(DEMONSTRATION.areas))
    for more in (["--area", PRECINCTS[0].area_id], ["--poster"]):
        assert main(["--lang", "ru", "forms", str(tmp_path), str(tmp_path / "out.pdf"), *more]) == 0
        told = capsys.readouterr().err
        assert "Вместо знаков, которых нет в шрифтах, напечатано □: 漢 (U+6F22, «Сайлау 漢»)." in told
