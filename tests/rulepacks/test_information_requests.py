"""The request of January 2021 as a grid of 53 questions and 8 addressees; answers in their days."""

import datetime
import re
from typing import Any

import pytest

from hattama.core.records import Money
from hattama.core.records.clocks import Standing
from tests.rulepacks.a_register import ARegister, at, published
from tests.shared_material import shared_path

ADDRESSEES = (
    "central_commission",
    "president",
    "mazhilis",
    "senate",
    "government",
    "party",
    "party",
    "party",
)


def items() -> list[str]:
    """The leaf items of the request by its own numbers: 1.1–1.10, 2.1–2.33, 3–12."""
    lines = shared_path("sources", "003.txt").read_text("utf-8").split("СҰРАЙМЫН")[1].splitlines()
    found = [match[1] for line in lines if (match := re.match(r"\s*(\d+(?:\.\d+)?)\. ", line))]
    return [item for item in found if not any(other.startswith(f"{item}.") for other in found)]


def grid() -> ARegister:
    book = ARegister("information-requests")
    book.say("request", {"number": "1", "dated_on": datetime.date(2021, 1, 18)}, "rec-ask")
    for item in items():
        part = int(item.split(".")[0])
        said = {"request": "rec-ask", "item": item, "part": part}
        question = f"rec-q-{item.replace('.', '-')}"
        book.say("question", {**said, "asks_date": "yes" if item in ("8", "11") else "no"}, question)
        for place, body in enumerate(ADDRESSEES):
            cell = {"question": question, "addressee": f"Addressee {place + 1}", "body": body}
            book.say("answer", cell, f"{question}-{place}")
    return book


def test_the_request_is_53_questions_to_8_addressees() -> None:
    """FX9, S01, S02: 10 + 33 + 10, each to eight."""
    book = grid()
    single = {str(part): 1 for part in range(3, 13)}
    assert book.parts("questions") == {"1": 10, "2": 33, **single}
    assert book.number("questions")[0] == 53 and book.number("addressees")[0] == 8
    assert book.number("cells") == (424, 424) and book.number("silent") == (424, 424)
    assert not book.found()
    values, findings = published("information-requests", "kz-2021")
    assert findings == set()
    alone = values["last_item"] - 2
    assert values["items_of_part_1"] + values["items_of_part_2"] + alone == 53
    assert values["addressees_named"] == 8


def test_how_complete_the_answers_are_is_told_by_addressee() -> None:
    book = grid()
    for item in ("1-1", "1-2", "3"):
        book.say("answer", {"given": "full"}, f"rec-q-{item}-0")
    book.say("answer", {"given": "partial"}, "rec-q-8-0")
    assert book.number("answered_full") == (3, 424) and book.parts("answered_full")["Addressee 1"] == 3
    assert book.number("answered_partly") == (1, 424) and book.number("dates_named") == (0, 16)


def cell(**values: Any) -> tuple[ARegister, str]:
    book = ARegister("information-requests")
    book.say("question", {"request": "rec-ask", "item": "8", "asks_date": "yes"}, "rec-q-8")
    said = {"question": "rec-q-8", "addressee": "Addressee 1", **values}
    return book, book.do(book.say("answer", said), "receive", at(1), "government")


@pytest.mark.parametrize(
    ("extended", "answered", "clock", "due", "standing"),
    [
        (None, at(16, 23), "reply", at(17, 0), Standing.MET),
        (None, at(17, 1), "reply", at(17, 0), Standing.LATE),
        (None, None, "reply", at(17, 0), Standing.OVERDUE),
        (at(10), at(31), "reply_extended", at(1, 0, month=4), Standing.MET),
        (at(10), at(1, 1, month=4), "reply_extended", at(1, 0, month=4), Standing.LATE),
    ],
)
def test_an_answer_is_due_in_fifteen_days_or_thirty(
    extended: datetime.datetime | None,
    answered: datetime.datetime | None,
    clock: str,
    due: datetime.datetime,
    standing: Standing,
) -> None:
    """S03: 11(10) of the law on access: 15 calendar days, one extension of 15."""
    book, one = cell(promised_on=datetime.date(2023, 9, 1))
    if extended:
        book.do(book.do(one, "extend", extended, "government"), "tell", at(14), "government")
        assert book.clocks(one)["tell"].standing is Standing.MET
    if answered:
        book.do(one, "answer", answered, "government")
    read = book.clocks(one)[clock]
    assert (read.standing, read.due_at) == (standing, due)
    assert book.number("late") == (int(standing is not Standing.MET), 1)


@pytest.mark.parametrize(
    ("registered", "day", "missed"), [("2023-03-01", 9, False), ("2023-03-01", 10, True), (None, 10, None)]
)
def test_a_refusal_is_due_in_five_working_days_of_registration(
    registered: str | None, day: int, missed: bool | None
) -> None:
    """S03, 11(17): from Wednesday 1 March 2023, 8 March a day of rest; of an unknown day nothing is told."""
    known = {} if registered is None else {"registered_on": datetime.date.fromisoformat(registered)}
    book, one = cell(**known)
    assert "refusal" not in book.clocks(one)
    book.do(one, "refuse", at(day), "government", attached={"reply": "ab" * 32})
    read = book.clocks(one).get("refusal")
    assert (None if read is None else read.is_missed) is missed
    assert book.number("refused_late") == (int(bool(missed)), int(registered is not None))


@pytest.mark.parametrize(("moment", "late"), [(at(6), False), (at(7), True)])
def test_a_request_to_the_wrong_body_is_passed_on_in_three_working_days(
    moment: datetime.datetime, late: bool
) -> None:
    """11(11); 1 March 2023 was a Wednesday."""
    book, one = cell()
    book.do(one, "redirect", moment, "government")
    assert book.clocks(one)["redirect"].is_missed is late and not book.clocks(one)["reply"].is_missed


@pytest.mark.parametrize(
    ("values", "deed", "rule"),
    [
        ({"promised_on": datetime.date(2023, 9, 1)}, "answer", ""),
        ({"promised_on": None}, "answer", "date_not_named"),
        ({}, "answer", ""),
        ({"ground": "restricted"}, "refuse", ""),
        ({"ground": "other"}, "refuse", "ground_in_law"),
        ({"ground": None}, "refuse", "ground_in_law"),
        ({}, "refuse", ""),
        ({"ground": "restricted", "fee": Money(0, "KZT")}, "refuse", ""),
        ({"ground": "restricted", "fee": Money(1, "KZT")}, "refuse", "charged"),
    ],
)
def test_each_rule_of_an_answer(values: dict[str, Any], deed: str, rule: str) -> None:
    book, one = cell(**values)
    book.do(one, deed, at(10), "government")
    assert book.broken(rule) == bool(rule)


def test_a_cell_and_an_item_stand_once() -> None:
    book, _ = cell()
    book.say("question", {"request": "rec-ask", "item": "8"}, "rec-q-9")
    assert book.found()["REG-RULE", "item_twice"] == 2
    book, one = cell()
    book.do(one, "answer", at(2), "government")
    book.say("answer", {"question": "rec-q-8", "addressee": "Addressee 1", "promised_on": at(2).date()})
    book.say("answer", {"promised_on": at(2).date()}, one)
    assert book.broken("cell_twice") == 2
