"""One statement for the election: corrected for everything that was asked, and for nothing else."""

import random

import pytest

from hattama.core.forensics.answers import SPEAKS_AT, Answer, taken_together
from hattama.core.forensics.questions import QUESTIONS
from hattama.core.forensics.tails import binomial_at_least
from hattama.phrases.of_rooms.forensics import forensics_document


def test_a_probability_is_corrected_for_all_that_were_asked() -> None:
    first, second, third = QUESTIONS[:3]
    told, family = taken_together([Answer(first, p=0.02), Answer(second, p=0.5), Answer(third)])
    assert [answer.corrected for answer in told] == pytest.approx([0.04, 0.5, None])
    assert family.asked == 2
    assert family.deviating == (first,)


def test_the_same_probability_deviates_no_more_when_more_is_asked() -> None:
    first, *others = QUESTIONS[:6]
    answers = [Answer(first, p=0.02), *(Answer(question, p=0.5) for question in others)]
    assert taken_together(answers)[1].deviating == ()


def test_of_innocent_elections_of_thirty_contests_no_more_name_any_than_is_stated() -> None:
    chance, elections, contests = random.Random(7), 200, 30
    named = alone = 0
    for _ in range(elections):
        asked = [[Answer(one, p=chance.random()) for one in QUESTIONS[:4]] for _ in range(contests)]
        named += any(taken_together(answers, contests)[1].deviating for answers in asked)
        alone += any(taken_together(answers)[1].deviating for answers in asked)
    assert binomial_at_least(named, elections, SPEAKS_AT) > 0.01, named
    assert named > elections * SPEAKS_AT / 4, "a correction that never speaks would be silence"
    assert alone > elections * 0.6, "corrected within each contest alone most elections named one"


def test_an_answer_says_for_how_many_contests_it_is_corrected() -> None:
    answers, family = taken_together([Answer(QUESTIONS[0], p=0.02)], 30)
    assert answers[0].corrected == pytest.approx(0.6)
    document = forensics_document(answers, family, 1)
    assert document["of_contests"] == 30
    assert all("(30)" in words for words in document["statement"].values())
