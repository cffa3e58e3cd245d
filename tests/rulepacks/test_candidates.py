"""Candidates and lists: a flow that balances, deposits, quotas, signatures, two counts of errors."""

import datetime
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hattama.core.records import Money, Registry, facts_of, measure_records, powers_over
from hattama.formats.faults import InputFaults
from hattama.formats.register_mappings import parse_record_mapping
from hattama.formats.register_packs import shipped_registers
from hattama.formats.register_tables import read_record_table
from hattama.phrases.of_rooms.records import say_measure, say_part
from tests.rulepacks.a_register import ARegister, at, published

WAGE = 70_000_00
DAY, MARCH = datetime.date(2023, 2, 1), datetime.date(2023, 3, 1)


def candidate(book: ARegister, *deeds: str, **values: Any) -> str:
    """A candidate of a constituency, and what was done one day after another."""
    row = {"name": "Made for a test", "contest": "district", "nominated_as": "self"}
    record = book.say("candidate", {**row, **values})
    for day, deed in enumerate(deeds, 1):
        book.do(record, deed, at(day, month=2))
    return record


def test_the_flow_of_2023_lacks_four_before_registration_and_balances_after_it() -> None:
    """FX8, X02: 435 - 54 - 33 + 22 = 370; 609 - 45 - 125 = 439, and 435 are said to be registered."""
    values, findings = published("candidates", "kz-2023")
    assert ("REG-NUMBERS", "KZ-I01", 439, 435) in findings and not any(one[1] == "KZ-I02" for one in findings)
    assert values["on_ballot"] == 370 and values["reinstated"] == 22
    assert values["deposit_of_one"] == 15 * WAGE


def test_who_may_vote_and_stand_follows_from_the_day_of_voting() -> None:
    """H13: 18 to vote; Mazhilis 25 and ten years; President 40, fifteen years and five of state service."""
    book = ARegister("candidates")
    asked = [
        *("voter_age", "mazhilis_age", "mazhilis_residence"),
        *("president_age", "president_residence", "president_service"),
    ]
    assert [book.number(f"{one}_needed")[0] for one in asked] == [18, 25, 10, 40, 15, 5]
    book.moment = replace(book.moment, polling_on=datetime.date(2026, 8, 23))
    assert [book.number(f"{one}_needed")[0] for one in asked] == [18, *[None] * 5]


def test_the_flow_of_2011_balances() -> None:
    """FX8, I05: 22 = 5 + 4 + 5 + 4 + 4; 28 errors by the commission, 17 by the court's expert."""
    values, findings = published("candidates", "kz-2011")
    assert values["president_nominated"] == 22
    assert findings == {("REG-DIFFERS", "language_errors", 17, 28)}


def test_a_flow_of_records_comes_out_to_the_candidate() -> None:
    book = ARegister("candidates")
    ways = {
        ("withdraw_before",): 2,
        ("refuse",): 3,
        ("refuse", "reinstate", "put_on_ballot"): 1,
        ("register", "deregister"): 4,
        ("register", "deregister", "reinstate", "put_on_ballot"): 2,
        ("register", "withdraw"): 1,
        ("register", "put_on_ballot"): 7,
    }
    for deeds, times in ways.items():
        for _ in range(times):
            candidate(book, *deeds, refusal="documents", cancelling="tax_declaration", sex="female")
    assert book.number("nominated") == (20, None) and book.number("withdrew_before") == (2, 20)
    assert book.number("refused") == (4, 20) and book.number("registered") == (14, 20)
    assert book.number("deregistered") == (6, 14) and book.number("withdrew") == (1, 14)
    assert book.number("reinstated") == (3, 10) and book.number("on_ballot") == (10, 20)
    assert book.number("registered_women") == (14, 14) and book.parts("by_state")["on_ballot"] == 10
    assert not book.found()


