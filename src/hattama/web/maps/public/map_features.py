"""Areas with their results as GeoJSON (RFC 7946): what maps of others are drawn from.

An area has the outline that came with the election, its rings turned as the RFC asks; a polling station the
place that the roster states. Where nothing is known the geometry is null, as the RFC has it, and the figures
stand all the same.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase

from hattama.core.vocabulary import Contest, Share, round_half_up
from hattama.formats.boundaries import MICRO, right_handed
from hattama.publish.data_package import LICENCE
from hattama.web.kernel.elections.beside_files import read_boundaries
from hattama.web.kernel.elections.loading import Definition, load_definition
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.log.snapshots import load_public_size
from hattama.web.kernel.pages.election_pages import shown_area
from hattama.web.kernel.pages.file_answers import answer_made
from hattama.web.kernel.published.browsing import children_of
from hattama.web.maps.positions import load_positions
from hattama.web.results.public.comparisons import sums_of
from hattama.web.results.public.contest_results import ContestResults, results_of

GEOJSON = "application/geo+json"


def geojson(request: HttpRequest, election_id: str, area_id: str, contest: str) -> HttpResponseBase:
    """The areas right below an area with their results of a contest; made once for each state of the log."""
    area = shown_area(election_id, area_id)
    definition = load_definition(area.election)
    asked = next((one for one in definition.election.contests if one.code == contest), None)
    if asked is None or area.is_precinct:
        raise Http404(contest)

    def make() -> list[bytes]:
        collection = {
            "type": "FeatureCollection",
            "election": election_id,
            "contest": contest,
            "tree_size": load_public_size(area.election),
            "license": LICENCE["path"],
            "withdrawn": {one.code: one.withdrawn.on.isoformat() for one in asked.choices if one.withdrawn},
            "features": list(_features(area, asked, definition)),
        }
        return [json.dumps(collection, ensure_ascii=False).encode()]

    name = f"{election_id}-{area_id}-{contest}.geojson"
    return answer_made(request, area.election, f"maps/{area_id}/{contest}.geojson", make, GEOJSON, name=name)


def _features(area: AreaRow, contest: Contest, definition: Definition) -> Iterator[dict[str, Any]]:
    below = list(children_of(area))
    totals = sums_of(below, contest.code, definition)
    outlines = _outlines(area.election_id)
    positions = load_positions(area.election)
    for child in below:
        geometry = outlines.get(child.code)
        if geometry is None and child.code in positions:
            latitude, longitude = positions[child.code]
            geometry = {"type": "Point", "coordinates": [longitude / MICRO, latitude / MICRO]}
        facts: dict[str, Any] = {"area_id": child.code, "level": child.level, "number": child.number}
        facts |= {f"name_{language}": text for language, text in child.names.items()}
        if child.pk in totals:
            facts |= _facts(results_of(definition, contest, totals[child.pk]))
        yield {"type": "Feature", "id": child.code, "geometry": geometry, "properties": facts}


def _facts(results: ContestResults) -> dict[str, Any]:
    """The figures of an area, flat, as programs of maps read them; what is not known is null."""
    total, whole = results.total, results.whole
    registered = results.registered
    return {
        **total.protocols(),
        "preliminary": total.preliminary,
        "with_findings": total.with_findings,
        "registered": registered.tally.known() if registered else None,
        "turnout": _decimal(results.turnout_share),
        "whole": whole.tally.known() if whole else None,
        **{f"votes_{line.code}": line.tally.known() for line in results.choices},
        **{f"share_{line.code}": _decimal(line.share) for line in results.choices},
    }


def _decimal(share: Share | None) -> float | None:
    """To six places, beside the whole numbers that it follows from."""
    return None if share is None else float(round_half_up(Fraction(share.fraction), 6))


def _outlines(election_id: str) -> Mapping[str, Any]:
    """The geometries of the election's own file by area; it was read strictly when it came."""
    data = read_boundaries(election_id)
    features: Iterable[Any] = json.loads(data.decode("utf-8-sig"))["features"] if data else ()
    return {
        str((one.get("properties") or {}).get("area_id") or one.get("id")): right_handed(one["geometry"])
        for one in features
    }
