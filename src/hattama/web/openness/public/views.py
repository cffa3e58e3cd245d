"""How open the results are: nine principles measured of each election here, and a monitor of past ones."""

import datetime
import json
import zoneinfo
from collections.abc import Iterable
from dataclasses import asdict
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from hattama.formats.publication_records import (
    Granularity,
    PublicationRecord,
    PublishedElection,
    parse_publication_record,
)
from hattama.publish.views import render_json
from hattama.rulepacks import publication_records
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.bundle_store import MANIFEST, public_store
from hattama.web.kernel.log.refresh_bundle import manifest_size
from hattama.web.kernel.log.snapshots import load_last_moment, load_public_size
from hattama.web.kernel.pages.election_pages import ElectionPage, conditional, program_digest, shown_election
from hattama.web.kernel.pages.file_answers import answer_made, file_response
from hattama.web.kernel.published.browsing import load_root, opened_elections, totals_of
from hattama.web.openness.public.measures import Facts, count_addresses, part_of, principles
from hattama.web.openness.reading import Openness, load_openness

_JSON = "application/json; charset=utf-8"

SOURCE = "openelectiondata.net"
"""Where the nine principles are written."""


def openness(request: HttpRequest, election_id: str) -> HttpResponseBase:
    """The nine principles with what was measured of this election."""
    return conditional(request, election_id, _openness, _growing_old)


def _growing_old(row: ElectionRow) -> str:
    """What changes while the log stands still: the page counts days, and the manifest comes later."""
    return f"{_days_since(load_last_moment(row))} {manifest_size(public_store(row.pk))}"


def _days_since(last_at: datetime.datetime) -> int:
    return max(0, (timezone.now() - last_at).days)


def _openness(page: ElectionPage) -> HttpResponse:
    found = load_openness(page.row, page.log_size)
    unchanged = _days_since(found.last_at)
    # What the manifest vouches for; nothing while there is none.
    data = public_store(page.row.election_id).read_or_nothing(MANIFEST)
    files = json.loads(data)["files"] if data else {}
    size = sum(facts["bytes"] for facts in files.values())
    contests = page.definition.election.contests
    facts = Facts(found, contests, count_addresses(), len(files), size, unchanged)
    zone = zoneinfo.ZoneInfo(page.definition.election.time_zone)
    with timezone.override(zone):
        context = {"principles": principles(facts), "source_of_principles": SOURCE}
    return page.render("openness/openness.html", "data", context)


def openness_json(request: HttpRequest, election_id: str) -> HttpResponseBase:
    """The measures of one election as numbers."""
    row = shown_election(election_id)
    addresses = count_addresses()

    def make() -> Iterable[bytes]:
        document = {
            "election_id": election_id,
            **_plain(load_openness(row, load_public_size(row))),
            "addresses": {**asdict(addresses), "formats": list(addresses.formats)},
            "licence": "CC BY 4.0",
        }
        return [render_json(document)]

    return answer_made(request, row, "openness.json", make, _JSON)


def monitor(request: HttpRequest) -> HttpResponseBase:
    """What the law asks to publish, and what was published: of past elections and of those here."""
    context = {
        "records": [_shown(record) for record in load_publication_records()],
        "here": [_reached(row) for row in opened_elections()],
        "section": "about",
    }
    return render(request, "openness/openness_monitor.html", context)


def monitor_json(request: HttpRequest) -> HttpResponseBase:
    """The same as data: duties with their norms, elections with the level that was reached."""
    document = {
        "records": [_record(record) for record in load_publication_records()],
        "elections_here": [_here(row) for row in opened_elections()],
    }
    data = render_json(document)
    sizes = "-".join(str(load_public_size(row)) for row in opened_elections())
    return file_response(request, [data], _JSON, tag=f"openness-{program_digest()[:16]}-{sizes}")


@lru_cache(maxsize=1)
def load_publication_records() -> tuple[PublicationRecord, ...]:
    """The records that come with the program."""
    return tuple(parse_publication_record(data, name) for name, data in publication_records())


def level_name(level: Granularity) -> str:
    """Down to where, in the reader's language."""
    return {
        Granularity.UNSAID: _("not said"),
        Granularity.NATION: _("Country"),
        Granularity.REGION: _("Region"),
        Granularity.DISTRICT: _("District or electoral district"),
        Granularity.PRECINCT: _("Polling station"),
    }[level]


def _shown(record: PublicationRecord) -> dict[str, Any]:
    return {
        "record": record,
        "duties": [(duty, level_name(duty.level)) for duty in record.duties],
        "elections": [_row(election) for election in record.elections],
    }


def _row(election: PublishedElection) -> dict[str, Any]:
    return {
        "election": election,
        "asked": level_name(election.duty.level),
        "reached": level_name(election.results_level),
        "share": part_of(election.precincts_published, election.precincts),
    }


def _reached(row: ElectionRow) -> dict[str, Any]:
    facts = _here(row)
    level = Granularity.PRECINCT if facts["precincts_published"] else Granularity.UNSAID
    return {
        "election": load_definition(row).election,
        "reached": level_name(level) if facts["precincts_published"] else _("nothing published yet"),
        "share": part_of(facts["precincts_published"], facts["precincts"]),
        **facts,
    }


def _here(row: ElectionRow) -> dict[str, Any]:
    """Protocols of all contests together, expected and published."""
    root = load_root(row)
    totals = totals_of([root]).get(root.pk, {}).values()
    return {
        "election_id": row.election_id,
        "precincts": sum(total.expected for total in totals),
        "precincts_published": sum(total.received for total in totals),
    }


def _record(record: PublicationRecord) -> dict[str, Any]:
    return {
        "country": record.country,
        "as_of": record.as_of.isoformat(),
        "duties": [
            {
                "code": duty.code,
                "norms": list(duty.cited.ids),
                "cited": dict(duty.cited.words),
                "edition": dict(duty.edition),
                "asks": dict(duty.asks),
                "level": duty.level.value,
                "inferred": duty.inferred,
                "note": dict(duty.note),
            }
            for duty in record.duties
        ],
        "elections": [
            {
                "code": election.code,
                "names": dict(election.names),
                "polling_on": election.polling_on.isoformat(),
                "precincts": election.precincts,
                "precincts_published": election.precincts_published,
                "results_level": election.results_level.value,
                "published": dict(election.published),
                "duty": election.duty.code,
                "duty_inferred": election.duty_inferred,
                "levels_short": election.levels_short,
                "note": dict(election.note),
                "sources": list(election.sources),
            }
            for election in record.elections
        ],
    }


def _plain(found: Openness) -> dict[str, Any]:
    """Moments as text; everything else is plain already."""

    def shown(value: object) -> object:
        return value.isoformat() if isinstance(value, datetime.datetime) else value

    return {name: shown(value) for name, value in asdict(found).items()}
