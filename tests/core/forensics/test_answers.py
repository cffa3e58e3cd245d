"""One statement for the election: corrected for everything that was asked, and for nothing else."""

import pytest

from hattama.core.forensics.answers import Answer, taken_together
from hattama.core.forensics.questions import QUESTIONS


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
