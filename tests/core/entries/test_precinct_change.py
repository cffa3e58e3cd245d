"""A polling station is closed, merged, moved by a decision: what follows what, and what an entry owes."""

import datetime

import pytest

from hattama.core.entries import (
    Change,
    Place,
    PrecinctChange,
    amendment_body,
    check_entry_schema,
    decision_body,
    entry_message,
    fold_precinct,
)
from hattama.core.entries.precinct_change import NoSuchPrecinct, PrecinctGone, PrecinctStands
from hattama.core.protocols import PRECINCT_CHANGES, Decision
from tests.core.entries.entry_examples import example

HELD = {"P1": ("seat",), "P2": ("seat",), "P3": ()}
ADDRESS = Change(Place("P1", None, None, "address", "kk"), "Абай, 7", "Абай, 9")
DONE = [
    {"deed": "propose_change", "role": "territorial_reviewer", "area": "R1"},
    {"deed": "change_precinct", "role": "territorial_head", "area": "R1"},
]


def body(change, *changes, area="P1", into=None, contest=None, done_by=DONE):
    said = PrecinctChange(area, change, into, contest)
    decision = Decision("court", "12", datetime.date(2023, 3, 20))
    moment = datetime.datetime(2023, 3, 20, tzinfo=datetime.UTC)
    told = {"note_sha256": None, "done_by": done_by, "recorded_at": moment}
    decided = {"precinct": said._asdict(), "decision": decision_body(decision, None)}
    return amendment_body(changes, None, told.pop("recorded_at"), **decided, **told)


def fold(*bodies, gone=frozenset()):
    for one in bodies:
        gone = fold_precinct(gone, one, HELD.get)
    return gone


def test_what_is_closed_or_merged_stands_no_longer_until_it_is_reopened():
    assert fold(body("closed"), body("merged", area="P2", into="P3")) == {"P1", "P2"}
    assert fold(body("closed"), body("reopened")) == frozenset()
    assert fold(body("moved", ADDRESS), body("form_replaced", contest="seat")) == frozenset()


@pytest.mark.parametrize(
    "after", [body("closed"), body("moved", ADDRESS), body("merged", area="P2", into="P1")]
)
def test_nothing_follows_on_a_closed_station_but_that_it_stands_again(after):
    with pytest.raises(PrecinctGone):
        fold(body("closed"), after)
    with pytest.raises(PrecinctStands):
        fold(body("reopened"))


@pytest.mark.parametrize(
    "of_nobody",
    [
        body("closed", area="P9"),
        body("merged", into="P9"),
        body("form_replaced", contest="other"),
        body("form_replaced", area="P3", contest="seat"),
    ],
)
def test_only_stations_and_contests_of_the_roster_are_changed(of_nobody):
    with pytest.raises(NoSuchPrecinct):
        fold(of_nobody)


@pytest.mark.parametrize(
    ("place", "unfit"),
    [
        ("changes", body("moved")),
        ("changes", body("closed", ADDRESS)),
        ("changes", body("renamed", ADDRESS)),
        ("changes", body("moved", ADDRESS, area="P2")),
        ("done_by", body("closed", done_by=[])),
        ("precinct", body("merged")),
        ("precinct", body("merged", into="P1")),
        ("precinct", body("closed", into="P2")),
        ("precinct", body("form_replaced")),
        ("precinct", body("demolished")),
        ("why", {**body("closed"), "why": "a decree"}),
        ("decision", {**body("closed"), "decision": None}),
    ],
)
def test_an_entry_says_exactly_what_its_change_needs(place, unfit):
    assert [problem.place for problem in check_entry_schema(unfit)] == [place]


def test_words_without_a_station_rest_on_no_decision():
    alone = {**body("moved", ADDRESS), "precinct": None, "why": "a decree"}
    assert [problem.place for problem in check_entry_schema(alone)] == ["decision"]
    assert not check_entry_schema(body("moved", ADDRESS))


def test_the_log_says_what_each_decision_did_and_never_two_the_same() -> None:
    told = {
        known.code: entry_message(
            example(
                "amendment", precinct={"area": "P001", "change": known.code, "into": None, "contest": None}
            )
        ).english
        for known in PRECINCT_CHANGES
    }
    assert told["closed"] == "Polling station closed by a decision"
    assert len(set(told.values())) == len(PRECINCT_CHANGES)
    assert entry_message(example("amendment", precinct=None)).english == "Names of the definition amended"
