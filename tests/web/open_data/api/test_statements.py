"""What others state, as the interface tells it: claims, their cells beside our sums, turnout."""

import datetime
from fractions import Fraction

import pytest

from hattama.core.entries import Claim, Notion, Stage, TurnoutPoint
from hattama.formats.claim_tables import StatedClaim
from hattama.formats.turnout_tables import SOURCES, StatedTurnout
from hattama.web.claims.record import record_claims
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.turnout.record import record_turnout
from tests.web.open_data.api.conftest import Ask
from tests.web.tiny_election import NIGHT, PARTY, protocol, publish

ALMATY = datetime.timezone(datetime.timedelta(hours=6))

pytestmark = pytest.mark.django_db(transaction=True)


def declare(area: str, stage: Stage, participants: int, invalid: int) -> None:
    figures = {"participants": participants, "invalid": invalid}
    claim = Claim(area, PARTY, "central_commission", stage, figures)
    record_claims("tiny", [StatedClaim(2, claim, NIGHT)], "ab" * 32, now=NIGHT)


@pytest.fixture
def declared(tiny: ElectionRow) -> ElectionRow:
    """All six protocols; two stages of one claim about the country, the final one corrected once."""
    publish(*(protocol(precinct) for precinct in ("P001", "P002", "P003", "P101", "P201", "P202")))
    declare("KZ", Stage.PRELIMINARY, 3600, 72)
    declare("KZ", Stage.FINAL, 3600, 70)
    declare("KZ", Stage.FINAL, 3600, 75)
    declare("R1", Stage.FINAL, 2400, 48)
    return tiny


def test_a_claim_that_was_replaced_is_not_among_those_that_stand(ask: Ask, declared: object) -> None:
    items = ask("elections/tiny/claims")["items"]
    told = [(item["area_id"], item["stage"], item["figures"]["invalid"]) for item in items]
    assert told == [("KZ", "preliminary", 72), ("KZ", "final", 75), ("R1", "final", 48)]
    assert items[0]["document_sha256"] == "ab" * 32
    assert [item["area_id"] for item in ask("elections/tiny/claims?area=R1")["items"]] == ["R1"]
    first = ask("elections/tiny/claims?limit=1")
    rest = ask(f"elections/tiny/claims?cursor={first['next']}")
    assert (*first["items"], *rest["items"]) == tuple(items)


def test_every_cell_stands_beside_the_sum_of_the_protocols(ask: Ask, declared: object) -> None:
    question = "elections/tiny/differences?area=KZ&verdict=differs"
    of_protocols = [one for one in ask(question)["items"] if one["against"] == "protocols"]
    (cell,) = of_protocols
    assert (cell["figure"], cell["stage"], cell["claimed"], cell["other"]) == ("invalid", "final", 75, 72)
    assert (cell["difference"], cell["lacking"]) == (3, 0)
    stages = [one for one in ask(question)["items"] if one["against"] == "claim"]
    assert [(one["other_stage"], one["difference"]) for one in stages] == [("preliminary", 3)]


def test_cells_come_in_parts_and_none_is_missed(ask: Ask, declared: object) -> None:
    whole = ask("elections/tiny/differences?limit=500")["items"]
    assert len(whole) > 6
    found, cursor = [], ""
    for _ in whole:
        part = ask(f"elections/tiny/differences?limit=2{cursor}")
        found += part["items"]
        if part["next"] is None:
            break
        cursor = f"&cursor={part['next']}"
    assert found == whole


def test_turnout_is_told_in_the_order_of_the_log_with_what_it_replaced(ask: Ask, tiny: ElectionRow) -> None:
    def stated(area: str, hour: int, voters: int | None, share: str | None = None) -> StatedTurnout:
        at = datetime.datetime(2023, 3, 19, hour, 10, tzinfo=ALMATY)
        part = None if share is None else Fraction(share) / 100
        return StatedTurnout(2, "", TurnoutPoint(area, Notion.BALLOTS_ISSUED, at, voters, None, part), share)

    record_turnout("tiny", [stated("KZ", 16, 2000), stated("R1", 12, None, "24.30")], SOURCES[0], now=NIGHT)
    record_turnout("tiny", [stated("KZ", 16, 2100), stated("D11", 12, 80)], SOURCES[0], now=NIGHT)
    items = ask("elections/tiny/turnout")["items"]
    assert [(one["area_id"], one["voters"], one["share_percent"]) for one in items] == [
        ("R1", None, "24.30"),
        ("KZ", 2100, None),
    ]
    assert items[1]["earlier"] == [items[0]["log_index"] - 1]
    assert items[1]["at"] == "2023-03-19T16:10:00+06:00"
    below = ask("elections/tiny/turnout?area=R1")["items"]
    assert [one["area_id"] for one in below] == ["R1", "D11"]
    assert ask("elections/tiny/turnout?notion=participants")["items"] == []
    assert ask("elections/tiny/turnout?source=press")["items"] == []
    first = ask("elections/tiny/turnout?limit=1")
    rest = ask(f"elections/tiny/turnout?cursor={first['next']}")
    assert [*first["items"], *rest["items"]] == items
