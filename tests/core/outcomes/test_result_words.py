"""Every status and every answer can be told."""

from hattama.core.outcomes import ANSWER_WORDS, STATUS_WORDS, Status
from hattama.core.outcomes.result import Answer


def test_every_status_and_every_answer_has_its_words() -> None:
    assert set(STATUS_WORDS) == set(Status)
    assert set(ANSWER_WORDS) == set(Answer)
