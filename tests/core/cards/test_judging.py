"""Each question of a card: what shows it, what leaves it open, what contradicts it, what cannot answer."""

from typing import Any

import pytest

from hattama.core.cards import QUESTIONS, State
from tests.core.cards.made import (
    CONTEST,
    DECISION,
    RULES,
    answer,
    card,
    change,
    copy,
    counted,
    entry,
    figures,
    record,
    recording,
    steps,
    turnout,
    version,
)

SHOWN, OPEN, CONTRADICTED, NONE = State
ALL = {"closed": "20:00", "count_started": "20:10", "unused_cancelled": "20:20", "lists_announced": "20:30"}
ALL |= {"portable_opened": "20:35", "boxes_opened": "20:40", "delivered": "23:50", "received": "23:59"}
OWN = {"ballots_counted": "20:50", "ballots_shown": "21:00", "sorted": "21:30", "counted": "22:00"}
OWN |= {"results_announced": "22:05", "completed": "22:30", "signed": "22:40", "posted": "22:45"}
OWN |= {"copy_handed": "22:50"}
NIGHT = (steps(**ALL), steps(CONTEST, **OWN))
BARE = version(scans=[])
WORDS = version(words={})
NAMED = DECISION | {"document": None}
NOTHING = {"authority": "court", "number": "", "decided_on": None, "document": None}
BROKEN = figures(participants=599)
BLANK = {key: value for key, value in figures().items() if key != "invalid"}

