"""`protocol`, `correction`, `recount`: the body of a version, and what it takes the place of."""

import datetime

import pytest

from hattama.core.entries import (
    ProtocolEntry,
    ScanEntry,
    check_entry_schema,
    entry_from_body,
    fold_life,
    protocol_in,
    salted_sha256,
    version_body,
)
from hattama.core.entries.parts import NothingToAttachTo
from hattama.core.entries.version import (
    ProtocolAlreadyPublished,
    ReplacedEntryIsNotCurrent,
    VersionOutOfOrder,
)
from hattama.core.protocols import Protocol
from tests.core.entries.entry_examples import HASH
from tests.core.protocols.small_form import FORM

NOW = datetime.datetime(2023, 3, 19, 17, 30, tzinfo=datetime.UTC)
FORMS = {"party": FORM}
PROTOCOL = Protocol("P001", "party", {"listed": 900}, frozenset({"issued"}), explanation="Біреуі бүлінді.")


def test_the_body_fits_its_schema_and_holds_no_text_of_the_commission():
    words = {"listed": None}
    body = version_body(PROTOCOL, (), (), words=words, recorded_at=NOW, method="typed", salt="ab")
    assert check_entry_schema(body) == ()
    assert body["explanation_sha256"] == salted_sha256("Біреуі бүлінді.", "ab")
    read = protocol_in(body)
    assert (read.figures, read.illegible, read.words) == ({"listed": 900}, PROTOCOL.illegible, {"listed": ""})
    assert entry_from_body(7, body) == ProtocolEntry(
        7, "P001", "party", {"listed": 900}, explanation=body["explanation_sha256"]
    )


def test_versions_follow_one_another():
    first = ProtocolEntry(7, "P001", "party", {"listed": 900})
    second = first._replace(index=9, replaces=7, version=2)
    standing = fold_life(None, first, FORMS)
    assert fold_life(standing, second, FORMS).version == 2
    with pytest.raises(ProtocolAlreadyPublished):
        fold_life(standing, first, FORMS)
    with pytest.raises(ReplacedEntryIsNotCurrent):
        fold_life(standing, second._replace(replaces=3), FORMS)
    with pytest.raises(VersionOutOfOrder):
        fold_life(standing, second._replace(version=3), FORMS)
    with pytest.raises(NothingToAttachTo):
        fold_life(None, ScanEntry(8, "P001", "party", HASH), FORMS)
