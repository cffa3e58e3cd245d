"""The first page, the page of one election (what has arrived, what is missing, national sums), and pages that
explain: what can be downloaded, what this site is and how anyone can check it.
"""

import datetime
import hashlib
from collections.abc import Iterator
from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response

from hattama.core.tabulation import Total
from hattama.core.vocabulary import Contest
from hattama.publish.outcomes import outcome_path
from hattama.web.claims.tables import standing_claims
from hattama.web.kernel.elections.beside_files import load_comparisons
from hattama.web.kernel.elections.loading import Definition, load_definition
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.log.bundle_store import public_store
from hattama.web.kernel.log.gather_cosignatures import load_reports
from hattama.web.kernel.pages.addresses import absolute
from hattama.web.kernel.pages.election_pages import (
    ElectionPage,
    asking,
    conditional_about,
    election_page,
    leave_out_other_questions,
    page_about,
    page_language,
    state_again,
    state_read,
)
from hattama.web.kernel.published.browsing import (
    children_of,
    latest_protocols,
    load_root,
    opened_elections,
    totals_of,
    units_below,
)
from hattama.web.live.public.live_figures import Division, contests_of_all, load_divisions, named_protocols
from hattama.web.maps.public.map_drawing import ContestMap, load_telling_map
from hattama.web.observation.opened import opened_tables
from hattama.web.open_data.public.catalogue_views import load_listing
from hattama.web.places.public import area_views
from hattama.web.registers.reading import COMPLAINTS, register_in_force, registers_of
from hattama.web.results.public.area_tables import UnitRow, row_of_contest
from hattama.web.results.public.comparisons import with_usual_other
from hattama.web.results.public.contest_results import results_by_contest
from hattama.web.results.public.result_views import load_arrivals_chart
from hattama.web.results.public.rounds import other_rounds
from hattama.web.turnout.public import MOST_BELOW
from hattama.web.turnout.reading import has_turnout

LATEST = 8


def home(request: HttpRequest) -> HttpResponseBase:
    """The newest opened election; a word of welcome while none has opened."""
    read = state_read(request)
    opened = opened_elections() if read is None else read.opened
    if not opened:
        return render(request, "places/nothing_open.html", {"section": "results"})
    again = partial(state_again, "", lambda row: "", page_language())
    questions = ("contest", "page", "sort")
    return conditional_about(request, opened[0], opened, election_overview, questions=questions, again=again)


@asking("contest", "page", "sort")
def election_overview(page: ElectionPage) -> HttpResponse:
    """The page of an election's root area."""
    definition = page.definition
    root = load_root(page.row)
    paging, children = area_views.page_below(page, root)
    is_all = paging.last_number == 1
    units = [child for child in children if not child.is_precinct] if is_all else list(units_below(root))
    totals = totals_of([root, *units])
    national = totals.get(root.pk, {})
    divisions = load_divisions(page.row, definition)
    everywhere = contests_of_all(definition.election.contests, divisions)
    chosen = page.contest_asked({c.code for c in everywhere} & national.keys())
    context = {
        "root": root,
        "rounds": other_rounds(page, root),
        "results": with_usual_other(page, root, everywhere, national),
        "chart": load_arrivals_chart(page, national),
        "contests": [contest for contest in everywhere if contest.code in national],
        "divisions": [(one.level, list(_rows(definition, one))) for one in divisions],
        "map": _map(page, root, chosen, units, totals),
        **area_views.below_shown(page, root, children, totals, chosen),
        "paging": paging,
        "has_turnout": has_turnout([root, *children]),
        "has_steps": bool(definition.pack.steps),
        "is_observed": bool(opened_tables(page.row)),
        "registers": registers_of(page.row),
        "can_complain": register_in_force(page.row, COMPLAINTS) is not None,
        "latest": named_protocols(page, latest_protocols(page.row, LATEST)),
    }
    return page.render("places/election.html", "results", context)


election = election_page(election_overview)
"""One election."""


def _rows(definition: Definition, division: Division) -> Iterator[UnitRow]:
    """Each unit of a division with what is held in it alone; by itself where nothing is."""
    for row in division.rows:
        for contest, total in row.contests:
            yield row_of_contest(definition, contest, row.area, total)
        if not row.contests:
            yield UnitRow(row.area, None)