def test_shares_print_as_the_source_should_have_printed_them() -> None:
    """I02, X01: 80 of 281 are 28.5 percent; I10: 85 of 435 are 19.5."""
    book = ARegister("candidates")
    for number, women in enumerate([30, 20, 10, 5, 5, 5, 5]):
        names = 281 - 6 * 30 if number == 0 else 30
        book.do(
            book.say("party_list", {"party": f"{number}", "names": names, "women": women}), "register", at(1)
        )
    measure = book.pack.measure("list_women")
    assert measure is not None
    said = say_measure(measure_records(measure, book.pack, book.registry, book.moment), "en")
    assert said == "80 of 281 (28.5 %)"


@pytest.mark.parametrize(
    ("deed", "by", "found"),
    [
        ("refuse", "district_commission", {}),
        ("refuse", "nominee", {("REG-POWER", "refuse"): 1}),
        ("withdraw", "nominee", {("REG-TURN", "withdraw"): 1}),
    ],
)
def test_a_deed_out_of_turn_or_without_power_is_found(deed: str, by: str, found: dict[Any, int]) -> None:
    book = ARegister("candidates")
    book.do(candidate(book, refusal="deposit"), deed, at(1), by)
    assert book.found() == found


@pytest.mark.parametrize(
    ("rule", "values", "times"),
    [
        ("deposit_of_district", {"deposit": Money(15 * WAGE, "KZT"), "nominated_on": DAY}, 0),
        ("deposit_of_district", {"deposit": Money(14 * WAGE, "KZT"), "nominated_on": DAY}, 1),
        # In 2022 the minimum wage was 60,000 tenge; for a day that no table knows nothing can be told.
        (
            "deposit_of_district",
            {"deposit": Money(15 * WAGE, "KZT"), "nominated_on": datetime.date(2022, 12, 1)},
            0,
        ),
        # 2,215.19 euros at 474 tenge are 6 tiyn too many; of a day without a rate nothing can be told.
        ("deposit_of_district", {"deposit": Money(2215_19, "EUR", MARCH), "nominated_on": DAY}, 1),
        ("deposit_of_district", {"deposit": Money(2215_19, "EUR", DAY), "nominated_on": DAY}, 0),
        (
            "deposit_of_president",
            {"contest": "president", "deposit": Money(50 * WAGE, "KZT"), "nominated_on": DAY},
            0,
        ),
        (
            "deposit_of_president",
            {"contest": "president", "deposit": Money(15 * WAGE, "KZT"), "nominated_on": DAY},
            1,
        ),
        ("checked_before_campaign", {"checked_on": DAY, "campaign_began_on": DAY}, 0),
        ("checked_before_campaign", {"checked_on": datetime.date(2023, 3, 5), "campaign_began_on": DAY}, 1),
    ],
)
def test_each_rule_of_a_candidate(rule: str, values: dict[str, Any], times: int) -> None:
    book = ARegister("candidates")
    candidate(book, **values)
    assert book.broken(rule) == times


def test_reasons_of_refusals_and_de_registrations_must_be_stated() -> None:
    book = ARegister("candidates")
    candidate(book, "refuse")
    candidate(book, "register", "deregister")
    assert not book.found(), "nobody speaks of them"
    candidate(book, "refuse", refusal=None)
    candidate(book, "register", "deregister", cancelling=None)
    assert {about for _, about in book.found()} == {"reason_of_refusal", "reason_of_cancelling"}


