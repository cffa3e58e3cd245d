"""The published protocol of one precinct and contest, for the pages that stand beside the precinct's own."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

from hattama.core.vocabulary import Contest
from hattama.web.kernel.elections.loading import load_path
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.log.snapshots import load_log_size
from hattama.web.kernel.pages.election_pages import ElectionPage
from hattama.web.kernel.published.browsing import find_area, opened_elections
from hattama.web.kernel.published.tables import PublishedProtocol
from hattama.web.protocols.public.protocol_sheet import ProtocolSheet, protocol_sheet


@dataclass(frozen=True, slots=True)
class PrecinctSheet:
    """A precinct, a contest that is held there, and its protocol; None until one is published."""

    page: ElectionPage
    area: AreaRow
    contest: Contest
    sheet: ProtocolSheet | None


def precinct_sheet(
    request: HttpRequest, election_id: str, area_id: str, contest: str
) -> PrecinctSheet | None:
    """The protocol of `contest` in the precinct, or None where there is no such place or contest there."""
    opened = opened_elections()
    election = next((row for row in opened if row.election_id == election_id), None)
    area = find_area(election_id, area_id)
    if election is None or area is None or not area.is_precinct:
        return None
    page = ElectionPage(request, election, opened, load_log_size(election))
    reach = [row.code for row in load_path(area)]
    held = next((one for one in page.definition.contests_at(reach) if one.code == contest), None)
    if held is None:
        return None
    row = PublishedProtocol.objects.filter(area=area, contest=contest).first()
    rules = page.definition.rules
    sheet = protocol_sheet(rules[contest], held, row, rules) if row is not None else None
    return PrecinctSheet(page, area, held, sheet)
