"""An outcome as JSON: exact in every reader, with words where a language is named."""

import json

import pytest

from hattama.core.outcomes import REASON_WORDS, NoOutcome, Outcome, Reason, decide
from hattama.core.transparency_log import canonical_bytes
from hattama.phrases import LANGUAGES, say
from hattama.phrases.of_rooms.outcome_documents import outcome_document
from tests.core.outcomes.every_case import EVERY_OUTCOME
from tests.core.outcomes.samples import kazakh_lists, votes_for


@pytest.mark.parametrize("outcome", EVERY_OUTCOME, ids=lambda outcome: f"{outcome.kind} {outcome.status}")
def test_words_stand_beside_the_same_codes_and_figures(outcome: Outcome) -> None:
    plain, told = outcome_document(outcome), outcome_document(outcome, "kk")
    assert canonical_bytes(plain)
    assert json.loads(json.dumps(told)) == told
    lists = ("choices", "conclusions", "steps", "persons")
    assert all(told[key] == value for key, value in plain.items() if key not in lists)
    for line, with_words in zip(plain["choices"], told["choices"], strict=True):
        assert line.items() <= with_words.items()
    for of_list, of_list_told in zip(plain["persons"], told["persons"], strict=True):
        assert all(
            of_list_told[key] == value for key, value in of_list.items() if key not in ("persons", "bar")
        )
        for line, with_words in zip(of_list["persons"], of_list_told["persons"], strict=True):
            assert line.items() <= with_words.items()
            assert with_words["name"]
    assert all(step["sentence"] for step in told["steps"])


def test_a_number_that_not_every_reader_holds_is_a_text_of_digits() -> None:
    document = outcome_document(decide(kazakh_lists(seats=2), votes_for({"a": 2**53 - 1, "b": 2**53})))
    assert [line["votes"] for line in document["choices"]] == [2**53 - 1, str(2**53)]
    assert document["choices"][1]["share"] == f"{2**53}/{2**54 - 1}"


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_a_sentence_in_three_languages(reason: Reason) -> None:
    assert len({say(REASON_WORDS[reason], language) for language in LANGUAGES}) == 3
    told = outcome_document(NoOutcome(reason), "en")
    assert told == {"refusal": reason.value, "status": None, "sentence": REASON_WORDS[reason].english}
