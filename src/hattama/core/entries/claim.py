"""Claims as the log carries them: which one is current, and what may take its place.

A claim has a life of its own. It changes no total, so the fold of protocols does not know it; but a
commission that states its table anew must name the one before, and both stay visible.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from hattama.core.entries.nesting import flatten_figures
from hattama.core.entries.parts import PLACE, BrokenLifeCycle, Kind, NotOnTheRoster, always
from hattama.core.entries.schema_types import (
    is_contest,
    is_count,
    is_figures,
    is_file,
    is_hash,
    is_moment,
    is_text,
    one_of,
    optional,
)
from hattama.core.vocabulary import Message


class Stage(StrEnum):
    """On what a claim rests. One never overwrites the other."""

    PRELIMINARY = "preliminary"
    """Announced from the data feed, before the papers have come."""
    FINAL = "final"
    """Established from the papers themselves."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What `source` says about one contest in one area above the precincts.

    `source` is a code (`territorial_commission`, `central_commission`, `press`). `figures` are in the shape
    in which protocols are summed (rows of numbered groups added up); derived quantities may be among them.
    """

    area_id: str
    contest: str
    source: str
    stage: Stage
    figures: Mapping[str, int]


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


KIND: Final = Kind(
    CLAIM,
    always(Message("Total stated by a commission")),
    (
        *PLACE,
        ("level", "a word of 1 to 32 characters", is_text(1, 32)),
        ("source", "CODE", is_contest),
        ("stage", " ".join(Stage), one_of(*Stage)),
        ("figures", "FIGURES", is_figures),
        ("stated_at", "MOMENT or null", optional(is_moment)),
        ("document_sha256", "HASH or null", optional(is_hash)),
        ("document", "FILE or null", optional(is_file)),
        ("replaces", "INDEX or null", optional(is_count)),
    ),
)
"""`document`: the signed paper, which is published with it; `document_sha256`: a file of many claims, which
is not."""
