"""Names are amended word by word; what stands is a fold over the election's files."""

import datetime

import pytest

from hattama.core.entries import (
    Change,
    Place,
    amended_election,
    amendment_body,
    check_entry_schema,
    fold_amendment,
    written_words,
)
from hattama.core.entries.amendment import NothingCalledSo, OtherWordsStand
from hattama.core.vocabulary import Choice, Contest, Election, Words

NAMES = Words.of({"en": "Old", "kk": "Ескі"})
CONTEST = Contest("seat", "single_mandate", NAMES, (Choice("a", NAMES),), seats=1)
ELECTION = Election("made", NAMES, datetime.date(2023, 3, 19), "kz-2023", (CONTEST,), "Asia/Almaty")
CHOICE = Place(None, "seat", "a", "names", "en")


def body(*changes):
    return amendment_body(changes, "a decree", datetime.datetime(2023, 3, 20, tzinfo=datetime.UTC))


def fold(wordings, *changes):
    return fold_amendment(wordings, body(*changes), lambda at: written_words(ELECTION, lambda code: None, at))


def test_a_choice_is_called_anew_and_in_a_language_no_more():
    kazakh = CHOICE._replace(language="kk")
    after = fold({}, Change(CHOICE, "Old", "New"), Change(kazakh, "Ескі", ""))
    (choice,) = amended_election(ELECTION, after).contests[0].choices
    assert dict(choice.names) == {"en": "New"}
    assert amended_election(ELECTION, after).contests[0].names == NAMES


def test_the_next_amendment_replaces_the_words_that_stand_now():
    after = fold({}, Change(CHOICE, "Old", "New"))
    assert fold(after, Change(CHOICE, "New", "Newer"))[CHOICE] == "Newer"
    with pytest.raises(OtherWordsStand):
        fold(after, Change(CHOICE, "Old", "Newer"))


@pytest.mark.parametrize(
    "place",
    [
        CHOICE._replace(choice="z"),
        CHOICE._replace(contest="z"),
        CHOICE._replace(contest=None),
        CHOICE._replace(area="P9"),
        Place(None, None, None, "address", "en"),
    ],
)
def test_what_is_not_there_is_not_called_anything(place):
    with pytest.raises(NothingCalledSo):
        fold({}, Change(place, "Old", "New"))


@pytest.mark.parametrize("changes", [[], [Change(CHOICE, "Old", "Old")], [Change(CHOICE, "Old", "x" * 501)]])
def test_an_entry_without_a_change_or_with_too_long_a_one_fits_no_schema(changes):
    assert [problem.place for problem in check_entry_schema(body(*changes))] == ["changes"]
