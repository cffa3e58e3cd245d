"""Complaints: how openly they were decided, with its parts; and what was published of 2011 holds together."""

from __future__ import annotations

import datetime

from hattama.core.records import Range
from hattama.core.vocabulary import Words
from tests.rulepacks.a_register import ARegister, at, published

GIST = Words.of({"kk": "Тізім туралы"})
OPENLY = {"gist": GIST, "outcome": "rejected", "heard_in_open": "yes"}


def test_the_transparency_index_is_four_questions_of_each_complaint_decided() -> None:
    """Q09: one that is not decided is asked nothing, and what nobody states is no yes."""
    book = ARegister("complaints")
    for values in (
        {**OPENLY, "decision_published_on": datetime.date(2023, 4, 2)},
        {"heard_in_open": "no"},
        {},
    ):
        one = book.say("complaint", {"subject": "breach", **values})
        for deed, day in (("file", 20), ("receive", 21), ("decide", 22)):
            book.do(one, deed, at(day))
    book.do(book.say("complaint", {"subject": "breach", **OPENLY}), "file", at(23))
    parts = [book.number(code) for code in ("told_gist", "told_outcome", "decided_in_open", "published")]
    assert parts == [(1, 3)] * 4
    assert book.number("transparency") == (4, 12)


def test_complaints_of_2011_hold_together() -> None:
    """Q08."""
    values, findings = published("complaints", "kz-2011")
    assert findings == set()
    assert values["composition_refused_as_late"] == Range(5, 7) and values["supreme_court_complaints"] == 4
