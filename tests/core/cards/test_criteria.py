"""A card's state has no points, and answers keep what they say in files."""

import json
from itertools import product

from hattama.core.cards import State
from hattama.core.cards.criteria import answer_from, state_of
from tests.core.cards.made import card, copy, steps, version


def test_one_contradiction_contradicts_and_one_open_answer_leaves_open_whatever_else_is_shown() -> None:
    for states in product(State, repeat=3):
        whole = state_of(states)
        worst = [State.CONTRADICTED, State.OPEN, State.SHOWN, State.NOT_ANSWERABLE]
        assert whole is min(states, key=worst.index)


def test_an_answer_is_read_back_from_its_facts() -> None:
    told = card(version(), steps(closed="20:00"), copies=(copy(),))
    for answer in told.answers:
        assert answer_from(answer.state, json.loads(json.dumps(answer.told()))) == answer


def test_a_reason_is_said_with_its_numbers() -> None:
    told = next(one for one in card(steps(closed="20:00")).answers if one.criterion == "in_time")
    assert dict(told.why().values) == {"asked": 4, "known": 1}
