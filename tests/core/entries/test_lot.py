"""What a lot drew: the entry gives the tied their order, the newest one stands, and no vote moves."""

import datetime
from dataclasses import replace

import pytest

from hattama.core.entries import check_entry_schema, decision_body, entry_body
from hattama.core.entries.lot import AnotherLotStands, drawn_order, fold_lot, lot_from_body, standing_lot
from hattama.core.entries.parts import BrokenLifeCycle, NoSuchContest
from hattama.core.entries.withdrawal import NoSuchChoice
from hattama.core.protocols import Decision
from hattama.core.vocabulary import Choice, Contest, Drawing, Election, Words

VOTE = datetime.date(2023, 3, 19)
NAMES = Words.of({"en": "-"})
PERSONS = tuple(Choice(code, NAMES) for code in ("ada", "ben", "eve"))
CHOICES = (Choice("a", NAMES, persons=PERSONS), *(Choice(code, NAMES) for code in "bcd"))
CONTEST = Contest("lists", "party_list", NAMES, CHOICES, seats=3)
ELECTION = Election("made", NAMES, VOTE, "kz-2023", (CONTEST,), "Asia/Almaty")
NOW = datetime.datetime(2023, 3, 20, tzinfo=datetime.UTC)


def body(order, choice=None, replaces=None, contest="lists"):
    decided = Decision("central_commission", "7", VOTE)
    drawn = {"contest": contest, "choice": choice, "order": order, "drawn_at": NOW, "replaces": replaces}
    made = entry_body("lot", NOW, **drawn, decision=decision_body(decided, None), done_by=[])
    assert check_entry_schema(made) == ()
    return made


def entry(*order, index=9, **said):
    return lot_from_body(index, body(order, **said))


def places(election, choice=None):
    contest = election.contest("lists")
    among = contest.choices if choice is None else contest.choices[0].persons
    return {one.code: (one.lot, one.drawn.entry) for one in among if one.lot is not None}


def test_the_tied_have_their_places_in_the_order_drawn_and_nothing_else_changes():
    told = fold_lot(ELECTION, entry("c", "a"))
    assert places(told) == {"c": (1, 9), "a": (2, 9)}
    bare = tuple(replace(one, lot=None, drawn=None) for one in told.contest("lists").choices)
    assert bare == CHOICES


def test_whoever_is_in_the_order_says_when_it_was_drawn_and_by_whose_decision():
    drawn = Drawing(12, NOW, "central_commission", "7", VOTE, None, 9)
    first = fold_lot(ELECTION, entry("c", "a"))
    second = fold_lot(first, entry("b", "a", index=12, replaces=9)).contest("lists").choices
    assert (standing_lot(second), standing_lot(CHOICES)) == (drawn, None)
    assert [one.code for one in drawn_order(second)] == ["b", "a"]


def test_persons_of_a_list_are_drawn_apart_from_the_lists():
    told = fold_lot(fold_lot(ELECTION, entry("c", "b")), entry("eve", "ada", choice="a", index=11))
    assert places(told) == {"c": (1, 9), "b": (2, 9)}
    assert places(told, "a") == {"eve": (1, 11), "ada": (2, 11)}


def test_a_record_that_was_mistaken_is_replaced_by_name_and_leaves_no_place_behind():
    first = fold_lot(ELECTION, entry("c", "a"))
    for replaces in (None, 8):
        with pytest.raises(AnotherLotStands):
            fold_lot(first, entry("a", "b", index=12, replaces=replaces))
    with pytest.raises(AnotherLotStands):
        fold_lot(ELECTION, entry("a", "b", replaces=9))
    assert places(fold_lot(first, entry("a", "b", index=12, replaces=9))) == {"a": (1, 12), "b": (2, 12)}


@pytest.mark.parametrize(
    ("told", "why"),
    [
        (entry("a", "nobody"), NoSuchChoice),
        (entry("a", "b", choice="b"), NoSuchChoice),
        (entry("a", "b", contest="other"), NoSuchContest),
    ],
)
def test_what_the_election_does_not_have_is_not_drawn(told, why):
    assert issubclass(why, BrokenLifeCycle)
    with pytest.raises(why):
        fold_lot(ELECTION, told)


@pytest.mark.parametrize("order", [["a"], ["a", "a"], [], ["a", 1], "ab"])
def test_an_order_has_two_at_least_and_each_once(order):
    assert [one.place for one in check_entry_schema(body(["a", "b"]) | {"order": order})] == ["order"]
