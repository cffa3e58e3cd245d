"""Entries are counted into the measures of openness as they come: nobody who asks reads a protocol."""

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet

from hattama.core.entries import PRELIMINARY, SCAN, TELLING_KINDS, VERSION_KINDS, flatten_figures
from hattama.core.norms import due, overdue_by
from hattama.core.tabulation import delay_of
from hattama.formats.days_of_rest import load_calendar
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.tables import WrittenEntry
from hattama.web.kernel.published.tables import PublishedProtocol, Scan
from hattama.web.kernel.stores.kept_questions import among, kept_question
from hattama.web.kernel.stores.kept_rows import insert_values
from hattama.web.openness.tables import OpennessCount

Key = tuple[str, str, int]
"""Measure, of what, seconds."""
_Place = tuple[int, str]


def publish_openness(election: ElectionRow, entries: Sequence[WrittenEntry]) -> None:
    """Count what `entries` say; rows of protocols and scans are still those before them.

    What the count of a key comes to does not depend on where a batch ends: that of what went away again is 0.
    """
    told = [entry for entry in entries if entry.kind in TELLING_KINDS]
    counts = Counter[Key]()
    for counted in (_first_versions(election, told), _versions(election, told), _scans(election, told)):
        for key, number in counted:
            counts[key] += number
    if not counts:
        return
    measures, delays = {measure for measure, _, _ in counts}, {seconds for _, _, seconds in counts}
    for measure, of, seconds, number in _standing_counts(election.pk, list(measures), list(delays)):
        if (measure, of, seconds) in counts:
            counts[measure, of, seconds] += number
    names = ("measure", "of", "seconds")
    rows = [
        {"election_id": election.pk, **dict(zip(names, key, strict=True)), "number": number}
        for key, number in counts.items()
    ]
    insert_values(OpennessCount, rows, unique=("election_id", *names))


@kept_question
def _standing_counts(
    election: str, measures: list[str], delays: list[int]
) -> QuerySet[OpennessCount, tuple[str, str, int, int]]:
    rows = OpennessCount.objects.filter(election=election, measure__in=measures, seconds__in=delays)
    return rows.values_list("measure", "of", "seconds", "number")


_JUDGING = ("annulment", "confirmation")
_Told = Sequence[WrittenEntry]


def _first_versions(election: ElectionRow, told: _Told) -> Iterator[tuple[Key, int]]:
    """How long it took until each protocol was public, and which duties of the law were met by that."""
    definition = load_definition(election)
    calendar = load_calendar(definition.pack.country, ZoneInfo(definition.election.time_zone))
    for entry in told:
        body = entry.body
        if entry.kind != "protocol" or body["version"] != 1:
            continue
        signed = datetime.datetime.fromisoformat(body["signed_at"]) if body["signed_at"] else None
        yield ("received", "", delay_of(entry.recorded_at, entry.published_at)), 1
        yield ("signed", "", delay_of(signed, entry.published_at)), 1
        for duty in definition.pack.publication if signed else ():
            if duty.deadline is not None:
                late = overdue_by(due(duty.deadline, signed, calendar), entry.published_at)
                yield ("in_time", duty.code, 0), late is None


def _versions(election: ElectionRow, told: _Told) -> Iterator[tuple[Key, int]]:
    """What current versions give; what one gave that is replaced or judged anew is taken away."""
    pack = load_definition(election).pack
    asked = [duty.figure for duty in pack.publication if duty.figure]
    standing = _standing(told, asked)
    for entry in told:
        body = entry.body
        place = (entry.area_pk, body["contest"])
        before = standing.get(place, {})
        if entry.kind in VERSION_KINDS:
            is_bare = body.get("status") == PRELIMINARY and body["method"] == "imported"
            figures = flatten_figures(body["figures"])
            after = _given(body["contest"], figures, body["illegible"], is_bare, asked)
        elif entry.kind in _JUDGING:
            after = before | {("bare", body["contest"], 0): 0}
        else:
            continue
        standing[place] = after
        yield from after.items()
        yield from ((key, -number) for key, number in before.items())


def _standing(told: _Told, asked: Sequence[str]) -> dict[_Place, dict[Key, int]]:
    """What the versions give that these entries replace or judge."""
    changing = (*VERSION_KINDS, *_JUDGING)
    areas = {one.area_pk for one in told if one.kind in changing and one.body.get("version") != 1}
    if not areas:
        return {}
    rows = PublishedProtocol.objects.filter(area__in=among(areas)).defer("findings", "beside")
    return {
        (row.area_id, row.contest): _given(
            row.contest, row.figures, row.illegible, row.is_bare and row.annulled_by is None, asked
        )
        for row in rows
    }


def _given(
    contest: str, figures: Mapping[str, int], illegible: Sequence[str], is_bare: bool, asked: Iterable[str]
) -> dict[Key, int]:
    return {
        ("shown", "", 0): 1,
        ("figures", "", 0): len(figures),
        ("illegible", "", 0): len(illegible),
        ("bare", contest, 0): int(is_bare),
        **{("figure", code, 0): int(code in figures) for code in asked},
    }


@kept_question
def _scan_facts(election: str, scans: list[str]) -> QuerySet[Scan, tuple[Any, ...]]:
    """Of these scans their media type and size, and beside how many protocols they are shown."""
    shown = Count("published", filter=Q(published__withdrawn_by=None, published__protocol__election=election))
    rows = Scan.objects.filter(pk__in=scans)
    return rows.values_list("pk", "media_type", "size_bytes").annotate(times=shown)


def _scans(election: ElectionRow, told: _Told) -> Iterator[tuple[Key, int]]:
    """Scans that anyone can open by media type, each once however many protocols show it, and their bytes."""
    moved = list(_moved(told))
    known = {pk: facts for pk, *facts in _scan_facts(election.pk, list({scan for scan, _ in moved}))}
    for scan, more in moved:
        media_type, size, times = known[scan]
        known[scan][2] += more
        if not times or not known[scan][2]:
            yield ("scans", media_type, 0), more
            yield ("scan_bytes", media_type, 0), more * size
        if more < 0:
            yield ("withdrawn", "", 0), 1


def _moved(told: _Told) -> Iterator[tuple[str, int]]:
    """Hashes of the scans that came (1) and went (-1), in the order of the log."""
    for entry in told:
        if entry.kind in VERSION_KINDS:
            yield from ((scan["sha256"], 1) for scan in entry.body["scans"])
        elif entry.kind == "scan":
            yield entry.body["scan"]["sha256"], 1
        elif entry.kind == "redaction" and entry.body["what"] == SCAN:
            yield entry.body["sha256"], -1
