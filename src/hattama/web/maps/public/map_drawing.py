"""A map as a page shows it: shapes with their colours, words and links, and the table beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext

from hattama.core.outcomes import say_number
from hattama.core.tabulation import Total
from hattama.core.vocabulary import Contest
from hattama.phrases import say
from hattama.web.kernel.elections.beside_files import boundaries_stamp, load_boundaries, load_tiles
from hattama.web.kernel.elections.loading import load_outcome_rules
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.pages.area_names import area_name
from hattama.web.kernel.pages.election_pages import ElectionPage, page_language
from hattama.web.kernel.published.browsing import totals_of, units_below
from hattama.web.maps.positions import load_voters_below
from hattama.web.maps.public.map_measures import (
    CHANGE,
    LEADER,
    SHARE,
    TITLES,
    Measured,
    Measures,
    UnknownMeasure,
    measure_areas,
    measure_changes,
    measure_codes,
    measure_title,
)
from hattama.web.maps.public.map_outlines import outline_sheet
from hattama.web.maps.public.map_tiles import Shape, Sheet, country_tiles, tile_sheet
from hattama.web.results.public.comparisons import usual_other
from hattama.web.results.public.contest_results import results_of

MOST_AREAS = 300
"""So many a picture has; the table and its file have all."""
MOST_NAMED = 30
"""Of more areas that a picture lacks their number is told."""
LETTERS = 3
"""How many letters of its name label an area for which no list has a label."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A shape with what it shows. `label` stands on it, `said` is read aloud in its place."""

    shape: Shape
    measured: Measured
    label: str
    said: str
    href: str

    @property
    def look(self) -> str:
        """The class of its colour."""
        if self.measured.place:
            return f"seat-{self.measured.colour}"
        return f"rank-{self.measured.rank}" if self.measured.rank else "gap"


@dataclass(frozen=True, slots=True)
class ContestMap:
    """A measure of a contest over the areas below `area`, drawn on a sheet."""

    area: AreaRow
    contest: Contest
    measures: Measures
    sheet: Sheet
    cells: tuple[Cell, ...]

    @property
    def left_out(self) -> str:
        """The areas that the picture lacks, by name, or how many; the table has them all."""
        drawn = {cell.shape.area.pk for cell in self.cells}
        lacking = [row.area for row in self.measures.rows if row.area.pk not in drawn]
        if len(lacking) > MOST_NAMED:
            return say_number(len(lacking))
        return ", ".join(map(area_name, lacking))

    @property
    def others(self) -> list[tuple[str, str]]:
        """What else can be shown, by code and name."""
        return [one for one in map_choices(self.contest)[0] if one[0] != self.measures.code]

    @property
    def frame(self) -> str:
        """Where the page of frames gives the code of this map; empty where it gives none."""
        known = self.measures.code in TITLES
        return f"frame-map-{self.contest.code}-{self.measures.code}" if known else ""

    @property
    def title(self) -> str:
        """What the map shows, in the language of the page."""
        return f"{say(self.contest.names, page_language())} · {self.measures.title}"


def load_map(
    page: ElectionPage,
    area: AreaRow,
    contest: Contest,
    code: str,
    children: Sequence[AreaRow] | None = None,
    totals: dict[int, dict[str, Total]] | None = None,
) -> ContestMap | None:
    """The map of `area`; None where only precincts lie below it. Raises Http404 for an unknown measure.

    `children` and `totals`: of the areas right below, where the caller has them.
    """
    definition = page.definition
    below = children if children is not None else units_below(area)
    units = [child for child in below if not child.is_precinct]
    if not units:
        return None
    held = totals if totals is not None else totals_of(units)
    values = {pk: of_area[contest.code] for pk, of_area in held.items() if contest.code in of_area}
    rules = load_outcome_rules(page.row).rules.get(contest.kind)
    if code.startswith(CHANGE):
        measured = _changes(page, contest, code, units, values)
        return ContestMap(area, contest, measured, *draw_areas(page, area, measured.rows))
    try:
        measures = measure_areas(code, definition.rules[contest.code], rules, contest, units, values)
    except UnknownMeasure:
        raise Http404(code) from None
    return ContestMap(area, contest, measures, *draw_areas(page, area, measures.rows))


def _changes(
    page: ElectionPage, contest: Contest, code: str, units: Sequence[AreaRow], values: Mapping[int, Total]
) -> Measures:
    """Raises Http404 where there is no such choice, or nothing that the contest is compared with."""
    other = usual_other(page, contest)
    if other is None or code.removeprefix(CHANGE) not in {choice.code for choice in contest.choices}:
        raise Http404(code)
    then = other.totals_of(units)
    found = {
        pk: other.beside(results_of(page.definition, contest, total), then.get(pk))
        for pk, total in values.items()
    }
    since = gettext("change since: %(other)s") % {"other": other.title}
    return measure_changes(code, contest, [(unit, found.get(unit.pk)) for unit in units], since)


