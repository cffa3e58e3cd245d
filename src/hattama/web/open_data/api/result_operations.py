"""Operations on what protocols add up to: totals, outcomes, what others claim, turnout, the log."""

import json
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_noop as _
from ninja import Query, Router

from hattama.core.entries import StandingTurnout
from hattama.core.tabulation import Total
from hattama.core.transparency_log import safe_integer
from hattama.publish.bundle import outcome_files
from hattama.publish.claim_lines import ClaimLine, claim_lines
from hattama.publish.views import total_document
from hattama.web.claims.checks import load_claim_report
from hattama.web.claims.tables import PublishedClaim
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.log.bundle_store import CHECKPOINT, COSIGNED, public_store
from hattama.web.kernel.log.snapshots import load_last_moment, load_snapshot
from hattama.web.kernel.published.browsing import children_of, load_root, totals_of
from hattama.web.open_data.api.documents import of_election
from hattama.web.open_data.api.questions import (
    ClaimFilters,
    DifferenceFilters,
    TotalsQuestion,
    TurnoutFilters,
    area_asked,
    area_named,
    asked_of,
    contest_asked,
    decode_cursor,
)
from hattama.web.open_data.api.refusals import TreeSizeNotReached
from hattama.web.open_data.api.result_documents import (
    ClaimDocument,
    Claims,
    Differences,
    LogDocument,
    Outcomes,
    Totals,
    Turnout,
    TurnoutDocument,
)
from hattama.web.open_data.api.rows import Facts, page_facts
from hattama.web.open_data.listings import list_claims
from hattama.web.results.past_totals import fold_totals
from hattama.web.turnout.reading import load_turnout

router = Router()
CLAIMS, DIFFERENCES, TURNOUT = "claims", "differences", "turnout"


@of_election(
    router,
    "/areas/{area_id}/totals",
    Totals,
    _("Totals of an area: every sum with how many protocols gave it, now or as of a size of the log"),
)
def get_totals(request: HttpRequest, election_id: str, area_id: str, asked: Query[TotalsQuestion]) -> Any:
    election, size = asked_of(request)
    area = area_named(election, area_id)
    then = size if asked.tree_size is None else asked.tree_size
    if then > size:
        raise TreeSizeNotReached
    found = _totals(area, then, size)
    codes = [contest.code for contest in load_definition(election).election.contests]
    items = [_total(code, found[code]) for code in codes if code in found]
    return {"area_id": area_id, "tree_size": then, "items": items}


@of_election(
    router,
    "/outcomes",
    Outcomes,
    _("What the rules make of the totals of each contest, step by step in exact fractions"),
)
def list_outcomes(request: HttpRequest, election_id: str) -> Any:
    election, _size = asked_of(request)
    with transaction.atomic():
        snapshot = load_snapshot(election)
        items = [json.loads(data) for _path, data in outcome_files(snapshot)]
    return {"tree_size": snapshot.tree_size, "items": items}


@of_election(router, "/claims", Claims, _("What higher commissions and others declared the sums to be"))
def list_all_claims(request: HttpRequest, election_id: str, asked: Query[ClaimFilters]) -> Any:
    election, tree_size = asked_of(request)
    (after,) = decode_cursor(asked.cursor, CLAIMS, (-1,))
    within, contest = area_asked(election, asked.area), contest_asked(election, asked.contest)
    rows = list_claims(election, within, contest, after, asked.limit + 1)
    return page_facts(
        *(CLAIMS, tree_size, rows, asked.limit),
        lambda row: (row.entry_index,),
        lambda shown: [_claim(row) for row in shown],
    )


@of_election(
    router,
    "/differences",
    Differences,
    _("What was declared, cell by cell beside the sum of the protocols and other claims"),
)
def list_differences(request: HttpRequest, election_id: str, asked: Query[DifferenceFilters]) -> Any:
    election, tree_size = asked_of(request)
    after = decode_cursor(asked.cursor, DIFFERENCES, (-1, 0, 0))
    area, contest = area_asked(election, asked.area), contest_asked(election, asked.contest)
    lines = [
        (key, line)
        for key, line in _lines(election, contest)
        if key > after
        and (area is None or line.area_id == area.code)
        and (asked.verdict is None or line.verdict == asked.verdict)
    ][: asked.limit + 1]
    return page_facts(
        *(DIFFERENCES, tree_size, lines, asked.limit),
        lambda pair: pair[0],
        lambda shown: [_line(line) for _key, line in shown],
    )


