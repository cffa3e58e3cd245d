"""`annulment`: the current version ceases to count, once, and never one that nobody has confirmed."""

import datetime

import pytest

from hattama.core.entries import (
    AnnulmentEntry,
    Contribution,
    check_entry_schema,
    decision_body,
    entry_body,
    entry_from_body,
    fold_life,
)
from hattama.core.entries.annulment import AnnulledEntryIsNotCurrent
from hattama.core.entries.parts import PreliminaryNotConfirmed
from hattama.core.protocols import Decision

NOW = datetime.datetime(2023, 3, 19, 17, 30, tzinfo=datetime.UTC)
DECISION = Decision("court", "12-3", datetime.date(2023, 3, 21))
STANDING = Contribution(7, {"listed": 900}, False, True, is_investigated=True)


def test_the_body_awaits_the_index_that_it_names():
    decided = {"reason": "court", "note_sha256": None, "decision": decision_body(DECISION, None)}
    where = {"area": "P001", "contest": "party", "within": "P001"}
    body = entry_body("annulment", NOW, **where, annuls=None, **decided, done_by=[])
    assert [problem.place for problem in check_entry_schema(body)] == ["annuls"]
    named = {**body, "annuls": 7}
    assert check_entry_schema(named) == ()
    assert entry_from_body(8, named) == AnnulmentEntry(8, "P001", "party", 7)


def test_an_annulled_version_is_looked_into_no_more_and_not_annulled_again():
    after = fold_life(STANDING, AnnulmentEntry(8, "P001", "party", 7), {})
    assert (after.is_annulled, after.is_investigated) == (True, False)
    with pytest.raises(AnnulledEntryIsNotCurrent):
        fold_life(after, AnnulmentEntry(9, "P001", "party", 7), {})


def test_another_version_or_a_preliminary_one_is_not_annulled():
    with pytest.raises(AnnulledEntryIsNotCurrent):
        fold_life(STANDING, AnnulmentEntry(8, "P001", "party", 3), {})
    with pytest.raises(PreliminaryNotConfirmed):
        fold_life(STANDING._replace(is_preliminary=True), AnnulmentEntry(8, "P001", "party", 7), {})
