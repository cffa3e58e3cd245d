"""Summaries of what observers saw: own bases, each place once, and a rule that never looks at answers."""

from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from hattama.core.observation.forms import ObservationForm, Option, Question, QuestionKind, Submission
from hattama.core.observation.summaries import summarise, told_options
from hattama.core.vocabulary import Words

WORDS = Words.of({"en": "…"})
OPTIONS = (Option("yes", WORDS), Option("no", WORDS, flagged=True), Option("not_observed", WORDS))
UNSEEN = frozenset({"not_observed"})


def asked(name: str, kind: QuestionKind = QuestionKind.CHOICE) -> Question:
    return Question(name, kind, WORDS, options=OPTIONS, not_observed=UNSEEN, finding=WORDS)


FORM = ObservationForm("count", "1", "counting", WORDS, (asked("announced"), asked("posted")))


def sent(name: str, station: str = "0101", **answers: str) -> Submission:
    return Submission("count", "1", name, f"of {name}", "ngo", station, answers)


def shares(
    *submissions: Submission, masters: frozenset[str] = frozenset()
) -> dict[str, tuple[int, int, int, int]]:
    questions = summarise(FORM, submissions, masters).questions
    return {one.question.name: (one.told, one.base, one.not_observed, one.unanswered) for one in questions}


def test_each_question_has_its_own_base_and_silence_is_no_no() -> None:
    told = shares(
        sent("a", "1", announced="no", posted="yes"),
        sent("b", "2", announced="not_observed"),
        sent("c", "3", announced="yes", posted="no"),
        sent("d", "4", announced="no", posted="an answer that this version does not know"),
    )
    assert told == {"announced": (2, 3, 1, 0), "posted": (1, 2, 0, 2)}


def test_one_place_counts_once_and_the_form_that_answers_most_stands_whatever_it_says() -> None:
    more, less = sent("z", announced="yes", posted="yes"), sent("a", announced="no")
    for order in permutations([more, less]):
        summary = summarise(FORM, order)
        assert (summary.places, summary.submissions, summary.observers) == (1, 2, 2)
        assert summary.masters == {"0101": "z"}
        (conflict,) = summary.conflicts
        assert (conflict.question, conflict.answers, conflict.taken) == (
            "announced",
            {"z": "yes", "a": "no"},
            "yes",
        )
    assert shares(more, less, masters=frozenset({"a"})) == {"announced": (1, 1, 0, 0), "posted": (0, 1, 0, 0)}


def test_among_forms_that_answer_as_much_the_one_finished_first_stands() -> None:
    late = replace(sent("a", announced="no"), ended_at=datetime(2023, 3, 19, 23, tzinfo=UTC))
    early = replace(sent("b", announced="yes"), ended_at=datetime(2023, 3, 19, 22, tzinfo=UTC))
    assert shares(late, early)["announced"] == (0, 1, 0, 0)
    assert shares(late, sent("b", announced="yes"))["announced"] == (1, 1, 0, 0)


def test_what_one_did_not_observe_another_may_have_seen_and_that_is_no_conflict() -> None:
    summary = summarise(FORM, [sent("a", announced="not_observed", posted="yes"), sent("b", announced="no")])
    assert [(one.told, one.base) for one in summary.questions] == [(1, 1), (0, 1)]
    assert summary.conflicts == ()


def test_an_edit_takes_the_place_of_what_it_edits_and_other_forms_are_passed_over() -> None:
    edit = replace(sent("b", announced="yes"), deprecated_id="a", observer="of a")
    other = replace(sent("c", "2", announced="no"), form_id="opening")
    assert shares(sent("a", announced="no"), edit, other)["announced"] == (0, 1, 0, 0)


