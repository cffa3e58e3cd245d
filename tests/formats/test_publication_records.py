"""Records of what was published: the one that comes with the program, and what a faulty one is told."""

import datetime

import pytest

from hattama.formats.faults import InputFaults
from hattama.formats.publication_records import Granularity, parse_publication_record
from hattama.rulepacks import publication_records, rulepack_ids

KZ = dict(publication_records())["kz.toml"]


def test_the_record_of_kazakhstan_says_what_the_sources_say() -> None:
    record = parse_publication_record(KZ, "kz.toml")
    assert (record.country, record.as_of) == ("KZ", datetime.date(2023, 3, 27))
    assert {duty.cited.say("en"): duty.level for duty in record.duties} == {
        "art. 14, subpara. 9) of the Constitutional Law on elections": Granularity.PRECINCT,
        "art. 12, subpara. 16-1) of the Constitutional Law on elections": Granularity.UNSAID,
        "art. 44(5), part 2 of the Constitutional Law on elections": Granularity.DISTRICT,
    }
    referendum, mazhilis = record.elections
    assert (referendum.polling_on, referendum.precincts) == (datetime.date(2022, 6, 5), 10012)
    assert (mazhilis.polling_on, mazhilis.precincts) == (datetime.date(2023, 3, 19), 10223)
    assert (referendum.levels_short, mazhilis.levels_short) == (2, 3)
    assert (referendum.precincts_published, mazhilis.precincts_published) == (0, 0)
    # That the article binds a referendum is our reading, and is said to be one.
    assert (referendum.duty_inferred, mazhilis.duty_inferred) == (True, False)
    assert all(election.sources for election in record.elections)


def test_a_record_is_no_rule_pack() -> None:
    assert "kz" not in rulepack_ids()


def test_whoever_publishes_to_the_precinct_is_not_short() -> None:
    data = KZ.replace(b'results_level = "region"', b'results_level = "precinct"')
    assert parse_publication_record(data, "kz.toml").elections[0].levels_short == 0


@pytest.mark.parametrize(
    ("old", "new", "code", "field"),
    [
        (b'level = "precinct"', b'level = "street"', "TOML-VALUE", "duty[0].level"),
        (b'duty = "protocols_of_precincts"', b'duty = "none"', "RECORD-DUTY", "election[0].duty"),
        (
            b"precincts_published = 0",
            b"precincts_published = 20000",
            "RECORD-COUNT",
            "election[0].precincts_published",
        ),
        (b'country = "KZ"', b'country = "KZ"\nmotto = "x"', "TOML-UNKNOWN", "record.motto"),
        (b"as_of = 2023-03-27", b"", "TOML-MISSING", "record.as_of"),
    ],
)
def test_a_fault_is_named_with_its_place(old: bytes, new: bytes, code: str, field: str) -> None:
    with pytest.raises(InputFaults) as refused:
        parse_publication_record(KZ.replace(old, new, 1), "kz.toml")
    found = [(fault.code, fault.field) for fault in refused.value.faults]
    assert any(one == code and field.split(".")[-1] in place for one, place in found), found
