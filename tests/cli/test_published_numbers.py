"""The numbers that must come out, each from a file and a pack of the program, by the command alone."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from hattama.cli.main import main
from hattama.core.vocabulary import round_half_up
from tests.cli.test_outcome import REFERENDUM, YEAR_2021, YEAR_2023
from tests.core.outcomes.samples import vectors

KAZAKHSTAN = vectors("kazakhstan.json")


class Ask:
    """Runs `hattama outcome` on a text of votes and gives back what it says as JSON."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._file, self._capsys = folder / "votes.csv", capsys

    def __call__(self, votes: str, *words: str) -> dict[str, Any]:
        self._file.write_text(votes, "utf-8")
        assert (
            main(["outcome", str(self._file), *words, "--format", "json", "--explain", "--lang", "en"]) == 0
        )
        record: dict[str, Any] = json.loads(self._capsys.readouterr().out)
        return record


@pytest.fixture
def ask(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Ask:
    return Ask(tmp_path, capsys)


def percent(share: str) -> str:
    part, whole = map(int, share.split("/"))
    return f"{float(round_half_up(Fraction(part, whole) * 100, 2)):.2f}"


def test_2021_gives_76_12_and_10_and_with_five_percent_72_11_9_and_6(ask: Ask) -> None:
    in_force = ask(YEAR_2021, "--rules", "kz-2021")["seats"]
    assert in_force == {"nur_otan": 76, "aq_zhol": 12, "ppk": 10, "auyl": 0, "adal": 0}
    five = ask(YEAR_2021, "--rules", "kz-2021", "--threshold", "5/100")["seats"]
    assert five == {"nur_otan": 72, "aq_zhol": 11, "ppk": 9, "auyl": 6, "adal": 0}


def test_2023_gives_40_8_6_6_5_and_4_of_6_366_441_who_took_part(ask: Ask) -> None:
    found = ask(YEAR_2023, "--rules", "kz-2023")
    assert list(found["seats"].values()) == [40, 8, 6, 6, 5, 4, 0]
    assert {choice["share"].partition("/")[2] for choice in found["choices"]} == {"6366441"}


def test_the_turnout_of_the_2022_referendum_is_68_05_percent_of_11_734_642(ask: Ask) -> None:
    steps = {step["code"]: step for step in ask(REFERENDUM, "--rules", "kz-2022-referendum")["steps"]}
    values = steps["turnout_enough"]["values"]
    assert (values["took_part"], values["entitled"]) == (7_985_769, 11_734_642)
    assert percent(values["turnout_share"]) == "68.05"


def test_for_is_77_18_of_all_ballots_80_53_of_for_and_against_and_52_52_of_registered(ask: Ask) -> None:
    conclusions = ask(REFERENDUM, "--rules", "kz-2022-referendum")["conclusions"]
    assert {one["share_of"]: percent(one["share"]) for one in conclusions} == {
        "ballots": "77.18",
        "for_and_against": "80.53",
        "registered": "52.52",
    }


def test_7_985_769_is_the_sum_of_the_four_parts_and_the_register_grew_by_12_106() -> None:
    assert 6_163_516 + 1_490_470 + 205_924 + 125_859 == 7_985_769
    registered = KAZAKHSTAN["registered_2022"]
    assert registered["on_4_june"] + registered["added_on_the_day"] == registered["final"] == 11_734_642


@pytest.mark.parametrize("rest", ["against", "invalid"])
def test_of_2024_turnout_and_share_come_out_whatever_the_votes_were_that_nobody_told(
    ask: Ask, rest: str
) -> None:
    votes = {"for": 5_561_937, "against": 0, "invalid": 0, "registered": 12_284_487, "regions_for": 20}
    votes |= {rest: 7_820_204 - votes["for"], "regions": 20}
    rows = "".join(f"{code},{value}\n" for code, value in votes.items())
    found = ask(f"choice,votes\n{rows}", "--rules", "kz-2024-referendum")
    steps = {step["code"]: dict(step["values"]) for step in found["steps"]}
    assert percent(steps["turnout_enough"]["turnout_share"]) == "63.66"
    assert percent(found["conclusions"][0]["share"]) == "71.12"


@pytest.mark.parametrize("year", KAZAKHSTAN["presidents"], ids=lambda year: year["name"])
def test_a_president_was_elected_in_the_first_round_with_the_published_shares(
    ask: Ask, year: dict[str, Any]
) -> None:
    rows = [f"{code},{votes}" for code, votes in {**year["votes"], **year["parts"]}.items()]
    found = ask("choice,votes\n" + "\n".join(rows) + "\n", "--rules", year["pack"])
    assert (found["status"], found["elected"]) == ("decided", [year["elected"]])
    shares = {one["choice"]: one["share"] for one in found["choices"]}
    assert {code: percent(share) for code, share in shares.items()} == year["shares"]
    assert {int(share.partition("/")[2]) for share in shares.values()} == {year["base"]}


def test_one_party_over_the_threshold_leaves_two_seats_to_the_next_or_the_law_is_silent(ask: Ask) -> None:
    others = "".join(f"small{n},20000,{n + 3}\n" for n in range(40))
    head = "choice,votes,registered_order\n"
    two = ask(f"{head}one,900000,1\ntwo,40000,2\n", "--rules", "kz-2023")
    assert (two["status"], two["seats"]) == ("decided", {"one": 67, "two": 2})
    silent = ask(f"{head}one,900000,1\ntwo,10000,2\n", "--rules", "kz-2023")
    assert silent["status"] == "law_is_silent"
    assert silent["steps"][-1]["code"] != two["steps"][-1]["code"]
    crowded = ask(f"{head}one,900000,1\ntwo,40000,2\n{others}", "--rules", "kz-2023")
    assert crowded["seats"]["two"] == 2


def test_two_of_three_denominators_lead_elsewhere_and_it_is_shown(ask: Ask) -> None:
    votes = "choice,votes\nfor,5100\nagainst,4000\nboth_marked,700\ninvalid,500\n"
    votes += "registered,15000\nregions_for,17\nregions,17\n"
    found = ask(votes, "--rules", "kz-2022-referendum")
    assert [one["enough"] for one in found["conclusions"]] == [False, True, False]
    assert found["answer"] == "not_adopted"
    assert "wholes_disagree" in [step["code"] for step in found["steps"]]
