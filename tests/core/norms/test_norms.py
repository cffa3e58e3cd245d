"""Norms by edition: from when to when, and by when they want a thing done."""

import datetime

from hattama.core.norms import Certainty, Unit
from hattama.formats.norm_files import load_law, load_norm

DAY = datetime.date


def test_an_edition_covers_its_first_and_its_last_day_and_no_other():
    law = load_law("kz-elections")
    days = [DAY(2022, 12, 31), DAY(2023, 1, 1), DAY(2026, 6, 30), DAY(2026, 7, 1), DAY(2030, 1, 1)]
    assert [law.edition_on(day).name for day in days] == ["E2022-11", "E2023", "E2023", "E2026", "E2026"]
    assert law.edition_on(DAY(1995, 1, 1)) is None


def test_a_deadline_is_that_of_the_edition():
    norm = load_norm("kz-elections/94(2)")
    amounts = [norm.deadlines_in(edition)[0].amount for edition in ("E2020", "E2023", "E2026")]
    assert amounts == [2, 2, 3]
    assert norm.on(DAY(2023, 3, 19)).certainty is Certainty.READ


def test_by_when_is_asked_of_events_that_happen_and_not_before_is_no_answer():
    posting = load_norm("kz-elections/43(8)/p3")
    assert posting.deadline_from("E2023", {"protocol_signed": None}).unit is Unit.IMMEDIATELY
    assert posting.deadline_from("E2023", {"copy_posted": None}) is None
