"""Several observers of one place: one record, in which nobody's word goes under another's unseen."""

from itertools import permutations

import pytest

from hattama.core.observation.forms import ObservationForm, Option, Question, QuestionKind, Submission
from hattama.core.observation.masters import lay_observers_together, one_a_place
from hattama.core.observation.summaries import summarise
from hattama.core.vocabulary import Words

WORDS = Words.of({"en": "…"})
YES_NO = (Option("yes", WORDS), Option("no", WORDS, flagged=True), Option("unseen", WORDS))
FORM = ObservationForm(
    "count",
    "1",
    "counting",
    WORDS,
    (
        Question("cv04", QuestionKind.CHOICE, WORDS, options=YES_NO, not_observed=frozenset({"unseen"})),
        Question("who", QuestionKind.CHOICES, WORDS, options=(Option("a", WORDS), Option("b", WORDS))),
        Question("found", QuestionKind.WHOLE, WORDS),
        Question("remark", QuestionKind.TEXT, WORDS),
        Question("at_closed", QuestionKind.MOMENT, WORDS),
    ),
)


def sent(observer: str, station: str = "0101", **answers: str) -> Submission:
    return Submission("count", "1", f"{observer}@{station}", observer, "ngo", station, answers)


def test_what_two_observers_agree_on_is_one_answer_and_what_they_differ_in_counts_for_neither():
    several = [sent("o1", cv04="yes", found="512", remark="x"), sent("o2", cv04="no", found="512", who="b a")]
    for order in permutations(several):
        [master] = lay_observers_together(FORM, order, {})
        assert master.merged.answers == {"found": "512", "who": "a b", "remark": "x"}
        assert (master.merged.observer, master.merged.differing) == ("o1 + o2", "cv04")
        [conflict] = master.open_conflicts
        assert (conflict.question, conflict.given) == ("cv04", {"yes": ("o1",), "no": ("o2",)})


def test_a_reviewer_chooses_one_of_the_answers_that_were_given_and_no_other():
    several = [sent("o1", cv04="yes", found="512"), sent("o2", cv04="no", found="521")]
    chosen = {("0101", "cv04"): "no", ("0101", "found"): "999"}
    [master] = lay_observers_together(FORM, several, chosen)
    assert master.merged.answers == {"cv04": "no"}
    assert [one.question for one in master.open_conflicts] == ["found"] == master.merged.differing.split()
    assert len(master.conflicts) == 2


def test_who_did_not_see_a_thing_does_not_contradict_who_did():
    [master] = lay_observers_together(FORM, [sent("o1", cv04="unseen"), sent("o2", cv04="no")], {})
    assert master.merged.answers == {"cv04": "no"} and not master.conflicts
    [nobody] = lay_observers_together(FORM, [sent("o1", cv04="unseen"), sent("o2", cv04="unseen")], {})
    assert nobody.merged.answers == {"cv04": "unseen"}


def test_choices_in_another_order_are_the_same_and_words_of_two_people_no_conflict():
    several = [sent("o1", who="a b", remark="x"), sent("o2", who="b a", remark="y")]
    [master] = lay_observers_together(FORM, several, {})
    assert not master.conflicts and master.merged.answers["who"] == "a b"


@pytest.mark.parametrize(
    "several",
    [
        [sent("o1")],
        [sent("o1"), sent("o2", "0102")],
        [sent("o1", ""), sent("o2", "")],
    ],
)
def test_nothing_is_merged_of_one_form_of_two_places_or_of_none(several):
    assert lay_observers_together(FORM, several, {}) == []
    assert one_a_place(several, []) == several


def test_two_forms_of_one_observer_are_one_count_in_which_neither_answer_stands_by_itself():
    again = Submission("count", "1", "again", "o1", "ngo", "0101", {"cv04": "no", "found": "512", "who": "a"})
    several = [sent("o1", cv04="yes", found="512"), again]
    for order in permutations(several):
        [master] = lay_observers_together(FORM, order, {})
        assert master.merged.answers == {"found": "512", "who": "a"}
        assert (master.merged.observer, master.merged.differing) == ("o1 + o1", "cv04")
        told = summarise(FORM, one_a_place(order, [master]))
        assert (told.submissions, told.observers, told.places) == (2, 1, 1)
        assert (told.questions[0].base, told.questions[0].differed) == (0, 1)
    [beside] = lay_observers_together(FORM, [*several, sent("o2", cv04="no")], {})
    assert beside.conflicts[0].given == {"yes": ("o1",), "no": ("o1", "o2")}


def test_visits_to_the_voting_copies_and_incidents_stay_apart():
    for phase in ("voting", "copy", "turnout", "incident", "removal", "own"):
        form = ObservationForm("count", "1", phase, WORDS, FORM.questions)
        assert lay_observers_together(form, [sent("o1"), sent("o2")], {}) == []


def test_a_table_has_one_row_a_place_where_places_are_merged():
    several = [sent("o2", found="1"), sent("o9", "0102"), sent("o1", found="1")]
    rows = one_a_place(several, lay_observers_together(FORM, several, {}))
    assert [(one.station, one.observer) for one in rows] == [("0102", "o9"), ("0101", "o1 + o2")]


def test_the_clock_of_each_observer_stays_in_the_table_and_nothing_else_of_the_others():
    several = [sent("o1", found="1", at_closed="20:00"), sent("o2", found="1", at_closed="20:04")]
    rows = one_a_place(several, lay_observers_together(FORM, several, {}))
    assert [(one.observer, one.answers) for one in rows] == [
        ("o1 + o2", {"found": "1", "at_closed": "20:00"}),
        ("o2", {"at_closed": "20:04"}),
    ]
