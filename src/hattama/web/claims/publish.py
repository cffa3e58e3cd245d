"""Claim entries become rows: each beside the one whose place it takes, which stays."""

import datetime
from collections.abc import Sequence

from hattama.core.entries import CLAIM, ClaimEntry, claim_from_body, fold_claim
from hattama.web.claims.tables import PublishedClaim, load_claim, standing_claims
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.tables import WrittenEntry
from hattama.web.kernel.published.tables import PublishedTotal


def publish_claims(election: ElectionRow, entries: Sequence[WrittenEntry]) -> None:
    """Write the rows of those `entries` that are claims. Raises BrokenLifeCycle when one contradicts those
    before it."""
    told = [entry for entry in entries if entry.kind == CLAIM]
    if not told:
        return
    totals = PublishedTotal.objects.filter(election=election)
    held = totals.values_list("area__code", "contest", "area__pk")
    rows_of = {(area_id, contest): pk for area_id, contest, pk in held}
    current = {}
    for row in standing_claims(election):
        standing = ClaimEntry(row.entry_index, load_claim(row))
        current[standing.key] = standing
    made: dict[int, PublishedClaim] = {}
    replaced: dict[int, int] = {}
    for entry in told:
        said = claim_from_body(entry.index, entry.body)
        fold_claim(current, said, rows_of)
        made[entry.index] = _row(election, entry, said, rows_of[said.claim.area_id, said.claim.contest])
        if said.replaces is not None:
            replaced[said.replaces] = entry.index
    for index, later in replaced.items():
        if index in made:
            made[index].replaced_by = later
    PublishedClaim.objects.bulk_create(made.values(), batch_size=400)
    for index in replaced.keys() - made.keys():
        PublishedClaim.objects.filter(election=election, entry_index=index).update(
            replaced_by=replaced[index]
        )


def _row(election: ElectionRow, entry: WrittenEntry, said: ClaimEntry, area: int) -> PublishedClaim:
    stated_at = entry.body["stated_at"]
    return PublishedClaim(
        election=election,
        area_id=area,
        contest=said.claim.contest,
        source=said.claim.source,
        stage=said.claim.stage.value,
        figures=dict(said.claim.figures),
        stated_at=None if stated_at is None else datetime.datetime.fromisoformat(stated_at),
        document_sha256=entry.body["document_sha256"] or "",
        document=entry.body["document"],
        entry_index=entry.index,
        leaf_hash=entry.leaf_hash,
        published_at=entry.published_at,
    )
