import pytest
from hypothesis import given
from hypothesis import strategies as st

from hattama.core.protocols import Protocol, ScanQuestion, ScanReading, ask_of_scan

PUBLISHED = Protocol("P001", "party", {"given": 186, "spoiled": 0}, illegible=frozenset({"unused"}))


def asked(key: str, value: int | None, confidence: int = 990) -> tuple[ScanQuestion, ...]:
    return ask_of_scan(PUBLISHED, {key: ScanReading(value, confidence)}, least_confidence=970)


def test_a_sure_reading_of_another_number_is_a_question():
    assert asked("given", 136) == (ScanQuestion("given", 186, 136, 990),)


@pytest.mark.parametrize("confidence,questions", [(969, 0), (970, 1)])
def test_a_reading_that_is_not_sure_enough_asks_nothing(confidence, questions):
    assert len(asked("given", 136, confidence)) == questions


def test_the_number_that_is_published_raises_no_question():
    assert asked("given", 186) == ()
    assert asked("spoiled", 0) == ()


def test_blank_boxes_are_a_question_beside_a_number_but_not_beside_a_zero_or_a_blank():
    assert asked("given", None) == (ScanQuestion("given", 186, None, 990),)
    assert asked("spoiled", None) == ()
    assert asked("acts", None) == ()


def test_a_number_in_boxes_that_are_published_as_blank_is_a_question():
    assert asked("acts", 2) == (ScanQuestion("acts", None, 2, 990),)
    assert asked("acts", 0) == (ScanQuestion("acts", None, 0, 990),)


def test_a_machine_does_not_contradict_a_person_who_could_not_read_the_paper():
    assert asked("unused", 7) == ()


@given(
    st.dictionaries(st.sampled_from(["given", "spoiled", "acts"]), st.integers(0, 1000)), st.integers(0, 1000)
)
def test_what_is_asked_is_never_what_is_published_and_never_unsure(values, least):
    readings = {key: ScanReading(value, 500) for key, value in values.items()}
    for question in ask_of_scan(PUBLISHED, readings, least):
        assert question.read != question.published
        assert question.confidence >= least
