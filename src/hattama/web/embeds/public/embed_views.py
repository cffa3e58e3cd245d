"""Frames for other sites: one table or drawing with its source, and the page that gives the code for them.

These addresses alone may stand in a frame of another site. They set no cookie, load nothing of anybody else,
and say in every frame what the figures are and as of when.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.html import format_html
from django.utils.translation import get_language, gettext

from hattama.core.vocabulary import Contest
from hattama.phrases import say
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.pages.area_names import area_name
from hattama.web.kernel.pages.election_pages import ElectionPage, asking, election_page, page_language
from hattama.web.kernel.published.browsing import load_last_publication, load_root, placed, totals_of
from hattama.web.maps.public.map_drawing import map_choices
from hattama.web.maps.public.map_views import asked_map
from hattama.web.results.public.contest_results import results_of
from hattama.web.results.public.precinct_scatter import has_scatter
from hattama.web.results.public.result_views import load_arrivals_chart, load_outcome
from hattama.web.turnout.public import load_area_day

THEMES = ("light", "dark")


def framed(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """Make `view(page, …)` a page that any site may frame. `?lang=` and `?theme=` choose how it looks."""
    inner = election_page(asking("lang", "theme")(view))

    @wraps(inner)
    def answer(request: HttpRequest, **asked: str) -> HttpResponseBase:
        language = request.GET.get("lang", "")
        if language not in dict(settings.LANGUAGES):
            language = get_language() or settings.LANGUAGE_CODE
        with translation.override(language):
            response = inner(request, **asked)
        # The one place where the site may stand inside another: both headers say the same.
        response.xframe_options_exempt = True  # type: ignore[attr-defined]
        response._csp_replace = {"frame-ancestors": ["*"]}  # type: ignore[attr-defined]
        return response

    return answer


@framed
def result_frame(page: ElectionPage, contest: str, area_id: str = "") -> HttpResponse:
    """The votes of a contest in the election, or in an area above the precincts."""
    area, asked = _area(page, area_id), page.contest(contest)
    total = totals_of([area]).get(area.pk, {}).get(contest)
    if total is None:
        raise Http404(contest)
    result = results_of(page.definition, asked, total)
    full = _full(page, "result", area, contest)
    return _frame(page, "result", area, say(asked.names, page_language()), full, result=result, total=total)


@framed
def seats_frame(page: ElectionPage, contest: str) -> HttpResponse:
    """The seats that the rules give on the votes counted so far, or why they give none."""
    asked = page.contest(contest)
    found = load_outcome(page.row, asked, page_language())
    if not found.has_seats:
        raise Http404(contest)
    full = reverse("public:result", args=[page.row.election_id, contest])
    title = say(asked.names, page_language())
    return _frame(page, "seats", load_root(page.row), title, full, found=found, total=found.total)


@framed
def arrival_frame(page: ElectionPage) -> HttpResponse:
    """How the protocols came in."""
    chart = load_arrivals_chart(page)
    if chart is None:
        raise Http404
    full = reverse("public:live", args=[page.row.election_id])
    return _frame(
        page, "arrival", load_root(page.row), gettext("How the protocols came in"), full, chart=chart
    )


@framed
def turnout_frame(page: ElectionPage, area_id: str = "") -> HttpResponse:
    """Turnout through the day of the election, or of an area."""
    area = _area(page, area_id)
    chart, stated = load_area_day(area, None)
    if chart is None:
        raise Http404(area.code)
    title = gettext("Turnout through the day")
    return _frame(page, "turnout", area, title, _full(page, "turnout", area), chart=chart, stated=stated)


@framed
def scatter_frame(page: ElectionPage, contest: str, area_id: str) -> HttpResponse:
    """Turnout and the leader's share, a dot for each precinct of an area."""
    area, asked = _area(page, area_id), page.contest(contest)
    total = totals_of([area]).get(area.pk, {}).get(contest)
    if total is None or not has_scatter(total):
        raise Http404(contest)
    title = f"{gettext('Turnout and share')}: {say(asked.names, page_language())}"
    return _frame(
        page, "scatter", area, title, _full(page, "result", area, contest), contest=asked, total=total
    )


@framed
def map_frame(page: ElectionPage, contest: str, measure: str, area_id: str = "") -> HttpResponse:
    """A map of the election, or of an area."""
    area = _area(page, area_id)
    shown = asked_map(page, area, contest, measure)
    full = _full(page, "map", area, contest, measure)
    total = totals_of([area]).get(area.pk, {}).get(contest)
    return _frame(page, "map", area, shown.title, full, map=shown, total=total)