@of_election(router, "/turnout", Turnout, _("Turnout as it was announced through the day"))
def list_turnout(request: HttpRequest, election_id: str, asked: Query[TurnoutFilters]) -> Any:
    election, tree_size = asked_of(request)
    (after,) = decode_cursor(asked.cursor, TURNOUT, (-1,))
    area = area_asked(election, asked.area) or load_root(election)
    areas = [area] if area.is_precinct else [area, *children_of(area)]
    rows = [
        one
        for one in sorted(load_turnout(areas), key=lambda one: one.entry.index)
        if one.entry.index > after
        and (asked.notion is None or one.entry.point.notion is asked.notion)
        and (asked.source is None or one.entry.source == asked.source)
    ][: asked.limit + 1]
    return page_facts(
        *(TURNOUT, tree_size, rows, asked.limit),
        lambda one: (one.entry.index,),
        lambda shown: [_stated(one) for one in shown],
    )


@of_election(
    router, "/log", LogDocument, _("How the log stands: its size, its keys and the signed checkpoint")
)
def get_log(request: HttpRequest, election_id: str) -> Any:
    election, tree_size = asked_of(request)
    store = public_store(election.election_id)
    return {
        "origin": election.origin,
        "tree_size": tree_size,
        "published": store.size(),
        "last_published_at": load_last_moment(election),
        "closed_at": election.closed_at,
        "keys": [vkey for _index, vkey in election.log_keys],
        "checkpoint": store.read_or_nothing(CHECKPOINT).decode() or None,
        "checkpoint_cosigned": store.read_or_nothing(COSIGNED).decode() or None,
        "checkpoint_address": reverse("data:bundle", args=[election.election_id, CHECKPOINT]),
    }


def _totals(area: AreaRow, then: int, size: int) -> Mapping[str, Total]:
    # Kept totals are those of now and of areas above the precincts; all others are folded from the entries.
    if then == size and not area.is_precinct:
        return totals_of([area]).get(area.pk, {})
    return fold_totals(area, then)


def _total(contest: str, total: Total) -> Facts:
    derived = {
        code: {"total": safe_integer(tally.total), "contributors": tally.contributors}
        for code, tally in sorted(total.derived.items())
    }
    return {"contest": contest, **total_document(total), "derived": derived}


def _line(line: ClaimLine) -> Facts:
    facts = line._asdict()
    for side in ("other", "difference"):
        facts[side] = None if facts[side] is None else safe_integer(facts[side])
    return facts


def _claim(row: PublishedClaim) -> Facts:
    paper = row.document
    return ClaimDocument.facts(
        row,
        area_id=row.area.code,
        document_sha256=row.document_sha256 or None,
        document=paper and {**paper, "address": reverse("data:scan", args=[paper["sha256"]])},
        log_index=row.entry_index,
        leaf_sha256=row.leaf_hash,
    )


def _lines(election: ElectionRow, contest: str | None) -> list[tuple[tuple[int, int, int], ClaimLine]]:
    """Every cell with its key: the entry of the claim, the other claim's (or 0), its place among these."""
    report = load_claim_report(election, contest)
    places: dict[tuple[int, int], int] = {}
    lines = []
    for line in claim_lines(report.checks, report.pairs, report.indexes):
        of = (line.log_index, line.other_index or 0)
        places[of] = places.get(of, 0) + 1
        lines.append(((*of, places[of]), line))
    return sorted(lines, key=lambda pair: pair[0])


def _stated(one: StandingTurnout) -> Facts:
    entry, earlier = one.entry, [before.index for before in one.earlier]
    said = {"contest": entry.contest, "share_percent": entry.stated, "source": entry.source}
    return TurnoutDocument.facts(entry.point, log_index=entry.index, earlier=earlier, **said)
