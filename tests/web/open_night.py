"""A night of the tiny election in which everything that the open data tell apart has happened once."""

import datetime
from fractions import Fraction

from hattama.core.entries import Claim, Notion, Stage, TurnoutPoint
from hattama.core.protocols import StepPlace
from hattama.core.vocabulary import Deed
from hattama.formats.claim_tables import StatedClaim
from hattama.formats.turnout_tables import SOURCES, StatedTurnout
from hattama.web.claims.record import record_claims
from hattama.web.kernel.log.advance_log import advance_log
from hattama.web.night.record_step import record_step
from hattama.web.protocols.change import change_protocol
from hattama.web.protocols.enter import enter_protocol
from hattama.web.turnout.record import record_turnout
from tests.web.prepared import built_once
from tests.web.protocols.life.people import LATER, OF_TERRITORY, everybody, swapped
from tests.web.tiny_election import (
    ELECTION_ID,
    NIGHT,
    PARTY,
    SINGLE,
    annul,
    area_row,
    open_tiny,
    protocol,
    publish,
    scan_of,
    sound_figures,
)

FORMULA = '=HYPERLINK("x")'


@built_once
def hold_night(*files: bytes) -> None:
    """Of the tiny election, or that of `files`: P001 is corrected, P002 does not add up and says a formula
    about it, P003 has a zero, P101 is annulled,
    P201 is half read, P202 has not come. One figure of turnout, one claim, one step."""
    open_tiny(*files)
    people = everybody()
    enter_protocol(people.aigul, area_row("P001"), protocol("P001"), now=NIGHT)
    advance_log(ELECTION_ID, now=NIGHT)
    publish(protocol("P001", SINGLE), scans={("P001", SINGLE): scan_of("P001", SINGLE)})
    publish(protocol("P002", figures=sound_figures(participants=599), explanation=FORMULA))
    publish(protocol("P003", figures=sound_figures(**{"votes[dala]": 0, "votes[ozen]": 570})))
    publish(protocol("P101"))
    half = sound_figures()
    del half["against_all"], half["votes[ozen]"]
    publish(protocol("P201", figures=half, illegible=frozenset({"votes[ozen]"})))
    annul("P101")
    change_protocol(Deed.CORRECT, people.head, area_row("P001"), swapped(), OF_TERRITORY, now=LATER)
    advance_log(ELECTION_ID, now=LATER)
    _say()
    record_step(people.chair, area_row("P001"), "", "closed", NIGHT, now=LATER, place=StepPlace.PREMISES)
    advance_log(ELECTION_ID, now=LATER)


def _say() -> None:
    noon = datetime.datetime(2023, 3, 19, 12, tzinfo=datetime.timezone(datetime.timedelta(hours=6)))
    point = TurnoutPoint("R1", Notion.BALLOTS_ISSUED, noon, share=Fraction("38.29") / 100)
    record_turnout(ELECTION_ID, [StatedTurnout(2, "", point, "38.29")], SOURCES[0], now=NIGHT)
    claim = Claim("KZ", PARTY, "central_commission", Stage.FINAL, {"invalid": 48})
    record_claims(ELECTION_ID, [StatedClaim(2, claim, NIGHT)], "ab" * 32, now=LATER)
