"""Campaign finance: ceilings by the minimum wage of the day, donors, reports, disclosure, subsidies."""

import datetime
from typing import Any

import pytest

from hattama.core.records import Money, measure_records
from hattama.formats.register_packs import load_register, shipped_registers
from hattama.phrases.of_rooms.records import say_part, say_stated
from tests.rulepacks.a_register import ARegister, at, published

WAGE = 70_000_00
FEBRUARY = datetime.date(2023, 2, 20)


def tenge(wages: int, more: int = 0) -> Money:
    return Money(wages * WAGE + more, "KZT")


def fund(book: ARegister, holder_is: str = "party", **values: Any) -> str:
    number = len(book.registry.records)
    return book.say("fund", {"holder": f"Holder {number}", "holder_is": holder_is, **values})


def item(book: ARegister, of: str, amount: Money, **values: Any) -> str:
    row = {"fund": of, "direction": "income", "amount": amount, "on_day": FEBRUARY, "origin": "own"}
    return book.say("item", {**row, **values})


def test_the_published_ceilings_of_2023_follow_from_the_minimum_wage() -> None:
    """J01: 350 and 700 million for a party, 7 and 35 from one donor, 14 and 35 for a candidate."""
    values, findings = published("campaign-finance", "kz-2023")
    assert findings == set() and values["audits"] == 0
    book = ARegister("campaign-finance")
    unpublished = {
        **{"candidate_person": 1_750_000_00, "candidate_organisation": 3_500_000_00},
        **{"president_own": 840_000_000_00, "president_donations": 1_050_000_000_00},
        **{"president_person": 7_000_000_00, "president_organisation": 35_000_000_00},
    }
    values |= {f"ceiling_{code}": amount for code, amount in unpublished.items()}
    for code in [one.code for one in book.pack.measures if one.code.startswith("ceiling_")]:
        assert book.number(code)[0] == values[code]
    measure = book.pack.measure("ceiling_party_own")
    assert measure is not None
    assert say_stated(measure, values["ceiling_party_own"], "en") == "350\u202f000\u202f000\u202fKZT"


@pytest.mark.parametrize(
    ("day", "wages"),
    [
        (datetime.date(2022, 11, 20), 5000 * 60_000_00),
        (datetime.date(2024, 12, 31), 5000 * 85_000_00),
        (datetime.date(2025, 1, 1), None),
        (datetime.date(2021, 1, 10), None),
    ],
)
def test_a_ceiling_is_that_of_the_day_of_voting(day: datetime.date, wages: int | None) -> None:
    assert ARegister("campaign-finance", day).number("ceiling_party_own") == (wages, None)


def test_multiples_tripled_in_2026_and_candidates_have_none_since() -> None:
    tables = {table.code: table for table in load_register("campaign-finance").tables}
    before, since = datetime.date(2026, 6, 30), datetime.date(2026, 7, 1)
    changed = {code: (table.on(before), table.on(since)) for code, table in tables.items()}
    assert changed["party_own"] == (5000, 15000) and changed["party_donations"] == (10000, 30000)
    assert changed["party_from_person"] == (100, 300) and changed["party_from_organisation"] == (500, 1500)
    assert changed["candidate_own"] == (200, None)
    editions = [one.edition for value in tables["party_own"].values for one in value.cited.norms]
    assert editions == ["E2023", "E2026"], "each is cited as of its own day"


def test_a_table_of_one_name_is_the_same_in_every_register() -> None:
    tables = [table for pack in shipped_registers().values() for table in pack.tables]
    assert len({table.code for table in tables}) == len({(table.code, table.values) for table in tables})


