"""The sentences of steps: each given its values, none of them idle."""

import re

import pytest

from hattama.core.outcomes import Step
from hattama.core.outcomes.case_words import LIST_STEPS, STEP_WORDS
from tests.core.outcomes.every_case import EVERY_OUTCOME

PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
STEPS = [step for outcome in EVERY_OUTCOME for step in outcome.steps]


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.code)
def test_a_step_gives_every_value_that_its_sentence_names(step: Step) -> None:
    given = {name for name, _ in step.values}
    assert set(PLACEHOLDER.findall(STEP_WORDS[step.code].english)) <= given


def test_every_sentence_is_the_sentence_of_some_step() -> None:
    assert set(STEP_WORDS) == {step.code for step in STEPS}


def test_the_sentences_of_lists_are_among_all_sentences() -> None:
    assert LIST_STEPS.items() <= STEP_WORDS.items()
