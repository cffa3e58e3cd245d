"""Corrections as rows: what changed, what did not, and what was taken away without a zero in its place."""

import csv
import io
from dataclasses import replace

from hattama.publish.changes import ChangeRecord, Figures, render_corrections_csv

CHANGE = ChangeRecord(
    area_id="0001",
    contest="party",
    act="correction",
    version=2,
    old=Figures({"voters": 0, "votes[arna]": 20, "invalid": 7}, frozenset({"votes[zhuldyz]"})),
    new=Figures({"votes[arna]": 20, "votes[zhuldyz]": 0, "invalid": 5}),
    old_index=3,
    index=9,
    recorded_at="2023-03-20T08:00:00+00:00",
    reason="transcription_error",
    authority="territorial_commission",
    number="=12",
    decided_on="2023-03-20",
)


def rows(*records: ChangeRecord) -> list[dict[str, str]]:
    text = b"".join(render_corrections_csv(records)).decode("utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_only_what_changed_has_a_row_and_blank_illegible_and_zero_stay_apart() -> None:
    assert [(row["figure"], row["old"], row["new"], row["difference"]) for row in rows(CHANGE)] == [
        ("invalid", "7", "5", "-2"),
        ("voters", "0", "", ""),
        ("votes[zhuldyz]", "illegible", "0", ""),
    ]


def test_every_row_names_the_decision_and_both_entries_and_runs_nothing() -> None:
    for row in rows(CHANGE):
        assert (row["document_number"], row["decided_on"], row["reason"]) == (
            *("'=12", "2023-03-20", "transcription_error"),
        )
        assert (row["old_log_index"], row["log_index"], row["version"]) == ("3", "9", "2")


def test_an_act_that_changed_no_figure_is_not_lost() -> None:
    (row,) = rows(replace(CHANGE, new=CHANGE.old))
    assert (row["act"], row["figure"], row["old"], row["new"]) == ("correction", "", "", "")


def test_an_annulment_has_a_row_for_every_figure_it_takes_away() -> None:
    found = rows(replace(CHANGE, act="annulment", new=None))
    assert [(row["figure"], row["old"]) for row in found] == [
        ("invalid", "7"),
        ("voters", "0"),
        ("votes[arna]", "20"),
        ("votes[zhuldyz]", "illegible"),
    ]
    assert {(row["new"], row["difference"]) for row in found} == {("annulled", "")}
