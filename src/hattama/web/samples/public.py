"""Samples in public: what was sealed and when, the list once it is open, the quick count as it goes on."""

import datetime
import hashlib
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from hattama.core.observation import Base, Sample
from hattama.core.outcomes import say_share
from hattama.core.vocabulary import Contest
from hattama.formats.samples import parse_sample
from hattama.phrases import say
from hattama.phrases.of_rooms.quick_count import BASES, quick_count_lines, say_interval
from hattama.publish.interval_drawing import DrawnInterval, draw_intervals
from hattama.publish.views import render_json
from hattama.web.kernel.elections.loading import Definition, load_definition
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.pages.election_pages import ElectionPage, election_page, page_language, shown_election
from hattama.web.kernel.pages.file_answers import file_response
from hattama.web.kernel.published.browsing import find_area
from hattama.web.kernel.stores.content_store import get_content
from hattama.web.samples.reading import (
    SealedSample,
    area_of,
    contest_of,
    count_of,
    find_sample,
    load_samples,
    with_official,
)

LEADING = 3


@dataclass(frozen=True, slots=True)
class ShownBase:
    """The estimates of one base: name of the choice, interval, official share and what follows."""

    name: str
    rows: tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True, slots=True)
class ShownSample:
    """One sample as the page has it; what is not open is empty."""

    sealed: SealedSample
    sealed_at: datetime.datetime
    opened_at: datetime.datetime | None
    opens_at: datetime.datetime | None
    is_before_voting: bool
    drawn: Sample | None
    publications: tuple[tuple[datetime.datetime, int, bool], ...]
    bases: tuple[ShownBase, ...]
    facts: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    response: tuple[tuple[str, int, int], ...]
    progress: tuple[tuple[int, tuple[tuple[str, str], ...]], ...]
    drawing: SafeString | str
    is_compared: bool
    official_area: AreaRow | None


@election_page
def samples(page: ElectionPage) -> HttpResponse:
    """Every sample of the election, the newest first."""
    shown = [_shown(page.row, page.definition, one) for one in load_samples(page.row)]
    return page.render("samples/samples.html", "data", {"samples": shown})


def sample_json(request: HttpRequest, election_id: str, sample: str) -> HttpResponseBase:
    """The quick count with all that it comes to, as JSON."""
    document, _contest = _counted(election_id, sample)
    data = render_json({"election": election_id, "sample": sample} | document)
    return _answer(request, data, "application/json; charset=utf-8")


def sample_svg(request: HttpRequest, election_id: str, sample: str) -> HttpResponseBase:
    """The drawing of the estimates."""
    return _answer(request, _drawing(*_counted(election_id, sample)).encode(), "image/svg+xml; charset=utf-8")


def _counted(election_id: str, sample: str) -> tuple[dict[str, Any], Contest | None]:
    row = shown_election(election_id)
    document, contest = _document(row, load_definition(row), _found(row, sample))
    if document is None:
        raise Http404(sample)
    return document, contest


def _answer(request: HttpRequest, data: bytes, content_type: str) -> HttpResponseBase:
    return file_response(request, [data], content_type, tag=hashlib.sha256(data).hexdigest())


def sample_file(request: HttpRequest, election_id: str, sample: str, sha256: str) -> HttpResponseBase:
    """A file that was opened, byte for byte as it was sealed."""
    found = _found(shown_election(election_id), sample)
    opened = {one.opening.sha256: one for one in (found.seal, *found.results) if one.opening is not None}
    if sha256 not in opened:
        raise Http404(sha256)
    is_list = opened[sha256] is found.seal
    kind = "application/json" if is_list else "text/csv"
    name = f"{election_id}-{sample}.json" if is_list else f"{election_id}-{sample}-results.csv"
    return file_response(request, [get_content(sha256)], f"{kind}; charset=utf-8", tag=sha256, name=name)


def _found(row: ElectionRow, name: str) -> SealedSample:
    found = find_sample(row, name)
    if found is None:
        raise Http404(name)
    return found


