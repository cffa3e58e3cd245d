"""Values of observers' forms: what was chosen, what is flagged, and which submissions stand."""

from itertools import permutations

from hattama.core.observation.forms import Option, Question, QuestionKind, Submission, standing
from hattama.core.vocabulary import Words

WORDS = Words.of({"en": "…"})
QUESTION = Question(
    "cv04",
    QuestionKind.CHOICE,
    WORDS,
    options=(Option("yes", WORDS), Option("no", WORDS, flagged=True), Option("not_observed", WORDS)),
)


def submission(instance_id: str, deprecated_id: str = "", observer: str = "o1", **answers: str) -> Submission:
    return Submission("count", "1", instance_id, observer, "ngo", "0101", answers, deprecated_id)


def test_no_is_chosen_only_where_it_was_answered():
    assert submission("a", cv04="no").chosen(QUESTION) == QUESTION.flagged == {"no"}
    assert submission("a", other="no").chosen(QUESTION) == frozenset()


def test_of_a_chain_of_edits_the_last_stands_in_whatever_order_they_came():
    chain = [submission("a"), submission("b", "a"), submission("c", "b"), submission("d", "nobody has it")]
    for order in permutations(chain):
        assert {one.instance_id for one in standing(order)} == {"c", "d"}


def test_nobody_takes_away_what_another_sent_and_nothing_replaces_itself():
    sent = [submission("a", "a"), submission("b", "a", observer="o2")]
    assert standing(sent) == sent
