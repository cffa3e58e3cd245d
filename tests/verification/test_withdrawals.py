"""Choices that leave by an entry of the log: outcomes beside the log must follow, and the entry the rules."""

import json
from typing import Any

import pytest

from hattama.core.transparency_log import canonical_bytes
from hattama.verification.checking import check_bundle
from tests.verification.made_bundle import Body, Files, Signer, log_files, make_bundle, verify
from tests.verification.made_log import entry, head_entries, make_foundation, protocol
from tests.verification.made_night import codes

FOUNDATION = make_foundation(3, districts=2)
SIGNER = Signer()
FIRST = FOUNDATION.election.contests[0].choices[0].code
DECIDED = {"authority": "court", "number": "5", "decided_on": "2026-08-31", "document": None}
OUTCOME = "outcomes/contest0.json"


def left(**said: Any) -> Body:
    return entry(
        "withdrawal",
        **{
            "contest": "contest0",
            "choice": FIRST,
            "reason": "died",
            "since": "2026-08-31",
            "norms": [],
            "decision": DECIDED,
            "note_sha256": None,
            "done_by": [],
            **said,
        },
    )


BODIES = [
    *head_entries(FOUNDATION, SIGNER.key),
    *(protocol(FOUNDATION, name, "contest0") for name in FOUNDATION.precincts),
    left(),
]


def found(bodies: list[Body], files: Files | None = None) -> set[str]:
    made = make_bundle(FOUNDATION, bodies, SIGNER) if files is None else files
    return codes(check_bundle(made, verify).troubles)


def test_an_outcome_from_which_the_choice_has_left_is_true() -> None:
    files = make_bundle(FOUNDATION, BODIES, SIGNER)
    choices = {one["choice"]: one for one in json.loads(files[OUTCOME])["choices"]}
    assert choices[FIRST]["left"] == "after_vote"
    assert not choices[FIRST]["seats"]
    assert found(BODIES, files) == set()


def test_an_outcome_that_ignores_the_entry_is_false() -> None:
    deaf = make_bundle(FOUNDATION, BODIES[:-1], SIGNER)
    files = make_bundle(FOUNDATION, BODIES, SIGNER)
    ignored = json.loads(deaf[OUTCOME]) | {"tree_size": len(BODIES)}
    text = json.dumps(ignored, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"
    assert found(BODIES, Files(files | {OUTCOME: text.encode()})) == {"outcome-differs"}


@pytest.mark.parametrize(
    "second",
    [left(), left(choice="nobody"), left(reason="reinstated", norms=["kz-elections/60(1)"])],
    ids=["left already", "no such choice", "norms that give no such power"],
)
def test_an_entry_that_contradicts_the_rules_is_found(second: Body) -> None:
    bodies = [*BODIES, second]
    files = Files(make_bundle(FOUNDATION, BODIES, SIGNER))
    files |= log_files([canonical_bytes(body) for body in bodies], SIGNER)
    assert "life-cycle-broken" in found(bodies, files)


def test_a_decision_in_a_role_that_nobody_held_is_found() -> None:
    done = [{"deed": "withdraw", "role": "central_head", "area": "N"}]
    roles = entry(
        "rights",
        changes=[],
        counts=[{"change": "held", "role": "typist", "area": "N", "by": [], "count": 1}],
    )
    head = len(list(head_entries(FOUNDATION, SIGNER.key)))
    bodies = [*BODIES[:head], roles, *BODIES[head:-1], left(done_by=done)]
    assert found(bodies) == {"role-not-held"}
