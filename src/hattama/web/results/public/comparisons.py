"""Results beside others: of another election, another contest, another area, or as they first came in.

Areas and choices of two elections are one where their codes are, or where the election's comparisons.toml
says so. A change is stated where both sides have a share; what the other side does not have is no zero.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

from django.http import Http404, HttpResponse
from django.utils.translation import gettext

from hattama.core.tabulation import Total
from hattama.core.vocabulary import Contest, Share, round_half_up
from hattama.phrases import say
from hattama.web.kernel.elections.beside_files import load_comparisons
from hattama.web.kernel.elections.loading import Definition, load_contribution, load_definition, load_reaches
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.pages.area_names import area_name, in_page_order, plain_area_name
from hattama.web.kernel.pages.election_pages import ElectionPage, asking, election_page, page_language
from hattama.web.kernel.published.browsing import (
    areas_named,
    find_area,
    list_below,
    load_ancestors,
    load_root,
    protocols_of,
    totals_of,
)
from hattama.web.kernel.published.missing import as_received, has_changed
from hattama.web.results.public.contest_results import (
    FIRST_CHOICES,
    ChoiceLine,
    ContestResults,
    are_of_as_many,
    change_of,
    results_by_contest,
    results_of,
)

MOST_BELOW = 300
RECEIVED = "received"
ELECTION, CONTEST, AREA = "election", "contest", "area"

Totals = Mapping[int, Total]


@dataclass(frozen=True, slots=True)
class Other:
    """What results are held against. `code` names it in an address; `totals_of` gives its totals by row id of
    the areas here, of those that it has. `choices`: codes there by codes here, where they differ.
    """

    code: str
    title: str
    definition: Definition
    contest: Contest
    totals_of: Callable[[Sequence[AreaRow]], Totals]
    choices: Mapping[str, str] = field(default_factory=dict)
    is_of_areas: bool = True

    def beside(self, results: ContestResults, total: Total | None) -> ContestResults:
        """`results` with what there is of `total` on the other side, line by line."""
        if total is None:
            return results
        then = results_of(self.definition, self.contest, total)
        lines = {line.code: line for line in then.choices}
        named = {line.code: self.choices.get(line.code, line.code) for line in results.choices}
        is_like = self._is_like(results, then)
        choices = tuple(_held(line, lines.get(named[line.code]), is_like) for line in results.choices)
        gone = tuple(line for line in then.choices if line.code not in named.values() and line.tally.total)
        told = replace(results, choices=choices, then=then, gone=gone, then_of=self.title)
        return replace(told, is_like_then=is_like)

    def _is_like(self, now: ContestResults, then: ContestResults) -> bool:
        if now.whole is None or then.whole is None or now.whole.label != then.whole.label:
            return False
        # Between areas, contests or versions of this election what lacks is told, and no time passed.
        return not self.code.startswith(f"{ELECTION}.") or are_of_as_many(now.total, then.total)


def _held(line: ChoiceLine, then: ChoiceLine | None, is_like: bool) -> ChoiceLine:
    change = change_of(line.share, then.share) if is_like and then else None
    return replace(line, then=then, change=change)


def sums_of(areas: Sequence[AreaRow], contest: str, definition: Definition) -> dict[int, Total]:
    """The totals of a contest by row id of the area; of a precinct that of its paper."""
    precincts = [area for area in areas if area.is_precinct]
    of_units = totals_of([area for area in areas if not area.is_precinct])
    found = {pk: held[contest] for pk, held in of_units.items() if contest in held}
    reach, places = load_reaches(definition, contest), {area.pk: area for area in precincts}
    for pk, row in protocols_of(precincts, contest).items():
        found[pk] = Total(expected=1)
        found[pk].add(load_contribution(row, definition, reach(places[pk])), 1)
    return found


def usual_other(page: ElectionPage, contest: Contest) -> Other | None:
    """The nearest of the elections with which this contest is compared, of those that are open here."""
    return next((one for one in _elections(page, contest)), None)


def with_usual_other(
    page: ElectionPage, area: AreaRow, contests: Iterable[Contest], totals: Mapping[str, Total]
) -> list[ContestResults]:
    """The results of each contest held in an area, beside the election that it is usually compared with."""
    found = []
    for results in results_by_contest(page.definition, contests, totals):
        other = usual_other(page, results.contest)
        found.append(other.beside(results, other.totals_of([area]).get(area.pk)) if other else results)
    return found


def _elections(page: ElectionPage, contest: Contest) -> list[Other]:
    rows = {row.pk: row for row in page.opened}
    found = []
    for one in load_comparisons(page.row.pk):
        row = rows.get(one.election)
        if row is None or one.contest != contest.code:
            continue
        definition = load_definition(row)
        there = next((held for held in definition.election.contests if held.code == one.there), None)
        if there is not None:
            title = say(definition.election.names, page_language())
            find = _in_another_election(row, there.code, definition)
            found.append(Other(f"{ELECTION}.{row.pk}", title, definition, there, find, one.choices))
    return found


def _in_another_election(
    row: ElectionRow, contest: str, definition: Definition
) -> Callable[[Sequence[AreaRow]], Totals]:
    def find(areas: Sequence[AreaRow]) -> Totals:
        here = {area.code: area.pk for area in areas if area.depth}
        at = {there: here[there.code] for there in areas_named(row.pk, list(here))}
        # Everything is everything, whatever each election calls it.
        at |= {load_root(row): area.pk for area in areas if area.depth == 0}
        totals = sums_of(list(at), contest, definition)
        return {pk: totals[there.pk] for there, pk in at.items() if there.pk in totals}

    return find


def others(page: ElectionPage, area: AreaRow, contest: Contest) -> list[Other]:
    """Everything that the results of an area can be held against, but for other areas: these are many."""
    definition, code = page.definition, contest.code
    found = _elections(page, contest)
    if has_changed(page.row, code):

        def first(areas: Sequence[AreaRow]) -> Totals:
            return as_received(sums_of(areas, code, definition), areas, code, definition)

        title = gettext("As the protocols first came in, before corrections and annulments")
        found.append(Other(RECEIVED, title, definition, contest, first))
    for other in definition.election.contests:
        if other.code != code and other.kind == contest.kind:
            found.append(_of_contest(page, other))
    return found


def _of_contest(page: ElectionPage, other: Contest) -> Other:
    def find(areas: Sequence[AreaRow]) -> Totals:
        return sums_of(areas, other.code, page.definition)

    title = say(other.names, page_language())
    return Other(f"{CONTEST}.{other.code}", title, page.definition, other, find)


def _of_area(page: ElectionPage, code: str, contest: Contest) -> Other | None:
    area = find_area(page.row.election_id, code)
    if area is None:
        return None

    def find(areas: Sequence[AreaRow]) -> Totals:
        totals = sums_of([area], contest.code, page.definition)
        return {areas[0].pk: totals[area.pk]} if area.pk in totals else {}

    found = Other(f"{AREA}.{area.code}", area_name(area), page.definition, contest, find)
    return replace(found, is_of_areas=False)


def asked_other(page: ElectionPage, area: AreaRow, contest: Contest, code: str) -> Other | None:
    """The side that an address names; without a name the nearest. Raises Http404 where it is not there."""
    possible = others(page, area, contest)
    if not code:
        return possible[0] if possible else None
    kind, _, name = code.partition(".")
    found = next((one for one in possible if one.code == code), None)
    found = found or (_of_area(page, name, contest) if kind == AREA and name != area.code else None)
    if found is None:
        raise Http404(code)
    return found


def _rows(
    page: ElectionPage, areas: Sequence[AreaRow], contest: Contest, other: Other
) -> list[tuple[AreaRow, ContestResults]]:
    """Those of the areas in which the contest has results, beside the other side's."""
    now = sums_of(areas, contest.code, page.definition)
    then = other.totals_of(areas)
    return [
        (area, other.beside(results_of(page.definition, contest, now[area.pk]), then.get(area.pk)))
        for area in areas
        if area.pk in now
    ]


