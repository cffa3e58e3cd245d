"""Claims become entries and rows; rows follow from the log alone, and no table of ours is changed by them."""

import datetime
import json

import pytest

from hattama.core.entries import Claim, Stage
from hattama.formats.claim_tables import StatedClaim
from hattama.web.claims.record import ClaimsNotExpected, enter_claim, record_claims
from hattama.web.claims.tables import PublishedClaim, claim_history, standing_claims
from hattama.web.kernel.accounts.roles import Role
from hattama.web.kernel.elections.open_election import open_election
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.accept_acts import ElectionClosed
from hattama.web.kernel.log.close_election import close_election
from hattama.web.kernel.log.rebuild_published import rebuild_published
from hattama.web.kernel.log.tables import LogEntry
from hattama.web.kernel.published.tables import PublishedTotal
from tests.web.people import person
from tests.web.tiny_election import ELECTION_ID, LOADED_AT, NIGHT, PARTY, SINGLE, area_row, protocol, publish

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_engines]

LATER = NIGHT + datetime.timedelta(hours=9)
HASH = "ab" * 32


def said(
    area_id: str = "KZ", contest: str = PARTY, stage: Stage = Stage.FINAL, **figures: int
) -> StatedClaim:
    claim = Claim(area_id, contest, "central_commission", stage, figures or {"participants": 600})
    return StatedClaim(2, claim, LATER)


def rows() -> list[dict[str, object]]:
    return list(
        PublishedClaim.objects.values(*(f.name for f in PublishedClaim._meta.fields if f.name != "id"))
    )


def test_an_entry_says_of_what_level_it_speaks_and_where_it_was_read(tiny: ElectionRow) -> None:
    record_claims("tiny", [said("R1")], HASH, now=LATER)
    (row,) = standing_claims(tiny)
    body = json.loads(bytes(LogEntry.objects.get(index=row.entry_index).body))
    assert (body["level"], body["document_sha256"], body["replaces"]) == ("region", HASH, None)
    assert datetime.datetime.fromisoformat(body["stated_at"]) == row.stated_at == LATER


def test_no_total_is_moved_by_a_claim(tiny: ElectionRow) -> None:
    publish(protocol("P001"))
    before = list(PublishedTotal.objects.order_by("pk").values())
    record_claims("tiny", [said(participants=1)], HASH, now=LATER)
    assert list(PublishedTotal.objects.order_by("pk").values()) == before


def test_the_rows_are_made_anew_from_the_log(tiny: ElectionRow) -> None:
    record_claims("tiny", [said(), said("R1")], HASH, now=LATER)
    record_claims("tiny", [said(participants=601)], HASH, now=LATER)
    before = rows()
    assert [row["replaced_by"] is None for row in before] == [False, True, True]
    (standing, *_) = [row for row in standing_claims(tiny) if row.area.code == "KZ"]
    assert [row.figures["participants"] for row in claim_history(standing)] == [600]
    rebuild_published(tiny)
    assert rows() == before


def test_one_that_is_held_nowhere_and_none_is_written(tiny: ElectionRow) -> None:
    with pytest.raises(ClaimsNotExpected) as refusal:
        record_claims("tiny", [said(), said("R2", SINGLE), said("P001")], HASH, now=LATER)
    assert refusal.value.keys == [("R2", SINGLE), ("P001", PARTY)]
    assert not rows()


def test_a_closed_election_takes_none(tiny: ElectionRow) -> None:
    close_election("tiny", now=LATER)
    with pytest.raises(ElectionClosed):
        record_claims("tiny", [said()], HASH, now=LATER)


def test_a_claim_typed_at_once_stands_after_the_opening_of_its_log(draft):
    open_election(ELECTION_ID, now=LOADED_AT)
    head = person(Role.TERRITORIAL_HEAD, "R1")
    enter_claim(head, area_row("R1"), PARTY, Stage.FINAL, {"participants": 600}, NIGHT, now=NIGHT)
    kinds = LogEntry.objects.order_by("index").values_list("kind", flat=True)
    assert list(kinds) == ["open", "key", "roster", "claim"]
