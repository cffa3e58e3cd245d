"""The `[outcome]` part of packs: published results under the packs, and every fault at its key."""

from typing import Any

import pytest

from hattama.core.norms import Citations
from hattama.core.outcomes import (
    ChoiceVotes,
    ContestRules,
    Method,
    Outcome,
    PartyListRules,
    ReferendumRules,
    Ruled,
    Status,
    Votes,
    decide,
    say_share,
    told_rules,
)
from hattama.core.outcomes.result import Answer
from hattama.formats.faults import InputFaults
from hattama.formats.outcome_rules import OutcomePack, parse_outcome_rules
from hattama.rulepacks import read_rulepack, rulepack_ids
from tests.core.outcomes.samples import vectors, votes_for

KAZAKHSTAN = vectors("kazakhstan.json")
NEIGHBOURS = vectors("neighbours.json")["examples"]

HEAD = """
[pack]
id = "test"
law = "kz-elections"
law_on = 2023-03-19
names = { kk = "сынақ", ru = "проба", en = "test" }
"""
LISTS = """
[outcome.party_list]
method = { value = "hare", document = "1" }
threshold = { value = "5/100", document = "2" }
threshold_base = { value = "valid", document = "3" }
ties = { value = ["registered_earlier"], document = "4" }
"""


def pack_of(pack_id: str) -> OutcomePack:
    return parse_outcome_rules(read_rulepack(pack_id), f"{pack_id}.toml")


def parse(text: str) -> OutcomePack:
    return parse_outcome_rules((HEAD + text).encode(), "test.toml")


def faults_of(text: str) -> list[tuple[str, str]]:
    with pytest.raises(InputFaults) as refusal:
        parse(text)
    return [(fault.code, fault.field) for fault in refusal.value.faults]


def ruled_values(rules: ContestRules) -> list[Ruled[Any]]:
    values = (getattr(rules, name) for name in rules.__slots__ if name != "__weakref__")
    return [value for value in values if isinstance(value, Ruled)]


@pytest.mark.parametrize("year", KAZAKHSTAN["party_lists"], ids=lambda year: year["name"])
def test_the_pack_of_the_year_gives_the_published_seats(year: dict[str, Any]) -> None:
    rules = pack_of(year["pack"]).rules["party_list"]
    outcome = decide(rules, votes_for(year["votes"], year["parts"]))
    assert outcome.seats == year["expected"]
    assert outcome.status is Status.DECIDED


@pytest.mark.parametrize("stage", KAZAKHSTAN["referendums"], ids=lambda stage: stage["name"])
def test_the_pack_of_the_referendum_gives_its_answer(stage: dict[str, Any]) -> None:
    outcome = decide(pack_of(stage["pack"]).rules["referendum"], votes_for(stage["votes"], stage["parts"]))
    assert outcome.answer is Answer(stage["answer"])


def answer_of(pack_id: str, **parts: int) -> Answer | None:
    counted = {"invalid": 0, "registered": 1_000, **parts}
    outcome = decide(pack_of(pack_id).rules["referendum"], votes_for({"for": 600, "against": 200}, counted))
    assert isinstance(outcome, Outcome)
    return outcome.answer


def test_regions_decide_on_the_constitution_and_not_on_another_question() -> None:
    """31(3), part two, of changes of the Constitution (2022, 2026); in 2024 another question was put."""
    assert answer_of("kz-2022-referendum", regions_for=12, regions=17) is Answer.ADOPTED
    assert answer_of("kz-2026-referendum", regions_for=13, regions=20) is Answer.NOT_ADOPTED
    assert answer_of("kz-2026-referendum", regions_for=14, regions=20) is Answer.ADOPTED
    assert answer_of("kz-2024-referendum") is Answer.ADOPTED


@pytest.mark.parametrize(
    ("pack_id", "kind", "rule", "norm"),
    [
        ("kz-2023", "single_mandate", "winner", "kz-elections/9(2)/p2"),
        ("kz-2022-referendum", "referendum", "regions_share", "kz-referendum/31(3)/p2"),
        ("kz-2026-referendum", "referendum", "regions_share", "kz-referendum/31(3)/p2"),
    ],
)
def test_a_rule_cites_the_very_part_of_the_article_that_states_it(
    pack_id: str, kind: str, rule: str, norm: str
) -> None:
    assert getattr(pack_of(pack_id).rules[kind], rule).cited.ids == (norm,)


def test_the_preliminary_result_of_march_2026_comes_out_without_what_is_not_known() -> None:
    """Ballots with both options are the difference; entitled citizens and votes by region were not found."""
    parts = {"invalid": 146_558, "both_marked": 127_868}
    votes = votes_for({"for": 7_954_667, "against": 898_099}, parts)
    outcome = decide(pack_of("kz-2026-referendum").rules["referendum"], votes)
    assert isinstance(outcome, Outcome)
    share = outcome.conclusions[0].share
    assert share is not None
    assert share.whole == 9_127_192
    assert say_share(share.fraction, "en") == "87.15\u202f%"
    assert outcome.status is Status.INCOMPLETE


