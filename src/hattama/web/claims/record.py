"""What higher commissions say the sums are goes into the log: a table whole or not at all, or one by hand."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import transaction

from hattama.core.entries import (
    CLAIM,
    Claim,
    ClaimKey,
    Stage,
    entry_body,
    file_body,
    nest_figures,
    recorded_text,
)
from hattama.core.vocabulary import Deed
from hattama.formats.claim_tables import StatedClaim
from hattama.web.claims.reading import commission_over
from hattama.web.claims.tables import PublishedClaim, standing_claims
from hattama.web.kernel.accounts.roles import asked_anew, role_for
from hattama.web.kernel.elections.loading import Definition, load_definition
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.log.accept_acts import refuse_unacceptable
from hattama.web.kernel.log.advance_log import append_acts, come_to_end, hold_log_end, writing_log
from hattama.web.kernel.log.follow_log import follow_log
from hattama.web.kernel.log.publish_act import publish_act
from hattama.web.kernel.log.tables import Act, act_of
from hattama.web.kernel.published.tables import PublishedTotal, Scan


class ClaimsNotExpected(Exception):
    """The election has no such areas, or does not hold the contest there. `keys`: (area, contest) of each."""

    def __init__(self, keys: Sequence[tuple[str, str]]) -> None:
        super().__init__(f"{len(keys)}")
        self.keys = keys


class NothingStated(Exception):
    """No figure was given: nobody claims nothing."""


@dataclass(frozen=True, slots=True)
class RecordedClaims:
    """How many claims went into the log, how many of them in the place of others; how many were there."""

    written: int
    replaced: int
    repeated: int


def record_claims(
    election_id: str, claims: Sequence[StatedClaim], document_sha256: str, *, now: datetime.datetime
) -> RecordedClaims:
    """Append a claim entry for each of `claims`, which come from the file with this hash.

    A claim that stands already as it was stated, from the same file, is not written again. Raises
    ElectionNotOpen, ElectionClosed, ClaimsNotExpected, or what `advance_log` raises, and then writes nothing.
    """
    with writing_log(election_id, now) as election, transaction.atomic():
        come_to_end(election, now)
        recorded, _ = _append(election, claims, document_sha256, now)
    follow_log(election_id)
    return recorded


def enter_claim(
    user: Any,
    area: AreaRow,
    contest: str,
    stage: Stage,
    figures: Mapping[str, int],
    stated_at: datetime.datetime | None,
    document: Scan | None = None,
    *,
    now: datetime.datetime,
) -> RecordedClaims:
    """Append what the commission of `area` states, typed at the desk by one of its people.

    `document`: the scan of its signed protocol.
    Once it is appended it is accepted: where it cannot be signed now, whoever writes next does that. Raises
    NotYours, NothingStated, ElectionClosed, ClaimsNotExpected, FiguresDoNotFit or WriterLockTaken, and then
    writes nothing.
    """
    claim = claim_of(load_definition(area.election), area, contest, stage, figures)
    stated = [StatedClaim(0, claim, stated_at)]
    return enter_claims(user, {area.code: area}, stated, document=document, now=now)


def enter_claims(
    user: Any,
    areas: Mapping[str, AreaRow],
    claims: Sequence[StatedClaim],
    document_sha256: str = "",
    document: Scan | None = None,
    *,
    now: datetime.datetime,
) -> RecordedClaims:
    """As `enter_claim` for several areas of one election, given by code: every claim, or none.

    `document_sha256`: the hash of the table in which they came.
    """
    holder = asked_anew(user)
    roles = {code: role_for(holder, Deed.RECORD_CLAIM, area).value for code, area in areas.items()}
    if not claims or not all(stated.claim.figures for stated in claims):
        raise NothingStated
    (election_id,) = {area.election_id for area in areas.values()}
    with hold_log_end(election_id, now) as election:
        by = _By(user, roles, document)
        recorded, acts = _append(election, claims, document_sha256, now, by)
    # Once the last is published, all are.
    for act in acts[-1:]:
        publish_act(act, now=now)
    return recorded


def claim_of(
    definition: Definition, area: AreaRow, contest: str, stage: Stage, figures: Mapping[str, int]
) -> Claim:
    """What the commission over `area` states. Raises ClaimsNotExpected where it is nobody's."""
    voted_on = next((one for one in definition.election.contests if one.code == contest), None)
    commission = None if voted_on is None else commission_over(definition.pack, voted_on, area)
    if commission is None:
        raise ClaimsNotExpected([(area.code, contest)])
    return Claim(area.code, contest, commission.code, stage, figures)


class _By(NamedTuple):
    """Who states it, in which role by area, on which paper; nobody where a command does."""

    user: Any = None
    roles: Mapping[str, str] = {}
    paper: Scan | None = None


_COMMAND = _By()


def _append(
    election: ElectionRow,
    claims: Sequence[StatedClaim],
    document_sha256: str,
    now: datetime.datetime,
    by: _By = _COMMAND,
) -> tuple[RecordedClaims, Sequence[Act]]:
    areas = _areas_of(election, claims)
    standing = {key_of(row): row for row in standing_claims(election)}
    paper = None if by.paper is None else by.paper.sha256
    acts = []
    for stated in claims:
        claim = stated.claim
        before = standing.get((claim.area_id, claim.contest, claim.source, claim.stage))
        at = stated.stated_at and stated.stated_at.replace(microsecond=0)
        if before is not None and _said_by(before) == (dict(claim.figures), at, document_sha256, paper):
            continue
        body = entry_body(
            CLAIM,
            now,
            area=claim.area_id,
            level=areas[claim.area_id].level,
            contest=claim.contest,
            source=claim.source,
            stage=claim.stage,
            figures=nest_figures(claim.figures),
            stated_at=None if stated.stated_at is None else recorded_text(stated.stated_at),
            document_sha256=document_sha256 or None,
            document=file_body(by.paper),
            replaces=None if before is None else before.entry_index,
        )
        who = {"actor": by.user, "role": by.roles.get(claim.area_id, "system")}
        acts.append(act_of(election, body, now, area=areas[claim.area_id], contest=claim.contest, **who))
    if acts:
        refuse_unacceptable(acts)
    append_acts(election, acts, now)
    replaced = sum(act.body["replaces"] is not None for act in acts)
    return RecordedClaims(len(acts), replaced, len(claims) - len(acts)), acts


def _said_by(row: PublishedClaim) -> tuple[dict[str, int], datetime.datetime | None, str, str | None]:
    """What makes two statements the same: figures, when it was stated, the table that they came from, the
    signed paper."""
    paper = None if row.document is None else row.document["sha256"]
    return row.figures, row.stated_at, row.document_sha256, paper


def key_of(row: PublishedClaim) -> ClaimKey:
    """Of what a row is the claim."""
    return row.area.code, row.contest, row.source, Stage(row.stage)


def _areas_of(election: ElectionRow, claims: Sequence[StatedClaim]) -> Mapping[str, AreaRow]:
    """The areas that the claims speak of, by identifier; refused where the contest is not held there."""
    totals = PublishedTotal.objects.filter(election=election).select_related("area").defer("figures")
    areas: dict[str, AreaRow] = {}
    held = set()
    for total in totals:
        areas[total.area.code] = total.area
        held.add((total.area.code, total.contest))
    keys = [(stated.claim.area_id, stated.claim.contest) for stated in claims]
    if unexpected := [key for key in keys if key not in held]:
        raise ClaimsNotExpected(unexpected)
    return areas