@election_page
@asking("with")
def comparison(page: ElectionPage, area_id: str, contest: str) -> HttpResponse:
    """The results of an area beside others, and those of the areas right below it."""
    area, asked = page.area(area_id), page.contest(contest)
    other = asked_other(page, area, asked, page.request.GET.get("with", ""))
    above = load_ancestors(area)
    own = _rows(page, [area], asked, other) if other else []
    below = in_page_order(list_below(area, 0, MOST_BELOW)) if other and other.is_of_areas else []
    beside = in_page_order(list_below(above[-1], 0, MOST_BELOW)) if above else []
    results = own[0][1] if own else None
    context = {
        "area": area,
        "above": above[1:],
        "contest": asked,
        "other": other,
        "others": others(page, area, asked),
        "beside": [one for one in beside if one.pk != area.pk],
        "result": results,
        "columns": _columns(results),
        "rows": [
            (row, found, _in_columns(found, _columns(results)))
            for row, found in (_rows(page, below, asked, other) if other and below else [])
        ],
    }
    return page.render("results/comparison.html", "results", context)


def _columns(results: ContestResults | None) -> list[ChoiceLine]:
    """The choices that have a column of their own in the table of areas."""
    return [line for line in results.choices if line.number][:FIRST_CHOICES] if results else []


def _in_columns(results: ContestResults, columns: Sequence[ChoiceLine]) -> list[ChoiceLine | None]:
    """None where a choice is not on the ballot of the place."""
    lines = {line.code: line for line in results.choices}
    return [lines.get(column.code) for column in columns]


SWING = (
    *("area_id", "area", "choice", "name", "votes_then", "whole_then", "votes_now", "whole_now"),
    *("share_then", "share_now", "change_points"),
)
TURNOUT = "turnout"


def swing_rows(
    page: ElectionPage, area: AreaRow, contest: Contest, other: Other
) -> Iterator[Sequence[object]]:
    """A row for each choice, and one for the turnout, of the area and of each right below it."""
    areas = [area, *(list_below(area, 0, MOST_BELOW) if other.is_of_areas else [])]
    for row, results in _rows(page, areas, contest, other):
        for code, name, before, now, change in _sides(results):
            yield (
                *(row.code, plain_area_name(row), code, name, *_parts(before), *_parts(now)),
                *(_hundredths(share.fraction if share else None) for share in (before, now)),
                _hundredths(change),
            )


def _sides(
    results: ContestResults,
) -> Iterator[tuple[str, str, Share | None, Share | None, Fraction | None]]:
    language, then = page_language(), results.then
    for line in results.choices:
        before = line.then.share if line.then else None
        yield line.code, say(line.names, language), before, line.share, line.change
    for line in results.gone:
        yield line.code, say(line.names, language), line.share, None, None
    before = then.turnout_share if then else None
    yield TURNOUT, gettext("Turnout"), before, results.turnout_share, results.turnout_change


def _parts(share: Share | None) -> tuple[object, object]:
    return (share.part, share.whole) if share else ("", "")


def _hundredths(share: Fraction | None) -> str:
    """With four decimals; empty where there is none."""
    if share is None:
        return ""
    return str(Decimal((round_half_up(share * 100, 4) * 10**4).numerator).scaleb(-4))
