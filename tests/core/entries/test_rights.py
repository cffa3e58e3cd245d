"""Who may decide, as a fold: two persons for each role; two administrators are the operator's alone."""

import datetime
from typing import Any

import pytest

from hattama.core.entries import (
    Opening,
    RightsChange,
    RightsStanding,
    change_body,
    check_entry_schema,
    fold_rights,
    recorded_text,
    rights_bodies,
)
from hattama.core.entries.rights import (
    MOST_IN_ONE,
    ConfirmedUnproposed,
    GivenByOneAlone,
    HeldLater,
    MadeByNoAdministrator,
)
from hattama.core.transparency_log import canonical_bytes

NOW = datetime.datetime(2023, 3, 18, 9, 0, tzinfo=datetime.UTC)
ANN, BEK, CAN, DAN = ("abcd"[place] * 64 for place in range(4))
HEAD, KEEPER = ("central_head", "KZ"), ("administrator", "KZ")
OPENED = datetime.datetime(2023, 3, 18, 8, 0, tzinfo=datetime.UTC)
ROSTER_END = 5


def change(what: RightsChange, who: str, *by: str, role: tuple[str, str] = HEAD) -> dict[str, Any]:
    return change_body(what, who, by, NOW, *role)


def folded(*changes: dict[str, Any], keepers: tuple[str, ...] = (BEK, CAN)) -> RightsStanding:
    """What the changes come to, an entry each, in a log that opened with these administrators."""
    standing = RightsStanding(Opening(ROSTER_END, recorded_text(OPENED), "KZ"))
    opening = [(change(RightsChange.HELD, who, role=KEEPER), OPENED) for who in keepers]
    for index, (said, moment) in enumerate([*opening, *((one, NOW) for one in changes)], start=ROSTER_END):
        (body,) = rights_bodies([said], [], moment)
        assert check_entry_schema(body) == ()
        fold_rights(standing, index, body)
    return standing


def test_a_proposed_role_is_in_force_once_another_has_confirmed_it() -> None:
    standing = folded(change(RightsChange.PROPOSED, ANN, BEK))
    assert standing.holdings[ANN, *HEAD].is_pending and HEAD not in standing.first_held
    standing = folded(
        change(RightsChange.PROPOSED, ANN, BEK), change(RightsChange.CONFIRMED, ANN, BEK, "operator")
    )
    held = standing.holdings[ANN, *HEAD]
    assert (held.is_pending, held.by, held.index) == (False, (BEK, "operator"), 8)
    assert standing.first_held == {KEEPER: ROSTER_END, HEAD: 8}


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
        change(RightsChange.HELD, ANN, BEK, BEK),
        change(RightsChange.HELD, ANN, BEK, ANN),
    ],
)
def test_no_entry_says_that_fewer_made_a_role_than_it_takes(said: dict[str, Any]) -> None:
    (body,) = rights_bodies([said], [], NOW)
    assert [problem.place for problem in check_entry_schema(body)] == ["changes"]


def test_the_operator_makes_two_administrators_alone_and_no_third() -> None:
    first = [change(RightsChange.GIVEN, who, "operator", role=KEEPER) for who in (ANN, BEK, CAN)]
    assert len(folded(*first[:2], keepers=()).holdings) == 2
    with pytest.raises(GivenByOneAlone):
        folded(*first, keepers=())
    closed = change(RightsChange.CLOSED, ANN, BEK, role=("", ""))
    assert len(folded(*first[:2], closed, first[2], keepers=()).holdings) == 3


def test_the_operator_makes_no_administrator_of_a_part_alone() -> None:
    with pytest.raises(GivenByOneAlone):
        folded(change(RightsChange.GIVEN, ANN, "operator", role=("administrator", "R1")), keepers=())


def test_a_role_proposed_anew_is_not_in_force_any_more() -> None:
    made = change(RightsChange.PROPOSED, ANN, BEK), change(RightsChange.CONFIRMED, ANN, BEK, CAN)
    standing = folded(*made, change(RightsChange.PROPOSED, ANN, CAN))
    assert standing.holdings[ANN, *HEAD].is_pending
    assert (ANN, *HEAD) not in folded(*made, change(RightsChange.TAKEN, ANN, DAN)).holdings


def test_nobody_proposes_or_confirms_who_never_was_administrator() -> None:
    with pytest.raises(MadeByNoAdministrator):
        folded(change(RightsChange.PROPOSED, ANN, DAN))
    proposed = change(RightsChange.PROPOSED, ANN, "operator")
    with pytest.raises(MadeByNoAdministrator):
        folded(proposed, change(RightsChange.CONFIRMED, ANN, "operator", DAN))
    assert not folded(proposed, change(RightsChange.CONFIRMED, ANN, "operator", CAN)).holdings[ANN, *HEAD][-1]


LATER_SAID = {"index": ROSTER_END, "recorded_at": NOW}, {"index": ROSTER_END + 2, "recorded_at": OPENED}


@pytest.mark.parametrize("said", LATER_SAID, ids=["recorded later", "behind another entry"])
def test_only_the_opening_says_what_was_in_force_at_the_opening(said: dict[str, Any]) -> None:
    count = {"change": "held", "role": "typist", "area": "KZ", "by": [], "count": 1}
    for changes, counts in (([change(RightsChange.HELD, ANN)], []), ([], [count])):
        standing = RightsStanding(Opening(ROSTER_END, recorded_text(OPENED), "KZ"))
        (keeper,) = rights_bodies([change(RightsChange.HELD, BEK, role=KEEPER)], [], OPENED)
        if said["index"] > ROSTER_END:
            fold_rights(standing, ROSTER_END, keeper)
        (body,) = rights_bodies(changes, counts, said["recorded_at"])
        with pytest.raises(HeldLater):
            fold_rights(standing, said["index"], body)
        assert (ANN, *HEAD) not in standing.holdings and HEAD not in standing.first_held


def test_what_waited_when_the_log_opened_may_have_been_proposed_by_an_administrator_of_before() -> None:
    standing = RightsStanding(Opening(ROSTER_END, recorded_text(OPENED), "KZ"))
    held, waiting = change(RightsChange.HELD, BEK, role=KEEPER), change(RightsChange.PROPOSED, ANN, DAN)
    (body,) = rights_bodies([held, waiting], [], OPENED)
    fold_rights(standing, ROSTER_END, body)
    (body,) = rights_bodies([change(RightsChange.CONFIRMED, ANN, DAN, BEK)], [], NOW)
    fold_rights(standing, ROSTER_END + 1, body)
    assert standing.first_held[HEAD] == ROSTER_END + 1


def test_a_long_list_takes_several_entries_each_small_enough_for_a_log() -> None:
    longest = ("territorial_reviewer", "a" * 64)
    changes = [change(RightsChange.CONFIRMED, ANN, BEK, CAN, role=longest)] * (MOST_IN_ONE + 1)
    bodies = list(rights_bodies(changes, [], NOW))
    assert [len(body["changes"]) for body in bodies] == [MOST_IN_ONE, 1]
    assert len(canonical_bytes(bodies[0])) < 65_535