@pytest.mark.parametrize(
    ("rule", "holder", "limit", "values"),
    [
        ("own_of_party", "party", 5000, {}),
        ("donations_to_party", "party", 10000, {"origin": "donation", "donor_is": "party"}),
        ("person_to_party", "party", 100, {"origin": "donation", "donor_is": "citizen", "donor": "x"}),
        (
            *("organisation_to_party", "party", 500),
            {"origin": "donation", "donor_is": "organisation", "organisation": "x"},
        ),
        ("own_of_candidate", "candidate", 200, {}),
        ("donations_to_candidate", "candidate", 500, {"origin": "donation", "donor_is": "party"}),
        ("person_to_candidate", "candidate", 25, {"origin": "donation", "donor_is": "citizen", "donor": "x"}),
        (
            *("organisation_to_candidate", "candidate", 50),
            {"origin": "donation", "donor_is": "organisation", "organisation": "x"},
        ),
        ("own_of_president", "president", 12000, {"origin": "nominator"}),
        ("donations_to_president", "president", 15000, {"origin": "donation", "donor_is": "party"}),
        (
            "person_to_president",
            "president",
            100,
            {"origin": "donation", "donor_is": "citizen", "donor": "x"},
        ),
        (
            *("organisation_to_president", "president", 500),
            {"origin": "donation", "donor_is": "organisation", "organisation": "x"},
        ),
    ],
)
def test_each_ceiling_holds_to_the_tiyn(rule: str, holder: str, limit: int, values: dict[str, Any]) -> None:
    book = ARegister("campaign-finance")
    of = fund(book, holder)
    item(book, of, tenge(limit - 1), **values)
    item(book, of, tenge(1), **values)
    item(book, fund(book, holder), tenge(1), **values)
    assert not book.found()
    item(book, of, Money(1, "KZT"), **values)
    assert book.broken(rule) == 3


