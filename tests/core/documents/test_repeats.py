import pytest

from hattama.core.documents import SourceText, check_documents


def told(*texts):
    found = check_documents([SourceText(f"made-up-{at}", text) for at, text in enumerate(texts)])
    return [(one.rule.code, one.found, one.expected) for one in found]


@pytest.mark.parametrize(
    ("one", "other", "slip"),
    [
        ("12 032 550", "12 320 550", True),
        ("6 456 393", "6 456 392", True),
        ("460 484", "480 484", False),
        ("11 722 536", "11 734 642", False),
        ("48 001", "48 010", True),
    ],
)
def test_long_numbers_of_one_thing_that_differ_by_a_slip_are_a_question(one, other, slip):
    texts = f"Тіркелгені {one} сайлаушы.", f"Тізімде {other} сайлаушы болды."
    assert bool(told(*texts)) is slip
    assert bool(told(" ".join(texts))) is slip


def test_long_numbers_of_two_things_are_not_compared():
    assert told("There are 12,032,550 voters and 12,320,550 ballots.") == []


def test_a_number_that_went_to_another_noun_is_a_question():
    summary = "The Constitution got 33 amendments in one vote."
    body = "Voters said yes to 33 articles of the Constitution with 56 amendments in all."
    assert told(f"{summary} It was early. {body}") == [("DOC-REPEAT", "33", "56")]
    assert told(summary.replace("33", "56") + " It was early. " + body) == []


def test_two_documents_that_count_the_dead_of_one_month_are_compared():
    one = "In the events of January 2022 there were 225 dead."
    assert told(one, "After January 2022 the reports told of 238 deaths.") == [("DOC-REPEAT", "238", "225")]
    assert told(one, "In March 2019 the fire left 238 dead.") == []
    assert told(one, one) == []
