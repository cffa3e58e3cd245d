"""The page of statistical questions and its files: in three languages, drawn, with tables behind."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from hattama.phrases import CORRECTED, LEFT_OUT, PROBABILITY, USED, say, say_cell
from hattama.web.forensics.reading import answers_of, document_name, find_table, load_answers
from hattama.web.kernel.accounts.access import access
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.pages.election_pages import (
    ElectionPage,
    asking,
    election_page,
    page_language,
    shown_election,
)
from hattama.web.kernel.pages.file_answers import answer_made

MOST_ROWS = 12
_JSON = "application/json; charset=utf-8"
WIDTH, HEIGHT = 600, 200


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A bar, or a square of the histogram; `part` of the darkest, in hundredths."""

    x: float
    y: float
    width: float
    height: float
    part: int = 100


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is drawn: rectangles, the line of what is expected, words under the ends of the axis."""

    rectangles: tuple[Rectangle, ...]
    line: str
    first: str
    last: str
    height: int


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A table on the page: its first rows as texts; `more` are in the file."""

    code: str
    title: str
    heads: tuple[tuple[str, bool], ...]
    rows: tuple[tuple[tuple[str, bool], ...], ...]
    more: int


@election_page
@asking("contest")
def forensics(page: ElectionPage) -> HttpResponse:
    """Every question with its answer, what else explains it, and what may not be concluded."""
    contests = page.definition.election.contests
    chosen = page.contest_asked(contest.code for contest in contests)
    if chosen is None:
        raise Http404(page.row.election_id)
    language = page_language()
    told = load_answers(page.row, chosen)
    context = {
        "contests": contests,
        "chosen": chosen,
        "may": told["may"][language],
        "may_not": told["may_not"][language],
        "statement": told["statement"][language],
        "left_out": told["left_out"] and told["left_out"][language],
        "tree_size": told["tree_size"],
        "stations": told["stations"],
        "answers": [_shown(answer, language) for answer in told["answers"]],
    }
    return page.render("forensics/forensics.html", "data", context)


@access("public")
@require_safe
def forensics_json(request: HttpRequest, election_id: str, contest: str) -> HttpResponseBase:
    """The same with every row, as JSON in all languages."""
    row = shown_election(election_id)
    asked = {one.code: one for one in load_definition(row).election.contests}.get(contest)
    if asked is None:
        raise Http404(contest)
    name = document_name(contest)
    return answer_made(request, row, name, lambda: [answers_of(row, asked)], _JSON)


@access("public")
@require_safe
def forensics_table(
    request: HttpRequest, election_id: str, contest: str, answer: str, table: str
) -> HttpResponseBase:
    """One table as CSV, all its rows: stations to look at, regions, bins of a drawing."""
    row = shown_election(election_id)
    asked = {one.code: one for one in load_definition(row).election.contests}.get(contest)
    if asked is None:
        raise Http404(contest)
    found = find_table(load_answers(row, asked), answer, table)
    if found is None:
        raise Http404(f"{answer}/{table}")
    name = f"forensics/{contest}/{answer}/{table}.csv"
    return answer_made(request, row, name, lambda: _csv(found), "text/csv; charset=utf-8")


def _csv(table: Mapping[str, Any]) -> Iterable[bytes]:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([head["en"] for head in table["heads"]])
    writer.writerows(table["rows"])
    yield text.getvalue().encode()


def _shown(answer: Mapping[str, Any], language: str) -> dict[str, Any]:
    facts = [
        (say(words, language), say_cell(answer[key], kind, language))
        for words, key, kind in _FACTS
        if answer[key] is not None and answer["state"] != "not_applicable"
    ]
    facts += [
        (value["label"][language], say_cell(value["value"], value["kind"], language))
        for value in answer["values"]
    ]
    return {
        "code": answer["code"],
        "title": answer["title"][language],
        "question": answer["question"][language],
        "state": answer["state"],
        "state_words": answer["state_words"][language],
        "lines": [(line["label"][language], line["words"][language]) for line in answer["lines"]],
        "facts": facts,
        "tables": [_shown_table(table, language) for table in answer["tables"] if table["rows"]],
        "drawing": _drawing(answer["drawing"]),
    }


_FACTS = (
    (USED, "stations", "count"),
    (LEFT_OUT, "left_out", "count"),
    (PROBABILITY, "p", "probability"),
    (CORRECTED, "p_corrected", "probability"),
)


def _shown_table(table: Mapping[str, Any], language: str) -> ShownTable:
    numeric = [kind != "text" for kind in table["kinds"]]
    rows = tuple(
        tuple(
            (say_cell(cell, kind, language), kind != "text")
            for cell, kind in zip(row, table["kinds"], strict=True)
        )
        for row in table["rows"][:MOST_ROWS]
    )
    heads = tuple(zip((head[language] for head in table["heads"]), numeric, strict=True))
    more = max(0, len(table["rows"]) - MOST_ROWS)
    return ShownTable(table["code"], table["title"][language], heads, rows, more)


def _drawing(drawing: Mapping[str, Any] | None) -> Drawing | None:
    if drawing is None:
        return None
    return _heat(drawing) if drawing["kind"] == "heat" else _bars(drawing)


def _heat(drawing: Mapping[str, Any]) -> Drawing:
    side = WIDTH / drawing["bins"]
    most = max((stations for *_, stations in drawing["cells"]), default=1)
    squares = tuple(
        Rectangle(
            round(turnout * side, 1),
            round(WIDTH - (share + 1) * side, 1),
            round(side, 1),
            round(side, 1),
            max(8, round(100 * (stations / most) ** 0.5)),
        )
        for turnout, share, stations in drawing["cells"]
    )
    return Drawing(squares, "", "0 %", "100 %", WIDTH)


def _bars(drawing: Mapping[str, Any]) -> Drawing:
    most = max((*drawing["observed"], *drawing["expected"]), default=0) or 1
    step = WIDTH / max(1, len(drawing["observed"]))
    bars = tuple(
        Rectangle(
            round(place * step, 1),
            round(HEIGHT * (1 - seen / most), 1),
            round(step * 0.8, 1),
            round(HEIGHT * seen / most, 1),
        )
        for place, seen in enumerate(drawing["observed"])
    )
    line = " ".join(
        f"{(place + 0.4) * step:.1f},{HEIGHT * (1 - expected / most):.1f}"
        for place, expected in enumerate(drawing["expected"])
    )
    return Drawing(bars, line, drawing["labels"][0], drawing["labels"][-1], HEIGHT)