CASES: list[tuple[str, State, str, dict[str, Any]]] = [
    ("in_time", OPEN, "no_times", {}),
    ("in_time", OPEN, "times_lacking", {"bodies": [steps(closed="20:00")]}),
    ("in_time", SHOWN, "in_time", {"bodies": NIGHT}),
    (
        "in_time",
        CONTRADICTED,
        "late",
        {"bodies": [steps(count_started="08:00"), steps(CONTEST, counted="20:01")]},
    ),
    ("scan", OPEN, "no_protocol", {}),
    ("scan", OPEN, "scan_lacking", {"bodies": [BARE]}),
    ("scan", SHOWN, "scan_there", {"bodies": [version()]}),
    ("scan", OPEN, "scan_earlier", {"bodies": [version(), change("recount")]}),
    ("arithmetic", OPEN, "no_protocol", {}),
    ("arithmetic", SHOWN, "adds_up", {"bodies": [BARE]}),
    ("arithmetic", CONTRADICTED, "does_not_add_up", {"bodies": [version(figures=BROKEN)]}),
    ("arithmetic", OPEN, "cannot_be_checked", {"bodies": [version(figures=BLANK)]}),
    ("arithmetic", OPEN, "second_look", {"bodies": [version(figures=figures(ballots_cancelled=389))]}),
    ("arithmetic", SHOWN, "adds_up", {"copies": (copy(),)}),
    ("arithmetic", CONTRADICTED, "does_not_add_up", {"copies": (copy(participants=599),)}),
    ("words", OPEN, "words_lacking", {"bodies": [BARE]}),
    ("words", CONTRADICTED, "words_differ", {"bodies": [version(words={"participants": "он"})]}),
    ("order_of_steps", OPEN, "times_lacking", {"bodies": [steps(closed="20:00")]}),
    ("order_of_steps", SHOWN, "in_order", {"bodies": NIGHT}),
    (
        "order_of_steps",
        CONTRADICTED,
        "out_of_order",
        {"bodies": [steps(closed="20:00", boxes_opened="19:00")]},
    ),
    ("copies_given", OPEN, "step_lacking", {}),
    ("copies_given", SHOWN, "step_taken", {"bodies": NIGHT}),
    (
        "copies_given",
        CONTRADICTED,
        "act_told",
        {"bodies": NIGHT, "records": (record("observers-rights", "incident", act="copy_refused"),)},
    ),
    ("observers", NONE, "observers_unknown", {}),
    ("observers", SHOWN, "observers_there", {"copies": (copy(),)}),
    (
        "observers",
        CONTRADICTED,
        "act_told",
        {"copies": (copy(),), "records": (record("observers-rights", "incident", act="removed"),)},
    ),
    ("copies_agree", NONE, "no_copies", {"bodies": [BARE]}),
    ("copies_agree", SHOWN, "copies_equal", {"bodies": [BARE], "copies": (copy(),)}),
    ("copies_agree", CONTRADICTED, "copies_differ", {"bodies": [BARE], "copies": (copy(participants=1),)}),
    ("copies_agree", OPEN, "copies_alone", {"copies": (copy(),)}),
    ("copies_agree", SHOWN, "copies_among_themselves", {"copies": (copy(), copy("Another", 91))}),
    (
        "copies_agree",
        CONTRADICTED,
        "copies_differ",
        {"copies": (copy(), copy("Another", 91, participants=1))},
    ),
    ("turnout", NONE, "no_turnout", {"bodies": [BARE]}),
    ("turnout", OPEN, "figure_lacking", {"bodies": [turnout(100, "10:00")]}),
    ("turnout", SHOWN, "turnout_agrees", {"bodies": [turnout(100, "10:00"), turnout(620, "20:00"), BARE]}),
    ("turnout", CONTRADICTED, "turnout_above", {"bodies": [turnout(621, "20:00"), BARE]}),
    ("turnout", SHOWN, "turnout_agrees", {"bodies": [turnout(6200, "20:00"), turnout(620, "20:00"), BARE]}),
    ("turnout", CONTRADICTED, "turnout_falls", {"bodies": [turnout(99, "12:00"), turnout(100, "10:00")]}),
    ("list_inspected", SHOWN, "step_taken", {"bodies": [steps(lists_announced="20:30")]}),
    ("video", NONE, "no_camera", {"bodies": NIGHT}),
    ("video", NONE, "no_camera", {"records": (record("video", "copy_request", number="7"),)}),
    ("video", OPEN, "nothing_recorded", {"bodies": NIGHT, "records": (record("video", "camera"),)}),
    ("video", OPEN, "no_times", {"records": (recording("20:00", "23:00"),)}),
    ("video", OPEN, "times_lacking", {"bodies": NIGHT[:1], "records": (recording("20:00", "23:00"),)}),
    ("video", SHOWN, "video_whole", {"bodies": NIGHT, "records": (recording("20:00", "22:50"),)}),
    ("video", OPEN, "video_gap", {"bodies": NIGHT, "records": (recording("20:00", "22:49"),)}),
    (
        "video",
        OPEN,
        "nothing_recorded",
        {
            "bodies": NIGHT,
            "records": (
                record("video", "camera", name="camera-1", shows_count="no"),
                recording("20:00", "22:50"),
            ),
        },
    ),
    ("corrections", OPEN, "no_protocol", {}),
    ("corrections", SHOWN, "never_changed", {"bodies": [BARE]}),
    ("corrections", SHOWN, "changes_decided", {"bodies": [BARE, change()]}),
    ("corrections", OPEN, "changes_without_file", {"bodies": [BARE, change(decision=NAMED)]}),
    ("corrections", CONTRADICTED, "changes_undecided", {"bodies": [BARE, change(decision=NOTHING)]}),
    ("corrections", OPEN, "not_confirmed", {"bodies": [version(status="preliminary")]}),
    ("complaints", NONE, "no_complaint", {}),
    ("complaints", OPEN, "complaints_waiting", {"records": (record("complaints", "complaint"),)}),
    (
        "complaints",
        CONTRADICTED,
        "complaints_upheld",
        {"records": (record("complaints", "complaint", outcome="upheld"),)},
    ),
    ("recounted", NONE, "not_recounted", {"bodies": [BARE]}),
    ("recounted", SHOWN, "recounted", {"bodies": [BARE, change("recount")]}),
    ("recounted", SHOWN, "audit_agrees", {"bodies": [BARE, counted()]}),
    ("recounted", CONTRADICTED, "audit_differs", {"bodies": [BARE, change("recount"), counted(invalid=13)]}),
    ("recounted", SHOWN, "recounted", {"bodies": [BARE, change("recount"), counted()]}),
    ("recounted", OPEN, "ballots_read", {"bodies": [BARE, counted(ballots=((1, "a"), (7, "b")))]}),
    ("recounted", OPEN, "no_protocol", {"bodies": [counted()]}),
    ("statistics", NONE, "statistics_of_many", {"bodies": [BARE]}),
]


@pytest.mark.parametrize(("criterion", "state", "reason", "given"), CASES)
def test_an_answer_follows_from_what_the_log_says(
    criterion: str, state: State, reason: str, given: dict[str, Any]
) -> None:
    told = answer(criterion, *given.pop("bodies", ()), **given)
    assert (told.state, told.reason) == (state, reason)


def test_every_answer_that_is_shown_or_contradicted_names_its_evidence() -> None:
    told = card(*NIGHT, version(), change(replaces=2), turnout(9, "10:00"), copies=(copy(),))
    sure = [one for one in told.answers if one.state in (SHOWN, CONTRADICTED)]
    assert len(sure) > 8
    assert all(one.evidence for one in sure)


def test_the_pack_asks_every_question_that_the_room_knows() -> None:
    assert [criterion.code for criterion in RULES.criteria] == list(QUESTIONS)


def test_a_removal_that_was_not_recognised_leaves_the_answer_open() -> None:
    told = record("observers-rights", "incident", "complain", "reject", act="removed")
    assert answer("observers", records=(told,)).state is OPEN


def test_an_investigation_leaves_corrections_open() -> None:
    looking = entry(
        "investigation",
        area="P000000",
        contest=CONTEST,
        state="opened",
        reason="court",
        decision=None,
        note_sha256=None,
        done_by=[],
    )
    assert answer("corrections", BARE, looking).reason == "investigated"
