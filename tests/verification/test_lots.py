"""Lots in the log: an outcome follows the order drawn, and none is drawn among others than the tied."""

import json
from typing import Any

import pytest

from hattama.core.entries import nest_figures
from hattama.core.transparency_log import canonical_bytes
from hattama.verification.checking import check_bundle
from hattama.verification.foundation import read_foundation
from tests.formats.test_open_lists import DEFINITION, FIGURES, FOLDER, PACK
from tests.verification.made_bundle import Body, Files, Signer, log_files, make_bundle, verify
from tests.verification.made_log import entry, head_entries, protocol
from tests.verification.made_night import Night, codes

AREAS = (FOLDER / "areas.csv").read_bytes()
FOUNDATION = read_foundation({"election.toml": DEFINITION, "areas.csv": AREAS, "rulepack.toml": PACK})
SIGNER = Signer()
DECIDED = {"authority": "central_commission", "number": "5", "decided_on": "2026-08-31", "document": None}
TIED = FIGURES | {
    **{"participants": 490, "votes[lantern]": 90, "votes[anchor]": 90, "preferences[eva]": 90},
}
"""Three seats go to the plough; the lantern and the anchor have equal claims to the fourth."""


def lot(*order: str, **said: Any) -> Body:
    told = {
        "contest": "assembly",
        "choice": None,
        "order": list(order),
        "replaces": None,
        "decision": DECIDED,
    }
    return entry("lot", **{**told, "drawn_at": "2026-08-31T12:00:00+00:00", "done_by": [], **said})


def seats_of(told: dict[str, Any]) -> dict[str, int]:
    return {one["choice"]: one["seats"] for one in told["choices"]}


NIGHT = [
    *head_entries(FOUNDATION, SIGNER.key),
    *(protocol(FOUNDATION, name, "assembly", figures=nest_figures(TIED)) for name in FOUNDATION.precincts),
]


def found(bodies: list[Body], files: Files | None = None) -> set[str]:
    made = make_bundle(FOUNDATION, bodies, SIGNER) if files is None else files
    return codes(check_bundle(made, verify).troubles)


def outcome(bodies: list[Body]) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(make_bundle(FOUNDATION, bodies, SIGNER)["outcomes/assembly.json"])
    return told


def test_the_seat_goes_to_whom_the_log_says_was_drawn_first_and_the_log_is_true() -> None:
    assert outcome(NIGHT)["status"] == "tie" and outcome(NIGHT)["contenders"] == ["lantern", "anchor"]
    drawn = [*NIGHT, lot("anchor", "lantern")]
    told = outcome(drawn)
    assert told["status"] == "decided"
    assert seats_of(told) == {"plough": 3, "lantern": 0, "anchor": 1}
    assert found(drawn) == set()


def test_a_mistaken_record_is_replaced_by_name() -> None:
    first = [*NIGHT, lot("anchor", "lantern")]
    again = [*first, lot("lantern", "anchor", replaces=len(NIGHT))]
    assert found(again) == set()
    assert seats_of(outcome(again)) == {"plough": 3, "lantern": 1, "anchor": 0}


@pytest.mark.parametrize(
    ("second", "code"),
    [
        (lot("plough", "lantern"), "lot-untied"),
        (lot("plough", "lantern", "anchor"), "lot-untied"),
        (lot("eva", "finn", choice="lantern"), "lot-untied"),
        (lot("anchor", "lantern", replaces=3), "life-cycle-broken"),
        (lot("anchor", "nobody"), "life-cycle-broken"),
    ],
)
def test_a_lot_among_others_than_the_tied_is_false(second: Body, code: str) -> None:
    files = Files(make_bundle(FOUNDATION, NIGHT, SIGNER))
    files |= log_files([canonical_bytes(body) for body in [*NIGHT, second]], SIGNER)
    assert code in found([*NIGHT, second], files)


def test_a_lot_drawn_before_they_were_tied_is_false() -> None:
    early = [*NIGHT[:-2], lot("anchor", "lantern"), *NIGHT[-2:]]
    assert "lot-untied" in found(early)
    one_precinct = [*NIGHT[:-1], lot("anchor", "lantern"), NIGHT[-1]]
    assert found(one_precinct) == set(), "on part of the protocols they are tied, too"


def test_a_lot_may_be_drawn_after_the_election_was_closed_and_among_none_but_the_tied() -> None:
    night = Night(FOUNDATION, SIGNER)
    for body in NIGHT[len(night.bodies) :]:
        night.add(body)
    night.close()
    drawn = [*night.bodies, lot("anchor", "lantern")]
    assert seats_of(outcome(drawn)) == {"plough": 3, "lantern": 0, "anchor": 1}
    assert found(drawn) == set()
    assert found([*night.bodies, lot("plough", "lantern")]) == {"lot-untied"}


def test_a_lot_recorded_in_a_role_that_nobody_held_is_found() -> None:
    done = [{"deed": "record_lot", "role": "central_head", "area": "zz"}]
    held = [{"change": "held", "role": "typist", "area": "zz", "by": [], "count": 1}]
    head = len(list(head_entries(FOUNDATION, SIGNER.key)))
    roles = entry("rights", changes=[], counts=held)
    bodies = [*NIGHT[:head], roles, *NIGHT[head:], lot("anchor", "lantern", done_by=done)]
    assert found(bodies) == {"role-not-held"}
