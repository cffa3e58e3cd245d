"""Times as the log carries them: a time once stated stands until an entry names it and corrects it."""

import datetime
from zoneinfo import ZoneInfo

import pytest

from hattama.core.entries import check_timeline, fold_steps
from hattama.core.entries.steps import CorrectedTimeDoesNotStand, NoSuchStep, StepAlreadyRecorded
from hattama.core.norms import Calendar
from hattama.core.protocols import StepDefinition, StepScope
from hattama.core.tabulation import EntryPlace
from hattama.core.vocabulary import NO_WORDS

ZONE = ZoneInfo("Asia/Almaty")
DAY = datetime.date(2023, 3, 19)
STEPS = (
    StepDefinition("closed", NO_WORDS, StepScope.PRECINCT),
    StepDefinition("counted", NO_WORDS, StepScope.CONTEST, ("closed",)),
    StepDefinition("delivered", NO_WORDS, StepScope.PRECINCT, ("counted",)),
    StepDefinition("sent", NO_WORDS, StepScope.COMMISSION),
    StepDefinition("set", NO_WORDS, StepScope.COMMISSION, central=True),
)


def body(contest=None, places=None, corrects=None, **times):
    return {
        "kind": "steps",
        "schema": 1,
        "recorded_at": "2023-03-20T06:00:00+00:00",
        "area": "P001",
        "contest": contest,
        "times": {code: f"2023-03-19T{clock}:00+06:00" for code, clock in times.items()},
        "places": places or {},
        "corrects": {code: f"2023-03-19T{clock}:00+06:00" for code, clock in (corrects or {}).items()},
        "method": "typed",
    }


def folded(*bodies, is_precinct=True, is_root=False):
    timeline = {}
    for index, one in enumerate(bodies, start=10):
        timeline = fold_steps(timeline, index, one, STEPS, EntryPlace(is_precinct, is_root=is_root))
    return timeline


def test_times_of_several_entries_make_one_timeline():
    timeline = folded(body(closed="20:00"), body("party", counted="23:00"), body("single", counted="23:40"))
    assert {step: [t.index for t in stated] for step, stated in timeline.items()} == {
        ("", "closed"): [10],
        ("party", "counted"): [11],
        ("single", "counted"): [12],
    }


def test_a_correction_names_the_time_that_it_corrects_and_erases_nothing():
    timeline = folded(body(closed="20:00"), body(closed="20:10", corrects={"closed": "20:00"}))
    assert [(t.index, t.at[11:16]) for t in timeline["", "closed"]] == [(10, "20:00"), (11, "20:10")]


def test_a_second_time_that_corrects_nothing_is_refused():
    with pytest.raises(StepAlreadyRecorded):
        folded(body(closed="20:00"), body(closed="20:10"))


@pytest.mark.parametrize("corrected", ["19:59", "20:00"])
def test_a_correction_of_a_time_that_does_not_stand_is_refused(corrected):
    first, second = body(closed="20:00"), body(closed="20:10", corrects={"closed": "20:00"})
    with pytest.raises(CorrectedTimeDoesNotStand):
        folded(first, second, body(closed="20:20", corrects={"closed": corrected}))


def test_a_correction_of_what_was_never_stated_is_refused():
    with pytest.raises(CorrectedTimeDoesNotStand):
        folded(body(closed="20:10", corrects={"closed": "20:00"}))


@pytest.mark.parametrize(
    ("said", "is_precinct"),
    [
        (body(unheard="20:00"), True),
        (body(counted="20:00"), True),
        (body("party", closed="20:00"), True),
        (body(sent="20:00"), True),
        (body(closed="20:00"), False),
        (body("party", sent="20:00"), True),
        (body(set="20:00"), False),
    ],
)
def test_a_step_is_taken_only_where_the_rules_have_it(said, is_precinct):
    with pytest.raises(NoSuchStep):
        folded(said, is_precinct=is_precinct)


def test_a_commission_above_the_precincts_has_steps_of_its_own():
    assert list(folded(body(sent="23:00"), is_precinct=False)) == [("", "sent")]
    assert list(folded(body(set="23:00"), is_precinct=False, is_root=True)) == [("", "set")]


def test_steps_of_the_precinct_are_held_against_those_of_each_contest():
    timeline = folded(
        body(closed="20:00", delivered="22:00"),
        body("party", counted="21:00"),
        body("single", counted="22:30"),
    )
    found = check_timeline(timeline, STEPS, polling_on=DAY, calendar=Calendar(ZONE, {}))
    assert [(contest, f.code, f.fields) for contest, f in found] == [
        ("single", "STEP-ORDER", ("delivered", "counted"))
    ]


def test_what_the_precinct_alone_contradicts_is_told_once():
    timeline = folded(
        body(closed="20:00", delivered="19:00"),
        body("party", counted="21:00"),
        body("single", counted="21:00"),
    )
    found = check_timeline(timeline, STEPS, polling_on=DAY, calendar=Calendar(ZONE, {}))
    assert [(contest, f.fields) for contest, f in found] == [
        ("", ("delivered", "closed")),
        ("party", ("delivered", "counted")),
        ("single", ("delivered", "counted")),
    ]


def test_the_time_that_stands_is_judged_and_not_the_one_it_corrected():
    timeline = folded(
        body(closed="20:00"),
        body("party", counted="19:00"),
        body("party", counted="23:00", corrects={"counted": "19:00"}),
    )
    assert check_timeline(timeline, STEPS, polling_on=DAY, calendar=Calendar(ZONE, {})) == ()
