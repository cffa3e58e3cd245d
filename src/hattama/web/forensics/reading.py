"""The published figures of one contest by precinct, what they are held against, and the answers as they lie
ready."""

import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from hattama.core.entries import (
    TURNOUT,
    ProtocolEntry,
    TurnoutEntry,
    entry_from_body,
    fold_life,
    turnout_entry,
)
from hattama.core.forensics import StationFigures, contest_alike, figures_of_precincts
from hattama.core.tabulation import Total
from hattama.core.vocabulary import Contest
from hattama.formats.area_lists import parse_areas
from hattama.web.kernel.elections.loading import load_contribution, load_definition, load_reaches
from hattama.web.kernel.elections.tables import AreaOutline, AreaRow, ElectionRow
from hattama.web.kernel.log.snapshots import load_public_size
from hattama.web.kernel.log.tables import LogEntry
from hattama.web.kernel.published.tables import PublishedProtocol
from hattama.web.kernel.stores.content_store import get_content
from hattama.web.kernel.stores.made_files import LASTING, made_home

Totals = dict[tuple[str, str], Total]


class Readings(NamedTuple):
    """The figures as they stand, and as each protocol's first version had them."""

    first: StationFigures
    last: StationFigures


class EarlierElection(NamedTuple):
    """A contest of another election of the site, at the same precincts."""

    election: ElectionRow
    contest: Contest
    tree_size: int
    figures: StationFigures


def load_readings(row: ElectionRow, contest: Contest) -> Readings:
    """Precincts whose published protocol counts, with the turnout stated of them through the day.

    Who was observed is not asked: tables of observers are in the log, and nothing there says that a lot sent
    them, without which nothing follows.
    """
    definition = load_definition(row)
    # The published list and not its rows, which are in the order of their names: answers follow the order.
    listed = io.BytesIO(get_content(row.areas_sha256))
    areas = parse_areas(listed, "areas.csv", time_zone=definition.election.time_zone)
    last = _standing(row, contest)
    turnout = tuple(_turnout(row))
    rules = definition.rules[contest.code]
    first = last | {key: total for key, total in _changed(row, contest).items() if key in last}
    return Readings(
        *(figures_of_precincts(rules, contest, areas, totals, turnout) for totals in (first, last))
    )


def _standing(row: ElectionRow, contest: Contest) -> Totals:
    definition = load_definition(row)
    published = PublishedProtocol.objects.filter(election=row, contest=contest.code, annulled_by=None)
    rows = published.select_related("area").defer("explanation").iterator(chunk_size=2000)
    reach = load_reaches(definition, contest.code)
    return {
        (one.area.code, contest.code): Total.of_one(load_contribution(one, definition, reach(one.area)))
        for one in rows
    }


def _changed(row: ElectionRow, contest: Contest) -> Totals:
    """What the first versions said of the protocols that have another by now."""
    definition = load_definition(row)
    forms = {code: rules.form for code, rules in definition.rules.items()}
    changed = PublishedProtocol.objects.filter(election=row, contest=contest.code, version__gt=1)
    entries = LogEntry.objects.filter(
        election=row, kind="protocol", act__contest=contest.code, act__area__in=changed.values("area")
    )
    totals, reach = {}, load_reaches(definition, contest.code)
    asked = ("index", "body", *(f"act__area__{name}" for name in AreaOutline._fields))
    for index, body, *place in entries.values_list(*asked).iterator(chunk_size=2000):
        entry = entry_from_body(index, json.loads(bytes(body)))
        if isinstance(entry, ProtocolEntry) and entry.version == 1:
            derived = definition.derive(contest.code, entry.figures, reach(AreaOutline._make(place)))
            said = fold_life(None, entry, forms)._replace(derived=derived)
            totals[entry.area_id, contest.code] = Total.of_one(said)
    return totals


def _turnout(row: ElectionRow) -> Iterator[TurnoutEntry]:
    entries = LogEntry.objects.filter(election=row, kind=TURNOUT)
    for index, body in entries.values_list("index", "body").iterator(chunk_size=2000):
        yield turnout_entry(index, json.loads(bytes(body)))


def load_earlier(row: ElectionRow, contest: Contest) -> EarlierElection | None:
    """The last election of the site before this one at precincts of the same names with a contest like this
    one (`contest_alike`)."""
    own = AreaRow.objects.filter(election=row).exclude(kind="unit").values("code")
    before = ElectionRow.objects.filter(opened_at__isnull=False, polling_on__lt=row.polling_on)
    for other in before.order_by("-polling_on", "-opened_at"):
        if AreaRow.objects.filter(election=other, code__in=own).exclude(kind="unit").exists():
            alike = contest_alike(contest, load_definition(other).election.contests)
            if alike is not None:
                return EarlierElection(
                    other, alike, load_public_size(other), load_readings(other, alike).last
                )
    return None


def answers_place(row: ElectionRow, contest: str, state: str, region: str = "") -> Path:
    """Where the answers of this state lie (`made_state`), of all precincts or of one region; they go when the
    tables were not what they should be."""
    home = made_home(row.pk) / LASTING / "forensics" / contest
    return (home / "regions" / region if region else home) / f"{state}.json"


def latest_answers(row: ElectionRow, contest: str, region: str = "") -> Path | None:
    """Where the answers lie that were made last; None where there are none."""
    places = answers_place(row, contest, "", region).parent.glob("*.json")
    return max(places, key=lambda place: place.stat().st_mtime_ns, default=None)


def load_answers(row: ElectionRow, contest: str, region: str = "") -> dict[str, Any] | None:
    """The answers that were made last; None where there are none."""
    place = latest_answers(row, contest, region)
    return None if place is None else json.loads(place.read_bytes())


def find_table(told: Mapping[str, Any], answer: str, table: str) -> Mapping[str, Any] | None:
    """The table of this name in the document of answers; None where there is none."""
    tables = (one for held in told["answers"] if held["code"] == answer for one in held["tables"])
    return next((one for one in tables if one["code"] == table), None)
