"""What was drawn is counted by hand: sheets to count on, two for each place since two count apart, and what
each of the two typed.
"""

from collections.abc import Callable, Sequence
from functools import partial
from importlib.resources import files
from itertools import islice
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hattama.core.audits import NOT_FOUND
from hattama.core.entries import MOST_IN_ONE
from hattama.core.vocabulary import Contest, Deed, Words, parse_whole_number
from hattama.publish.typesetting import TypesetterMissing, say_undrawn, typeset_pdf
from hattama.web.audits.count import (
    NotToBeCounted,
    codes_of,
    counts_asked_of,
    counts_so_far,
    may_count,
    type_count,
    wanted_of,
)
from hattama.web.audits.desk.audit_pages import MOST_SHEETS, show_audit
from hattama.web.audits.desk.read_back import place_name, place_names, try_deed
from hattama.web.audits.public import code_name
from hattama.web.audits.reading import BY_PLACE, load_book, waiting
from hattama.web.kernel.accounts.roles import election_for, role_for
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.pages.election_pages import page_language
from hattama.web.kernel.pages.refusals import refusal_of

BALLOT: Final = "ballot-"
"""With the number of a ballot, the field that says what was read on it."""
MOST_NEWS: Final = 10
"""Places that the desk's first page names of those that wait for somebody's count."""


def render_sheets(
    election: Words,
    contest: Contest,
    number: int,
    places: Sequence[tuple[AreaRow, Sequence[int]]],
    codes: Sequence[str],
    name_of: Callable[[str], str],
    language: str,
) -> bytes:
    """The sheets as PDF; `places` with the numbers of ballots to read, none for a whole batch.

    Nothing that was reported stands on them. Raises TypesetterMissing.
    """
    sheets, named = [], place_names(area for area, _ballots in places[:MOST_SHEETS])
    for area, ballots in places[:MOST_SHEETS]:
        rows = [str(one) for one in ballots] or [name_of(code) for code in codes]
        heads = [_("Ballot No."), _("What is marked")] if ballots else [_("Pile"), _("Ballots")]
        sheets += [
            {
                "place": named[area.pk],
                "contest": contest.names.say(language),
                "which": _("Count %(which)s of 2") % {"which": which},
                "heads": heads,
                "rows": rows,
            }
            for which in (1, 2)
        ]
    told = {
        "language": language,
        "election": election.say(language),
        "title": _("Sheet for a count by hand, No. %(number)s") % {"number": number},
        "how": _(
            "Count without looking at any protocol or at the other sheet. Write 0 where a pile is empty."
        ),
        "signed": _("Who counted: names, offices, signatures, time"),
        "sheets": sheets,
    }
    source = files("hattama.publish").joinpath("count_sheet.typ").read_bytes()
    return typeset_pdf(source, told | {"foot": say_undrawn(told, language)}, accessible=True)


@require_safe
def sheets(request: HttpRequest, election_id: str, audit_no: int) -> HttpResponseBase:
    """Sheets to count on, of what still waits: two for each place."""
    row = election_for(request.user, Deed.COUNT_BATCH, election_id)
    definition = load_definition(row)
    book = load_book(row)
    awaited = waiting(book, audit_no) if audit_no in book.audits else {}
    if not awaited:
        return redirect("desk:audits", election_id)
    contest = definition.election.contest(book.audits[audit_no].contest)
    areas = AreaRow.objects.filter(election=row, code__in=list(awaited)[:MOST_IN_ONE])
    places = [(area, one) for area in areas.order_by(*BY_PLACE) for one in awaited[area.code]]

    names, language, name_of = definition.election.names, page_language(), partial(_code_name, contest)
    try:
        pdf = render_sheets(names, contest, audit_no, places, codes_of(book, audit_no), name_of, language)
    except TypesetterMissing:
        raise Http404(str(audit_no)) from None
    return HttpResponse(pdf, content_type="application/pdf")


def news_block(request: HttpRequest, row: ElectionRow) -> str:
    """The places drawn or ordered that this person may count, for a page; empty where none waits."""
    found = list(islice(counts_asked_of(request.user, row), MOST_NEWS + 1))
    if not found:
        return ""
    named = place_names(area for _number, area, _typed in found)
    lines = [(number, area, named[area.pk], typed) for number, area, typed in found[:MOST_NEWS]]
    told = {"election": row, "lines": lines, "has_more": len(found) > MOST_NEWS}
    return render_to_string("audits/desk/news.html", told, request)


def count(request: HttpRequest, election_id: str, audit_no: int, area_id: str) -> HttpResponseBase:
    """What one person counted by hand of a batch, or read on its ballots; nothing of it is shown."""
    row = election_for(request.user, Deed.COUNT_BATCH, election_id)
    definition = load_definition(row)
    rows = AreaRow.objects.select_related("election", "parent")
    area = get_object_or_404(rows, election=row, code=area_id)
    role_for(request.user, Deed.COUNT_BATCH, area)
    book = load_book(row)
    ballots = wanted_of(book, audit_no, area_id)
    if ballots is None and request.method == "POST" and audit_no in book.audits:
        return show_audit(request, row, definition, audit_no, *refusal_of(NotToBeCounted(area_id)))
    if ballots is None:
        return redirect("desk:audit", election_id, audit_no)
    may_count(request.user, area, book.audits[audit_no].contest, audit_no, ballots)
    refusal, status = "", 200
    if request.method == "POST":
        told = _told(request, ballots, codes_of(book, audit_no))
        done = try_deed(lambda: type_count(request.user, book, audit_no, area, told, now=timezone.now()))
        if isinstance(done, bool):
            address = reverse("desk:audit", args=[election_id, audit_no])
            return redirect(f"{address}?counted={area.code}")
        refusal, status = done
    contest = definition.election.contest(book.audits[audit_no].contest)
    codes = codes_of(book, audit_no)
    context = {
        "election": definition.election,
        "number": audit_no,
        "names": contest.names,
        "place": place_name(area),
        "ballots": [(str(one), request.POST.get(f"ballot-{one}", "")) for one in ballots],
        "codes": [(code, _code_name(contest, code), request.POST.get(code, "")) for code in codes],
        "typed_before": len(counts_so_far(area, audit_no, ballots)),
        "refusal": refusal,
    }
    return render(request, "audits/desk/count.html", context, status=status)


def _told(request: HttpRequest, ballots: list[int], codes: tuple[str, ...]) -> dict[str, int | str]:
    """What was typed; what lacks or is no number is left out, and refused for that."""
    names = [name for name in request.POST if name.startswith(BALLOT)]
    if ballots or names:
        return {name.removeprefix(BALLOT): request.POST[name] for name in names}
    numbers = {code: parse_whole_number(request.POST.get(code, "").strip()) for code in codes}
    return {code: number for code, number in numbers.items() if number is not None}


def _code_name(contest: Contest, code: str) -> str:
    return _("The ballot is not there") if code == NOT_FOUND else code_name(contest, code)
