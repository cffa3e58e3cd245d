"""A protocol's life at the desk through HTTP: clients of its people, and what each of them sends."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from hattama.web.kernel.elections.open_election import open_election
from hattama.web.kernel.log.advance_log import advance_log
from tests.web.desk_clients import address, typed
from tests.web.prepared import built_once
from tests.web.protocols.life.people import everybody, everybody_here
from tests.web.tiny_election import (
    ELECTION_ID,
    ELECTION_TOML,
    LOADED_AT,
    PARTY,
    load_tiny,
    protocol,
    publish,
    sound_figures,
)

SWAPPED = {"votes[dala]": 371, "votes[ozen]": 199}
"""Two votes misread: everything still adds up, and two fields differ."""

DECISION = {
    "reason": "court_decision",
    "authority": "court",
    "number": "12",
    "decided_on": "2023-03-20",
}


class Desk:
    """The tiny election with an `[entry]` table, and a client for each of its people (`desk.aigul`).

    `after` are the deeds below that have been done already.
    """

    def __init__(self, entry: str, *after: str) -> None:
        _prepare(entry, after)
        self.people = everybody_here()

    def __getattr__(self, name: str) -> Client:
        client = Client(headers={"accept-language": "en"})
        client.force_login(getattr(self.people, name))
        setattr(self, name, client)
        return client

    def stranger(self) -> Client:
        """A client of somebody who has not logged in."""
        return Client(headers={"accept-language": "en"})

    def enter(self, who: Client, contest: str = PARTY, **figures: Any) -> Any:
        """A whole protocol, sound but for `figures`."""
        return who.post(address(contest=contest), typed(sound_figures(contest) | figures))

    def differ(self) -> None:
        """Two entries that differ in two fields."""
        self.enter(self.aigul)
        self.enter(self.berik, **SWAPPED)

    def reread(self, who: Client, dala: int, ozen: int) -> Any:
        """The two differing fields, read again."""
        return who.post(address(step="differences"), {"votes[dala]": str(dala), "votes[ozen]": str(ozen)})

    def two_rounds(self) -> None:
        """Both have read again, twice, and still differ."""
        self.differ()
        for _ in range(2):
            self.reread(self.aigul, 370, 200)
            self.reread(self.berik, 371, 199)

    def one_does_not_add_up(self) -> None:
        """P002, as it was imported."""
        publish(protocol("P002", figures=sound_figures(invalid=21)))

    def published(self) -> None:
        """Two equal entries, published."""
        self.enter(self.aigul)
        self.enter(self.berik)


@built_once
def _prepare(entry: str, after: tuple[str, ...]) -> None:
    table = f"[entry]\n{entry}\n\n[[contest]]".encode()
    load_tiny(ELECTION_TOML.replace(b"[[contest]]", table, 1))
    open_election(ELECTION_ID, now=LOADED_AT)
    advance_log(ELECTION_ID, now=LOADED_AT)
    everybody()
    desk = object.__new__(Desk)
    desk.people = everybody_here()
    for deed in after:
        getattr(desk, deed)()


def tables_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on the log goes on, and the public tables stay where they are."""
    monkeypatch.setattr("hattama.web.kernel.log.publish_act._follow", lambda act: None)


def code_to_write(page: str) -> str:
    """What the page of where a protocol stands asks people to write on the copy that they post."""
    return re.search(r'<b class="code">(\d+) · ', page)[1]


def shown_values(page: str) -> Iterator[str]:
    """What stands in the boxes for figures on a page."""
    return (value for value in re.findall(r'<input class="digits"[^>]* value="([^"]*)"', page))
