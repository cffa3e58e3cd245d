"""How the typists of an area type, for those who train them."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from hattama.core.vocabulary import Deed
from hattama.web.kernel.accounts.access import access
from hattama.web.kernel.accounts.record_read import Personal, record_read
from hattama.web.kernel.accounts.roles import areas_for
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.protocols.typing_times import typists_in


@access("desk")
@require_safe
def typing(request: HttpRequest, election_id: str) -> HttpResponseBase:
    """Each typist of the precincts that the reader looks after; that somebody looked is recorded."""
    row = get_object_or_404(ElectionRow, pk=election_id, opened_at__isnull=False)
    areas = areas_for(request.user, Deed.SEE_TYPING, row).exclude(kind="unit")
    if not areas.exists():
        raise PermissionDenied
    record_read(request.user, Personal.TYPING, election_id=row.pk, now=timezone.now())
    context = {"election": load_definition(row).election, "lines": typists_in(areas)}
    return render(request, "protocols/desk/typing.html", context)
