"""What observers sent, for other programs."""

import re

import pytest

from hattama.core.observation import ObservationForm, Question, QuestionKind, Submission
from hattama.core.vocabulary import NO_WORDS
from hattama.formats.observation_exports import odata_metadata, odata_rows

FORM = ObservationForm(
    "counting",
    "1",
    "counting",
    NO_WORDS,
    (Question("voters", QuestionKind.WHOLE, NO_WORDS), Question("share", QuestionKind.DECIMAL, NO_WORDS)),
)


@pytest.mark.parametrize(
    ("said", "voters", "share"),
    [
        ("-12", -12, -12.0),
        ("0.5", None, 0.5),
        *((said, None, None) for said in ("nan", "Infinity", "1_000", "1e400", "٣", "9" * 30, "many", "")),
    ],
)
def test_what_is_no_number_of_json_is_null_in_odata(
    said: str, voters: int | None, share: float | None
) -> None:
    sent = Submission("counting", "1", "uuid:1", "o", "alma", "P001", {"voters": said, "share": said})
    [row] = odata_rows(FORM, [sent])
    assert (row["voters"], row["share"]) == (voters, share)


def test_names_of_questions_that_come_to_one_in_odata_are_two_columns() -> None:
    """Names of XLSForm may hold hyphens and points, those of OData may not."""
    names = ("box-1", "box.1", "box_1", "Submissions")
    form = ObservationForm(
        "f", "1", "f", NO_WORDS, tuple(Question(name, QuestionKind.TEXT, NO_WORDS) for name in names)
    )
    sent = Submission("f", "1", "uuid:1", "o", "alma", "P001", {name: f"of {name}" for name in names})
    [row] = odata_rows(form, [sent])
    assert [row[name] for name in list(row)[-4:]] == [f"of {name}" for name in names]
    columns = re.findall('<Property Name="([^"]+)"', odata_metadata(form))
    assert sorted(columns) == sorted(row), "each once, and those that the rows have"
    assert "Submissions" not in columns, "no column has the name of its set"
