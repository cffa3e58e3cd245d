"""Every question says in three languages its model, what else explains it and what not to conclude."""

import pytest

from hattama.core.forensics.questions import QUESTIONS, Question
from hattama.phrases import LANGUAGES, say

FORBIDDEN = ("fraud", "passed", "фальсиф", "жалған", "бұрмала", "пройден", "өтті")


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.code)
def test_a_question_is_whole_in_three_languages_and_accuses_nobody(question: Question) -> None:
    for words in (question.question, question.null, question.causes, question.not_concluded):
        assert len({say(words, language) for language in LANGUAGES}) == 3
        for language in LANGUAGES:
            assert not [word for word in FORBIDDEN if word in say(words, language).lower()]
