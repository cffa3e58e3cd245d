"""`hattama audit` from files alone: how many places, which ones, and whether their second count confirms."""

import json
from pathlib import Path
from typing import Any

import pytest

from hattama.cli.main import main

SEED = "27182818284590452353"
PLACES = 60
CALL = ("--rules", "kz-2023", "--contest", "single_mandate", "--lang", "en")


def write(path: Path, places: dict[str, tuple[int, int]], extra: str = "") -> str:
    rows = [
        f"{code},{votes},{name}"
        for name, two in places.items()
        for code, votes in zip("ab", two, strict=True)
    ]
    path.write_text("choice,votes,area\n" + "\n".join(rows) + "\n" + extra, encoding="utf-8")
    return str(path)


@pytest.fixture
def reported(tmp_path: Path) -> str:
    return write(tmp_path / "votes.csv", {f"p{one}": (60, 40) for one in range(PLACES)})


def record(capsys: pytest.CaptureFixture[str], *call: str) -> dict[str, Any]:
    main(["audit", *call, "--format", "json"])
    return dict(json.loads(capsys.readouterr().out))


def test_a_plan_says_what_each_limit_costs_in_places_ballots_and_hours(
    reported: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["audit", reported, *CALL, "--pace", "100"]) == 0
    out = capsys.readouterr().out
    assert "Assertions that the outcome rests on: 1; the hardest: a has more votes than b." in out
    # U = 60 places, each with (60 - 40 + 100) of 1,200 that would alter it: 6; ln 0.05 / ln(5/6) = 16.4.
    [size] = [
        one
        for one in record(capsys, reported, *CALL, "--pace", "100")["sizes"]
        if one["risk_limit"] == "1/20"
    ]
    assert (size["draws"], size["full_count"]) == (17, False)
    # Of 60 places with equal weights 17 draws leave out each with (59/60)^17 = 0.7515.
    assert (size["places"], size["ballots"], size["hours"]) == (15, 1491, 15)
    assert "Its SHA-256: " in out


def test_a_draw_is_the_same_for_everybody_and_another_seed_draws_others(
    reported: str, capsys: pytest.CaptureFixture[str]
) -> None:
    drawn = [record(capsys, reported, *CALL, "--seed", seed)["drawn"] for seed in (SEED, SEED, SEED[::-1])]
    assert drawn[0] == drawn[1] != drawn[2]
    assert len(drawn[0]) == 17


def test_a_second_count_that_agrees_confirms_at_the_limit_and_not_a_draw_before(
    reported: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    drawn = record(capsys, reported, *CALL, "--seed", SEED)["drawn"]
    counted = write(tmp_path / "counted.csv", dict.fromkeys(drawn, (60, 40)))
    assert main(["audit", reported, *CALL, "--seed", SEED, "--counted", counted]) == 0
    assert "after 17 draws: the audit can stop." in capsys.readouterr().out
    last = next(name for name in reversed(drawn) if drawn.count(name) == 1)
    fewer = write(tmp_path / "counted.csv", dict.fromkeys([one for one in drawn if one != last], (60, 40)))
    assert main(["audit", reported, *CALL, "--seed", SEED, "--counted", fewer]) == 1
    assert f"To be counted next: {last}" in capsys.readouterr().out


def test_errors_cost_draws_and_too_great_a_one_a_full_count(
    reported: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    drawn = record(capsys, reported, *CALL, "--seed", SEED)["drawn"]
    all_of_them = {f"p{one}": (60, 40) for one in range(PLACES)}
    some = write(tmp_path / "some.csv", all_of_them | {drawn[0]: (50, 50)})
    judged = record(capsys, reported, *CALL, "--seed", SEED, "--counted", some)
    assert (judged["confirmed"], len(judged["draws"])) == (True, 18)
    assert judged["draws"][0]["taint"] == "1/6"
    lost = write(tmp_path / "lost.csv", all_of_them | {drawn[0]: (0, 100)})
    assert main(["audit", reported, *CALL, "--seed", SEED, "--counted", lost]) == 1
    assert "count all ballots again" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("places", "extra", "more", "said"),
    [
        ({"p1": (5, 5), "p2": (4, 4)}, "", (), "no sample can confirm this outcome"),
        ({"p1": (5, 4)}, "a,9,\nb,4,\n", (), "another number than the whole, 9: 5"),
        ({"p1": (5, 4), "p2": (5, 4)}, "invalid,1,p1\n", (), "the place p2 has no row for invalid"),
        ({"p1": (5, 4)}, "", ("--seed", "123"), "a seed has at least 20 digits"),
        ({"p1": (5, 4)}, "", ("--counted", "x.csv"), "name --seed"),
        ({"p1": (5, 4)}, "", ("--risk", "0"), "a risk limit lies between 0 and 1"),
    ],
)
def test_what_cannot_be_audited_is_refused_with_a_sentence(
    places: dict[str, tuple[int, int]],
    extra: str,
    more: tuple[str, ...],
    said: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["audit", write(tmp_path / "votes.csv", places, extra), *CALL, *more]) == 2
    assert said in capsys.readouterr().err


def test_a_place_that_nobody_reported_is_refused(
    reported: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    counted = write(tmp_path / "counted.csv", {"stranger": (1, 1)})
    assert main(["audit", reported, *CALL, "--seed", SEED, "--counted", counted]) == 2
    assert "not among the places: stranger" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("a,60,p1\n", "the area p1 has no row for b"),
        ("a,60,p1\nb,40,p1\nc,1,p1\n", "the election has no such choice: c"),
    ],
)
def test_a_second_count_that_lacks_a_choice_is_not_taken_for_none_of_its_votes(
    rows: str, said: str, reported: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    counted = tmp_path / "counted.csv"
    counted.write_text("choice,votes,area\n" + rows, encoding="utf-8")
    assert main(["audit", reported, *CALL, "--seed", SEED, "--counted", str(counted)]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("read", "said"),
    [
        (b"area,ballot,choice\np1,1,a\np1,1,b\n", "read.csv, row 3: this row was given before: p1 1, row 2"),
        (b"p1,1,a\np1,2,a\n", "an unknown column"),
        (b"area,ballot,choice\np1,1,\xff\n", "read.csv, row 2: the row holds bytes that are not UTF-8"),
        (None, "no such file or folder"),
    ],
)
def test_ballots_read_twice_or_in_no_table_are_refused_at_their_row(
    read: bytes | None, said: str, reported: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "read.csv"
    if read is not None:
        file.write_bytes(read)
    call = (reported, *CALL, "--by", "ballots", "--seed", SEED, "--counted", str(file))
    assert main(["audit", *call]) == 2
    assert said in capsys.readouterr().err


def test_single_ballots_are_drawn_read_and_judged(
    reported: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call = (reported, *CALL, "--risk", "10%", "--by", "ballots", "--seed", SEED, "--draws", "150")
    drawn = [one.split() for one in record(capsys, *call)["drawn"]]
    assert len(drawn) == len({tuple(one) for one in drawn}) == 150
    read = tmp_path / "read.csv"
    read.write_text(
        "area,ballot,choice\n" + "".join(f"{area},{ballot},a\n" for area, ballot in drawn), encoding="utf-8"
    )
    judged = record(capsys, *call, "--counted", str(read))
    assert judged["confirmed"] and judged["draws"][0]["read"] == "a" and len(judged["draws"]) < 30
    read.write_text("area,ballot,choice\np1,0,a\np1,1,nobody\n", encoding="utf-8")
    assert main(["audit", *call, "--counted", str(read)]) == 2
    assert capsys.readouterr().err.count("area,ballot,choice with a number from 1") == 2