def test_each_incident_counts_and_each_contest_of_a_place_has_its_copy() -> None:
    events = replace(FORM, phase="incident")
    assert summarise(events, [sent("a", announced="no"), sent("b", announced="no")]).places == 2
    # What one observer sent twice, saying the same, is one report; another observer's is another.
    twice = [replace(sent(name, announced="no"), observer="o1") for name in "abc"]
    twice[2] = replace(twice[2], answers={"announced": "no", "posted": "no"})
    summary = summarise(events, [*twice, replace(twice[0], instance_id="d", observer="o2")])
    assert (summary.places, summary.stations, summary.submissions) == (3, 1, 4)
    nameless = [replace(one, observer="") for one in twice]
    assert summarise(events, nameless).places == 3
    copies = [sent("a", contest="list"), sent("b", contest="district"), sent("c", contest="list")]
    assert summarise(replace(FORM, phase="copy"), copies).places == 2
    assert summarise(replace(FORM, phase="copy"), copies).stations == 1


def test_observers_of_two_organisations_are_two_and_of_a_place_told_together_each_is_one() -> None:
    one = replace(sent("a", announced="no"), observer="o1")
    summary = summarise(FORM, [one, replace(one, instance_id="b", organisation="other")])
    assert (summary.observers, summary.organisations) == (2, 2)
    # A published table: what two of a place agree on, the clock of the second, and a third elsewhere.
    together = replace(sent("a", announced="no"), observer="o1 + o2")
    clock = replace(sent("b", at_signed="2023-03-19T23:00:00+06:00"), observer="o2")
    summary = summarise(FORM, [together, clock, replace(sent("c", "2", announced="no"), observer="o3")])
    assert (summary.observers, summary.submissions, summary.places) == (3, 3, 2)
    assert summarise(FORM, [together]).submissions == 2


def test_a_finding_speaks_of_flagged_options_else_of_the_first() -> None:
    present = replace(asked("present"), options=(Option("yes", WORDS), Option("no", WORDS)))
    assert told_options(present) == {"yes"}
    assert told_options(asked("announced")) == {"no"}
    many = ObservationForm("count", "1", "voting", WORDS, (asked("seen", QuestionKind.CHOICES),))
    (one,) = summarise(
        many, [sent("a", "1", seen="yes no"), sent("b", "2", seen="yes not_observed")]
    ).questions
    assert (one.told, one.base, one.counts) == (1, 2, {"yes": 2, "no": 1})


def test_numbers_are_gathered_and_what_is_no_number_is_no_answer() -> None:
    form = replace(FORM, questions=(Question("voters", QuestionKind.WHOLE, WORDS),))
    (one,) = summarise(
        form, [sent("a", "1", voters="7"), sent("b", "2", voters="-1"), sent("c", "3", voters="5")]
    ).questions
    assert (one.numbers, one.base, one.unanswered) == ((5, 7), 2, 1)


ANSWERS = st.fixed_dictionaries(
    {},
    optional={name: st.sampled_from(["yes", "no", "not_observed", "?"]) for name in ("announced", "posted")},
)


@given(st.lists(st.tuples(st.sampled_from("123"), ANSWERS), max_size=12), st.randoms())
def test_every_place_is_counted_under_each_question_once_in_whatever_order_submissions_came(
    drawn, chance
) -> None:
    submissions = [sent(f"s{at}", station, **answers) for at, (station, answers) in enumerate(drawn)]
    summary = summarise(FORM, submissions)
    for one in summary.questions:
        assert (
            one.base + one.not_observed + one.differed + one.unanswered
            == summary.places
            == len({s for s, _ in drawn})
        )
        assert 0 <= one.told <= one.base
        assert sum(one.counts.values()) == one.base
        assert not one.base or 0 <= Fraction(one.told, one.base) <= 1
    shuffled = list(submissions)
    chance.shuffle(shuffled)
    assert summarise(FORM, shuffled).questions == summary.questions


def test_what_observers_of_one_place_answered_differently_is_no_silence() -> None:
    both = replace(sent("a", "1", posted="yes"), differing="announced")
    one = next(
        one for one in summarise(FORM, [both, sent("b", "2")]).questions if one.question.name == "announced"
    )
    assert (one.base, one.differed, one.unanswered) == (0, 1, 1)
