"""The tables of the open data: those of the bundle and some more, each row with a key that stays text.

A spreadsheet reads `1-4` as a day and `0012` as twelve. So every row begins with `area_key`, the identifiers
of election and area with a colon between, which no program takes for anything but text. Without that column
the tables that the bundle has, too, are those of the bundle to the byte.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from hattama.core.entries import PrecinctChange, StandingTurnout, TurnoutEntry
from hattama.core.protocols import CLOSED, MERGED, REOPENED, figure_key, written_sums
from hattama.core.tabulation import AreaTree
from hattama.core.vocabulary import Area, Choice, Contest, csv_text, inert_cell
from hattama.publish.bundle import Snapshot, night_tables
from hattama.publish.changes import CORRECTIONS, ChangeRecord, render_corrections_csv
from hattama.publish.records import ProtocolRecord
from hattama.publish.tables import TOTALS, Row, csv_pieces, render_protocol_tables, render_totals_csv
from hattama.publish.whole_protocols import Places, render_whole_tables

AREA_KEY = "area_key"
AREAS, CONTESTS, CHOICES = "areas.csv", "contests.csv", "choices.csv"
SUMS, TURNOUT = "sums.csv", "turnout.csv"

SUM_COLUMNS = (
    *("area_id", "contest", "relation", "figure", "written", "computed", "difference"),
    *("reading", "log_index"),
)
TURNOUT_COLUMNS = (
    *("area_id", "contest", "notion", "at", "voters", "registered", "share_percent"),
    *("source", "stands", "log_index"),
)
PLAIN_AREA_COLUMNS = ("area_id", "parent_id", "level", "kind", "number", "time_zone", "voters_registered")
PLACE_COLUMNS = ("latitude", "longitude")
AREA_TEXTS = ("name", "address", "commission")
CHANGE_COLUMNS = ("status", "merged_into", "changes", "changes_log_index")
_STANDING = {CLOSED.code: CLOSED.code, MERGED.code: MERGED.code, REOPENED.code: ""}
"""What a change of a polling station makes of it; the others leave it as it stood."""
_CONTEST_HEAD = ("area_id", "contest", "kind", "seats", "areas")
_CHOICE_HEAD = ("area_id", "contest", "choice", "list", "place", "registered_order")
_CHOICE_TAIL = (
    "areas",
    "withdrawn_on",
    "reason",
    "authority",
    "document_number",
    "decided_on",
    "norms",
    "log_index",
    "lot",
    "lot_log_index",
)

READ, BLANK, UNREAD = "read", "blank", "illegible"


StationChanges = Mapping[str, Sequence[tuple[int, PrecinctChange]]]
"""By polling station what decisions changed of it, each with the index of its entry."""


@dataclass(frozen=True, slots=True)
class OpenData:
    """An election at one size of its log, with what the open tables show beyond the bundle.

    `areas` are all of the frozen list, in its order. `changes` are in the order of area, contest
    and log; `turnout` in that of time. Both are called whenever a file needs them from the start.
    `stations`: what decisions changed of polling stations, in the order of the log.
    """

    snapshot: Snapshot
    areas: AreaTree
    changes: Callable[[], Iterable[ChangeRecord]] = tuple
    turnout: Callable[[], Iterable[StandingTurnout]] = tuple
    stations: StationChanges = field(default_factory=dict)


def open_table_pieces(data: OpenData) -> Iterator[tuple[str, bytes]]:
    """File names with pieces of every table; those of one file come in order, those of several by turns."""
    snapshot = data.snapshot
    contests = {contest.code: contest for contest in snapshot.election.contests}
    forms = {code: snapshot.pack.rules_for(contest).form for code, contest in contests.items()}
    papers = [(contest, forms[code]) for code, contest in contests.items()]
    tables: list[Iterator[tuple[str, bytes]]] = [
        _named(AREAS, render_areas_csv(data.areas.areas, data.stations)),
        _named(CONTESTS, render_contests_csv(snapshot.election.contests, data.areas.root.area_id)),
        _named(CHOICES, render_choices_csv(snapshot.election.contests, data.areas.root.area_id)),
        render_protocol_tables(snapshot.protocols(), contests, forms),
        render_whole_tables(snapshot.protocols(), Places(data.areas.areas), papers),
        _named(SUMS, render_sums_csv(snapshot)),
        _named(TOTALS, render_totals_csv(snapshot.totals())),
        _named(CORRECTIONS, render_corrections_csv(data.changes())),
        night_tables(snapshot),
        _named(TURNOUT, render_turnout_csv(data.turnout())),
    ]
    started: set[str] = set()
    for table in tables:
        for name, piece in table:
            yield name, with_key(piece, snapshot.election.election_id, has_head=name not in started)
            started.add(name)


def with_key(piece: bytes, election_id: str, *, has_head: bool) -> bytes:
    """Whole rows of a table whose first column is `area_id`, with the key before it."""
    rows = csv.reader(io.StringIO(piece.decode(), newline=""))
    head = [(AREA_KEY, *next(rows))] if has_head else []
    return csv_text([*head, *((f"{election_id}:{row[0]}", *row) for row in rows)]).encode()


def render_areas_csv(areas: Sequence[Area], stations: StationChanges) -> Iterator[bytes]:
    """The list of areas, one row each, with names, addresses and commissions in every language they have, and
    what decisions changed of polling stations."""
    texts = area_texts(areas)
    rows = ((*_area_row(area, texts), *_changed(stations.get(area.area_id, ()))) for area in areas)
    yield from csv_pieces(area_columns(texts), rows)


def area_columns(texts: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """The header of `areas.csv` for the texts of `area_texts`."""
    words = (f"{what}_{language}" for what, language in texts)
    return (*PLAIN_AREA_COLUMNS, *PLACE_COLUMNS, *words, "also_in", *CHANGE_COLUMNS)


def render_contests_csv(contests: Sequence[Contest], root: str) -> Iterator[bytes]:
    """One row a contest, in the order of the election; `root` as in `render_choices_csv`."""
    languages = contest_languages(contests)
    rows = (
        (
            *(root, one.code, one.kind, one.seats, " ".join(one.areas)),
            *(inert_cell(one.names.get(language, "")) for language in languages),
        )
        for one in contests
    )
    yield from csv_pieces(contest_columns(languages), rows)


def contest_columns(languages: Sequence[str]) -> tuple[str, ...]:
    """The header of `contests.csv` for the languages of `contest_languages`."""
    return (*_CONTEST_HEAD, *(f"name_{language}" for language in languages))


def contest_languages(contests: Sequence[Contest]) -> list[str]:
    """In which languages contests have names, in the order of `area_texts`."""
    return _in_order({language for one in contests for language in one.names})


def render_choices_csv(contests: Sequence[Contest], root: str) -> Iterator[bytes]:
    """One row a choice, in the order of the ballot, and after a list one for each of its persons, in its
    order, with what is known of it if it no longer stands.

    `root`: the identifier of the topmost area, under which the rows stand.
    """
    languages = choice_languages(contests)
    rows = (
        (root, contest.code, one.code, of_list, place, *_choice_cells(one, areas, languages))
        for contest in contests
        for one, of_list, place, areas in _listed(contest)
    )
    yield from csv_pieces(choice_columns(languages), rows)


def _listed(contest: Contest) -> Iterator[tuple[Choice, str, int, Sequence[str]]]:
    """Choices and persons: each with its list (none: a choice itself), its place there, on whose ballots."""
    for place, choice in enumerate(contest.choices, start=1):
        yield choice, "", place, choice.areas
        for number, person in enumerate(choice.persons, start=1):
            yield person, choice.code, number, choice.areas


def choice_columns(languages: Sequence[str]) -> tuple[str, ...]:
    """The header of `choices.csv` for the languages of `choice_languages`."""
    return (*_CHOICE_HEAD, *(f"name_{language}" for language in languages), *_CHOICE_TAIL)


def choice_languages(contests: Sequence[Contest]) -> list[str]:
    """In which languages choices and persons have names, in the order of `area_texts`."""
    named = (choice for one in contests for choice in (*one.choices, *one.persons))
    return _in_order({language for choice in named for language in choice.names})


def _choice_cells(choice: Choice, areas: Sequence[str], languages: Sequence[str]) -> Row:
    names = [inert_cell(choice.names.get(language, "")) for language in languages]
    head = (choice.registered_order, *names, " ".join(areas))
    left, drawn = choice.withdrawn, (choice.lot, choice.drawn.entry if choice.drawn else None)
    if left is None:
        return (*head, *("" for _ in _CHOICE_TAIL[1:-2]), *drawn)
    return (
        *(*head, left.on.isoformat(), left.reason, left.authority),
        *(inert_cell(left.decision), left.decided_on.isoformat() if left.decided_on else ""),
        *(" ".join(left.norms), left.entry, *drawn),
    )


def render_sums_csv(snapshot: Snapshot) -> Iterator[bytes]:
    """One row for each sum that a protocol writes: what it writes, what its other lines give, and how far
    apart the two are."""
    contests = {contest.code: contest for contest in snapshot.election.contests}
    rules = {code: snapshot.pack.rules_for(contest) for code, contest in contests.items()}

    def rows(record: ProtocolRecord) -> Iterator[Row]:
        told = written_sums(
            rules[record.contest], record.ballot(contests[record.contest]), record.figures, record.illegible
        )
        for one in told:
            key = figure_key(one.figure, one.row)
            both = None if one.written is None or one.computed is None else one.written - one.computed
            unread = UNREAD if key in record.illegible else BLANK
            yield (
                *(record.area_id, record.contest, one.relation, key),
                *(one.written, one.computed, both),
                *(unread if one.written is None else READ, record.entry_index),
            )

    yield from csv_pieces(SUM_COLUMNS, (row for record in snapshot.protocols() for row in rows(record)))


def render_turnout_csv(stated: Iterable[StandingTurnout]) -> Iterator[bytes]:
    """Every figure of turnout that was announced, those that a later one replaced with `stands` 0."""
    entries = sorted(
        ((entry, entry is one.entry) for one in stated for entry in (*one.earlier, one.entry)),
        key=lambda pair: (pair[0].point.area_id, pair[0].index),
    )
    yield from csv_pieces(TURNOUT_COLUMNS, (_turnout_row(entry, stands) for entry, stands in entries))


def _turnout_row(entry: TurnoutEntry, stands: bool) -> Row:
    point = entry.point
    return (
        *(point.area_id, entry.contest, point.notion.value, point.at.isoformat(timespec="seconds")),
        *(point.voters, point.registered, entry.stated, entry.source),
        *(int(stands), entry.index),
    )


def area_texts(areas: Sequence[Area]) -> list[tuple[str, str]]:
    """Which texts there are, by kind and language: Kazakh, Russian, English, then the others."""
    found: list[tuple[str, str]] = []
    for what, texts in zip(AREA_TEXTS, ("names", "address", "commission"), strict=True):
        languages = {language for area in areas for language in getattr(area, texts)}
        found += [(what, language) for language in _in_order(languages)]
    return found


def _in_order(languages: Iterable[str]) -> list[str]:
    order = {"kk": 0, "ru": 1, "en": 2}
    return sorted(languages, key=lambda one: (order.get(one, 3), one))


def _area_row(area: Area, texts: Sequence[tuple[str, str]]) -> Row:
    said = {"name": area.names, "address": area.address, "commission": area.commission}
    return (
        *(area.area_id, area.parent_id, area.level, area.kind.value, inert_cell(area.number)),
        *(area.time_zone, area.voters_registered),
        *area.degrees,
        *(inert_cell(said[what].get(language, "")) for what, language in texts),
        " ".join(area.also_in),
    )


def status_of(told: Sequence[tuple[int, PrecinctChange]]) -> tuple[str, str | None]:
    """Whether a polling station was closed or merged after these changes (empty where it stands), and into
    which other one."""
    last = next((said for _, said in reversed(told) if said.change in _STANDING), None)
    return ("", None) if last is None else (_STANDING[last.change], last.into)


def _changed(told: Sequence[tuple[int, PrecinctChange]]) -> Row:
    return (
        *status_of(told),
        " ".join(said.change for _, said in told),
        " ".join(str(entry) for entry, _ in told),
    )


def _named(name: str, pieces: Iterable[bytes]) -> Iterator[tuple[str, bytes]]:
    return ((name, piece) for piece in pieces)
