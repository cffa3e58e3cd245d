"""Whatever can be stored can be shown: every address in every state, and no fault of the server.

The short form goes through the dense states and asks for other addresses of each every day;
HATTAMA_ENDURANCE=1 goes through all, and asks far more of each.
"""

import os
import random

import pytest
from django.test import Client

from hattama.web.forensics.answer_questions import answer_election
from hattama.web.kernel.elections.tables import ElectionRow
from tests.crawl.addresses import filled
from tests.crawl.crawler import Counts, Crawler
from tests.crawl.people import staff
from tests.crawl.states import Site, State, every_state
from tests.drawn import DAY

pytestmark = [pytest.mark.sqlite, pytest.mark.django_db, pytest.mark.usefixtures("no_logs")]

ENDURANCE = os.environ.get("HATTAMA_ENDURANCE") == "1"
STATES = [one for one in every_state().values() if ENDURANCE or one.dense]
EACH, MOST, MOST_AT_DESK = (8, 700, 40) if ENDURANCE else (2, 30, 3)
"""How many addresses of one name are filled, and how many are asked for: by a stranger, and by each role."""


@pytest.mark.parametrize("state", STATES, ids=lambda one: one.name)
def test_everything_that_is_stored_is_shown(state: State, settings: object, counts: Counts) -> None:
    site = Site(settings)
    counts.states = 1
    state.prepare(site)
    faults = crawl(state, counts)
    assert not faults, "\n".join((f"drawn on {DAY}", *faults))


def crawl(state: State, counts: Counts) -> list[str]:
    """What is wrong with any answer, to a stranger and to everybody who has a role."""
    chance = random.Random(state.name if ENDURANCE else f"{DAY} {state.name}")
    elections = list(ElectionRow.objects.all())
    for election in elections:
        if election.opened_at:
            answer_election(election)
    stranger = Crawler(Client(raise_request_exception=False), counts, "everybody", MOST, chance)
    desks = [
        Crawler(client, counts, role.value, MOST_AT_DESK, chance) for role, client in staff(elections).items()
    ]
    addresses = [pair for election in elections for pair in filled(election, EACH, chance)]
    chance.shuffle(addresses)
    stranger.add("/")
    for desk in desks:
        desk.add("/desk/")
    for address, named in addresses:
        for reader in [stranger] if named.rule == "public" else desks:
            reader.add(address)
    for reader in (stranger, *desks):
        reader.run()
    return [fault for reader in (stranger, *desks) for fault in reader.faults]
