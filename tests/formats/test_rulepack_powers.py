"""Powers and bodies in rule packs: what those of Kazakhstan say, and what a writer is told."""

import pytest

from hattama.core.protocols import OFFICES, Bodies, Extent
from hattama.core.vocabulary import Deed
from hattama.formats.faults import InputFaults
from hattama.formats.outcome_rules import parse_outcome_rules
from hattama.formats.rulepack import parse_rulepack
from hattama.rulepacks import read_rulepack, rulepack_ids
from tests.formats.small_pack import TEXT

ANNUL = {
    "kz-2019": ("president", {Extent.WHOLE: "66(2)"}),
    "kz-2021": ("party_list", {Extent.UNIT: "95(1)"}),
    "kz-2022-referendum": ("referendum", {Extent.PRECINCT: "31(5)", Extent.UNIT: "31(5)"}),
    "kz-2022-president": ("president", {Extent.WHOLE: "66(2)"}),
    "kz-2023": ("single_mandate", {Extent.UNIT: "95(1)", Extent.DISTRICT: "95(1)"}),
    "kz-2024-referendum": ("referendum", {Extent.PRECINCT: "31(5)", Extent.UNIT: "31(5)"}),
    "kz-2026-referendum": ("referendum", {Extent.PRECINCT: "31(5)", Extent.UNIT: "31(5)"}),
    "kz-2026": ("party_list", {Extent.PRECINCT: "44(1-1)", Extent.UNIT: "44(1-1)"}),
}


@pytest.mark.parametrize("pack_id", ANNUL)
def test_the_central_commission_declares_invalid_over_what_the_law_of_that_day_names(pack_id):
    kind, expected = ANNUL[pack_id]
    powers = parse_rulepack(read_rulepack(pack_id), pack_id).powers
    found = {
        extent: power.cited.ids[0].partition("/")[2]
        for power in powers.over(Deed.ANNUL, kind)
        if "central_commission" in power.by
        for extent in power.extents
    }
    assert found == expected
    assert not any("territorial_commission" in power.by for power in powers.over(Deed.ANNUL, kind))


@pytest.mark.parametrize(
    ("pack_id", "extents"), [("kz-2023", ["112(2)"]), ("kz-2026", ["112(2)", "44(2-1)"])]
)
def test_local_votes_are_the_territorial_commissions_and_stations_only_from_july_2026(pack_id, extents):
    powers = parse_rulepack(read_rulepack(pack_id), pack_id).powers
    local = [power for power in powers.over(Deed.ANNUL, "maslikhat_list") if power.by[0] != "court"]
    assert [power.by for power in local] == [("territorial_commission",)] * len(extents)
    assert [power.cited.ids[0].partition("/")[2] for power in local] == extents
    assert [Extent.PRECINCT in power.extents for power in local] == [norm == "44(2-1)" for norm in extents]


def faults_of(power: str) -> set[tuple[str, str]]:
    with pytest.raises(InputFaults) as refused:
        parse_rulepack(f"{TEXT}\n[[power]]\n{power}".encode(), "pack.toml")
    return {(fault.code, fault.field) for fault in refused.value.faults}


def test_a_power_names_its_norm_or_says_that_there_is_none_and_only_what_is_known():
    whole = 'deed = "annul"\nby = ["court"]\nover = ["unit"]\n'
    assert faults_of(whole) == {("PACK-POWER", "power[1].norms")}
    odd = 'deed = "publish"\nby = ["akim"]\nover = []\nno_norm = true\n'
    assert {field for _, field in faults_of(odd)} == {"power[1].deed", "power[1].by", "power[1].over"}
    deedless = 'by = ["court"]\nover = ["unit"]\nno_norm = true\n'
    assert faults_of(deedless) == {("TOML-MISSING", "power[1].deed")}


WORDS = '{ kk = "аты", ru = "имя", en = "name" }'
BODY = f"""
[[body]]
code = "territorial_commission"
names = {WORDS}
[body.offices]
chair = {WORDS}
deputy_chair = {WORDS}
secretary = {WORDS}
member = {WORDS}
"""
REMIT = '[[body.remit]]\nover = ["unit"]\nnorms = ["zz-act/1"]\nno_due = true\n'
DISTRICTS = ("single_mandate", "maslikhat_district")


def bodies_of(pack_id: str) -> Bodies:
    return parse_rulepack(read_rulepack(pack_id), pack_id).bodies


def test_a_district_commission_is_a_body_of_its_own_with_a_protocol_due_in_two_days():
    body, remit = bodies_of("kz-2023").over("single_mandate", Extent.DISTRICT)
    assert body.names.say("kk") == "округтік сайлау комиссиясы"
    assert body.names.say("ru") == "окружная избирательная комиссия"
    assert list(body.offices) == list(OFFICES)
    assert "kz-elections/16-1(8)" in remit.cited.ids
    assert (remit.due.amount, remit.due_cited.ids) == (2, ("kz-elections/94(2)",))
    assert bodies_of("kz-2023").over("party_list", Extent.UNIT)[0].code == "territorial_commission"


@pytest.mark.parametrize("pack_id", [name for name in rulepack_ids() if name.startswith("kz-")])
def test_every_election_of_kazakhstan_names_who_establishes_a_precinct_a_unit_and_the_whole(pack_id):
    bodies = bodies_of(pack_id)
    for one in parse_outcome_rules(read_rulepack(pack_id), pack_id).rules:
        assert bodies.over(one, Extent.PRECINCT)[0].code == "precinct_commission"
        assert bodies.over(one, Extent.WHOLE) is not None, one
    has_districts = any(bodies.over(one, Extent.DISTRICT) for one in DISTRICTS)
    assert has_districts is (pack_id in ("kz-2023", "kz-2026")), "since 2023 there are districts"


def test_a_body_says_by_when_or_that_no_norm_does_and_stands_once():
    text = TEXT + BODY + REMIT
    bodies = parse_rulepack(text.encode(), "pack.toml").bodies
    assert bodies.over("party_list", Extent.UNIT)[1].due is None
    for odd, fault in (
        (BODY + REMIT.replace("no_due = true", ""), ("PACK-LIMIT", "body[1].remit[1].due")),
        (BODY + REMIT + 'due = "kz-elections/94(2)"\n', ("PACK-LIMIT", "body[1].remit[1].due")),
        (BODY + REMIT.replace('["unit"]', "[]"), ("PACK-NOTHING", "body[1].remit[1].over")),
        (2 * (BODY + REMIT), ("PACK-TWICE", "body[2].code")),
    ):
        with pytest.raises(InputFaults) as refused:
            parse_rulepack((TEXT + odd).encode(), "pack.toml")
        assert fault in {(one.code, one.field) for one in refused.value.faults}, odd
