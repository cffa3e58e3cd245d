"""Claims as the log carries them: which one is current, and what may take its place.

A claim has a life of its own. It changes no total, so the fold of protocols does not know it; but a
commission that states its table anew must name the one before, and both stay visible.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from hattama.core.tabulation.claims import Claim, Stage
from hattama.core.tabulation.entries import flatten_figures
from hattama.core.tabulation.fold import BrokenLifeCycle, NotOnTheRoster

CLAIM = "claim"
"""The kind of such an entry."""

ClaimKey = tuple[str, str, str, Stage]
"""Area, contest, source and stage: of each the log holds one current claim."""


class ClaimAlreadyPublished(BrokenLifeCycle):
    """A first claim arrived where this source has stated one for this area, contest and stage."""


class ReplacedClaimIsNotCurrent(BrokenLifeCycle):
    """A claim names as replaced an entry which is not the current claim of its source, area and stage."""


@dataclass(frozen=True, slots=True)
class ClaimEntry:
    """A claim at its place in the log. `replaces` is the index of the one whose place it takes, or None."""

    index: int
    claim: Claim
    replaces: int | None = None

    @property
    def key(self) -> ClaimKey:
        """What this claim is the current one of."""
        return self.claim.area_id, self.claim.contest, self.claim.source, self.claim.stage


def claim_from_body(index: int, body: Mapping[str, Any]) -> ClaimEntry:
    """What the body of an entry of this kind says; it fits its schema."""
    figures = flatten_figures(body["figures"])
    claim = Claim(body["area"], body["contest"], body["source"], Stage(body["stage"]), figures)
    return ClaimEntry(index, claim, body["replaces"])


def fold_claim(
    current: dict[ClaimKey, ClaimEntry], entry: ClaimEntry, held: Collection[tuple[str, str]]
) -> None:
    """Take one claim into `current`. Refuses with a BrokenLifeCycle, and then leaves it as it was.

    `held` are the areas above the precincts with the contests that are held in them.
    """
    if (entry.claim.area_id, entry.claim.contest) not in held:
        raise NotOnTheRoster(f"entry {entry.index}: {entry.claim.area_id}, {entry.claim.contest}")
    before = current.get(entry.key)
    if entry.replaces is None and before is not None:
        raise ClaimAlreadyPublished(f"entry {entry.index}, after {before.index}")
    if entry.replaces is not None and (before is None or before.index != entry.replaces):
        raise ReplacedClaimIsNotCurrent(f"entry {entry.index} replaces {entry.replaces}")
    current[entry.key] = entry