@pytest.mark.parametrize(
    ("share", "due"), [(500, 0), (499, 5), (300, 5), (299, 7), (100, 7), (99, 10), (0, 10)]
)
def test_the_deposit_of_a_list_follows_from_its_last_result(share: int, due: int) -> None:
    """I03: 0, 50, 70, 100 percent of fifteen minimum wages for each name."""
    book = ARegister("candidates")
    whole = 15 * WAGE * 89
    row = {"party": "A", "names": 89, "submitted_on": DAY, "previous_share": share}
    book.say("party_list", {**row, "deposit": Money(whole * due // 10, "KZT")})
    assert not book.found() and book.parts("deposits_of_lists") == {"A": whole * due // 10}
    book.say("party_list", {**row, "party": "B", "deposit": Money(1, "KZT")})
    assert [rule for rule, _ in book.found().elements()] == ["REG-RULE"]


def test_who_gets_the_deposit_back_is_a_list_of_names() -> None:
    book = ARegister("candidates")
    paid = {"deposit": Money(15 * WAGE, "KZT"), "nominated_on": DAY}
    rows = [
        {"result_share": 500},
        {"result_share": 499, "elected": "no"},
        {"elected": "yes"},
        {"died": "yes"},
    ]
    back = [candidate(book, name=f"No. {at_}", **paid, **row) for at_, row in enumerate(rows)]
    for record in back[2:]:
        book.do(book.do(record, "withdraw_before", at(1)), "refund", at(2), "district_commission")
    assert book.number("refunds_due") == (3, 4) and book.number("refunds_open") == (1, 3)
    assert {name for name, number in book.parts("refunds_open").items() if number} == {"No. 0"}


@pytest.mark.parametrize(
    ("relation", "values", "times"),
    [
        ("KZ-I11", {"names": 89, "seats": 69}, 0),
        ("KZ-I11", {"names": 90, "seats": 69}, 1),
        ("KZ-I12", {"names": 89, "quota_members": 27}, 0),
        ("KZ-I12", {"names": 89, "quota_members": 26}, 1),
        ("KZ-I13", {"names": 89, "mandates": 40, "quota_mandates": 12}, 0),
        ("KZ-I13", {"names": 89, "mandates": 40, "quota_mandates": 11}, 1),
        ("KZ-I14", {"names": 5, "women": 6}, 1),
    ],
)
def test_each_relation_of_a_list(relation: str, values: dict[str, Any], times: int) -> None:
    book = ARegister("candidates")
    book.say("party_list", {"party": "A", **values})
    assert book.broken(relation) == times


def test_a_share_just_below_the_quota_is_never_printed_as_it() -> None:
    book = ARegister("candidates")
    book.say("party_list", {"party": "A", "names": 89, "quota_members": 27})
    measure = book.pack.measure("quota_of_lists")
    assert measure is not None
    value = measure_records(measure, book.pack, book.registry, book.moment)
    assert [say_part(value, number, base, "en") for _, number, base in value.parts] == ["27 of 89 (30.3 %)"]


def test_one_party_has_one_list() -> None:
    book = ARegister("candidates")
    first = book.say("party_list", {"party": "A", "names": 5})
    book.say("party_list", {"party": "A", "names": 5})
    assert book.broken("one_list") == 2
    book.do(first, "withdraw", at(1))
    assert not book.found()


def signed(valid: list[int], all_signatures: str = "yes", **values: Any) -> ARegister:
    book = ARegister("candidates")
    row = {"contest": "president", "voters": 9_101_000, "regions": 16, "all_signatures": all_signatures}
    record = candidate(book, "register", "publish", **row)
    for area, one in enumerate(valid):
        book.say("signatures", {"candidate": record, "area": f"R-{area}", "valid": one, **values})
    return book


@pytest.mark.parametrize(
    ("rule", "valid", "times"),
    [
        ("enough", [9_101] * 10 + [0], 0),
        ("enough", [9_101] * 9 + [9_100, 0], 11),
        ("spread", [10_000] * 11, 0),
        ("spread", [10_000] * 10, 10),
    ],
)
def test_signatures_are_of_one_percent_and_of_two_thirds_of_the_regions(
    rule: str, valid: list[int], times: int
) -> None:
    """I04: 91,010 of 9,101,000 voters; 11 of 16 regions."""
    assert signed(valid).found()["REG-RULE", rule] == times
    assert not signed(valid, "no").found(), "those of other regions may be enough"


def test_a_protocol_of_signatures_adds_up_and_says_why() -> None:
    whole = {"submitted": 12_000, "checked": 11_000, "rejected": 1_000, "reason": "data"}
    assert not signed([10_000] * 11, **whole).found()
    assert signed([10_001] * 11, **whole).broken("KZ-I21") == 11
    assert signed([10_000] * 11, **{**whole, "submitted": 10_999}).broken("KZ-I22") == 11
    silent = signed([10_000] * 11, **{**whole, "reason": "none_stated"})
    assert silent.broken("reasons_stated") == 11 and silent.number("rejected_without_reason") == (11, 11)


def test_the_territorial_commission_verifies_in_ten_days() -> None:
    book = signed([91_010] * 11)
    timely, late = [one.record_id for one in book.registry.of("candidates", "signatures")][:2]
    for record, day in ((timely, 11), (late, 12)):
        book.do(book.do(record, "hand_in", at(1)), "check", at(day), "territorial_commission")
    assert book.broken("check") == 1


def test_two_counts_of_errors_stand_side_by_side() -> None:
    """I05: 28 and 17."""
    book = ARegister("candidates")
    row = {"candidate": candidate(book), "result": "failed", "most_errors": 15}
    book.say("language_test", {**row, "commission_errors": 28, "expert_errors": 17})
    assert book.broken("KZ-I31") == 1 and book.number("language_failed") == (1, 1)
    book.say("language_test", {"candidate": row["candidate"], "result": "failed", "most_errors": None})
    assert book.found()["REG-RULE", "criterion_announced"] == 1


def test_assets_are_checked_in_fifteen_days() -> None:
    book = ARegister("candidates")
    for day in (5, 6):
        record = candidate(book, "register", registered_on=datetime.date(2023, 2, 18))
        book.do(record, "check", at(day))
    assert book.broken("check_assets") == 1 and book.number("checked_late") == (1, 2)
    on_the_day, after, untold = (
        {"checked_on": datetime.date(2023, 3, 5)},
        {"checked_on": datetime.date(2023, 3, 6)},
        {},
    )
    for checked in (on_the_day, after, untold):
        candidate(book, "register", registered_on=datetime.date(2023, 2, 18), **checked)
    assert book.broken("check_assets") == 3, "that nobody says when it ended is told, too"
    assert book.number("checked_late") == (2, 4), "but it is not called late"
    for deed in ("deregister", "withdraw"):
        values = {"registered_on": datetime.date(2023, 2, 1), "cancelling": "tax_declaration"}
        candidate(book, "register", **values)
        book.do(candidate(book, "register", **values), deed, at(10))
    assert book.found()["REG-LATE", "check_assets"] == 5, "who is out is not told to have been checked late"


@pytest.mark.parametrize(
    ("contest", "norm"),
    [
        ("president", "kz-elections/59(2)"),
        ("district", "kz-elections/89(2)"),
        ("list", "kz-elections/89(2)"),
    ],
)
def test_the_check_of_assets_rests_on_the_article_of_the_election(contest: str, norm: str) -> None:
    """59 is of the President, 89 of the Mazhilis."""
    book = ARegister("candidates")
    registered = {"registered_on": datetime.date(2023, 2, 18), "contest": contest}
    (norm_id,) = {
        one.norm.norm_id
        for code, one in book.clocks(candidate(book, "register", **registered)).items()
        if code.startswith("check_assets") and one.norm is not None
    }
    assert norm_id == norm


def test_parties_are_registered_refused_and_file_again() -> None:
    """I08: of 23, two are registered, 17 refused, four in process."""
    book = ARegister("candidates")
    for number in range(23):
        record = book.say("party_application", {"group": f"Group {number}", "filed_on": DAY})
        if number < 19:
            book.do(record, "register" if number < 2 else "refuse", at(1))
    assert book.number("parties_registered") == (2, 23)
    assert book.parts("party_applications") == {"registered": 2, "refused": 17, "filed": 4}


MAPPING = """
[import]
register = "candidates"
edition = "2023"
kind = "candidate"
source = "commission"
time_zone = "Asia/Almaty"
said_on = 2023-02-20
[document]
title = "List of candidates"
[fields]
name = "Name"
contest = { constant = "district" }
constituency = "No"
sex = { column = "Sex", lookup = { "ә" = "female", "е" = "male" } }
nominated_as = { column = "By", lookup = { "өзі" = "self", "партия" = "party" } }
nominated_on = "On"
deposit = "Deposit"
[patterns]
nominated_on = "%d.%m.%Y"
[[deed]]
code = "register"
at = "Registered"
by = { constant = "district_commission" }
"""
HEAD = "Name;No;Sex;By;On;Deposit;Registered\n"


def test_a_table_of_candidates_is_read_whole_or_with_every_fault(tmp_path: Path) -> None:
    mapping = parse_record_mapping(MAPPING.encode(), "m.toml", shipped_registers())
    sound = tmp_path / "sound.csv"
    sound.write_text(
        HEAD
        + "Үлгі А;1;ә;өзі;01.02.2023;1 050 000;2023-02-10 12:00\nҮлгі Ә;1;е;партия;02.02.2023;1 050 000;\n",
        encoding="utf-8",
    )
    book = ARegister("candidates")
    names = iter(("rec-0001", "rec-0002"))
    for one in read_record_table(sound, mapping, lambda: next(names)):
        book.registry.say(one) if hasattr(one, "values") else book.registry.do(one)
    assert isinstance(book.registry, Registry) and not book.found()
    assert book.number("registered") == (1, 2) and book.number("self_nominated") == (1, 1)
    wrong = tmp_path / "wrong.csv"
    wrong.write_text(HEAD + ";1;x;өзі;31.02.2023;tenge;\n", encoding="utf-8")
    with pytest.raises(InputFaults) as refusal:
        read_record_table(wrong, mapping, lambda: "rec-0003")
    assert [(one.code, one.field) for one in refusal.value.faults] == [
        ("REGISTER-EMPTY", "Name"),
        ("CELL-LOOKUP", "Sex"),
        ("REGISTER-CELL", "On"),
        ("REGISTER-CELL", "Deposit"),
    ]


@pytest.mark.parametrize(("day", "is_late"), [(16, False), (17, True)])
@pytest.mark.parametrize(
    ("contest", "article"), [("district", "89(4-3)/p3"), ("list", "89(6)5"), ("president", "59(7)/p2")]
)
def test_in_the_last_two_days_nobody_is_struck_from_the_ballot(
    contest: str, article: str, day: int, is_late: bool
) -> None:
    """I13: voting is on the 19th; each contest has its own article."""
    book = ARegister("candidates")
    record = candidate(book, "register", cancelling="tax_declaration", contest=contest)
    book.do(record, "deregister", at(day), "central_commission")
    assert (("REG-POWER", "deregister") in book.found()) is is_late
    (facts,) = facts_of(book.registry, book.moment, "candidates")
    on = facts.during("central_commission", at(day).date())
    powers = powers_over(facts.record.kind.course, "deregister", on, at(day).date()) or ()
    assert [power.cited.ids for power in powers if not is_late] == [(f"kz-elections/{article}",)][
        : not is_late
    ]


@pytest.mark.parametrize(("day", "times"), [(8, 0), (9, 1)])
def test_a_registration_in_a_constituency_is_published_in_seven_days(day: int, times: int) -> None:
    """Article 89(4-3)1); of a publication that nobody entered nothing is said."""
    book = ARegister("candidates")
    candidate(book, "register")
    book.do(candidate(book, "register"), "publish", at(day, month=2))
    assert book.broken("publish_district") == times


def test_applications_of_parties_come_out_to_the_last_one() -> None:
    """I08: 23 = 2 registered + 17 refused + 4 under way; refused 18 times, and 10 times."""
    values, findings = published("candidates", "kz-2023")
    assert values["party_applications"] == 23 and not any(one[1] == "KZ-I10" for one in findings)
    parts = [values[f"parties_{what}"] for what in ("registered", "refused", "in_first_stage")]
    assert parts == [2, 17, 4] and sum(parts) == 23
    assert (values["refusals_of_one_party"], values["refusals_of_alga"]) == (18, 10)


def test_what_each_commission_asks_of_proxies_is_counted() -> None:
    """I12."""
    book = ARegister("candidates")
    for area, asks in (("KZ-ALA", "yes"), ("KZ-AST", "no"), ("KZ-SHY", "yes")):
        book.say("proxy_practice", {"area": area, "asks_notary": asks})
    assert book.number("notary_asked") == (2, 3)
