"""What an observer signs has one spelling, and nothing else is taken for it."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hattama.core.entries import ObserverCopy, parse_copy
from hattama.core.entries.observers import CopyNotSigned

ALMATY = datetime.timezone(datetime.timedelta(hours=5))
COPY = ObserverCopy(
    "kz-2026",
    "01-0001",
    "party",
    datetime.datetime(2026, 3, 15, 23, 10, tzinfo=ALMATY),
    "0" * 64,
    {"votes[dala]": 370, "participants": 600},
)
TEXT = f"""hattama observer copy v1
kz-2026
01-0001
party
2026-03-15T23:10:00+05:00
{"0" * 64}
participants 600
votes[dala] 370
"""


def test_a_copy_is_said_in_lines_and_read_back() -> None:
    assert COPY.text() == TEXT
    assert parse_copy(TEXT) == COPY


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("copy v1", "copy v2"),
        ("kz-2026\n", "KZ 2026\n"),
        ("01-0001", "../etc"),
        ("+05:00", ""),
        ("T23:10:00", " 23:10"),
        ("0" * 64, "0" * 63),
        ("600", "0600"),
        ("600", "six"),
        ("600", "-600"),
        ("600", "6" * 16),
        ("participants", "<b>"),
        ("participants 600\nvotes[dala] 370", "votes[dala] 370\nparticipants 600"),
        ("participants 600", "participants 600\nparticipants 600"),
        ("370\n", "370"),
        ("370\n", "370\n\n"),
    ],
)
def test_any_other_spelling_is_refused(old: str, new: str) -> None:
    assert old in TEXT
    with pytest.raises(CopyNotSigned):
        parse_copy(TEXT.replace(old, new, 1))


@given(st.text() | st.lists(st.sampled_from([*TEXT.split("\n"), "x", "-1"])).map("\n".join))
def test_any_text_is_a_copy_in_its_one_spelling_or_refused(text: str) -> None:
    try:
        copy = parse_copy(text)
    except CopyNotSigned:
        return
    assert copy.text() == text
