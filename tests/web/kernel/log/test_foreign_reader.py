"""What this site writes and serves is read by a stranger's library (see tests/foreign)."""

import pytest
from django.test import Client

from hattama.web.kernel.log.bundle_store import public_store
from hattama.web.kernel.log.close_election import close_election
from tests.foreign.go_program import read_by_go
from tests.web.tiny_election import ELECTION_ID, NIGHT, open_tiny, protocol, publish

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_folder_that_this_site_writes_holds_and_grows_from_what_it_was(tmp_path):
    open_tiny()
    publish(protocol("P001"), protocol("P201"))
    store = public_store(ELECTION_ID)
    kept = tmp_path / "kept"
    kept.write_bytes(store.read("checkpoint"))
    publish(protocol("P002"))
    close_election(ELECTION_ID, now=NIGHT)
    said = read_by_go(store.folder, since=kept)
    assert said.status == 0, said.lines
    assert said.lines[0].startswith(f"note: {store.size()} entries signed by ")
    assert "goes on from 5 entries" in said.lines[4]


def test_a_receipt_that_this_site_gives_holds(tmp_path):
    open_tiny()
    publish(protocol("P001"), protocol("P201"))
    path = tmp_path / "receipt.tlog-proof"
    path.write_bytes(Client().get(f"/data/{ELECTION_ID}/log/3.tlog-proof").content)
    publish(protocol("P002"))
    said = read_by_go(public_store(ELECTION_ID).folder, receipt=path)
    assert said.lines[-1] == "receipt: entry 3 is under the root of 5 entries"
