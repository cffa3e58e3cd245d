"""`scan`: a scan that comes later stands beside the others, once."""

import datetime
from types import SimpleNamespace

import pytest

from hattama.core.entries import (
    Contribution,
    ScanEntry,
    check_entry_schema,
    entry_body,
    entry_from_body,
    file_body,
    fold_life,
)
from hattama.core.entries.scan import ScanAlreadyThere
from tests.core.entries.entry_examples import HASH

NOW = datetime.datetime(2023, 3, 19, 17, 30, tzinfo=datetime.UTC)
FILE = SimpleNamespace(sha256="cd" * 32, size_bytes=20_000, media_type="image/jpeg", pages=1)
STANDING = Contribution(7, {"listed": 900}, False, False)


def test_the_body_fits_its_schema_and_is_read_back():
    body = entry_body("scan", NOW, area="P001", contest="party", scan=file_body(FILE), address=None)
    assert check_entry_schema(body) == ()
    assert entry_from_body(8, body) == ScanEntry(8, "P001", "party", FILE.sha256)


def test_a_scan_is_added_to_those_that_stand_and_only_once():
    entry = ScanEntry(8, "P001", "party", HASH)
    after = fold_life(STANDING, entry, {})
    assert (after.scans, after.has_scan, after.index) == ((HASH,), True, 7)
    with pytest.raises(ScanAlreadyThere):
        fold_life(after, entry, {})
