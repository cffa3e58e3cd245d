"""Operations on what is fixed before the first vote: elections, contests with their forms, areas."""

from functools import partial
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_noop as _
from ninja import Query, Router

from hattama.core.protocols import NAMED_GROUPS, FigureDefinition, ProtocolRules, figure_key, named_rows
from hattama.core.vocabulary import Contest
from hattama.publish.views import contest_document
from hattama.web.kernel.elections.loading import load_definition, load_path
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.log.snapshots import load_public_size
from hattama.web.kernel.published.browsing import children_of, opened_elections
from hattama.web.open_data.api.documents import (
    Areas,
    AreaWithContests,
    Contests,
    ElectionDocument,
    Elections,
    Error,
    FigureDocument,
    of_election,
)
from hattama.web.open_data.api.questions import (
    AreaFilters,
    area_asked,
    area_named,
    asked_of,
    decode_cursor,
    level_asked,
)
from hattama.web.open_data.api.rows import Facts, area_documents, page_facts
from hattama.web.open_data.listings import AreaQuestion, list_areas

router = Router()
AREAS = "areas"


@router.get(
    "/elections", response={200: Elections, 304: None, 422: Error}, summary=_("All elections of this site")
)
def list_elections(request: HttpRequest) -> Any:
    return {"items": [_election(row, load_public_size(row)) for row in opened_elections()]}


@of_election(router, "", ElectionDocument, _("One election"))
def get_election(request: HttpRequest, election_id: str) -> Any:
    return _election(*asked_of(request))


@of_election(
    router, "/contests", Contests, _("Contests with their choices and the figures of their protocols")
)
def list_contests(request: HttpRequest, election_id: str) -> Any:
    election, tree_size = asked_of(request)
    definition = load_definition(election)
    items = [_contest(contest, definition.rules[contest.code]) for contest in definition.election.contests]
    return {"tree_size": tree_size, "items": items}


@of_election(router, "/areas", Areas, _("Areas of the roster, from the country to the polling stations"))
def list_all_areas(request: HttpRequest, election_id: str, asked: Query[AreaFilters]) -> Any:
    election, tree_size = asked_of(request)
    (after,) = decode_cursor(asked.cursor, AREAS, (0,))
    question = AreaQuestion(
        within=area_asked(election, asked.within),
        parent=area_asked(election, asked.parent),
        level=level_asked(election, asked.level),
        kind=asked.kind,
    )
    rows = list_areas(election, question, after, asked.limit + 1)
    return page_facts(
        AREAS, tree_size, rows, asked.limit, lambda row: (row.pk,), partial(area_documents, election)
    )


@of_election(
    router,
    "/areas/{area_id}",
    AreaWithContests,
    _("One area with the contests held there and the areas right below"),
)
def get_area(request: HttpRequest, election_id: str, area_id: str) -> Any:
    election, tree_size = asked_of(request)
    area = area_named(election, area_id)
    (facts,) = area_documents(election, [area])
    children = [] if area.is_precinct else children_of(area).values_list("code", flat=True)
    return {**facts, "tree_size": tree_size, "contests": held_in(area), "children": list(children)}


def held_in(area: AreaRow) -> list[str]:
    """Codes of the contests held in an area: in a precinct by its path, above wherever a total is kept."""
    if not area.is_precinct:
        order = [contest.code for contest in load_definition(area.election).election.contests]
        held = set(area.totals.values_list("contest", flat=True))
        return [code for code in order if code in held]
    path = (row.code for row in load_path(area))
    return [contest.code for contest in load_definition(area.election).contests_at(path)]


def _election(row: ElectionRow, tree_size: int) -> Facts:
    election = load_definition(row).election
    return ElectionDocument.facts(
        election,
        names=dict(election.names),
        notices=[dict(notice) for notice in election.notices],
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        tree_size=tree_size,
        contests=[contest.code for contest in election.contests],
    )


def _contest(contest: Contest, rules: ProtocolRules) -> Facts:
    return {
        **contest_document(contest),
        "areas": list(contest.areas),
        "figures": [_figure(figure, contest) for figure in rules.form.figures],
        "derived": [{"code": one.code, "label": dict(one.label)} for one in rules.derived],
    }


def _figure(figure: FigureDefinition, contest: Contest) -> Facts:
    keys = [] if figure.group else [figure.code]
    if figure.group in NAMED_GROUPS:
        keys = [figure_key(figure.code, one.code) for one in named_rows(figure.group, contest)]
    said = {"label": dict(figure.label), "norms": list(figure.cited.ids), "keys": keys}
    return FigureDocument.facts(figure, **said)
