"""Claims in the log: one current for each source and stage, and none overwritten in silence."""

import pytest

from hattama.core.entries import (
    BrokenLifeCycle,
    Claim,
    ClaimEntry,
    ClaimKey,
    NotOnTheRoster,
    Stage,
    claim_from_body,
    entry_from_body,
    fold_claim,
)
from hattama.core.entries.claim import ClaimAlreadyPublished, ReplacedClaimIsNotCurrent
from tests.core.entries.entry_examples import example

HELD = {("KZ", "party"), ("R1", "party")}


def said(index: int, replaces: int | None = None, **changes: object) -> ClaimEntry:
    parts = {
        "area_id": "KZ",
        "contest": "party",
        "source": "cec",
        "stage": Stage.FINAL,
        "figures": {"a": index},
    }
    return ClaimEntry(index, Claim(**(parts | changes)), replaces)


def folded(*entries: ClaimEntry) -> dict[ClaimKey, ClaimEntry]:
    current: dict[ClaimKey, ClaimEntry] = {}
    for entry in entries:
        fold_claim(current, entry, HELD)
    return current


def test_an_entry_is_read_as_a_claim_and_says_nothing_to_the_fold_of_protocols() -> None:
    body = example("claim", area="KZ", replaces=4)
    entry = claim_from_body(9, body)
    assert (entry.index, entry.replaces, entry.claim.stage) == (9, 4, Stage.FINAL)
    assert entry.claim.figures == {"participants": 600, "votes[dala]": 370}
    assert entry_from_body(9, body) is None


def test_each_source_stage_and_area_has_a_claim_of_its_own() -> None:
    current = folded(
        said(1), said(2, stage=Stage.PRELIMINARY), said(3, source="press"), said(4, area_id="R1")
    )
    assert [entry.index for entry in current.values()] == [1, 2, 3, 4]


def test_a_claim_takes_the_place_of_the_one_it_names() -> None:
    (entry,) = folded(said(1), said(2, replaces=1), said(5, replaces=2)).values()
    assert entry.claim.figures == {"a": 5}


@pytest.mark.parametrize(
    ("entries", "refusal"),
    [
        ((said(1), said(2)), ClaimAlreadyPublished),
        ((said(1, replaces=0),), ReplacedClaimIsNotCurrent),
        ((said(1), said(2, replaces=1), said(3, replaces=1)), ReplacedClaimIsNotCurrent),
        ((said(1), said(2, replaces=1, source="press")), ReplacedClaimIsNotCurrent),
        ((said(1, area_id="P1"),), NotOnTheRoster),
        ((said(1, contest="mayor"),), NotOnTheRoster),
    ],
)
def test_a_claim_that_contradicts_the_log_is_refused(
    entries: tuple[ClaimEntry, ...], refusal: type[BrokenLifeCycle]
) -> None:
    current = folded(*entries[:-1])
    before = dict(current)
    with pytest.raises(refusal):
        fold_claim(current, entries[-1], HELD)
    assert current == before
