"""The outcome of a contest as a file: exact, the same bytes every time, and plain where nothing follows."""

import json
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from hattama.core.outcomes import Status
from hattama.core.protocols import RulePack
from hattama.core.tabulation import Total
from hattama.core.tabulation.relation_examples import example_contest
from hattama.core.transparency_log import canonical_bytes
from hattama.core.vocabulary import Contest, Tally
from hattama.formats.outcome_rules import parse_outcome_rules
from hattama.formats.rulepack import parse_rulepack
from hattama.publish.outcomes import OutcomeBasis, outcome_path, render_outcome
from hattama.rulepacks import read_rulepack, rulepack_ids

FORMS = [
    (pack_id, number)
    for pack_id in rulepack_ids()
    for number in range(len(parse_rulepack(read_rulepack(pack_id), pack_id).rules))
]
KINDS = {"president": "president", "referendum": "referendum", "single_mandate": "single_mandate"}


def basis(pack_id: str, number: int = 0, times: int = 1, **changes: Any) -> OutcomeBasis:
    """The example of a form, so many times over, under the rules of its pack."""
    data = read_rulepack(pack_id)
    pack: RulePack = parse_rulepack(data, pack_id)
    form_rules = pack.rules[number]
    made = example_contest(form_rules)
    kind = KINDS.get(made.form, "party_list")
    contest = Contest("asked", kind, made.names, made.choices, made.form, (), changes.pop("seats", 5))
    figures = {key: Tally(value * times, times) for key, value in form_rules.example}
    total = Total(expected=times + 1, received=times, figures=changes.pop("figures", figures))
    rules = parse_outcome_rules(data, pack_id).rules.get(kind)
    return OutcomeBasis(contest, form_rules, changes.pop("rules", rules), total, **changes)


def document(of: OutcomeBasis) -> dict[str, Any]:
    data = render_outcome(of, tree_size=7, rule_pack_sha256="ab" * 32)
    assert data.endswith(b"}\n")
    told: dict[str, Any] = json.loads(data)
    return told


@pytest.mark.parametrize(("pack_id", "number"), FORMS)
def test_of_every_form_of_every_pack_there_is_a_document_in_canonical_form(pack_id: str, number: int) -> None:
    of = basis(pack_id, number, times=3)
    told = document(of)
    assert canonical_bytes(told) + b"\n" == render_outcome(of, tree_size=7, rule_pack_sha256="ab" * 32)
    assert told["schema"] == 1
    assert (told["contest"], told["tree_size"], told["rule_pack_sha256"]) == ("asked", 7, "ab" * 32)
    assert (told["expected"], told["received"]) == (4, 3)
    assert told["status"] in {status.value for status in Status}
    assert told["steps"]


def test_fractions_are_exact_and_name_their_whole() -> None:
    told = document(basis("kz-2026", times=3))
    line = told["choices"][0]
    part, whole = map(int, line["share"].split("/"))
    assert part == line["votes"]
    assert line["share_of"] == "valid"
    shares = [Fraction(choice["share"]) for choice in told["choices"]]
    assert sum(shares) <= 1
    assert Fraction(line["claim"]) == line["whole"] + Fraction(line["remainder"])
    assert whole == next(step for step in told["steps"] if step["code"] == "base")["values"]["total"]
    assert told["total_seats"] == sum(choice["seats"] for choice in told["choices"])


def test_a_referendum_is_told_against_each_whole_and_region_by_region() -> None:
    of = basis("kz-2022-referendum", times=3)
    regions = tuple((f"R{number}", of.total) for number in range(17))
    told = document(OutcomeBasis(of.contest, of.form_rules, of.rules, of.total, regions))
    assert told["answer"] == "adopted"
    assert [one["share_of"] for one in told["conclusions"]] == ["ballots", "for_and_against", "registered"]
    without = document(of)
    assert without["status"] == "incomplete", "nobody told of the regions"


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"rules": None}, "no_rules"),
        ({"seats": 9_999}, "few_votes"),
        ({"figures": {"votes[a]": Tally(-1, 9)}}, "votes_below_zero"),
    ],
)
def test_where_nothing_follows_it_says_why_and_decides_nothing(changes: dict[str, Any], refusal: str) -> None:
    told = document(basis("kz-2026", **changes))
    assert (told["refusal"], told["status"]) == (refusal, None)
    assert "choices" not in told and "steps" not in told


def test_sums_that_json_cannot_hold_are_decided_exactly_and_written_as_digits() -> None:
    of, same = basis("kz-2026", times=3), document(basis("kz-2026", times=3))
    for key, tally in of.total.figures.items():
        of.total.figures[key] = Tally(tally.total * 2**53, tally.contributors)
    told = document(of)
    assert [line["seats"] for line in told["choices"]] == [line["seats"] for line in same["choices"]]
    assert told["choices"][0]["votes"] == str(of.total.sums()["votes[a]"])
    assert canonical_bytes(told)


def test_of_a_civic_count_nothing_follows_for_the_whole_until_there_is_a_copy_of_each_station() -> None:
    of = basis("kz-2026", times=3)
    copies = replace(of, civic=True)
    assert copies.total.missing == 1
    told = document(copies)
    assert (told["refusal"], told["status"]) == ("copies_lack", None)
    whole = replace(copies, total=replace(copies.total, expected=3))
    assert document(whole)["status"] == document(of)["status"] == "decided"


def test_answers_that_are_none_of_the_rules_are_refused() -> None:
    of = basis("kz-2022-referendum")
    contest = Contest("asked", "referendum", of.contest.names, of.contest.choices[:1], of.contest.form)
    assert document(OutcomeBasis(contest, of.form_rules, of.rules, of.total))["refusal"] == "other_answers"


def test_what_protocols_lack_stands_beside_the_outcome() -> None:
    of = basis("kz-2026", times=3)
    of.total.figures["votes[b]"] = Tally(100, 2)
    del of.total.figures["votes[c]"]
    told = document(of)
    assert told["silent"] == ["c"]
    lines = {line["choice"]: (line["votes"], line["share"] is None) for line in told["choices"]}
    assert (lines["b"], lines["c"]) == ((100, False), (None, True))
    assert told["lacking"] == [{"figure": "votes[b]", "protocols": 1}]


@pytest.mark.parametrize("pack_id", ["kz-2026", "kz-2022-referendum", "ro-2024-ep"])
def test_without_any_figure_nobody_is_told_that_nobody_voted(pack_id: str) -> None:
    told = document(basis(pack_id, figures={}))
    assert told["status"] == "incomplete"
    assert {(line["votes"], line["share"]) for line in told["choices"]} == {(None, None)}
    assert "no_votes" not in {step["code"] for step in told["steps"]}


def test_it_lies_under_the_code_of_its_contest() -> None:
    assert outcome_path("party") == "outcomes/party.json"