@pytest.mark.parametrize(("holder", "wages"), [("candidate", 700), ("president", 27_000)])
def test_in_repeat_voting_a_ceiling_grows_by_half_and_the_account_is_open_again(
    holder: str, wages: int
) -> None:
    """Article 34(8), parts two and three: nobody there is over the ceiling, or late, by the first voting."""
    book = ARegister("campaign-finance")
    of = fund(book, holder, repeat_voting="yes")
    item(book, of, tenge(wages), on_day=datetime.date(2023, 4, 1))
    item(book, of, tenge(wages // 2), origin="donation", donor_is="party")
    assert not book.found() and book.number("own_candidates")[1] == 0
    item(book, of, Money(1, "KZT"))
    assert book.broken(f"repeat_voting_of_{holder}") == 3


def test_what_goes_back_counts_no_more() -> None:
    book = ARegister("campaign-finance")
    of = fund(book)
    item(book, of, tenge(5000))
    item(book, of, tenge(1), returned_on=FEBRUARY)
    assert not book.found()


@pytest.mark.parametrize(
    ("donor", "times"),
    [
        ("citizen", 0),
        ("organisation", 0),
        ("state_body", 1),
        ("local_government", 1),
        ("charity", 1),
        ("religious", 1),
        ("foreign_share", 1),
        ("anonymous", 1),
        ("foreign", 1),
    ],
)
def test_prohibited_donors(donor: str, times: int) -> None:
    """J09: articles 34(3) and 33(3)."""
    book = ARegister("campaign-finance")
    item(book, fund(book), tenge(1), origin="donation", donor_is=donor)
    assert book.broken("donor_allowed") == times and book.number("prohibited") == (times, 1)


def test_spending_is_no_more_than_income_and_before_the_vote() -> None:
    book = ARegister("campaign-finance")
    item(book, fund(book), tenge(2), direction="spending", purpose="online")
    assert not book.found(), "where not all income is entered, nothing is known of it"
    of = fund(book, all_income="yes")
    item(book, of, tenge(2))
    item(book, of, tenge(2), direction="spending", purpose="online")
    assert not book.found()
    item(book, of, tenge(1), direction="spending", purpose="press")
    assert book.broken("spent_within_income") == 3
    item(book, of, tenge(1), on_day=datetime.date(2023, 3, 19))
    assert book.broken("day_allowed") == 1


def test_bars_run_against_ceilings_fund_by_fund() -> None:
    book = ARegister("campaign-finance")
    rich, poor = fund(book), fund(book)
    item(book, rich, tenge(1250))
    item(book, poor, Money(1_000_00, "EUR", datetime.date(2023, 3, 1)))
    measure = book.pack.measure("own_parties")
    assert measure is not None
    value = measure_records(measure, book.pack, book.registry, book.moment)
    said = {part: say_part(value, number, base, "en") for part, number, base in value.parts}
    assert said[rich] == "87\u202f500\u202f000\u202fKZT of 350\u202f000\u202f000\u202fKZT (25.0 %)"
    assert said[poor] == "474\u202f000\u202fKZT of 350\u202f000\u202f000\u202fKZT (0.1 %)"
    assert (value.number, value.base) == (87_974_000_00, 700_000_000_00)


def test_income_and_spending_by_origin_week_and_purpose() -> None:
    book = ARegister("campaign-finance")
    of = fund(book)
    item(book, of, tenge(3), on_day=datetime.date(2023, 2, 20))
    item(book, of, tenge(1), on_day=datetime.date(2023, 2, 26), origin="donation", donor_is="citizen")
    item(book, of, tenge(2), direction="spending", purpose="online")
    assert book.parts("income_by_origin") == {"donation": WAGE, "own": 3 * WAGE}
    assert book.parts("income_by_week")["2023-02-20"] == 4 * WAGE
    assert book.parts("spending_by_purpose")["online"] == 2 * WAGE


def test_banks_report_weekly_and_within_a_day_when_asked() -> None:
    """J02: article 34(6)."""
    book = ARegister("campaign-finance")
    of = fund(book)
    row = {"fund": of, "previous_on": FEBRUARY}
    timely, late = (book.say("bank_report", row) for _ in range(2))
    book.do(timely, "hand_in", at(27, month=2), "bank")
    book.do(late, "hand_in", at(1, month=3), "bank")
    assert book.broken("weekly") == 1 and book.number("reports_late") == (1, 2)
    asked = book.say("bank_report", {"fund": of})
    book.do(book.do(asked, "ask", at(1), "territorial_commission"), "hand_in", at(2, 10), "bank")
    assert book.found()["REG-LATE", "answer"] == 1


def test_figures_are_published_five_days_after_the_results() -> None:
    """J02: article 34(4); and how much was told, before and after."""
    book = ARegister("campaign-finance")
    told = {"results_on": datetime.date(2023, 3, 27), "disclosed_before": "aggregate"}
    timely = fund(book, **told, disclosed_after="by_contestant")
    late = fund(book, **told, disclosed_after="itemised")
    book.do(timely, "disclose", at(1, 23, month=4), "central_commission")
    book.do(late, "disclose", at(2, month=4), "central_commission")
    assert book.broken("disclose") == 1 and book.number("disclosed_late") == (1, 2)
    assert book.number("disclosure_before") == (0, 2) and book.number("disclosure_after") == (1, 2)
    assert book.parts("disclosure_levels") == {"aggregate": 2}


def test_accounts_open_late_and_subsidies_are_paid_late() -> None:
    """J04."""
    book = ARegister("campaign-finance")
    began = datetime.date(2023, 2, 18)
    fund(book, campaign_on=began, account_on=began)
    of = fund(book, "candidate", campaign_on=began, account_on=datetime.date(2023, 3, 5))
    assert book.broken("account_before_campaign") == 1 and book.number("accounts_late") == (1, 2)
    assert book.number("account_delay") == (0, None)
    row = {"fund": of, "amount": tenge(1), "asked_on": began, "verified_on": FEBRUARY}
    for day in (2, 3):
        record = book.say("subsidy", {**row, "paid_on": datetime.date(2023, 3, day)})
        book.do(record, "pay", at(day), "local_executive")
    assert book.found()["REG-RULE", "paid_in_ten_days"] == 1
    assert book.number("subsidies_paid") == (2 * WAGE, 2 * WAGE) and book.number("subsidy_delay")[0] == 12


def test_a_holder_has_one_fund() -> None:
    book = ARegister("campaign-finance")
    for _ in range(2):
        fund(book, holder="One")
    assert book.broken("one_fund") == 2


def test_both_sides_of_a_relation_between_ceilings_are_amounts_of_their_currency() -> None:
    pack = ARegister("campaign-finance").pack
    assert (pack.currency_of("KZ-J01"), pack.currency_of("ceiling_party_own")) == ("KZT", "KZT")
    assert (pack.currency_of("checked_until_day"), pack.currency_of("no_such")) == ("", "")
