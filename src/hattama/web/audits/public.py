"""The page of audits and recounts, and its files: what was committed to, drawn, counted, measured, when."""

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import partial
from typing import Any, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import override

from hattama.core.entries import AuditMethod
from hattama.core.outcomes import PART_WORDS
from hattama.core.vocabulary import Contest, inert_cell
from hattama.phrases import LANGUAGES, say
from hattama.publish.open_tables import AREA_KEY
from hattama.publish.tables import csv_pieces
from hattama.web.audits.reading import BY_PLACE, load_book
from hattama.web.audits.tables import CommittedTable
from hattama.web.audits.telling import DOCUMENT, load_document, render_document
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.pages.area_names import plain_area_name
from hattama.web.kernel.pages.election_pages import ElectionPage, election_page, page_language, shown_election
from hattama.web.kernel.pages.file_answers import answer_made
from hattama.web.kernel.published.browsing import ancestors_of, areas_named

MOST_SHOWN = 100
"""Draws and counted batches that the page shows of one audit; the rest is in its files."""
_JSON = "application/json; charset=utf-8"
_CSV = "text/csv; charset=utf-8"


@election_page
def audits(page: ElectionPage) -> HttpResponse:
    """Every audit and recount of an election, in the order of the log."""
    told = load_document(page.row)["audits"]
    areas = _places(page.row, told)
    context = {
        "audits": [_shown(page, one, areas) for one in told if one["kind"] == "audit"],
        "recounts": [_shown(page, one, areas) for one in told if one["kind"] == "recount"],
    }
    return page.render("audits/audits.html", "results", context)


class _Place(NamedTuple):
    """A precinct, and what it lies in below the whole: numbers begin anew in each region."""

    area: AreaRow
    above: list[AreaRow]


def _places(row: ElectionRow, told: list[dict[str, Any]]) -> dict[str, _Place]:
    listed = (one.get(name, ())[:MOST_SHOWN] for one in told for name in ("counts", "draws"))
    codes = {place["area"] for places in listed for place in places}
    found = areas_named(row.pk, sorted(codes))
    above = ancestors_of(found)
    return {area.code: _Place(area, above[area.pk][1:]) for area in found}


def _shown(page: ElectionPage, one: Mapping[str, Any], areas: Mapping[str, _Place]) -> dict[str, Any]:
    contest = page.contest(one["contest"])
    draws = [_draw(draw, areas, contest) for draw in one.get("draws", ())[:MOST_SHOWN]]
    counts = [
        {
            "place": areas.get(count["area"]),
            "entry": count["entry"],
            "at": datetime.datetime.fromisoformat(count["recorded_at"]),
            "figures": [figure | {"name": code_name(contest, figure["code"])} for figure in count["figures"]],
            "differs": any(figure["difference"] for figure in count["figures"]),
        }
        for count in one["counts"][:MOST_SHOWN]
    ]
    told = dict(one) | {
        "names": contest.names,
        "at": datetime.datetime.fromisoformat(one["recorded_at"]),
        "shown_draws": draws,
        "more_draws": len(one.get("draws", ())) - len(draws),
        "shown_counts": counts,
        "more_counts": len(one["counts"]) - len(counts),
        "same": sum(not any(f["difference"] for f in count["figures"]) for count in one["counts"]),
    }
    if one["kind"] == "recount":
        day = one["decision"]["decided_on"]
        told["decided_on"] = datetime.date.fromisoformat(day) if day else None
    if one["kind"] == "audit":
        told["limit"] = Fraction(one["risk_limit"])
        told["last"] = (
            one["measured"][-1] | {"share": Fraction(one["measured"][-1]["risk"], 10**6)}
            if one["measured"]
            else None
        )
        told["seed"] = one["seed"] and one["seed"] | {
            "at": datetime.datetime.fromisoformat(one["seed"]["thrown_at"])
        }
    return told


def _draw(draw: Mapping[str, Any], areas: Mapping[str, _Place], contest: Contest) -> dict[str, Any]:
    shown = draw["shown"]
    return {
        "number": draw["draw"],
        "place": areas.get(draw["area"]),
        "ballot": draw["ballot"],
        "read": code_name(contest, shown) if draw["ballot"] and shown else "",
        "taint": Fraction(shown) if shown and not draw["ballot"] else None,
        "risk": None if draw["risk"] is None else Fraction(draw["risk"]).limit_denominator(10**6),
    }


def code_name(contest: Contest, code: str, language: str = "") -> str:
    """A choice by its name, a pile by its word, else the code; in the language of the page or in another."""
    language = language or page_language()
    found = next((choice.names for choice in contest.choices if choice.code == code), None)
    if found is not None:
        text: str = found.say(language)
        return text
    return say(PART_WORDS[code], language) if code in PART_WORDS else code


