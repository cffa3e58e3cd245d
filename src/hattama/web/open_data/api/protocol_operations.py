"""Operations on what came from polling stations: precincts, protocols, findings."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_noop as _
from ninja import Query, Router

from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.published.browsing import protocols_with_scans
from hattama.web.kernel.published.tables import PublishedFinding
from hattama.web.open_data.api.documents import of_election
from hattama.web.open_data.api.protocol_documents import (
    FindingOfProtocol,
    Findings,
    Precincts,
    PrecinctWithProtocols,
    Protocols,
    ProtocolWithLife,
)
from hattama.web.open_data.api.questions import (
    FindingFilters,
    PrecinctFilters,
    ProtocolFilters,
    area_asked,
    area_named,
    asked_of,
    contest_asked,
    contest_named,
    decode_cursor,
    rule_asked,
)
from hattama.web.open_data.api.refusals import UnknownArea, UnknownProtocol
from hattama.web.open_data.api.roster_operations import held_in
from hattama.web.open_data.api.rows import (
    Facts,
    area_documents,
    page_facts,
    protocol_documents,
    step_document,
)
from hattama.web.open_data.listings import (
    AreaQuestion,
    FindingQuestion,
    ProtocolQuestion,
    list_areas,
    list_findings,
    list_protocols,
    received_contests,
)
from hattama.web.protocols.public_life import load_public_life

router = Router()
PRECINCTS, PROTOCOLS, FINDINGS = "precincts", "protocols", "findings"


@of_election(
    router, "/precincts", Precincts, _("Polling stations, and of which contests the log holds their protocol")
)
def list_precincts(request: HttpRequest, election_id: str, asked: Query[PrecinctFilters]) -> Any:
    election, tree_size = asked_of(request)
    (after,) = decode_cursor(asked.cursor, PRECINCTS, (0,))
    question = AreaQuestion(within=area_asked(election, asked.area), kind=asked.kind, only_precincts=True)
    rows = list_areas(election, question, after, asked.limit + 1)
    return page_facts(
        PRECINCTS, tree_size, rows, asked.limit, lambda row: (row.pk,), partial(_with_received, election)
    )


@of_election(
    router, "/precincts/{area_id}", PrecinctWithProtocols, _("One polling station with its protocols")
)
def get_precinct(request: HttpRequest, election_id: str, area_id: str) -> Any:
    election, tree_size = asked_of(request)
    area = area_named(election, area_id)
    if not area.is_precinct:
        raise UnknownArea
    (facts,) = area_documents(election, [area])
    found = protocols_with_scans(area)
    for row in found.values():
        row.area = area
    held = held_in(area)
    protocols = protocol_documents(election, [found[code] for code in held if code in found])
    return {**facts, "tree_size": tree_size, "contests": held, "protocols": protocols}


@of_election(
    router, "/protocols", Protocols, _("Protocols with their figures, findings, scans and log entries")
)
def list_all_protocols(request: HttpRequest, election_id: str, asked: Query[ProtocolFilters]) -> Any:
    election, tree_size = asked_of(request)
    (after,) = decode_cursor(asked.cursor, PROTOCOLS, (-1,))
    question = ProtocolQuestion(
        within=area_asked(election, asked.area),
        contest=contest_asked(election, asked.contest),
        state=asked.status,
        has_findings=asked.findings,
        has_scan=asked.scan,
        code=rule_asked(election, asked.code),
        changed_since=asked.changed_since,
    )
    rows = list_protocols(election, question, after, asked.limit + 1)
    return page_facts(
        *(PROTOCOLS, tree_size, rows, asked.limit),
        lambda row: (row.entry_index,),
        lambda shown: protocol_documents(election, shown),
    )


@of_election(
    router,
    "/protocols/{area_id}/{contest}",
    ProtocolWithLife,
    _("One protocol with every version and every step of its life"),
)
def get_protocol(request: HttpRequest, election_id: str, area_id: str, contest: str) -> Any:
    election, tree_size = asked_of(request)
    area = area_named(election, area_id)
    held = contest_named(election, contest)
    row = protocols_with_scans(area).get(contest)
    if row is None:
        raise UnknownProtocol
    row.area = area
    (facts,) = protocol_documents(election, [row])
    form = load_definition(election).rules[contest].form
    steps = load_public_life(area, tree_size).get(contest, [])
    return {**facts, "tree_size": tree_size, "steps": [step_document(form, held, step) for step in steps]}


@of_election(router, "/findings", Findings, _("What the checks found, one row for each rule and protocol"))
def list_all_findings(request: HttpRequest, election_id: str, asked: Query[FindingFilters]) -> Any:
    election, tree_size = asked_of(request)
    index, pk = decode_cursor(asked.cursor, FINDINGS, (-1, 0))
    question = FindingQuestion(
        within=area_asked(election, asked.area),
        contest=contest_asked(election, asked.contest),
        code=rule_asked(election, asked.code),
        severity=asked.severity,
        verdict=asked.verdict,
    )
    rows = list_findings(election, question, (index, pk), asked.limit + 1)
    return page_facts(
        *(FINDINGS, tree_size, rows, asked.limit),
        lambda row: (row.protocol.entry_index, row.pk),
        lambda shown: [_finding(row) for row in shown],
    )


def _with_received(election: ElectionRow, shown: Sequence[AreaRow]) -> list[Facts]:
    received = received_contests(shown)
    found = area_documents(election, shown)
    return [{**facts, "received": received.get(row.pk, [])} for row, facts in zip(shown, found, strict=True)]


def _finding(row: PublishedFinding) -> Facts:
    of = row.protocol
    where = {"area_id": of.area.code, "contest": of.contest, "log_index": of.entry_index}
    return FindingOfProtocol.facts(row, **where)
