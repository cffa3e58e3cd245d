"""A tiny election of each way in which protocols are entered, with the people of a precinct and above it."""

from collections.abc import Callable

import pytest

from hattama.web.kernel.elections.open_election import open_election
from hattama.web.kernel.log.advance_log import advance_log
from tests.web.prepared import built_once
from tests.web.protocols.life.people import People, everybody, everybody_here
from tests.web.tiny_election import ELECTION_ID, ELECTION_TOML, LOADED_AT, load_tiny

Open = Callable[[str], People]


@pytest.fixture
def open_with(db: None) -> Open:
    """Open the tiny election with this `[entry]` table in its definition, and give its people."""

    def opened(entry: str) -> People:
        _open(entry)
        return everybody_here()

    return opened


@built_once
def _open(entry: str) -> None:
    table = f"[entry]\n{entry}\n\n[[contest]]".encode()
    load_tiny(ELECTION_TOML.replace(b"[[contest]]", table, 1))
    open_election(ELECTION_ID, now=LOADED_AT)
    advance_log(ELECTION_ID, now=LOADED_AT)
    everybody()


@pytest.fixture
def two(open_with: Open) -> People:
    """Two entries confirm each other."""
    return open_with("entries = 2")


@pytest.fixture
def one(open_with: Open) -> People:
    """One entry is enough."""
    return open_with("entries = 1")
