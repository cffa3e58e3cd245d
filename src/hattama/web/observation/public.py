"""What organisations of observers have published, once its hour has come."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from hattama.web.kernel.accounts.access import access
from hattama.web.kernel.accounts.browser_limits import sandboxed
from hattama.web.kernel.stores.content_store import get_content
from hattama.web.observation.tables import PublishedSet


@access("public")
@require_safe
def published_set(_request: HttpRequest, election_id: str, sha256: str) -> HttpResponseBase:
    """The table whose hash stands in the log, byte for byte; before its hour it is not found."""
    rows = PublishedSet.objects.filter(organisation__election=election_id, sha256=sha256)
    if not rows.filter(opens_at__lte=timezone.now()).exists():
        raise Http404(sha256)
    response = sandboxed(HttpResponse(get_content(sha256), content_type="text/csv; charset=utf-8"))
    response["Cache-Control"] = "public, max-age=60"
    return response