@pytest.mark.parametrize("example", NEIGHBOURS, ids=lambda example: example["name"])
def test_packs_of_other_countries_give_their_published_seats(example: dict[str, Any]) -> None:
    groups = example.get("groups", {})
    votes = Votes(
        tuple(ChoiceVotes(code, n, group=groups.get(code, "")) for code, n in example["votes"].items())
    )
    outcome = decide(pack_of(example["pack"]).rules["party_list"], votes)
    assert {code: seats for code, seats in outcome.seats.items() if seats} == example["expected"]
    assert outcome.status is Status.DECIDED


def test_the_same_votes_under_another_years_pack_give_other_seats() -> None:
    votes = votes_for(KAZAKHSTAN["party_lists"][0]["votes"], {"against_all": 248_291})
    under_2021 = decide(pack_of("kz-2021").rules["party_list"], votes)
    assert under_2021.total_seats == 98
    assert [line.code for line in under_2021.lines if line.admitted] == [
        "amanat",
        "auyl",
        "respublica",
        "aq_zhol",
    ]


def test_2026_shares_145_seats_and_marks_what_was_carried_over() -> None:
    rules = pack_of("kz-2026").rules["party_list"]
    assert isinstance(rules, PartyListRules)
    assert rules.seats is not None
    assert rules.seats.value == 145
    (law, *others) = [rule for rule in told_rules(rules) if rule.inferred]
    assert (law.code, others) == ("seats", [])


@pytest.mark.parametrize("pack_id", rulepack_ids())
def test_every_value_of_a_pack_names_where_it_comes_from(pack_id: str) -> None:
    pack = pack_of(pack_id)
    assert pack.pack_id == pack_id
    assert pack.rules
    for rules in pack.rules.values():
        for value in ruled_values(rules):
            assert value.cited
            assert not value.note or set(value.note) == {"kk", "ru", "en"}


def test_the_hash_of_a_pack_changes_with_every_byte() -> None:
    data = read_rulepack("kz-2023")
    changed = data.replace(b"5/100", b"6/100")
    assert parse_outcome_rules(data, "a").sha256 != parse_outcome_rules(changed, "a").sha256


def test_a_pack_without_outcomes_has_no_rules() -> None:
    assert dict(parse("").rules) == {}


def test_kinds_stand_in_the_order_of_the_pack() -> None:
    local = ["maslikhat_list", "maslikhat_district", "akim", "senate", "senate_second_round"]
    assert list(pack_of("kz-2023").rules) == ["party_list", "single_mandate", *local]


@pytest.mark.parametrize("pack_id", ["kz-2011", "kz-2019", "kz-2022-president"])
def test_a_second_round_is_a_contest_of_its_own_that_goes_to_the_most_votes(pack_id: str) -> None:
    rules = pack_of(pack_id).rules["president_second_round"]
    votes = votes_for({"a": 480, "b": 460}, {"against_all": 60})
    outcome = decide(rules, votes)
    assert isinstance(outcome, Outcome)
    assert (outcome.status, outcome.elected) == (Status.DECIDED, ("a",))
    assert outcome.steps[-1].cited.ids == ("kz-elections/9(1)", "kz-elections/65(2)2")
    shared = decide(rules, votes_for({"a": 480, "b": 480}))
    assert isinstance(shared, Outcome)
    assert shared.status is Status.REPEAT_ELECTION


def test_a_pack_may_state_a_second_round_by_itself() -> None:
    stated = '[outcome.senate_second_round]\nwinner = { value = "most_votes", document = "9" }\n'
    stated += 'tie = { value = "repeat", document = "8" }\nbase = { value = "valid", document = "7" }\n'
    assert parse(LISTS + stated).rules["senate_second_round"].base.cited == Citations(document="7")


def test_the_smallest_rules_of_lists_are_read() -> None:
    rules = parse(LISTS).rules["party_list"]
    assert isinstance(rules, PartyListRules)
    assert rules.method == Ruled(Method.HARE, Citations(document="1"))
    assert rules.seats is None
    assert rules.lone_list is None


@pytest.mark.parametrize("pack_id", rulepack_ids())
def test_a_rule_that_rests_on_what_was_not_read_is_seen_by_its_norms(pack_id: str) -> None:
    pack = pack_of(pack_id)
    values = [value for rules in pack.rules.values() for value in ruled_values(rules)]
    editions = {text.edition for value in values for text in value.cited.norms if value.cited.is_inferred}
    assert editions <= {"E2011", "E2022-11", "GE2024", "RO2024"}


