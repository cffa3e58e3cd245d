"""Custody as the log carries it: records numbered by precinct, mistaken ones replaced and never erased."""

import pytest

from hattama.core.entries import CustodyChain, check_chain, fold_custody
from hattama.core.entries.custody import CustodyNumberOutOfOrder, ReplacedRecordDoesNotStand


def body(number, event="signed", clock="23:20", replaces=None, paper="A-1", contest="party"):
    return {
        "recorded_at": "2023-03-20T06:00:00+00:00",
        "contest": contest,
        "number": number,
        "replaces": replaces,
        "paper": paper,
        "event": event,
        "at": f"2023-03-19T{clock}:00+06:00",
    }


def folded(*bodies):
    chain = CustodyChain()
    for index, one in enumerate(bodies, start=10):
        chain = fold_custody(chain, index, one)
    return chain


def test_records_stand_in_their_order_until_one_is_replaced():
    chain = folded(body(1), body(2, "carried", "23:10"), body(3, "carried", "23:50", replaces=2))
    assert [entry.number for entry in chain.entries] == [1, 2, 3]
    assert chain.replaced == {2: 3}
    assert [(entry.index, entry.number) for entry in chain.standing()] == [(10, 1), (12, 3)]


@pytest.mark.parametrize("number", [1, 3])
def test_a_number_is_neither_taken_twice_nor_left_out(number):
    with pytest.raises(CustodyNumberOutOfOrder):
        folded(body(1), body(number))


@pytest.mark.parametrize("replaces", [0, 2, 3])
def test_only_a_record_that_there_is_can_be_replaced(replaces):
    with pytest.raises(ReplacedRecordDoesNotStand):
        folded(body(1), body(2, replaces=replaces))


def test_a_record_is_replaced_once():
    with pytest.raises(ReplacedRecordDoesNotStand):
        folded(body(1), body(2, replaces=1), body(3, replaces=1))


def test_what_stands_is_judged_and_not_what_was_mistaken():
    mistaken = (body(1), body(2, "carried", "23:10"))
    assert [f.code for f in check_chain(folded(*mistaken).standing())] == ["PAPER-ORDER"]
    assert check_chain(folded(*mistaken, body(3, "carried", "23:50", replaces=2)).standing()) == ()
