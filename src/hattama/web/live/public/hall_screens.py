"""Screens for a hall: blocks that an address names in their order, and the page that makes such addresses."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hattama.core.tabulation import Total
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.pages.addresses import absolute
from hattama.web.kernel.pages.election_pages import ElectionPage, asking, election_page
from hattama.web.kernel.published.browsing import latest_protocols, load_last_publication
from hattama.web.live.public.live_figures import (
    LiveFigures,
    load_day,
    load_differences,
    load_live_figures,
    load_live_map,
    named_protocols,
    outcome_context,
)
from hattama.web.maps.public.map_measures import LEADER
from hattama.web.results.public.contest_results import results_by_contest, results_of

MOST_LINES = 8
"""How many lines a list of a screen has that is read from the back of a hall."""

LATEST_ON_THE_WALL = 5
MOST_TOLD = 12
"""How many names an address is asked for; those after them are not looked at."""


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a screen. `load` gives what its template asks for; nothing while there is nothing to show."""

    title: str | Promise
    load: Callable[[ElectionPage, LiveFigures], Mapping[str, Any]]


def _arrival(page: ElectionPage, figures: LiveFigures) -> Mapping[str, Any]:
    """Of the chosen contest where it is held in one district alone, else of all."""
    chosen = figures.chosen
    shown = figures.contests if chosen is None or chosen in figures.contests else [chosen]
    return {"results": results_by_contest(page.definition, shown, figures.national)}


def _leaders(page: ElectionPage, figures: LiveFigures) -> Mapping[str, Any]:
    total = _total(figures)
    if figures.chosen is None or not total.received:
        return {}
    shown = results_of(page.definition, figures.chosen, total)
    left_out = max(0, len(shown.choices) - MOST_LINES)
    return {"result": shown, "choices": shown.choices[:MOST_LINES], "left_out": left_out}


def _outcome(page: ElectionPage, figures: LiveFigures) -> Mapping[str, Any]:
    return outcome_context(page, figures) if _total(figures).received else {}


def _missing(page: ElectionPage, figures: LiveFigures) -> Mapping[str, Any]:
    """The areas that lack most protocols of the chosen contest, the most first."""
    code = figures.chosen.code if figures.chosen else ""
    held = ((child, figures.totals.get(child.pk, {}).get(code)) for child in figures.children)
    lacking = [(child, total) for child, total in held if total is not None and total.missing]
    lacking.sort(key=lambda row: -row[1].missing)
    rows: Iterable[tuple[AreaRow, Total]] = islice(lacking, MOST_LINES)
    known = {"lacking": [(area, total, total.received * 1000 // total.expected) for area, total in rows]}
    return {"lacked": _total(figures), "others_lack": max(0, len(lacking) - MOST_LINES), **known}


def _map(page: ElectionPage, figures: LiveFigures) -> Mapping[str, Any]:
    shown = load_live_map(page, figures, LEADER)
    return {"map": shown} if shown else {}


def _turnout(page: ElectionPage, figures: LiveFigures) -> Mapping[str, Any]:
    chart = load_day(figures)[0]
    return {"chart": chart} if chart else {}


def _findings(page: ElectionPage, figures: LiveFigures) -> Mapping[str, Any]:
    return {"differences": load_differences(page, figures)} if _total(figures).received else {}


def _latest(page: ElectionPage, figures: LiveFigures) -> Mapping[str, Any]:
    latest = latest_protocols(page.row, LATEST_ON_THE_WALL)
    return {"latest": named_protocols(page, latest)} if latest else {}


def _total(figures: LiveFigures) -> Total:
    return figures.national.get(figures.chosen.code, Total()) if figures.chosen else Total()


BLOCKS: Mapping[str, Block] = {
    "arrival": Block(_("Protocols received"), _arrival),
    "leaders": Block(_("Votes"), _leaders),
    "outcome": Block(_("Outcome"), _outcome),
    "map": Block(_("Who has most votes"), _map),
    "turnout": Block(_("Turnout through the day"), _turnout),
    "latest": Block(_("Received last"), _latest),
    "missing": Block(_("Protocols not received"), _missing),
    "findings": Block(_("What does not agree"), _findings),
}
"""Every block by the name that addresses call it."""

USUAL = ("arrival", "leaders", "outcome", "map", "turnout", "latest")
"""The screen of those who name no blocks."""


@dataclass(frozen=True, slots=True)
class ShownBlock:
    """A block on a screen; `is_empty` while there is nothing to show in it."""

    code: str
    title: str | Promise
    template: str
    is_empty: bool


@election_page
@asking("contest", "blocks")
def hall(page: ElectionPage) -> HttpResponse:
    """The blocks that `?blocks=` names in their order, all at once; else the usual ones, which take turns."""
    figures = load_live_figures(page)
    told = dict.fromkeys(filter(None, page.request.GET.get("blocks", "").split(",")))
    names = list(told)[:MOST_TOLD]
    known = [name for name in names if name in BLOCKS]
    loaded = {name: BLOCKS[name].load(page, figures) for name in known or USUAL}
    blocks = [
        ShownBlock(name, BLOCKS[name].title, f"live/hall_{name}.html", not context)
        for name, context in loaded.items()
        if context or known
    ]
    shown: dict[str, Any] = {key: value for context in loaded.values() for key, value in context.items()}
    frame = {
        "chosen": figures.chosen,
        "blocks": blocks,
        "is_together": bool(known),
        "unknown": [name for name in names if name not in BLOCKS],
        "last_at": load_last_publication(page.row.election_id),
    }
    return page.render("live/hall.html", "live", shown | frame)


PLACES = tuple(f"block{place}" for place in range(1, 7))
"""The questions of the form, one a place on the screen."""


@election_page
@asking("contest", *PLACES)
def hall_composer(page: ElectionPage) -> HttpResponse:
    """Every block by its name, and a form that makes the address of a screen."""
    asked = [page.request.GET.get(place, "") for place in PLACES]
    named = list(dict.fromkeys(name for name in asked if name in BLOCKS))
    contest = page.contest_asked(one.code for one in page.definition.election.contests)
    query = {"blocks": ",".join(named)} if named else {}
    if page.request.GET.get("contest", "") and contest is not None:
        query["contest"] = contest.code
    address = reverse("public:hall", args=[page.row.election_id])
    context = {
        "blocks": [(code, block.title) for code, block in BLOCKS.items()],
        "places": list(zip(PLACES, asked, strict=True)),
        "contests": page.definition.election.contests,
        "chosen": contest,
        "address": absolute(page.request, f"{address}?{urlencode(query, safe=',')}") if named else "",
    }
    return page.render("live/hall_composer.html", "live", context)
