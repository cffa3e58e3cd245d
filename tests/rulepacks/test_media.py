"""Media: sums that hold, coverage by outlet and week, two coders, price lists and polls in their days."""

import datetime
from typing import Any

import pytest

from hattama.core.records import Range
from tests.rulepacks.a_register import ARegister, at, published


def test_the_media_that_were_watched_add_up() -> None:
    """L01, L02: 61 = 19 + 42, 342 = 30 + 312, 193 = 108 + 85 + 0."""
    values, findings = published("media", "kz-2022-referendum")
    assert findings == set()
    assert (values["state_media"], values["regional_media"], values["videos_screened"]) == (61, 342, 193)
    assert (values["videos_yes"], values["videos_critical"]) == (85, 0)


def test_shares_that_sources_state_as_ranges_stay_ranges() -> None:
    """L03–L09."""
    values, findings = published("media", "kz-2023")
    assert findings == set()
    assert values["party_share_on_tv"] == Range(6, 10)
    assert values["almaty_candidates_on_sites"] == Range(11, 28)
    assert values["women_candidates_percent"] == Range(3, 14)
    assert values["others_on_two_sites"] == Range(1, None) and values["amanat_on_two_sites"] == 4
    prices = ("broadcast", "print", "online", "platform", "territorial")
    assert [values[f"prices_{kind}"] for kind in prices] == [90, 180, 195, 40, 2170]
    assert (values["debates"], values["debates_with_women"], values["regulator_violations"]) == (3, 2, 150)
    assert (values["blocked_bad"], values["blocked_false"]) == (127, 101)
    assert (values["state_money"], values["advert_market"]) == (55_400, 74_500)


def item(book: ARegister, **values: Any) -> str:
    said = {"outlet": "A channel", "published_on": datetime.date(2023, 3, 1), "subject": "party"}
    return book.say("item", {**said, **values})


def test_coverage_is_a_share_of_the_outlet_of_the_week_and_of_the_whole() -> None:
    book = ARegister("media")
    rows = [("A channel", 1, "party", 60), ("A channel", 7, "president", 140), ("A site", 7, "candidate", 50)]
    for outlet, day, subject, seconds in rows:
        item(book, outlet=outlet, published_on=datetime.date(2023, 3, day), subject=subject, seconds=seconds)
    assert book.number("seconds_by_subject") == (250, 250)
    of_all = {"candidate": (50, 250), "party": (60, 250), "president": (140, 250)}
    assert book.shares("seconds_by_subject") == of_all
    assert book.shares("contestants_by_outlet") == {"A channel": (60, 200), "A site": (50, 50)}
    assert book.shares("contestants_by_week") == {"2023-02-27": (60, 60), "2023-03-06": (50, 190)}
    assert not book.found()


def test_women_are_a_share_of_persons_and_print_is_measured_by_itself() -> None:
    """L04."""
    book = ARegister("media")
    for sex, seconds in (("female", 14), ("male", 86), ("none", 300)):
        item(book, sex=sex, seconds=seconds, area_cm2=10)
    assert book.number("women_seconds") == (14, 100) and book.number("print_by_subject") == (30, 30)


def test_two_coders_agree_better_on_three_steps_than_on_five() -> None:
    """10 of 20 alike on five steps, 16 on three."""
    book = ARegister("media")
    pairs = [
        *[("very_negative", "negative"), ("positive", "very_positive")] * 3,
        *[("neutral", "neutral"), ("negative", "negative")] * 5,
        *[("neutral", "positive"), ("negative", "neutral")] * 2,
    ]
    for tone, second in pairs:
        three = {"sign": tone.removeprefix("very_"), "second_sign": second.removeprefix("very_")}
        item(book, tone=tone, second_tone=second, **three)
    item(book, tone="neutral", sign="neutral")
    assert book.number("coded_twice") == (20, 21) and not book.found()
    five, three_steps = (book.number(f"kappa_{steps}")[0] for steps in ("five", "three"))
    # By chance 7·7 + 7·8 + 3·2 of 400 agree on five steps (and 3·0, 0·3), 10·8 + 7·7 + 3·5 on three.
    assert five == round(1000 * (20 * 10 - 111) / (400 - 111))
    assert three_steps == round(1000 * (20 * 16 - 144) / (400 - 144))


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        ({"tone": "very_negative", "sign": "negative"}, ""),
        ({"tone": "very_negative", "sign": "neutral"}, "five_to_three"),
        ({"tone": "neutral"}, ""),
        ({"second_tone": "positive", "second_sign": "negative"}, "second_five_to_three"),
        ({"seconds": 10, "direct_seconds": 11}, "KZ-L10"),
        ({"paid": "yes", "marked": "yes"}, ""),
        ({"paid": "yes", "marked": "no"}, "paid_unmarked"),
        ({"marked": "no"}, ""),
        ({"paid": "yes", "marked": "yes", "published_on": datetime.date(2023, 3, 18)}, "paid_in_silence"),
        ({"paid": "no", "published_on": datetime.date(2023, 3, 18)}, ""),
    ],
)
def test_each_rule_of_an_item(values: dict[str, Any], rule: str) -> None:
    book = ARegister("media")
    item(book, **values)
    assert book.broken(rule) == bool(rule)


