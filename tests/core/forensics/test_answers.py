"""One statement for the election: corrected for everything that was asked, and for nothing else."""

import random

import pytest

from hattama.core.forensics.answers import SPEAKS_AT, Answer, contests_together, taken_together
from hattama.core.forensics.questions import QUESTIONS
from hattama.core.forensics.tails import binomial_at_least, normal_at_least
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
        named += any(family.deviating for _, family in contests_together(asked))
        alone += any(taken_together(answers)[1].deviating for answers in asked)
    assert binomial_at_least(named, elections, SPEAKS_AT) > 0.01, named
    assert named > elections * SPEAKS_AT / 4, "a correction that never speaks would be silence"
    assert alone > elections * 0.6, "corrected within each contest alone most elections named one"


def test_of_many_bent_contests_most_are_named_and_hardly_any_innocent_one() -> None:
    """Ten of thirty lie 3.5 standard deviations off in one question. Corrected by the number of contests,
    half of them were named."""
    chance, elections, contests, bent = random.Random(7), 40, 30, 10
    named = by_number = strange = wrong = 0
    for _ in range(elections):
        off = [3.5] * bent + [0.0] * (contests - bent)
        asked = [
            [
                Answer(one, p=normal_at_least(chance.gauss(0.0 if place else away, 1)))
                for place, one in enumerate(QUESTIONS[:5])
            ]
            for away in off
        ]
        deviating = [family.deviating for _, family in contests_together(asked)]
        named += sum(QUESTIONS[0] in questions for questions in deviating[:bent])
        innocent = [*deviating[bent:], *(questions[1:] for questions in deviating[:bent])]
        wrong += sum(map(len, innocent))
        strange += any(deviating[bent:])
        for answers in asked[:bent]:
            corrected = [answer.corrected or 0.0 for answer in taken_together(answers)[0]]
            by_number += contests * corrected[0] <= SPEAKS_AT
    assert by_number < 0.6 * elections * bent < 0.7 * elections * bent < named, (by_number, named)
    assert wrong < SPEAKS_AT * (named + wrong), (wrong, named)
    assert strange < 0.2 * elections, strange


def test_an_answer_says_for_how_many_contests_it_is_corrected() -> None:
    answers, family = contests_together([[Answer(QUESTIONS[0], p=p)] for p in (0.02, *[0.9] * 29)])[0]
    assert answers[0].corrected == pytest.approx(0.6)
    document = forensics_document(answers, family, 1)
    assert document["of_contests"] == 30
    assert all("(30;" in words for words in document["statement"].values())
