"""The page of administrators that says who looked at what is personal."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from hattama.web.kernel.accounts.access import access
from hattama.web.kernel.accounts.personal_reads import reads_within
from hattama.web.kernel.accounts.record_read import Personal
from hattama.web.kernel.accounts.roles import Deed, areas_for
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import ElectionRow

PAGE_SIZE = 50
READ_WORDS = {
    Personal.REPORT.value: gettext_lazy("a report, perhaps with a contact"),
    Personal.REPORT_PHOTO.value: gettext_lazy("the photograph sent with a report"),
    Personal.ACCOUNTS.value: gettext_lazy("people and their roles"),
    Personal.CUSTODY_NAMES.value: gettext_lazy("names of those who had the papers"),
}


@access("desk")
@require_safe
def reads(request: HttpRequest, election_id: str) -> HttpResponseBase:
    """Who looked at what is personal in the areas whose accounts I keep, newest first."""
    election = get_object_or_404(ElectionRow, pk=election_id)
    areas = areas_for(request.user, Deed.MANAGE_ACCOUNTS, election)
    if not areas.exists():
        raise PermissionDenied
    rows = reads_within(election, areas.values_list("area_id", flat=True))
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "rights_page": "reads",
        "election": load_definition(election).election,
        "page": page,
        "reads": [(row, READ_WORDS[row.what]) for row in page],
    }
    return render(request, "accounts/desk/rights_reads.html", context)