def _full(page: ElectionPage, name: str, area: AreaRow, *more: str) -> str:
    """The address of the page that says the same at full length."""
    if area.depth:
        return reverse(f"public:area_{name}", args=[page.row.election_id, area.code, *more])
    return reverse(f"public:{name}", args=[page.row.election_id, *more])


def _frame(
    page: ElectionPage, kind: str, area: AreaRow, title: str, full: str, **context: Any
) -> HttpResponse:
    theme = page.request.GET.get("theme", "")
    frame = {
        "kind": kind,
        "area": area,
        "title": title,
        "full": page.request.build_absolute_uri(full),
        "theme": theme if theme in THEMES else "",
        "framed": True,
        "last_at": load_last_publication(page.row.election_id),
    }
    return page.render(f"embeds/embed_{kind}.html", "results", frame | context)


def _area(page: ElectionPage, area_id: str) -> AreaRow:
    area = page.area(area_id) if area_id else load_root(page.row)
    if area.is_precinct:
        raise Http404(area_id)
    return area


@election_page
@asking("contest")
def embeds(page: ElectionPage) -> HttpResponse:
    """Every frame of the election with the code to copy."""
    return _embeds(page, load_root(page.row))


@election_page
@asking("contest")
def area_embeds(page: ElectionPage, area_id: str) -> HttpResponse:
    """Every frame of an area with the code to copy."""
    return _embeds(page, _area(page, area_id))


def _embeds(page: ElectionPage, area: AreaRow) -> HttpResponse:
    held = totals_of([area]).get(area.pk, {})
    chosen = page.contest_asked(held)
    frames = _contest_frames(page, area, chosen) if chosen else []
    if chosen and has_scatter(held[chosen.code]):
        asked = {"contest": chosen.code, "area_id": area.code}
        title = f"{gettext('Turnout and share')} · {say(chosen.listed_as, page_language())}"
        frames.append(_code(page, "embed_scatter", title, asked))
    if not area.depth and load_arrivals_chart(page, held) is not None:
        frames.append(_code(page, "embed_arrival", gettext("How the protocols came in"), {}))
    if load_area_day(area, None)[0] is not None:
        name = "embed_area_turnout" if area.depth else "embed_turnout"
        more = {"area_id": area.code} if area.depth else {}
        frames.append(_code(page, name, gettext("Turnout through the day"), more))
    context = {
        **placed(area),
        "contests": [contest for contest in page.definition.election.contests if contest.code in held],
        "chosen": chosen,
        "frames": [(*frame, _to_copy(page, frame)) for frame in frames],
    }
    return page.render("embeds/embeds.html", "results", context)


Code = tuple[str, str, str]
"""The identifier of a frame on the page, its name, its address."""


def _contest_frames(page: ElectionPage, area: AreaRow, contest: Contest) -> list[Code]:
    names = say(contest.listed_as, page_language())
    more = {"area_id": area.code} if area.depth else {}
    kind = "embed_area" if area.depth else "embed"
    frames = [_code(page, f"{kind}_result", names, {"contest": contest.code, **more})]
    if not area.depth and load_outcome(page.row, contest, page_language()).drawing is not None:
        frames.append(_code(page, "embed_seats", f"{gettext('Seats')} · {names}", {"contest": contest.code}))
    if not AreaRow.objects.filter(parent=area, kind="unit").exists():
        return frames
    measures, _ = map_choices(contest)
    for code, title in measures:
        asked = {"contest": contest.code, "measure": code, **more}
        frames.append(_code(page, f"{kind}_map", f"{title} · {names}", asked))
    return frames


def _to_copy(page: ElectionPage, frame: Code) -> str:
    """What somebody pastes into a page of theirs; a name may hold quotation marks."""
    script = page.request.build_absolute_uri(static("hattama/embed/embed.js"))
    _, title, address = frame
    return format_html(
        '<iframe src="{}" title="{}" width="100%" height="560" loading="lazy" data-hattama></iframe>\n'
        '<script async src="{}"></script>',
        address,
        title,
        script,
    )


def _code(page: ElectionPage, name: str, title: str, asked: dict[str, str]) -> Code:
    address = reverse(f"public:{name}", kwargs={"election_id": page.row.election_id, **asked})
    # Where a page with the drawing leads to: the same name for the same frame.
    identifier = "-".join(["frame", name.removeprefix("embed_").removeprefix("area_"), *_told(asked)])
    where = "" if "area_id" not in asked else f" · {area_name(page.area(asked['area_id']))}"
    return identifier, f"{title}{where}", page.request.build_absolute_uri(address)


def _told(asked: dict[str, str]) -> list[str]:
    return [value for key, value in asked.items() if key != "area_id"]
