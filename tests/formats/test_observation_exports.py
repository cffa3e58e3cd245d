"""What observers sent, for other programs."""

import pytest

from hattama.core.observation import ObservationForm, Question, QuestionKind, Submission
from hattama.core.vocabulary import NO_WORDS
from hattama.formats.observation_exports import odata_rows

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
