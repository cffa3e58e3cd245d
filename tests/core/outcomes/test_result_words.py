"""Words for results are complete in three languages."""

from __future__ import annotations

from hattama.core.outcomes import Answer, Status
from hattama.core.outcomes.result_words import (
    ANSWER_WORDS,
    COLUMN_WORDS,
    INFERRED,
    NO,
    STATUS_WORDS,
    UNKNOWN,
    YES,
)


def test_every_status_and_every_answer_has_its_words() -> None:
    assert set(STATUS_WORDS) == set(Status)
    assert set(ANSWER_WORDS) == set(Answer)


def test_all_words_stand_in_three_languages() -> None:
    tables = [*STATUS_WORDS.values(), *ANSWER_WORDS.values(), *COLUMN_WORDS.values()]
    for words in [*tables, YES, NO, UNKNOWN, INFERRED]:
        assert set(words) == {"kk", "ru", "en"}
        assert all(words.values())
