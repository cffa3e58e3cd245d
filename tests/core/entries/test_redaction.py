"""`redaction`: what stands beside a protocol is withdrawn once; that it stood there stays."""

import pytest

from hattama.core.entries import EXPLANATION, SCAN, Contribution, RedactionEntry, fold_life
from hattama.core.entries.redaction import NothingToWithdraw
from tests.core.entries.entry_examples import HASH

STANDING = Contribution(7, {"listed": 900}, False, True, scans=(HASH,), explanation=HASH)


@pytest.mark.parametrize("what", [SCAN, EXPLANATION])
def test_what_stands_is_withdrawn_and_not_again(what):
    entry = RedactionEntry(8, "P001", "party", what, HASH)
    after = fold_life(STANDING, entry, {})
    assert after.scans == (HASH,)
    assert after.has_scan is (what != SCAN)
    assert after.explanation == (None if what == EXPLANATION else HASH)
    with pytest.raises(NothingToWithdraw):
        fold_life(after, entry, {})


@pytest.mark.parametrize("what", [SCAN, EXPLANATION])
def test_what_never_stood_there_is_not_withdrawn(what):
    with pytest.raises(NothingToWithdraw):
        fold_life(STANDING, RedactionEntry(8, "P001", "party", what, "cd" * 32), {})
