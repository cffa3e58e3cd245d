"""Pages of what cameras saw: a precinct's steps on its time bar with a player, an area's precincts, files."""

import datetime
import zoneinfo
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase

from hattama.core.observation import RECORDING
from hattama.core.records import NamedFile, Record
from hattama.core.vocabulary import NO_WORDS, Words, parse_whole_number
from hattama.verification.scans import scan_path
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.pages.election_pages import ElectionPage, asking, shown_election
from hattama.web.kernel.pages.file_answers import answer_made
from hattama.web.kernel.pages.paging import page_of
from hattama.web.kernel.published.browsing import load_ancestors
from hattama.web.registers.public.frame import register_page
from hattama.web.video.reading import (
    COVERAGE,
    PrecinctVideo,
    camera_view,
    coverage_csv,
    coverage_json,
    load_coverage,
    load_filmed,
    seen_steps,
    video_of,
)

WIDTH = 1000
MOST_PRECINCTS = 300


@dataclass(frozen=True, slots=True)
class Shown:
    """A recording: its times, whose camera's it is, the original's SHA-256, the file that anyone may see."""

    record: Record
    begun_at: datetime.datetime | None
    ended_at: datetime.datetime | None
    view: Words
    sha256: str
    file: NamedFile | None
    address: str

    @property
    def path(self) -> str:
        """Where the bundle has the file."""
        return "" if self.file is None else scan_path(self.file.sha256)

    def second_of(self, at: datetime.datetime) -> int | None:
        """How many seconds into the file a moment is; None where it shows it not, or nobody may see it."""
        if self.file is None or self.begun_at is None or at < self.begun_at:
            return None
        if self.ended_at is not None and at > self.ended_at:
            return None
        return int((at - self.begun_at).total_seconds())


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step: when it was taken (None: not stated), which cameras saw it, where recordings show it."""

    words: Words
    contest: Words
    at: datetime.datetime | None
    cameras: tuple[Words, ...]
    shown: tuple[tuple[Shown, int], ...]
    x: int = 0


@dataclass(frozen=True, slots=True)
class Strip:
    """A camera on the time bar: what it shows, and its stretches as places of WIDTH."""

    view: Words
    y: int
    parts: tuple[tuple[int, int], ...]


@register_page
@asking("play", "t", "page")
def area_video(page: ElectionPage, area_id: str) -> HttpResponse:
    """What cameras saw at a precinct, or at the precincts of an area."""
    area = page.area(area_id)
    return _precinct(page, area) if area.is_precinct else _unit(page, area)


def _unit(page: ElectionPage, area: AreaRow) -> HttpResponse:
    told = {one["precinct"]: one for one in load_coverage(page.row)}
    rows = {row.code: row for row in load_filmed(page.row) if row.code in told and area.pk in row.reach_ids()}
    paging = page_of(page.request.GET, len(rows), MOST_PRECINCTS)
    lines = [(row, told[code]) for code, row in rows.items()]
    whole = {
        key: sum(one[key] for _, one in lines) for key in ("cameras", "steps", "seen", "minutes_missing")
    }
    context = {
        "area": area,
        "above": [*load_ancestors(area)[1:], *([area] if area.depth else [])],
        "lines": lines[paging.start : paging.stop],
        "paging": paging,
        "whole": whole | {"with_gaps": sum(bool(one["gaps"]) for _, one in lines)},
    }
    return page.render("video/area.html", "results", context)


def _precinct(page: ElectionPage, area: AreaRow) -> HttpResponse:
    video = video_of(page.definition, area)
    context: dict[str, Any] = {"area": area, "above": [*load_ancestors(area)[1:], area], "video": video}
    if video is not None:
        shown = [_shown(one, video) for one in video.of_kind(RECORDING)]
        cameras = {one.record_id: camera_view(one) for one in video.cameras}
        place = _scale(video)
        context |= {
            "zone": zoneinfo.ZoneInfo(area.time_zone),
            "cameras": [
                (one, camera_view(one), one.value("legible"), one.value("booth_in_view"))
                for one in video.cameras
            ],
            "recordings": shown,
            "steps": list(_steps(page, area, video, shown, cameras, place)),
            "strips": list(_strips(video, cameras, place)),
            "gaps": [
                (gap, place(gap.begun_at), max(2, place(gap.ended_at) - place(gap.begun_at)))
                for gap in video.coverage.gaps
            ],
            **_played(page, shown),
        }
        context["height"] = 24 + 22 * len(context["strips"])
        context |= _marked(context["played"], context["steps"])
    return page.render("video/precinct.html", "results", context)


def _played(page: ElectionPage, shown: Iterable[Shown]) -> dict[str, Any]:
    """Which recording the player has, from which second on: the one asked for, else the first there is."""
    files = {one.record.record_id: one for one in shown if one.file is not None}
    asked = page.request.GET.get("play", "")
    if asked and asked not in files:
        raise Http404(asked)
    second = parse_whole_number(page.request.GET.get("t", "") or "0")
    return {"played": files.get(asked) or next(iter(files.values()), None), "second": second or 0}


def _marked(played: Shown | None, steps: Iterable[StepLine]) -> dict[str, Any]:
    """The steps that the player's recording shows: each with its second and its place on the bar below it."""
    seconds = [(step, second) for step in steps for one, second in step.shown if one is played]
    length = 1
    if played is not None and played.begun_at is not None and played.ended_at is not None:
        length = max(1, int((played.ended_at - played.begun_at).total_seconds()))
    marks = [(step, second, min(WIDTH, second * WIDTH // length)) for step, second in seconds]
    return {"length": length, "marks": marks}


def _shown(record: Record, video: PrecinctVideo) -> Shown:
    begun, ended, file = (record.value(code) for code in ("begun_at", "ended_at", "file"))
    camera = record.value("camera")
    view = next((camera_view(one) for one in video.cameras if one.record_id == camera), NO_WORDS)
    first = next((one.document for one in record.standing("begun_at")), None)
    address = record.value("address")
    return Shown(
        record,
        begun if isinstance(begun, datetime.datetime) else None,
        ended if isinstance(ended, datetime.datetime) else None,
        view,
        first.sha256 if first is not None else "",
        file if isinstance(file, NamedFile) else None,
        address if isinstance(address, str) and address.startswith(("https://", "http://")) else "",
    )


def _scale(video: PrecinctVideo) -> Callable[[datetime.datetime], int]:
    """Where a moment stands on a line from the first of everything that is known to the last."""
    moments = [*video.steps.values(), *(at for one in video.stretches for at in (one.begun_at, one.ended_at))]
    first, last = min(moments, default=None), max(moments, default=None)

    def place(at: datetime.datetime) -> int:
        assert first is not None and last is not None, "what is placed is one of these moments"
        return int((at - first) / max(last - first, datetime.timedelta(minutes=1)) * WIDTH)

    return place


def _steps(
    page: ElectionPage,
    area: AreaRow,
    video: PrecinctVideo,
    shown: Iterable[Shown],
    cameras: Mapping[str, Words],
    place: Callable[[datetime.datetime], int],
) -> Iterator[StepLine]:
    """The steps in the order of time; those of which no time is stated behind them."""
    names = {contest.code: contest.names for contest in page.definition.election.contests}
    defined = {step.code: step for step in seen_steps(page.definition)}
    for (contest, code), at in video.steps.items():
        seen = sorted(video.coverage.seen[contest, code])
        places = tuple((one, second) for one in shown if (second := one.second_of(at)) is not None)
        words = tuple(cameras.get(camera, NO_WORDS) for camera in seen)
        yield StepLine(defined[code].words, names.get(contest, NO_WORDS), at, words, places, place(at))
    known = {code for _, code in video.steps}
    for code, step in defined.items():
        if code not in known:
            yield StepLine(step.words, NO_WORDS, None, (), ())


def _strips(
    video: PrecinctVideo, cameras: Mapping[str, Words], place: Callable[[datetime.datetime], int]
) -> Iterator[Strip]:
    seen = {one.camera for one in video.stretches}
    for number, camera in enumerate([*cameras, *sorted(seen - cameras.keys())]):
        parts = tuple(
            (place(one.begun_at), max(2, place(one.ended_at) - place(one.begun_at)))
            for one in video.stretches
            if one.camera == camera
        )
        yield Strip(cameras.get(camera, NO_WORDS), 4 + 22 * number, parts)


def coverage_table(request: HttpRequest, election_id: str) -> HttpResponseBase:
    """What every precinct comes to, as CSV."""
    row = shown_election(election_id)
    return answer_made(
        request, row, "video/coverage.csv", lambda: coverage_csv(row), "text/csv; charset=utf-8"
    )


def coverage_document(request: HttpRequest, election_id: str) -> HttpResponseBase:
    """The same with each step and gap, as JSON."""
    row = shown_election(election_id)
    return answer_made(
        request, row, COVERAGE, lambda: [coverage_json(row)], "application/json; charset=utf-8"
    )