def zoomed(page: ElectionPage, shown: ContestMap) -> ContestMap:
    """The same map, whose areas lead to their own maps of the same measure, where only polling stations lie
    below to these, and where the contest is not held to their pages."""
    asked = (shown.contest.code, shown.measures.code)
    areas = [cell.shape.area for cell in shown.cells if cell.measured.total is not None]
    above = set(AreaRow.objects.filter(parent__in=areas, kind="unit").values_list("parent", flat=True))
    to_map = {one.pk: reverse("public:area_map", args=[page.row.pk, one.code, *asked]) for one in areas}
    to_points = {one.pk: precincts_address(page, one, shown.contest) for one in areas if one.pk not in above}
    hrefs = to_map | to_points
    cells = (replace(cell, href=hrefs.get(cell.shape.area.pk, cell.href)) for cell in shown.cells)
    return replace(shown, cells=tuple(cells))


def precincts_address(page: ElectionPage, area: AreaRow, contest: Contest) -> str:
    """Where the polling stations right below an area stand, with their points."""
    return f"{reverse('public:area', args=[page.row.pk, area.code])}?contest={contest.code}#precincts"


def load_telling_map(
    page: ElectionPage,
    area: AreaRow,
    contest: Contest,
    children: Sequence[AreaRow],
    totals: dict[int, dict[str, Total]],
) -> ContestMap | None:
    """Who leads where; where one choice leads everywhere, which says nothing, its share instead."""
    shown = load_map(page, area, contest, LEADER, children, totals)
    leading = {row.place for row in shown.measures.rows if row.place} if shown else set()
    if len(leading) != 1:
        return shown
    (place,) = leading
    return load_map(page, area, contest, f"{SHARE}{contest.choices[place - 1].code}", children, totals)


def draw_areas(page: ElectionPage, area: AreaRow, rows: Sequence[Measured]) -> tuple[Sheet, tuple[Cell, ...]]:
    """The sheet of areas that lie right below `area`, the first of them, and its shapes with what they
    show."""
    by_area = {row.area.pk: row for row in rows[:MOST_AREAS]}
    sheet = _sheet(page, area, [row.area for row in by_area.values()])
    language, address = page_language(), reverse("public:election", args=[page.row.election_id])
    cells = (_cell(shape, by_area[shape.area.pk], language, f"{address}a/") for shape in sheet.shapes)
    return sheet, tuple(cells)


def _sheet(page: ElectionPage, area: AreaRow, units: Sequence[AreaRow]) -> Sheet:
    """Boundaries where the election came with them, else tiles in the election's places or the country's."""
    election_id = page.row.election_id
    tiles = load_tiles(election_id)
    placed = country_tiles(page.definition.pack.country) if tiles is None else tiles
    stamp = boundaries_stamp(election_id)
    outlines = stamp and _outlined(election_id, stamp, tuple(unit.code for unit in units))
    if outlines:
        real = {unit.code: unit for unit in units}
        labels = {tile.area_id: tile.label for tile in placed}
        shapes = (
            replace(shape, area=real[shape.area.code], label=labels.get(shape.area.code, shape.label))
            for shape in outlines.shapes
        )
        return replace(outlines, shapes=tuple(shapes))
    sheet = tile_sheet(units, placed, load_voters_below(area))
    assert sheet is not None, "there are units"
    return sheet


@lru_cache(maxsize=32)
def _outlined(election_id: str, stamp: tuple[int, int], area_ids: tuple[str, ...]) -> Sheet | None:
    """The outlines of areas, drawn once for each state of their file: there may be half a million points."""
    return outline_sheet([AreaRow(code=area_id) for area_id in area_ids], load_boundaries(election_id))


def _cell(shape: Shape, measured: Measured, language: str, below: str) -> Cell:
    name = area_name(shape.area, language)
    words = f"{measured.words}, {measured.detail}" if measured.detail else measured.words
    label = say(shape.label, language) if shape.label.texts else _short(shape.area, name)
    label = label if shape.is_named else ""
    total = measured.total
    if total is not None and total.received < total.expected:
        # A colour of a few protocols looks like one of all.
        words = f"{words} ({say_number(total.received)} / {say_number(total.expected)})"
    return Cell(shape, measured, label, f"{name}: {words}", f"{below}{shape.area.code}/")


def _short(area: AreaRow, name: str) -> str:
    return area.number[:5] if area.number else name[:LETTERS]


def map_choices(contest: Contest) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Code and name of what a map of the contest can show: measures, and shares of each choice."""
    named = [(code, measure_title(code, contest)) for code in measure_codes(contest)]
    return named[: len(TITLES)], named[len(TITLES) :]