def _document(
    row: ElectionRow, definition: Definition, sample: SealedSample
) -> tuple[dict[str, Any] | None, Contest | None]:
    document, listed = count_of(row, sample), sample.seal.opening
    if document is None or listed is None:
        return None, None
    contest = contest_of(definition, document)
    if contest is None:
        return document | {"official_area": None}, None
    found = area_of(row, contest, parse_sample(get_content(listed.sha256), listed.sha256))
    if found is None:
        return document | {"official_area": None}, contest
    area, total = found
    return with_official(definition, contest, total, document) | {"official_area": area.code}, contest


def _shown(row: ElectionRow, definition: Definition, sample: SealedSample) -> ShownSample:
    seal, language = sample.seal, page_language()
    document, contest = _document(row, definition, sample)
    zone = zoneinfo.ZoneInfo(definition.election.time_zone)
    sealed_at, opening = _moment(seal.recorded_at), seal.opening
    told = document or {"bases": [], "notes": [], "response": [], "progress": []}
    names = _names(contest, language)
    results = [
        (_moment((one.opening or one).recorded_at), one.index, one.opening is not None)
        for one in sample.results
    ]
    return ShownSample(
        sealed=sample,
        sealed_at=sealed_at,
        opened_at=_moment(opening.recorded_at) if opening is not None else None,
        opens_at=_moment(seal.opens_at) if seal.opens_at is not None else None,
        is_before_voting=sealed_at.astimezone(zone).date() < definition.election.polling_on,
        drawn=parse_sample(get_content(opening.sha256), opening.sha256) if opening is not None else None,
        publications=tuple(results),
        bases=tuple(_base(base, names, language) for base in told["bases"]),
        facts=quick_count_lines(document, language) if document is not None else (),
        notes=tuple(note[language] for note in told["notes"]),
        response=tuple((name or "–", drawn, came) for name, drawn, came in told["response"]),
        progress=tuple(_step(step, names, language) for step in told["progress"]),
        drawing=mark_safe(_drawing(document, contest)) if document is not None else "",  # noqa: S308 -- escaped where it is drawn
        is_compared=any(one["official"] for base in told["bases"][:1] for one in base["choices"]),
        official_area=find_area(row.pk, (document or {}).get("official_area") or ""),
    )


_moment = datetime.datetime.fromisoformat


def _names(contest: Contest | None, language: str) -> dict[str, str]:
    return {} if contest is None else {one.code: one.names.say(language) for one in contest.choices}


def _base(base: Mapping[str, Any], names: Mapping[str, str], language: str) -> ShownBase:
    rows = []
    for one in base["choices"]:
        official, words = "", ""
        if one["official"] is not None:
            share = Fraction(one["official"]["share"]).limit_denominator(10**6)
            official, words = say_share(share, language), one["official"]["words"][language]
        rows.append((names.get(one["choice"], one["choice"]), say_interval(one, language), official, words))
    return ShownBase(say(BASES[Base(base["base"])], language), tuple(rows))


def _step(
    step: Mapping[str, Any], names: Mapping[str, str], language: str
) -> tuple[int, tuple[tuple[str, str], ...]]:
    leading = sorted(step["choices"].items(), key=lambda one: -one[1][0])[:LEADING]
    told = (
        (
            names.get(code, code),
            say_interval(dict(zip(("share", "low", "high"), ends, strict=True)), language),
        )
        for code, ends in leading
    )
    return step["reported"], tuple(told)


def _drawing(document: Mapping[str, Any], contest: Contest | None) -> str:
    names = _names(contest, page_language())
    rows = [
        DrawnInterval(
            names.get(one["choice"], one["choice"]),
            one["low"],
            one["share"],
            one["high"],
            (one["official"] or {}).get("share"),
        )
        for base in document["bases"][:1]
        for one in base["choices"]
    ]
    return draw_intervals(rows, _("Estimates with their intervals; the broken stroke is the official share"))