@pytest.mark.parametrize(
    ("published_at", "late"), [(at(13, 23, month=2), 0), (at(14, month=2), 1), (None, 1)]
)
def test_prices_are_published_five_days_before_campaigning(
    published_at: datetime.datetime | None, late: int
) -> None:
    """L05: 28(3); campaigning began on 18 February 2023."""
    book = ARegister("media")
    one = book.say("price_list", {"outlet": "A channel", "campaign_on": datetime.date(2023, 2, 18)})
    if published_at:
        book.do(one, "publish", published_at)
    assert book.number("prices_late") == (late, 1) and book.broken("publish") == late


POLL = {
    "pollster": "A pollster",
    "ordered_by": "A paper",
    "paid_by": "A paper",
    "from_on": datetime.date(2023, 3, 1),
    "to_on": datetime.date(2023, 3, 5),
    "method": "by telephone",
    "question": "Whom would you vote for?",
    "asked": 1200,
    "error_tenths": 28,
    "experience_years": 5,
}


@pytest.mark.parametrize(
    ("values", "notified", "rule"),
    [
        ({}, True, ""),
        ({"paid_by": ..., "question": ...}, True, ""),
        *[({missing: None}, True, "not_disclosed") for missing in ("paid_by", "question", "error_tenths")],
        ({"published_on": datetime.date(2023, 3, 13)}, True, ""),
        ({"published_on": datetime.date(2023, 3, 14)}, True, "too_near"),
        ({"published_on": datetime.date(2023, 3, 19)}, True, "too_near"),
        ({"published_on": datetime.date(2023, 3, 20)}, True, ""),
        ({"experience_years": 4}, True, "no_experience"),
        ({}, False, "not_notified"),
    ],
)
def test_each_rule_of_a_poll(values: dict[str, Any], notified: bool, rule: str) -> None:
    """K07: 28(9): what is disclosed, five years' experience, notice to the commission, five days before."""
    book = ARegister("media")
    told = {"published_on": datetime.date(2023, 3, 10), **POLL, **values}
    one = book.say("poll", {key: said for key, said in told.items() if said is not ...})
    if notified:
        book.do(one, "notify", at(1))
    book.do(one, "publish", at(10), "outlet")
    assert book.broken(rule) == bool(rule)
    assert book.number("polls_not_disclosed") == (int(rule == "not_disclosed"), 1)
    assert book.number("polls_too_near") == (int(rule == "too_near"), 1)


def test_an_outlet_stands_once_and_debates_with_women_are_a_share_of_all() -> None:
    """L06."""
    book = ARegister("media")
    for women in (1, 2, 0):
        book.say("debate", {"held_on": at(16).date(), "host": "parties", "participants": 7, "women": women})
    assert book.number("debates_with_women") == (2, 3)
    for _ in range(2):
        book.say("outlet", {"name": "A channel", "type": "television"})
    assert book.broken("outlet_twice") == 2


def test_a_body_whose_rules_are_told_by_word_of_mouth_is_found() -> None:
    """L13: of 2011 no breach and no complaint by 14 March, and guidelines that nobody wrote down."""
    values, findings = published("media", "kz-2011")
    assert findings == set()
    assert (values["council_complaints"], values["council_breaches"], values["dispute_bodies_oral"]) == (
        0,
        0,
        1,
    )
    for rules_are, times in (("written", 0), ("oral", 1), ("none", 1)):
        book = ARegister("media")
        book.say("dispute_body", {"name": "A council", "rules_are": rules_are})
        assert book.broken("in_writing") == times


def test_reactions_are_shares_of_all_by_account() -> None:
    """L12."""
    book = ARegister("media")
    accounts = [book.say("outlet", {"name": name, "type": "account"}) for name in ("First", "Second")]
    for account, reactions in ((accounts[0], 300), (accounts[0], 300), (accounts[1], 200)):
        book.say("item", {"outlet": account, "genre": "post", "reactions": reactions})
    assert book.shares("reactions_by_outlet") == {accounts[0]: (600, 800), accounts[1]: (200, 800)}
    assert book.shares("posts_by_outlet")[accounts[0]] == (2, 3)
