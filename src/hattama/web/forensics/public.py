"""The page of statistical questions and its files: in three languages, drawn, with tables behind.

What is shown was answered by the queue; where nobody has answered yet, the page says so, and files say when
to come again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase

from hattama.core.outcomes import say_number
from hattama.core.vocabulary import Contest, Election, Text, csv_text
from hattama.phrases.of_rooms.forensics import say_cell, say_facts
from hattama.web.forensics.reading import find_table, latest_answers, load_answers
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.pages.area_names import area_name
from hattama.web.kernel.pages.election_pages import ElectionPage, conditional, page_language, shown_election
from hattama.web.kernel.pages.file_answers import answer_file, file_response
from hattama.web.kernel.stores.made_files import MakersBusy

MOST_ROWS = 12
_JSON = "application/json; charset=utf-8"
WIDTH, HEIGHT = 600, 200
MOST_LABELS = 12


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
    """What is drawn: rectangles, and the line of what they are held against; the labels of both axes, from
    the left and from above. `each`: a label stands under each bar. `names` of bars and line; `along` and
    `upward` of the axes; `top`: where the highest bar stands, and how high."""

    rectangles: tuple[Rectangle, ...]
    labels: tuple[str, ...]
    scale: tuple[str, ...]
    height: int
    line: str = ""
    each: bool = False
    names: tuple[str, ...] = ()
    along: str = ""
    upward: str = ""
    top: tuple[str, str] = ("", "")


class ShownCell(NamedTuple):
    """A cell as it is written; `area`: whose page it leads to."""

    words: str
    is_number: bool
    area: str | None


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A table on the page: its first rows as texts; `more` are in the file."""

    code: str
    title: str
    heads: tuple[tuple[str, bool], ...]
    rows: tuple[tuple[ShownCell, ...], ...]
    more: int


def forensics(request: HttpRequest, election_id: str) -> HttpResponseBase:
    """Every question with its answer, what else explains it, and what may not be concluded."""
    return conditional(request, election_id, _forensics, _answered, questions=("contest", "region"))


def _answered(row: ElectionRow) -> str:
    """What changes while the log stands still: its answers come later."""
    codes = (contest.code for contest in load_definition(row).election.contests)
    places = (latest_answers(row, code) for code in codes)
    return " ".join(str(place and place.stat().st_mtime_ns) for place in places)


def _forensics(page: ElectionPage) -> HttpResponse:
    contests = page.definition.election.contests
    chosen = page.contest_of_all()
    language = page_language()
    told = load_answers(page.row, chosen.code)
    asked = page.request.GET.get("region", "")
    if asked:
        told = _of_region(page.row, told, asked)
    context: dict[str, Any] = {"contests": contests, "chosen": chosen, "told": told is not None}
    if told is not None:
        names = _area_names(page.row, told)
        context |= {
            "region": asked and AreaRow.objects.filter(election=page.row, code=asked).first(),
            "regions": _shown_regions(told, language, names),
            "standing_out": sum(bool(one["deviating"]) for one in told.get("regions", ())),
            "may": told["may"][language],
            "may_not": told["may_not"][language],
            "statement": told["statement"][language],
            "left_out": told["left_out"] and told["left_out"][language],
            "tree_size": told["tree_size"],
            "stations": told["stations"],
            **_subject(page, chosen, told),
            "earlier": _earlier(told["earlier"]),
            "answers": [_shown(answer, language, names) for answer in told["answers"]],
        }
    return page.render("forensics/forensics.html", "data", context)


def _of_region(row: ElectionRow, told: Mapping[str, Any] | None, region: str) -> dict[str, Any]:
    """Answers of a region that was asked apart. Raises Http404 where it was not."""
    apart = (one["region"] for one in told.get("regions", ())) if told else ()
    found = load_answers(row, told["contest"], region) if told and region in apart else None
    if found is None:
        raise Http404(region)
    return found


def _shown_regions(
    told: Mapping[str, Any], language: str, names: Mapping[str, str]
) -> list[tuple[str, str, int, int, str]]:
    """Each region that was asked apart: code, name, stations, questions with a probability, what deviates."""
    titles = {answer["code"]: answer["title"][language] for answer in told["answers"]}
    return [
        (
            one["region"],
            names.get(one["region"], one["region"]),
            one["stations"],
            one["asked"],
            ", ".join(titles[code] for code in one["deviating"]),
        )
        for one in told.get("regions", ())
    ]


def _subject(page: ElectionPage, contest: Contest, told: Mapping[str, Any]) -> dict[str, Text | None]:
    """Who the leader is, and of what turnout and shares are: figures of the paper or derived ones."""
    rules = page.definition.rules[contest.code]
    labels: dict[str, Text] = {one.code: one.label for one in rules.form.figures}
    labels |= {one.code: one.label for one in rules.derived}
    names = labels | {choice.code: choice.names for choice in contest.choices}
    leader = names.get(told.get("leader") or "")
    of = {key: labels.get(told.get(key) or "") for key in ("turnout_of", "shares_of")}
    return {"leader": leader} | of


def _earlier(told: Mapping[str, Any] | None) -> tuple[Election, Contest] | None:
    row = ElectionRow.objects.filter(pk=told["election"]).first() if told else None
    if told is None or row is None:
        return None
    election = load_definition(row).election
    return election, election.contest(told["contest"])


