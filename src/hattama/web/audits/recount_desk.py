"""The order of a recount at the desk: by whose decision which precincts are counted again, read back."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from hattama.core.entries import MOST_IN_ONE
from hattama.core.protocols import BODIES, Decision, Extent
from hattama.core.records import read_day
from hattama.core.vocabulary import Deed
from hattama.web.audits.conduct import order_recount
from hattama.web.audits.read_back import find_contest, read_back, try_deed
from hattama.web.kernel.accounts.roles import election_for
from hattama.web.kernel.elections.loading import Definition, load_definition
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow, root_of
from hattama.web.kernel.languages.templatetags.hattama_text import authority_name, bytes_size, day, file_kind
from hattama.web.kernel.pages.area_names import area_name
from hattama.web.protocols.desk.ruling_form import no_day
from hattama.web.scans.desk import DOCUMENT, held_scan, release_scan, uploaded_scan

_RECOUNT = "recount/"
"""Under which name the file of a decision waits for its form: no contest is called so."""


def recount(request: HttpRequest, election_id: str) -> HttpResponseBase:
    """The order to count precincts again, by the decision of a commission or a court; read back first."""
    row = election_for(request.user, Deed.RECOUNT, election_id)
    definition = load_definition(row)
    if request.method != "POST" or request.POST.get("action") == "edit":
        return _form(request, row, definition)
    contest = find_contest(definition, request.POST.get("contest", ""))
    codes = request.POST.get("areas", "").replace(",", " ").split()[:MOST_IN_ONE]
    named = AreaRow.objects.filter(election=row, code__in=codes).exclude(kind="unit")
    found = {area.code: area for area in named.select_related("parent").order_by("sort_key")}
    areas = list(found.values()) if all(code in found for code in codes) else []
    typed_day = request.POST.get("decided_on", "").strip()
    number, decided_on = request.POST.get("number", "").strip(), read_day(typed_day)
    decision = Decision(request.POST.get("authority", ""), number, decided_on)
    if typed_day and decided_on is None:
        return _form(request, row, definition, no_day(typed_day), 400)
    asks = request.POST.get("action") != "submit"
    done = try_deed(lambda: _order(request, row, contest.code, areas, decision, is_tried=asks))
    if not isinstance(done, int):
        return _form(request, row, definition, *done)
    if asks:
        facts = _facts(request, row, areas, decision)
        return read_back(request, definition, contest, _("Order a recount"), facts)
    release_scan(request, root_of(row), _RECOUNT, DOCUMENT)
    return redirect("desk:audit", election_id, done)


def _form(
    request: HttpRequest, row: ElectionRow, definition: Definition, refusal: str = "", status: int = 200
) -> HttpResponse:
    kinds = {contest.kind for contest in definition.election.contests}
    lawful = [definition.pack.powers.deciders(Deed.RECOUNT, kind, Extent.PRECINCT) for kind in sorted(kinds)]
    bodies = [body for body in BODIES if any(one is None or body in one for one in lawful)]
    context = {
        "election": definition.election,
        "contests": definition.election.contests,
        "authorities": [(body, authority_name(body)) for body in bodies],
        "document": held_scan(request, root_of(row), _RECOUNT, DOCUMENT),
        "refusal": refusal,
        "typed": request.POST,
    }
    return render(request, "audits/desk/recount.html", context, status=status)


def _facts(
    request: HttpRequest, row: ElectionRow, areas: list[AreaRow], decision: Decision
) -> list[tuple[str, str]]:
    document = held_scan(request, root_of(row), _RECOUNT, DOCUMENT)
    file = f"{file_kind(document)}, {bytes_size(document.size_bytes)}" if document else _("not given")
    return [
        (_("Polling stations"), "; ".join(map(_named, areas))),
        (_("Whose decision"), authority_name(decision.authority)),
        (_("Number of the decision"), decision.number or _("not given")),
        (_("Date of the decision"), day(decision.decided_on) if decision.decided_on else _("not given")),
        (_("File of the decision"), file),
    ]


def _named(area: AreaRow) -> str:
    """A number alone stands in every district."""
    around = f"{area_name(area.parent)} · " if area.parent else ""
    return f"{around}{area_name(area)} ({area.code})"


def _order(
    request: HttpRequest,
    row: ElectionRow,
    contest: str,
    areas: list[AreaRow],
    decision: Decision,
    *,
    is_tried: bool,
) -> int:
    document, now = uploaded_scan(request, root_of(row), _RECOUNT, DOCUMENT), timezone.now()
    said = (row, contest, areas, decision, document)
    return order_recount(request.user, *said, now=now, is_tried=is_tried)
