"""What observers answered shows, contradicts or leaves open what they can tell of a station."""

from typing import Any

import pytest

from hattama.core.cards import State
from tests.core.cards.made import CONTEST, answer, seen, steps

SHOWN, OPEN, CONTRADICTED, _ = State
NIGHT = (steps(lists_announced="20:30"), steps(CONTEST, copy_handed="22:50"))

CASES: list[tuple[str, State, str, dict[str, Any]]] = [
    ("copies_given", SHOWN, "observers_say_so", {"seen": (seen(copies_given="yes"),)}),
    ("copies_given", CONTRADICTED, "observers_deny", {"bodies": NIGHT, "seen": (seen(copies_given="no"),)}),
    ("copies_given", OPEN, "step_lacking", {"seen": (seen(copies_given="not_observed"),)}),
    ("copies_given", OPEN, "observers_differ", {"bodies": NIGHT, "seen": (seen(differing="copies_given"),)}),
    (
        "copies_given",
        OPEN,
        "observers_differ",
        {"seen": (seen(copies_given="no"), seen(phase="copy", copy="certified"))},
    ),
    ("list_inspected", SHOWN, "observers_say_so", {"seen": (seen(cv17="yes", cv18="not_observed"),)}),
    ("list_inspected", CONTRADICTED, "observers_deny", {"seen": (seen(cv17="not_counted"),)}),
    ("list_inspected", CONTRADICTED, "observers_deny", {"seen": (seen(cv17="yes", cv18="no"),)}),
    ("list_inspected", OPEN, "observers_differ", {"seen": (seen(cv18="yes"), seen(cv18="no"))}),
]


@pytest.mark.parametrize(("criterion", "state", "reason", "given"), CASES)
def test_an_answer_follows_from_what_observers_said(
    criterion: str, state: State, reason: str, given: dict[str, Any]
) -> None:
    told = answer(criterion, *given.get("bodies", ()), seen=given["seen"])
    assert (told.state, told.reason) == (state, reason)