def test_a_note_is_kept_in_three_languages() -> None:
    note = '{ kk = "қ", ru = "р", en = "e" }'
    text = LISTS.replace('document = "2" }', f'document = "2", inferred = true, note = {note} }}')
    rules = parse(text).rules["party_list"]
    assert isinstance(rules, PartyListRules)
    assert rules.threshold.inferred
    assert rules.threshold.note["kk"] == "қ"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[outcome]", ("OUTCOME-NONE", "outcome")),
        ("[outcome.lottery]\nx = 1", ("OUTCOME-NONE", "outcome")),
        (LISTS + "colour = 1", ("TOML-UNKNOWN", "outcome.party_list.colour")),
        (
            LISTS.replace('value = "hare"', 'value = "lots"'),
            ("TOML-VALUE", "outcome.party_list.method.value"),
        ),
        (LISTS.replace('value = "hare", ', ""), ("TOML-MISSING", "outcome.party_list.method.value")),
        (LISTS.replace(', document = "2"', ""), ("TOML-MISSING", "outcome.party_list.threshold.norms")),
        (LISTS.replace("5/100", "5%"), ("TOML-VALUE", "outcome.party_list.threshold.value")),
        (LISTS.replace("5/100", "5/0"), ("TOML-VALUE", "outcome.party_list.threshold.value")),
        (LISTS.replace("5/100", "7/5"), ("TOML-VALUE", "outcome.party_list.threshold.value")),
        (LISTS.replace('"valid"', '"half"'), ("TOML-VALUE", "outcome.party_list.threshold_base.value")),
        (LISTS.replace("registered_earlier", "lots"), ("TOML-VALUE", "outcome.party_list.ties.value")),
        (LISTS.replace("ties", "tie"), ("TOML-MISSING", "outcome.party_list.ties")),
        (LISTS + 'seats = { value = 0, document = "5" }', ("TOML-VALUE", "outcome.party_list.seats.value")),
        (LISTS + 'seats = { document = "5" }', ("TOML-MISSING", "outcome.party_list.seats.value")),
        (
            LISTS + 'seats = { value = "69", document = "5" }',
            ("TOML-INTEGER", "outcome.party_list.seats.value"),
        ),
        (
            LISTS.replace('"hare"', '"modified_sainte_lague"'),
            ("TOML-MISSING", "outcome.party_list.first_divisor"),
        ),
        (
            LISTS + 'first_divisor = { value = "7/5", document = "5" }',
            ("OUTCOME-METHOD", "outcome.party_list.first_divisor"),
        ),
        (
            LISTS.replace('"hare"', '"dhondt"') + 'remaining = { value = "most_votes", document = "5" }',
            ("OUTCOME-METHOD", "outcome.party_list.remaining"),
        ),
        (
            LISTS.replace('"hare"', '"droop"')
            + 'lone_list = { factor = "7/10", at_least = 2, document = "5" }',
            ("OUTCOME-METHOD", "outcome.party_list.lone_list"),
        ),
        (
            LISTS
            + 'groups = { value = [{ code = "i", threshold = "1/33", most_seats = 1 }], document = "5" }',
            ("OUTCOME-METHOD", "outcome.party_list.groups"),
        ),
        (
            LISTS + 'mandate_quota = { value = "30/100", document = "5" }',
            ("TOML-MISSING", "outcome.party_list.mandate_quota.groups"),
        ),
        (
            LISTS + 'against_all = { value = true, document = "5", note = { kk = "тек қазақша" } }',
            ("PACK-LANGUAGE", "outcome.party_list.against_all.note"),
        ),
    ],
)
def test_what_is_wrong_with_a_rule_is_named_at_its_key(text: str, expected: tuple[str, str]) -> None:
    assert expected in faults_of(text)


def test_faults_name_the_line_and_come_all_at_once() -> None:
    text = LISTS.replace("5/100", "5%").replace('"hare"', '"lots"')
    with pytest.raises(InputFaults) as refusal:
        parse(text)
    rows = [fault.row for fault in refusal.value.faults]
    assert rows == sorted(rows)
    assert rows[0] > 6
    assert len(rows) == 2


def test_a_tie_of_candidates_must_lead_somewhere_known() -> None:
    single = """
[outcome.single_mandate]
winner = { value = "most_votes", document = "1" }
tie = { value = "decided", document = "2" }
base = { value = "valid", document = "3" }
"""
    assert faults_of(single) == [("TOML-VALUE", "outcome.single_mandate.tie.value")]


def test_a_referendum_may_do_without_regions() -> None:
    rules = parse(
        """
[outcome.referendum]
turnout = { value = "1/2", document = "1" }
turnout_base = { value = "ballots", document = "1" }
majority = { value = "1/2", document = "2" }
base = { value = "ballots", document = "2" }
shown = { value = [], document = "2" }
"""
    ).rules["referendum"]
    assert isinstance(rules, ReferendumRules)
    assert rules.regions_share is None
    assert rules.shown.value == ()
