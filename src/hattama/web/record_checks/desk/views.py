"""The check of the published record at the desk: an auditor draws, volunteers read."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from hattama.core.audits import LEAST_SEED, SeedTooShort
from hattama.core.vocabulary import parse_whole_number
from hattama.web.kernel.accounts.access import access, account_of
from hattama.web.kernel.accounts.roles import Deed, areas_for
from hattama.web.kernel.elections.loading import Definition, load_definition
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.published.tables import PublishedScan
from hattama.web.protocols.desk.papers import Paper
from hattama.web.protocols.desk.protocol_form import TypedProtocol, read_typed
from hattama.web.record_checks.draw_papers import (
    MOST_PAPERS,
    DrawnAlready,
    NothingToDraw,
    SizeOutOfRange,
    draw_papers,
    fix_list,
)
from hattama.web.record_checks.read_paper import PaperSettled, ReadTwice, next_paper, read_paper
from hattama.web.record_checks.record_check import (
    standing_of_draw,
)
from hattama.web.record_checks.tables import DrawnPaper, RecordDraw, StrangerReading
from hattama.web.scans.figure_boxes import load_shown_pages


@access("desk")
@never_cache
def draws(request: HttpRequest, election_id: str) -> HttpResponseBase:
    """The draws of an election: fix a list, then type the seed that was thrown in public."""
    row, definition = election_for(request, election_id, Deed.DRAW_PAPERS)
    if request.method != "POST":
        return _show_draws(request, row, definition)
    refusal = _draw(request, row)
    if refusal:
        return _show_draws(request, row, definition, refusal, 400)
    return redirect("desk:draws", election_id)


def _draw(request: HttpRequest, election: ElectionRow) -> str:
    """Do what was asked; the sentence of a refusal, or nothing."""
    now = timezone.now()
    try:
        if request.POST.get("action") == "fix":
            fix_list(request.user, election, now=now)
        else:
            draw = get_object_or_404(RecordDraw, pk=_whole(request, "draw"), election=election)
            draw_papers(request.user, draw, request.POST.get("seed", ""), _whole(request, "size"), now=now)
    except NothingToDraw:
        return _("No published protocol has a scan yet: there is nothing to read again.")
    except DrawnAlready:
        return _("This list has been drawn from already. Fix a new list for another draw.")
    except SizeOutOfRange:
        return _(
            "Type how many papers to draw: a whole number from 1 to %(most)s, no more than the list has."
        ) % {"most": MOST_PAPERS}
    except SeedTooShort:
        return _("The seed is too short: at least %(least)s characters, thrown in public.") % {
            "least": LEAST_SEED
        }
    return ""


def _show_draws(
    request: HttpRequest, row: ElectionRow, definition: Definition, refusal: str = "", status: int = 200
) -> HttpResponse:
    listed = [standing_of_draw(draw) for draw in row.record_draws.order_by("-pk")]
    context = _context(definition) | {"draws": listed, "refusal": refusal, "least": LEAST_SEED}
    return render(request, "record_checks/desk/draws.html", context, status=status)


@access("desk")
@never_cache
def read_again(request: HttpRequest, election_id: str) -> HttpResponseBase:
    """The next drawn paper for me to read, with an empty form beside its scan."""
    row, definition = election_for(request, election_id, Deed.READ_PAPER)
    if request.method != "POST":
        return _show_paper(request, row, definition, next_paper(request.user, row))
    papers = DrawnPaper.objects.select_related("area", "draw__election")
    paper = get_object_or_404(papers, pk=_whole(request, "paper"), draw__election=row)
    typed = _typed(request, definition, paper)
    if typed.has_faults:
        return _show_paper(request, row, definition, paper, typed, status=400)
    try:
        read_paper(request.user, paper, typed.figures, typed.illegible, now=timezone.now())
    except (ReadTwice, PaperSettled):
        # Another tab or another reader was there before: the next paper waits.
        return redirect("desk:read_again", election_id)
    return redirect("desk:read_again", election_id)


def _show_paper(
    request: HttpRequest,
    row: ElectionRow,
    definition: Definition,
    paper: DrawnPaper | None,
    typed: TypedProtocol | None = None,
    status: int = 200,
) -> HttpResponse:
    context = _context(definition) | {
        "paper": paper,
        "read_so_far": StrangerReading.objects.filter(
            reader=account_of(request), paper__draw__election=row
        ).count(),
    }
    if paper is not None:
        context |= {
            "area": paper.area,
            "contest": definition.election.contest(paper.contest),
            "typed": typed or _typed(request, definition, paper),
            "scans": _scans(paper, definition),
        }
    return render(request, "record_checks/desk/read_again.html", context, status=status)


def _typed(request: HttpRequest, definition: Definition, paper: DrawnPaper) -> TypedProtocol:
    form, contest = definition.rules[paper.contest].form, definition.election.contest(paper.contest)
    return read_typed(form, contest, request.POST, paper.area.time_zone, _language())


def _scans(paper: DrawnPaper, definition: Definition) -> list[Paper]:
    """The scans that everybody may see of this paper, with their pages made straight."""
    shown = PublishedScan.objects.filter(
        protocol__area=paper.area, protocol__contest=paper.contest, withdrawn_by=None
    )
    scans = [row.scan for row in shown.select_related("scan")]
    contest = definition.election.contest(paper.contest)
    pages = load_shown_pages(definition, {scan.pk: contest for scan in scans})
    return [Paper(scan, tuple(pages.get(scan.pk, ()))) for scan in scans]


def election_for(request: HttpRequest, election_id: str, deed: Deed) -> tuple[ElectionRow, Definition]:
    """The open election in the address, for whoever may do `deed` anywhere in it.

    Raises Http404 or PermissionDenied.
    """
    row = get_object_or_404(ElectionRow, pk=election_id, opened_at__isnull=False)
    if not areas_for(request.user, deed, row).exists():
        raise PermissionDenied
    return row, load_definition(row)


def _context(definition: Definition) -> dict[str, object]:
    return {"election": definition.election, "notices": definition.election.notices}


def _whole(request: HttpRequest, name: str) -> int:
    """A whole number that was sent, or 0: no row and no size is numbered so."""
    return parse_whole_number(request.POST.get(name, "").strip()) or 0


def _language() -> str:
    return get_language() or "kk"
