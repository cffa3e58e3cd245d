"""`investigation`: opens once, closes once, and changes no figure."""

import datetime

import pytest

from hattama.core.entries import (
    Contribution,
    InvestigationEntry,
    check_entry_schema,
    decision_body,
    entry_body,
    entry_from_body,
    fold_life,
)
from hattama.core.entries.investigation import InvestigationOutOfOrder
from hattama.core.protocols import Decision

NOW = datetime.datetime(2023, 3, 19, 17, 30, tzinfo=datetime.UTC)
DECISION = Decision("court", "12-3", datetime.date(2023, 3, 21))
STANDING = Contribution(7, {"listed": 900}, False, True)


@pytest.mark.parametrize("opens", [True, False])
@pytest.mark.parametrize("decision", [None, DECISION])
def test_the_body_fits_its_schema_and_is_read_back(opens, decision):
    why = {"reason": "complaint", "note_sha256": None}
    decided = {"decision": decision and decision_body(decision, None), "done_by": []}
    state = "opened" if opens else "closed"
    body = entry_body("investigation", NOW, area="P001", contest="party", state=state, **why, **decided)
    assert check_entry_schema(body) == ()
    assert entry_from_body(8, body) == InvestigationEntry(8, "P001", "party", opens)


def test_what_is_open_is_not_opened_and_what_is_closed_not_closed():
    opened = fold_life(STANDING, InvestigationEntry(8, "P001", "party", True), {})
    assert opened.is_investigated and opened.figures is STANDING.figures
    for standing, opens in ((opened, True), (STANDING, False), (STANDING._replace(is_annulled=True), True)):
        with pytest.raises(InvestigationOutOfOrder):
            fold_life(standing, InvestigationEntry(9, "P001", "party", opens), {})
