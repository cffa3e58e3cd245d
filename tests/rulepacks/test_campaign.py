"""The campaign: 35 events of parties where 34 are said; notices in their working days; the silence."""

import datetime
from typing import Any

import pytest

from hattama.core.records.clocks import Standing
from tests.rulepacks.a_register import ARegister, at, published


def test_events_by_parties_come_to_35_where_34_are_said() -> None:
    """K01, K02, K06, X03: 12 + 7 + 6 + 4 + 2 + 2 + 2; the rest holds together."""
    values, findings = published("campaign", "kz-2023")
    # X26: 225 dead by the report of 2022, 238 by that of 2023: of different days, so one became the other.
    assert findings == {("REG-NUMBERS", "KZ-K02", 34, 35), ("REG-CHANGED", "january_dead", 238, 225)}
    assert values["events"] == values["events_indoor"] + values["events_outdoor"] == 44
    assert (values["events_with_women_speaking"], values["events_accessible"]) == (17, 20)
    assert values["women_percent"] == 49
    assert (values["refusals_in_astana"], values["places_refusing_protest"]) == (5, 7)
    assert (values["memorandum_signed"], values["parties_taking_part"]) == (6, 7)


def event(book: ARegister, **values: Any) -> str:
    said = {"held_on": datetime.date(2023, 3, 1), "organiser": "A party", "organiser_is": "party"}
    return book.say("event", {**said, **values})


def test_events_are_counted_by_place_organiser_and_who_took_part() -> None:
    book = ARegister("campaign")
    for number in range(44):
        setting = "indoor" if number < 40 else "outdoor"
        spoke = {"speakers": 3, "women_speakers": int(number < 17), "participants": 100, "women": 49}
        event(book, setting=setting, accessible="yes" if number < 20 else "no", **spoke)
    assert book.number("events") == (44, None) and book.number("events_outdoor") == (4, 44)
    assert book.number("women_taking_part") == (2156, 4400)
    assert book.number("events_with_women_speaking") == (17, 44)
    assert book.number("events_accessible") == (20, 44)
    assert book.parts("events_by_week") == {"2023-02-27": 44} and not book.found()


@pytest.mark.parametrize(
    ("day", "broken"), [(16, 0), (17, 0), (18, 1), (19, 1), (20, 0)], ids=lambda value: str(value)
)
def test_nobody_campaigns_on_the_day_before_and_the_day(day: int, broken: int) -> None:
    """K05: 32(1); the campaign ended at midnight of 17 March."""
    book = ARegister("campaign")
    event(book, held_on=datetime.date(2023, 3, day))
    assert book.broken("in_silence") == broken and book.number("events_in_silence") == (broken, 1)


def notice(form: str = "rally", **values: Any) -> tuple[ARegister, str]:
    book = ARegister("campaign")
    said = {"organiser": "A candidate", "area": "KZ-AST", "form": form}
    return book, book.say("notice", {**said, "assembly_on": datetime.date(2023, 3, 17), **values})


@pytest.mark.parametrize(
    ("form", "filed", "clock", "late"),
    [
        ("rally", at(10, 23), "notify", False),
        ("rally", at(13, 9), "notify", True),
        ("march", at(2, 23), "notify_march", False),
        ("march", at(3, 9), "notify_march", True),
    ],
)
def test_an_assembly_is_notified_five_working_days_before_and_a_march_ten(
    form: str, filed: datetime.datetime, clock: str, late: bool
) -> None:
    """K02: 10(1) and 12(1) of the law on assemblies; 8 March 2023 was a day of rest."""
    book, one = notice(form)
    book.do(one, "notify", filed)
    assert book.clocks(one)[clock].is_missed is late
    assert book.number("notified_late") == (int(late), 1)
    book, held = notice(form)
    book.do(held, "hold", at(17))
    assert not book.found(), "of one that was held nobody says when its notice was filed"


@pytest.mark.parametrize(
    ("answered", "standing"), [(at(6, 23), Standing.MET), (at(7), Standing.LATE), (None, Standing.OVERDUE)]
)
def test_the_akimat_answers_in_three_working_days(
    answered: datetime.datetime | None, standing: Standing
) -> None:
    """11(1); filed on Wednesday 1 March."""
    book, one = notice()
    book.do(one, "notify", at(1))
    if answered:
        book.do(one, "agree", answered)
    assert book.clocks(one)["answer"].standing is standing
    assert book.number("answered_late") == (int(standing is not Standing.MET), 1)


@pytest.mark.parametrize(
    ("values", "rule", "unoffered"),
    [
        ({"ground": "place_taken"}, "", 1),
        ({"ground": "place_taken", "other_offered": "yes"}, "", 0),
        ({"ground": "none"}, "ground_not_named", 1),
        ({"ground": None}, "ground_not_named", 1),
        ({}, "", 1),
    ],
)
def test_a_refusal_names_its_ground(values: dict[str, Any], rule: str, unoffered: int) -> None:
    """14(2); that no other place was offered is counted."""
    book, one = notice(**values)
    book.do(book.do(one, "notify", at(1)), "refuse", at(2))
    assert book.broken(rule) == bool(rule) and book.number("notices_refused") == (1, 1)
    assert book.number("refused_without_offer") == (unoffered, 1)


def test_an_offer_is_accepted_in_one_working_day_and_a_refusal_comes_with_reasons() -> None:
    book, one = notice()
    book.do(book.do(one, "notify", at(1)), "offer", at(2))
    book.do(one, "accept", at(6))
    standings = {code: reading.standing for code, reading in book.clocks(one).items()}
    assert (standings["accept"], standings["answer"]) == (Standing.LATE, Standing.MET)
    book, one = notice(ground="place_taken")
    book.do(book.do(one, "notify", at(1)), "refuse", at(2), attached={})
    assert book.found() == {("REG-ATTACHED", "refuse"): 1}


def test_what_is_alleged_is_not_yet_confirmed() -> None:
    """K03, K04, K09."""
    book = ARegister("campaign")
    for deed in ("students", "paid_support", "public_channel"):
        book.say("report", {"reported_on": at(1).date(), "deed": deed})
    book.do(book.do("rec-0002", "check", at(2)), "confirm", at(3))
    assert book.number("reports_confirmed") == (1, 3) and not book.found()


def test_assemblies_of_2011_and_what_was_alleged_of_channels_stand_as_stated() -> None:
    """K02, K04, K09."""
    values, findings = published("campaign", "kz-2011")
    assert findings == set() and values["assembly_almaty"].least == 401
    assert [values[f"assembly_{town}"] for town in ("shymkent", "oskemen", "pavlodar")] == [80, 60, 50]
    values, findings = published("campaign", "kz-2022-referendum")
    assert findings == set() and values["channels_renamed"] == 1
    assert (values["january_dead"], values["january_injured"]) == (225, 2677)
