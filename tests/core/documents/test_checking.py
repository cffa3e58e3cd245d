"""The documents of the sources, where they stand beside the repository: what is found, and nothing else."""

import pytest

from hattama.core.documents import SourceText, check_documents
from tests.shared_material import shared_path


@pytest.fixture(scope="module")
def found():
    files = [shared_path("sources", f"{name}.txt") for name in ("000", "001", "003")]
    return check_documents([SourceText(file.name, file.read_text("utf-8")) for file in files])


@pytest.mark.parametrize(
    ("rule", "said", "expected"),
    [
        ("DOC-SHARE", "29", "28.5"),
        ("DOC-PARTS", "34", "35"),
        ("DOC-FRACTION", "2/3", "70.4"),
    ],
)
def test_a_known_inconsistency_of_the_sources_is_found(found, rule, said, expected):
    assert (rule, said, expected) in [(one.rule.code, one.found, one.expected) for one in found]


def test_contradictions_stand_before_questions_of_one_document():
    guilty = "Observers saw 43 of the 121 stations (35 per cent). There were 120 people, 40 women and 90 men."
    found = check_documents([SourceText("made-up", guilty)])
    assert [one.weight.value for one in found] == ["contradiction", "question"]
