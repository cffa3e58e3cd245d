"""A night behind the tiny election: a sound protocol with its scan, a broken one, one half read."""

import datetime

import pytest

from hattama.web.kernel.elections.tables import ElectionRow
from tests.web.prepared import built_once
from tests.web.tiny_election import (
    ELECTION_ID,
    NIGHT,
    PARTY,
    SINGLE,
    open_another,
    open_tiny,
    protocol,
    publish,
    scan_of,
    sound_figures,
)

EXPLANATION = "Бір бюллетень екі рет саналған."


@pytest.fixture
def night(db: None) -> ElectionRow:
    """P001 sound in both contests, with a scan; P002 broken and explained; P101 half read; no others."""
    _hold_night()
    return ElectionRow.objects.get(pk=ELECTION_ID)


@built_once
def _hold_night() -> None:
    open_tiny()
    publish(protocol("P001"), protocol("P001", SINGLE), scans={("P001", PARTY): scan_of("P001")})
    later = NIGHT + datetime.timedelta(minutes=7)
    publish(protocol("P002", figures=sound_figures(participants=599), explanation=EXPLANATION), now=later)
    figures = sound_figures()
    del figures["against_all"], figures["invalid"]
    half_read = protocol("P101", figures=figures, illegible=frozenset({"invalid"}))
    publish(half_read, now=NIGHT + datetime.timedelta(minutes=9))


@pytest.fixture
def second_election(tiny: ElectionRow) -> str:
    """A second election of the same areas, three years later; its identifier."""
    return open_another("later")
