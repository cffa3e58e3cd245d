"""`confirmation`: preliminary figures stand, once."""

import datetime

import pytest

from hattama.core.entries import (
    ConfirmationEntry,
    Contribution,
    check_entry_schema,
    entry_body,
    entry_from_body,
    fold_life,
)
from hattama.core.entries.confirmation import ConfirmedEntryIsNotPreliminary
from tests.core.entries.entry_examples import DONE_BY

NOW = datetime.datetime(2023, 3, 19, 17, 30, tzinfo=datetime.UTC)
STANDING = Contribution(7, {"listed": 900}, False, True, is_preliminary=True)


def test_the_body_awaits_the_index_that_it_names():
    said = {"area": "P001", "contest": "party", "confirms": None}
    body = entry_body("confirmation", NOW, **said, done_by=DONE_BY)
    assert [problem.place for problem in check_entry_schema(body)] == ["confirms"]
    assert entry_from_body(8, {**body, "confirms": 7}) == ConfirmationEntry(8, "P001", "party", 7)


def test_what_is_confirmed_is_not_confirmed_again():
    after = fold_life(STANDING, ConfirmationEntry(8, "P001", "party", 7), {})
    assert not after.is_preliminary
    with pytest.raises(ConfirmedEntryIsNotPreliminary):
        fold_life(after, ConfirmationEntry(9, "P001", "party", 7), {})
