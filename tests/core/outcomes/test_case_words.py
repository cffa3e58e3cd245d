"""The sentences of special cases do not overwrite those of lists."""

from hattama.core.outcomes import case_words
from hattama.phrases import say


def test_no_code_stands_in_two_tables() -> None:
    tables = (case_words.LIST_STEPS, case_words._LONE_LIST, case_words._ONE_SEAT, case_words._REFERENDUM)
    assert sum(len(table) for table in tables) == len(case_words.STEP_WORDS)


def test_kazakh_is_written_with_kazakh_letters() -> None:
    for words in case_words.STEP_WORDS.values():
        assert set(say(words, "kk").lower()) & set("әғқңөұүһі"), words
        assert not set(words.english.lower()) & set("әғқңөұүһіабвгдежз")