def _area_names(row: ElectionRow, told: Mapping[str, Any]) -> dict[str, str]:
    """The names of the areas in the rows that the page shows, and of the regions asked apart."""
    codes = {
        line[place]
        for answer in told["answers"]
        for table in answer["tables"]
        for place, kind in enumerate(table["kinds"])
        for line in table["rows"][:MOST_ROWS]
        if kind == "area"
    } | {one["region"] for one in told.get("regions", ())}
    return {area.code: area_name(area) for area in AreaRow.objects.filter(election=row, code__in=codes)}


def forensics_json(
    request: HttpRequest, election_id: str, contest: str, region: str = ""
) -> HttpResponseBase:
    """The same with every row, as JSON in all languages. Raises MakersBusy."""
    row = shown_election(election_id)
    _refuse_strange(row, contest, region)
    place = latest_answers(row, contest, region)
    if place is None:
        raise MakersBusy(_SECONDS)
    return answer_file(request, place, _JSON)


def forensics_table(
    request: HttpRequest, election_id: str, contest: str, answer: str, table: str, region: str = ""
) -> HttpResponseBase:
    """One table as CSV, all its rows: stations to look at, regions, bins of a drawing. Raises MakersBusy."""
    row = shown_election(election_id)
    _refuse_strange(row, contest, region)
    told = load_answers(row, contest, region)
    if told is None:
        raise MakersBusy(_SECONDS)
    found = find_table(told, answer, table)
    if found is None:
        raise Http404(f"{answer}/{table}")
    name = "-".join(filter(None, (contest, region, answer, f"{table}.csv")))
    tag = f"{_answered(row)}-{region}-{answer}-{table}".replace(" ", "-")
    data = csv_text([[head["en"] for head in found["heads"]], *found["rows"]]).encode()
    return file_response(request, [data], "text/csv; charset=utf-8", tag=tag, name=name)


_SECONDS = 60


def _refuse_strange(row: ElectionRow, contest: str, region: str) -> None:
    if contest not in {one.code for one in load_definition(row).election.contests}:
        raise Http404(contest)
    if region and (told := load_answers(row, contest)) is not None:
        _of_region(row, told, region)


def _shown(answer: Mapping[str, Any], language: str, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "code": answer["code"],
        "title": answer["title"][language],
        "question": answer["question"][language],
        "state": answer["state"],
        "standing": answer["standing_words"][language],
        "state_words": answer["state_words"][language],
        "rate": _rate(answer, language),
        "lines": [(line["label"][language], line["words"][language]) for line in answer["lines"]],
        "facts": say_facts(answer, language),
        "tables": [_shown_table(table, language, names) for table in answer["tables"] if table["rows"]],
        "drawing": _drawing(answer["drawing"], language),
    }


def _rate(answer: Mapping[str, Any], language: str) -> str:
    """Its probability and how often it speaks on clean elections, where it gave one; for the list of all."""
    if answer["p_corrected"] is None:
        return ""
    said, rate = f"p {say_cell(answer['p_corrected'], 'probability', language)}", answer["clean_elections"]
    return said if rate is None else f"{said}; {rate['words'][language]}"


def _shown_table(table: Mapping[str, Any], language: str, names: Mapping[str, str]) -> ShownTable:
    def cell(value: Any, kind: str) -> ShownCell:
        if kind == "area" and value in names:
            return ShownCell(names[value], False, value)
        return ShownCell(say_cell(value, kind, language), kind not in _WORDS, None)

    rows = tuple(
        tuple(cell(value, kind) for value, kind in zip(row, table["kinds"], strict=True))
        for row in table["rows"][:MOST_ROWS]
    )
    heads = tuple(
        (head[language], kind not in _WORDS)
        for head, kind in zip(table["heads"], table["kinds"], strict=True)
    )
    more = max(0, len(table["rows"]) - MOST_ROWS)
    return ShownTable(table["code"], table["title"][language], heads, rows, more)


_WORDS = ("text", "area")


def _drawing(drawing: Mapping[str, Any] | None, language: str) -> Drawing | None:
    if drawing is None:
        return None
    return _heat(drawing) if drawing["kind"] == "heat" else _bars(drawing, language)


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
    percents = ("0 %", "50 %", "100 %")
    return Drawing(squares, percents, percents[::-1], WIDTH)


def _bars(drawing: Mapping[str, Any], language: str) -> Drawing:
    observed, expected, labels = (drawing[key] for key in ("observed", "expected", "labels"))
    most = _even_top(max((*observed, *expected), default=0))
    step = WIDTH / max(1, len(observed))
    bars = tuple(
        Rectangle(
            round(place * step, 1),
            round(HEIGHT * (1 - seen / most), 1),
            round(step * 0.8, 1),
            round(HEIGHT * seen / most, 1),
        )
        for place, seen in enumerate(observed)
    )
    line = " ".join(
        f"{(place + 0.4) * step:.1f},{HEIGHT * (1 - other / most):.1f}"
        for place, other in enumerate(expected)
    )
    told = len(labels) <= MOST_LABELS
    shown = labels if told else [labels[((len(labels) - 1) * quarter + 2) // 4] for quarter in range(5)]
    top = observed.index(max(observed)) if observed else 0
    return Drawing(
        bars,
        tuple(shown),
        tuple(map(say_number, (most, most // 2, 0))),
        HEIGHT,
        line,
        told,
        tuple(name[language] for name in drawing["names"]),
        drawing["along"][language],
        drawing["upward"][language],
        (labels[top], say_number(round(observed[top]))) if observed else ("", ""),
    )


def _even_top(largest: float) -> int:
    """The end of a scale: no less than the largest, of two digits, and its half is a whole number."""
    unit: int = 2 * 10 ** max(0, len(str(ceil(largest))) - 2)
    return max(1, ceil(largest / unit)) * unit
