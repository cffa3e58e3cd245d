"""`hattama sample` from the frame to the estimate: files that people read, faults that name their place."""

import csv
import errno
import json
import os
import random
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from hattama.cli.main import main

SEED = "31415926535897932384"
Said = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A made election of 240 stations in three strata, as a frame with results in one table."""
    folder, chance = tmp_path_factory.mktemp("county"), random.Random(8)
    with (folder / "all.csv").open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(
            [
                *("station", "stratum", "cluster", "registered", "cast", "valid", "invalid"),
                *("votes_a", "votes_b", "votes_c"),
            ]
        )
        for n in range(240):
            registered = chance.randint(300, 2000)
            valid = round(registered * chance.uniform(0.4, 0.7))
            small = 40 if n % 20 == 3 else 2
            first = round(valid * chance.uniform(0.4, 0.6))
            votes = (first, valid - first - small, small)
            told = (registered, valid + 9, valid, 9)
            writer.writerow([f"P{n:03}", "abc"[n % 3], f"k{n % 24}", *told, *votes])
    return folder


def _drawn(county: Path, tmp_path: Path) -> tuple[str, str]:
    """The drawn list and the results of nine tenths of it, the official figures beside them."""
    assert main(_draw(county, "--stations", "60", "--seed", SEED, "--into", str(tmp_path))) == 0
    with (tmp_path / "sample.csv").open(encoding="utf-8", newline="") as stream:
        drawn = {row["station"] for row in csv.DictReader(stream)}
    with (county / "all.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    names = ["station", "registered", "cast", "valid", "invalid", "votes_a", "votes_b", "votes_c"]
    with (tmp_path / "results.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, names, extrasaction="ignore")
        writer.writeheader()
        reported = [row for row in rows if row["station"] in drawn][:54]
        reported[0] = reported[0] | {"cast": str(int(reported[0]["cast"]) + 1)}
        writer.writerows(reported)
    totals = {choice: sum(int(row[f"votes_{choice}"]) for row in rows) for choice in "abc"}
    totals |= {"invalid": 9 * len(rows), "registered": sum(int(row["registered"]) for row in rows)}
    lines = ["choice,votes", *(f"{choice},{votes}" for choice, votes in totals.items())]
    (tmp_path / "official.csv").write_text("\n".join(lines) + "\n", "utf-8")
    return str(tmp_path / "sample.json"), str(tmp_path / "results.csv")


def _draw(county: Path, *words: str) -> list[str]:
    return ["sample", "draw", str(county / "all.csv"), *words]


def test_the_plan_names_the_frame_by_its_hash_and_the_margin_by_the_past(county: Path, capsys: Said) -> None:
    past = ["--past", str(county / "all.csv"), "--lang", "en"]
    assert main(_draw(county, "--stations", "60", *past)) == 0
    equal = capsys.readouterr().out
    assert "Stations: 240, strata: 3. SHA-256 of the frame: " in equal
    assert re.search(r"Planned margin for [ab] by the past results: ± 1\.\d\d\W%\.", equal)
    assert "says nothing of them" in equal
    assert main(_draw(county, "--stations", "60", "--by-spread", *past)) == 0
    assert capsys.readouterr().out != equal


def test_a_past_without_stations_of_a_stratum_plans_no_margin(
    county: Path, tmp_path: Path, capsys: Said
) -> None:
    rows = (county / "all.csv").read_text("utf-8").splitlines()
    past = tmp_path / "past.csv"
    past.write_text("\n".join([rows[0], *(row for row in rows if ",a," in row)]), "utf-8")
    assert main(_draw(county, "--stations", "60", "--past", str(past), "--lang", "en")) == 0
    said = capsys.readouterr().out
    assert "fewer than two stations of these strata: b, c" in said and "±" not in said


def test_the_same_seed_draws_the_same_files(county: Path, tmp_path: Path) -> None:
    for name in ("one", "other"):
        assert main(_draw(county, "--stations", "60", "--seed", SEED, "--into", str(tmp_path / name))) == 0
    for file in ("sample.json", "sample.csv"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "other" / file).read_bytes()
    told = json.loads((tmp_path / "one" / "sample.json").read_bytes())
    assert [(one["units"], len(one["stations"])) for one in told["strata"]] == [(80, 20)] * 3


def test_clusters_are_drawn_and_stations_in_each(county: Path, tmp_path: Path) -> None:
    words = ("--stations", "12", "--in-cluster", "4", "--seed", SEED, "--into", str(tmp_path))
    assert main(_draw(county, *words)) == 0
    told = json.loads((tmp_path / "sample.json").read_bytes())
    assert told["clustered"] is True
    assert [(one["units"], len(one["stations"])) for one in told["strata"]] == [(8, 16)] * 3


def test_a_sealed_list_is_found_changed_by_one_station(county: Path, tmp_path: Path, capsys: Said) -> None:
    listed, _ = _drawn(county, tmp_path)
    assert main(["sample", "seal", listed]) == 0
    against = ["sample", "seal", listed, "--against", f"{listed}.seal.json"]
    assert main(against) == 0
    told = json.loads(Path(listed).read_bytes())
    told["strata"][1]["stations"][3]["station"] = "P999"
    Path(listed).write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", "utf-8")
    capsys.readouterr()
    assert main([*against, "--lang", "en"]) == 1
    assert capsys.readouterr().out == "The file is not the one that was sealed.\n"


def test_two_seals_of_one_list_differ_so_that_nobody_can_try_lists_out(county: Path, tmp_path: Path) -> None:
    listed, _ = _drawn(county, tmp_path)
    digests = set()
    for _ in range(2):
        assert main(["sample", "seal", listed]) == 0
        digests.add(json.loads(Path(f"{listed}.seal.json").read_bytes())["digest"])
        Path(f"{listed}.seal.json").rename(tmp_path / "kept.json")
    assert len(digests) == 2


def test_a_second_seal_never_takes_the_salt_of_the_first_away(county: Path, tmp_path: Path) -> None:
    listed, _ = _drawn(county, tmp_path)
    kept = Path(f"{listed}.seal.json")
    assert main(["sample", "seal", listed]) == 0
    first = kept.read_bytes()
    assert main(["sample", "seal", listed]) == 2
    assert kept.read_bytes() == first


def test_a_digest_is_told_once_its_salt_is_kept_and_half_a_salt_is_no_seal(
    county: Path, tmp_path: Path, capsys: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed, _ = _drawn(county, tmp_path)
    kept = Path(f"{listed}.seal.json")
    kept.write_text('{\n "file": "sam')
    capsys.readouterr()
    assert main(["sample", "seal", listed, "--lang", "en"]) == 2
    assert "this is not the file of a seal" in capsys.readouterr().err
    kept.unlink()

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    assert main(["sample", "seal", listed]) == 2
    assert capsys.readouterr().out == "" and not kept.exists()


@pytest.mark.parametrize(
    ("language", "words"),
    [("kk", "95 % деңгейінде сәйкес"), ("ru", "согласуется на уровне 95 %"), ("en", "consistent at 95 %")],
)
def test_the_estimate_stands_beside_the_official_figures_in_three_languages(
    county: Path, tmp_path: Path, capsys: Said, language: str, words: str
) -> None:
    listed, results = _drawn(county, tmp_path)
    official, svg = str(tmp_path / "official.csv"), tmp_path / "drawn.svg"
    capsys.readouterr()
    asked = ["sample", "estimate", listed, results, "--official", official, "--svg", str(svg)]
    assert main([*asked, "--lang", language]) == 0
    said = capsys.readouterr().out
    assert words in said
    assert not {"fraud", "close to", "фальсиф", "близк", "бұрмала"} & set(said.lower().split())
    drawing = ElementTree.parse(svg).getroot()
    assert len(list(drawing.iter("{http://www.w3.org/2000/svg}circle"))) == 3


def test_the_estimate_as_json_names_each_base_and_what_is_resampled(
    county: Path, tmp_path: Path, capsys: Said
) -> None:
    listed, results = _drawn(county, tmp_path)
    capsys.readouterr()
    asked = ["sample", "estimate", listed, results, "--official", str(tmp_path / "official.csv")]
    assert main([*asked, "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["drawn"], told["reported"], told["seed"]) == (60, 54, SEED)
    assert [base["base"] for base in told["bases"]] == ["valid_votes", "all_ballots", "registered_voters"]
    first = {one["choice"]: one for one in told["bases"][0]["choices"]}
    assert [choice for choice, one in first.items() if one["resampled"]] == ["c"]
    for one in first.values():
        assert one["official"]["consistent"] is (one["low"] <= one["official"]["share"] <= one["high"])
    # Where one of fifty-four stations is not balanced, the error alone would reach below none.
    assert told["unbalanced"]["share"] > 0 == told["unbalanced"]["low"]
    assert set(told["notes"][0]) == {"kk", "ru", "en"}


def test_reports_as_they_came_narrow_the_interval_and_name_who_is_missing(
    county: Path, tmp_path: Path, capsys: Said
) -> None:
    listed, results = _drawn(county, tmp_path)
    capsys.readouterr()
    assert main(["sample", "report", listed, results, "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    widths = [high - low for _, low, high in (step["choices"]["a"] for step in told["progress"])]
    assert widths[-1] == min(widths)
    assert sum(drawn - came for _, drawn, came in told["response"]) == 6
    assert main(["sample", "report", listed, results, "--lang", "ru"]) == 0
    assert "Выпавших участков, которые не сообщили: 6." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda text: text.replace("P", "Q", 1), "results.csv, station: "),
        (lambda text: text + text.splitlines()[1] + "\n", "results.csv"),
        (lambda text: text.replace(",9,", ",x,", 1), "results.csv, row 2, invalid: "),
        (lambda text: text.replace("votes_", "vote_"), "results.csv, row 1, votes_: "),
        (lambda text: text.replace("station", "place", 1), "results.csv, row 1, station: "),
    ],
)
def test_a_fault_in_results_names_file_row_and_column(
    county: Path, tmp_path: Path, capsys: Said, change: object, place: str
) -> None:
    listed, results = _drawn(county, tmp_path)
    Path(results).write_text(change(Path(results).read_text("utf-8")), "utf-8")  # type: ignore[operator]
    capsys.readouterr()
    assert main(["sample", "estimate", listed, results, "--lang", "en"]) == 2
    assert capsys.readouterr().err.startswith(place)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--stations", "241"], "--stations: so many cannot be drawn: 241; possible are 6–240"),
        (["--stations", "60", "--seed", "123"], "--seed: a seed has at least 20 digits"),
        (["--stations", "60", "--by-spread"], "--by-spread: past results are needed"),
    ],
)
def test_a_draw_that_cannot_be_says_why(county: Path, capsys: Said, words: list[str], said: str) -> None:
    assert main([*_draw(county, *words), "--lang", "en"]) == 2
    assert capsys.readouterr().err.startswith(said)