def _map(
    page: ElectionPage,
    root: AreaRow,
    chosen: Contest | None,
    children: list[AreaRow],
    totals: dict[int, dict[str, Total]],
) -> ContestMap | None:
    """A map of the chosen contest that says something, once something has come."""
    if chosen is None or not totals[root.pk][chosen.code].received:
        return None
    return load_telling_map(page, root, chosen, children, totals)


def data(request: HttpRequest, election_id: str) -> HttpResponseBase:
    """Every file of the election, with what stands in it.

    Open data are written later than the log that they speak of, so the page itself is its tag.
    """
    response = _data(page_about(request, election_id))
    tag = f'W/"{hashlib.sha256(response.content).hexdigest()[:24]}"'
    response.headers.setdefault("ETag", tag)
    response.headers.setdefault("Cache-Control", "public, no-cache")
    known = get_conditional_response(request, etag=tag, response=response)
    assert known is not None  # it is for a known response only
    return known


def _data(page: ElectionPage) -> HttpResponse:
    row = page.row
    hashes = {
        "definition": row.definition_sha256,
        "areas": row.areas_sha256,
        "rule_pack": row.rule_pack_sha256,
    }
    root = load_root(page.row)
    context = {
        "hashes": hashes,
        "pack": page.definition.pack,
        "listing": load_listing(row),
        "citing": absolute(page.request, page.request.path),
        "outcomes": _outcomes(page),
        "claimed": _claimed(page),
        "stated_turnout": root if has_turnout([root, *children_of(root)[:MOST_BELOW]]) else None,
    }
    return page.render("places/data.html", "data", context)


def _outcomes(page: ElectionPage) -> list[tuple[Contest, str]]:
    """Contests with the path of their outcome below the bundle's folder, where the bundle holds it."""
    folder = public_store(page.row.election_id).folder
    paths = [(contest, outcome_path(contest.code)) for contest in page.definition.election.contests]
    return [(contest, path) for contest, path in paths if (folder / path).is_file()]


def _claimed(page: ElectionPage) -> list[Contest]:
    """Contests of which a higher commission has declared something."""
    codes = {claim.contest for claim in standing_claims(page.row)}
    return [contest for contest in page.definition.election.contests if contest.code in codes]


def about(request: HttpRequest) -> HttpResponseBase:
    """What this site is, and how to check it step by step."""
    opened = opened_elections()
    row = opened[0] if opened else None
    context: dict[str, Any] = {"section": "about", "election": load_definition(row).election if row else None}
    if row and row.log_keys:
        bundle = reverse("data:bundle", args=[row.election_id, "checkpoint"])
        context |= {"origin": row.origin, "vkey": row.log_keys[-1][1]}
        context["bundle"] = absolute(request, bundle.removesuffix("checkpoint"))
        context["mirrors"] = settings.MIRRORS
        signed = public_store(row.election_id).checkpoint()
        context["checkpoint"] = signed.checkpoint if signed else None
        context["reports"] = [
            (report.name, report.held_size, datetime.datetime.fromtimestamp(report.cosigned_at, datetime.UTC))
            for report in load_reports(row.election_id)
            if report.cosigned_at is not None
        ]
    return render(request, "places/about.html", context)


def elections(request: HttpRequest) -> HttpResponseBase:
    """All elections of the site, the newest first: what came of each, and with which it is compared."""
    leave_out_other_questions(request, ("q",))
    asked = request.GET.get("q", "").strip()
    rows = opened_elections()
    found = [row for row in rows if asked.casefold() in _all_names(row)]
    context = {
        "section": "results",
        "election": load_definition(rows[0]).election if rows else None,
        "asked": asked,
        "found": [_of_archive(row, rows) for row in found],
    }
    return render(request, "places/elections.html", context)


def _all_names(row: ElectionRow) -> str:
    told = load_definition(row).election
    texts = [*told.names.texts, *(text for one in told.contests for text in one.names.texts)]
    return " ".join([row.pk, str(row.polling_on), *(text for _, text in texts)]).casefold()


def _of_archive(row: ElectionRow, rows: list[ElectionRow]) -> dict[str, object]:
    definition, root = load_definition(row), load_root(row)
    opened = {one.pk: load_definition(one).election.names for one in rows}
    compared = [(one, opened[one.election]) for one in load_comparisons(row.pk) if one.election in opened]
    totals = totals_of([root]).get(root.pk, {})
    return {
        "election": definition.election,
        "root": root,
        "results": [
            (result, [(one, names) for one, names in compared if one.contest == result.contest.code])
            for result in results_by_contest(definition, definition.election.contests, totals)
        ],
    }
