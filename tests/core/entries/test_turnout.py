"""Turnout in the log: what an entry says, and which of two statements stands."""

import datetime
from fractions import Fraction
from typing import Any

from hattama.core.entries import TELLING_KINDS, TURNOUT, Notion, standing_turnout, turnout_entry
from tests.core.entries.entry_examples import example


def body(**changes: Any) -> dict[str, Any]:
    return example("turnout", **changes)


def test_an_entry_says_who_stated_which_figure_of_whom_and_when() -> None:
    said = turnout_entry(7, body(at="2023-03-19T16:10:00+06:00", share="49.14", voters=None, registered=None))
    assert (said.index, said.contest, said.source, said.stated) == (7, None, "central_commission", "49.14")
    assert said.point.share == Fraction(4914, 10_000)
    assert said.point.notion is Notion.BALLOTS_ISSUED
    assert said.point.at == datetime.datetime(2023, 3, 19, 10, 10, tzinfo=datetime.UTC)
    assert (said.point.voters, said.point.registered) == (None, None)


def test_of_two_statements_about_the_same_the_later_stands_and_the_earlier_is_kept() -> None:
    first, other, second = (
        turnout_entry(index, body(area=area, voters=voters))
        for index, area, voters in ((3, "R1", 500), (4, "R2", 600), (5, "R1", 505))
    )
    (one, two) = standing_turnout([second, other, first])
    assert (one.entry, one.earlier) == (second, (first,))
    assert (two.entry, two.earlier) == (other, ())


def test_sources_notions_and_contests_do_not_replace_one_another() -> None:
    entries = [
        turnout_entry(1, body()),
        turnout_entry(2, body(source="press")),
        turnout_entry(3, body(notion="ballots_found")),
        turnout_entry(4, body(contest="party")),
    ]
    assert len(standing_turnout(entries)) == 4


def test_turnout_changes_no_sum() -> None:
    assert TURNOUT not in TELLING_KINDS