def audits_json(request: HttpRequest, election_id: str) -> HttpResponseBase:
    """Everything that the log says of audits."""
    row = shown_election(election_id)
    return answer_made(request, row, DOCUMENT, lambda: [render_document(row)], _JSON)


def batches_csv(request: HttpRequest, election_id: str, audit_no: int) -> HttpResponseBase:
    """The table that an audit or a recount committed to, byte for byte as hashed."""
    row = shown_election(election_id)
    sha256 = _one(row, audit_no)["batches_sha256"]

    def table() -> list[bytes]:
        return [bytes(CommittedTable.objects.get(election=row, sha256=sha256).table)]

    return answer_made(request, row, f"audits/{audit_no}/batches.csv", table, _CSV, of=sha256)


def counts_csv(request: HttpRequest, election_id: str, audit_no: int) -> HttpResponseBase:
    """What was reported and what was counted, pile by pile."""
    row = shown_election(election_id)
    told = _one(row, audit_no)
    columns = ("area_id", "code", "reported", "counted", "difference", "log_index", "recorded_at")

    def lines() -> Iterator[tuple[object, ...]]:
        for count in told["counts"]:
            for one in count["figures"]:
                figures = (one["code"], one["reported"], one["counted"], one["difference"])
                yield (count["area"], *figures, count["entry"], count["recorded_at"])

    path = f"audits/{audit_no}/counts.csv"
    return answer_made(request, row, path, lambda: csv_pieces(columns, lines()), _CSV)


def draws_csv(request: HttpRequest, election_id: str, audit_no: int) -> HttpResponseBase:
    """Every draw in its order, what it showed, and the risk after it."""
    row = shown_election(election_id)
    told = _one(row, audit_no)
    columns = ("draw", "area_id", "ballot", "shown", "risk")
    cells = (
        tuple("" if one[key] is None else one[key] for key in ("draw", "area", "ballot", "shown", "risk"))
        for one in told.get("draws", ())
    )
    path = f"audits/{audit_no}/draws.csv"
    return answer_made(request, row, path, lambda: csv_pieces(columns, cells), _CSV)


def to_count_csv(request: HttpRequest, election_id: str, audit_no: int) -> HttpResponseBase:
    """What was drawn, with nothing of any count, for whoever counts it to fill in: see `hattama audit
    --counted`."""
    row = shown_election(election_id)
    if _one(row, audit_no)["kind"] != "audit":
        raise Http404(str(audit_no))
    path = f"audits/{audit_no}/to-count.csv"
    return answer_made(request, row, path, lambda: _to_count(row, audit_no), _CSV)


def _to_count(row: ElectionRow, number: int) -> Iterator[bytes]:
    book = load_book(row)
    audit, contest = book.audits[number], load_definition(row).election.contest(book.audits[number].contest)
    ballots: dict[str, list[int]] = {}
    for area, ballot in dict.fromkeys(audit.sequence):
        ballots.setdefault(area, []).append(ballot)
    areas = list(AreaRow.objects.filter(election=row, code__in=list(ballots)).order_by(*BY_PLACE))
    above = ancestors_of(areas)
    names = {
        code: _in_all(partial(code_name, contest, code)) for code in book.plan(number).codes(audit.method)
    }
    is_read = audit.method is AuditMethod.BALLOTS
    heads = [f"{what}_{one}" for what in (("place",) if is_read else ("name", "place")) for one in LANGUAGES]

    def lines() -> Iterator[tuple[object, ...]]:
        for area in areas:
            chain = (*above[area.pk][1:], area)
            key, place = f"{row.pk}:{area.code}", _in_all(partial(_place_words, chain))
            if is_read:
                yield from ((key, ballot, "", *place) for ballot in sorted(ballots[area.code]))
            else:
                yield from ((key, code, "", *name, *place) for code, name in names.items())

    columns = ("ballot", "choice") if is_read else ("choice", "votes")
    return csv_pieces((AREA_KEY, *columns, *heads), lines())


def _in_all(words: Callable[[str], str]) -> list[str]:
    return [inert_cell(words(language)) for language in LANGUAGES]


def _place_words(chain: Sequence[AreaRow], language: str) -> str:
    with override(language):
        return " · ".join(map(plain_area_name, chain))


def _one(row: ElectionRow, number: int) -> dict[str, Any]:
    told: list[dict[str, Any]] = load_document(row)["audits"]
    if not 1 <= number <= len(told):
        raise Http404(str(number))
    return told[number - 1]
