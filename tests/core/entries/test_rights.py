"""Who may decide, as a fold: two persons for each role; two administrators are the operator's alone."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from hattama.core.entries import (
    RightsChange,
    RightsStanding,
    change_body,
    check_entry_schema,
    fold_rights,
    rights_bodies,
)
from hattama.core.entries.rights import MOST_IN_ONE, ConfirmedUnproposed, GivenByOneAlone
from hattama.core.transparency_log import canonical_bytes

NOW = datetime.datetime(2023, 3, 18, 9, 0, tzinfo=datetime.UTC)
ANN, BEK, CAN, DAN = ("abcd"[place] * 64 for place in range(4))
HEAD = ("central_head", "KZ")


def change(what: RightsChange, who: str, *by: str, role: tuple[str, str] = HEAD) -> dict[str, Any]:
    return change_body(what, who, by, NOW, *role)


def folded(*changes: dict[str, Any]) -> RightsStanding:
    standing = RightsStanding()
    for index, said in enumerate(changes, start=5):
        (body,) = rights_bodies([said], [], NOW)
        assert check_entry_schema(body) == ()
        fold_rights(standing, index, body)
    return standing


def test_a_proposed_role_is_in_force_once_another_has_confirmed_it() -> None:
    standing = folded(change(RightsChange.PROPOSED, ANN, BEK))
    assert standing.holdings[ANN, *HEAD].is_pending and not standing.first_held
    standing = folded(
        change(RightsChange.PROPOSED, ANN, BEK), change(RightsChange.CONFIRMED, ANN, BEK, "operator")
    )
    held = standing.holdings[ANN, *HEAD]
    assert (held.is_pending, held.by, held.index) == (False, (BEK, "operator"), 6)
    assert standing.first_held == {HEAD: 6}


@pytest.mark.parametrize("by", [(CAN, BEK), (CAN, "operator")])
def test_what_was_not_proposed_by_the_one_named_is_not_confirmed(by: tuple[str, str]) -> None:
    with pytest.raises(ConfirmedUnproposed):
        folded(change(RightsChange.PROPOSED, ANN, BEK), change(RightsChange.CONFIRMED, ANN, *by))
    with pytest.raises(ConfirmedUnproposed):
        folded(change(RightsChange.CONFIRMED, ANN, *by))


@pytest.mark.parametrize(
    "said",
    [
        change(RightsChange.CONFIRMED, ANN, BEK),
        change(RightsChange.CONFIRMED, ANN, BEK, BEK),
        change(RightsChange.CONFIRMED, ANN, BEK, ANN),
        change(RightsChange.GIVEN, ANN, "operator"),
        change(RightsChange.GIVEN, ANN, BEK, role=("administrator", "KZ")),
        change(RightsChange.PROPOSED, ANN),
        change(RightsChange.CLOSED, ANN, BEK),
    ],
)
def test_no_entry_says_that_fewer_made_a_role_than_it_takes(said: dict[str, Any]) -> None:
    (body,) = rights_bodies([said], [], NOW)
    assert [problem.place for problem in check_entry_schema(body)] == ["changes"]


def test_the_operator_makes_two_administrators_alone_and_no_third() -> None:
    first = [
        change(RightsChange.GIVEN, who, "operator", role=("administrator", "KZ")) for who in (ANN, BEK, CAN)
    ]
    assert len(folded(*first[:2]).holdings) == 2
    with pytest.raises(GivenByOneAlone):
        folded(*first)
    closed = change(RightsChange.CLOSED, ANN, BEK, role=("", ""))
    assert len(folded(*first[:2], closed, first[2]).holdings) == 3


def test_a_role_proposed_anew_is_not_in_force_any_more() -> None:
    made = change(RightsChange.PROPOSED, ANN, BEK), change(RightsChange.CONFIRMED, ANN, BEK, CAN)
    standing = folded(*made, change(RightsChange.PROPOSED, ANN, DAN))
    assert standing.holdings[ANN, *HEAD].is_pending
    assert not folded(*made, change(RightsChange.TAKEN, ANN, DAN)).holdings


def test_a_long_list_takes_several_entries_each_small_enough_for_a_log() -> None:
    longest = ("territorial_reviewer", "a" * 64)
    changes = [change(RightsChange.CONFIRMED, ANN, BEK, CAN, role=longest)] * (MOST_IN_ONE + 1)
    bodies = list(rights_bodies(changes, [], NOW))
    assert [len(body["changes"]) for body in bodies] == [MOST_IN_ONE, 1]
    assert len(canonical_bytes(bodies[0])) < 65_535
