"""The shapes of what protocols add up to: totals, outcomes, claims and differences, turnout, the log."""

import datetime
from enum import StrEnum
from typing import Any

from hattama.core.entries import Notion, Stage
from hattama.web.open_data.api.documents import Count, Document, Index, Page, Sha256, Sum


class TallyDocument(Document):
    """`total` is the sum, `contributors` says of how many protocols: those that gave this figure."""

    total: Sum
    contributors: Count


class TotalDocument(Document):
    """One contest in one area. Sums are of the protocols that came and are not annulled."""

    table = "totals"

    contest: str
    expected: Count
    received: Count
    annulled: Count
    missing: Count
    with_findings: Count
    without_scan: Count
    preliminary: Count
    figures: dict[str, TallyDocument]
    derived: dict[str, TallyDocument]


class Totals(Document):
    """The totals of an area by contest, as the first `tree_size` entries of the log give them."""

    area_id: str
    tree_size: Count
    items: list[TotalDocument]


class Outcomes(Document):
    """What the rules make of the totals, for each contest: the documents of outcomes/ in log.md."""

    tree_size: Count
    items: list[dict[str, Any]]


class PaperDocument(Document):
    """The signed paper of a claim. `address`: of the file on this site."""

    sha256: Sha256
    bytes: Count
    media_type: str
    pages: Count
    address: str


class ClaimDocument(Document):
    """What somebody says a sum is. It changes no total. `stated_at`: the moment that they name; null: none.
    `document`: the signed paper; null: none came."""

    area_id: str
    contest: str
    source: str
    stage: Stage
    figures: dict[str, int]
    stated_at: datetime.datetime | None
    document_sha256: Sha256 | None
    document: PaperDocument | None
    log_index: Index
    leaf_sha256: Sha256
    published_at: datetime.datetime


class Claims(Page):
    """Claims that no later one replaced, in the order of the log."""

    items: list[ClaimDocument]


class DifferenceVerdict(StrEnum):
    """How a cell came out."""

    AGREES = "agrees"
    DIFFERS = "differs"
    CANNOT_BE_COMPARED = "cannot_be_compared"


class DifferenceDocument(Document):
    """One cell of a claim held against the protocols, the claims below, or another claim.

    `claimed`: the number stated, null: blank; `other`: what it is held against; `difference`: the one less
    the other, null where either is not known. `lacking`: protocols, or claims of areas right below, that the
    other side still lacks; `annulled`: protocols that are in no sum.
    """

    area_id: str
    contest: str
    figure: str
    source: str
    stage: Stage
    against: str
    other_source: str
    other_stage: str
    claimed: int | None
    other: Sum | None
    difference: Sum | None
    verdict: DifferenceVerdict
    lacking: Count
    annulled: Count
    log_index: Index
    other_index: Index | None


class Differences(Page):
    """Cells of claims, in the order of the log."""

    items: list[DifferenceDocument]


class TurnoutDocument(Document):
    """A figure of turnout as it was announced. `share_percent`: as it was written. `earlier`: entries it
    replaced."""

    table = "turnout"

    log_index: Index
    area_id: str
    contest: str | None
    notion: Notion
    at: datetime.datetime
    voters: Count | None
    registered: Count | None
    share_percent: str | None
    source: str
    earlier: list[Index]


class Turnout(Page):
    """Announced turnout in the order of the log."""

    items: list[TurnoutDocument]


class LogDocument(Document):
    """How the log stands: entries accepted, entries that a signed checkpoint covers, the checkpoints.

    `published`: how many of them a checkpoint covers. `checkpoint`: its text, `checkpoint_cosigned`: with the
    signatures of witnesses; null: there is none yet.
    """

    origin: str
    tree_size: Count
    published: Count
    last_published_at: datetime.datetime
    closed_at: datetime.datetime | None
    keys: list[str]
    checkpoint: str | None
    checkpoint_cosigned: str | None
    checkpoint_address: str
