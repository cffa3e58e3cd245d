"""The operator's page: how the site stands, what is wrong on top, and what to do about it."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hattama.web.kernel.accounts.access import access
from hattama.web.kernel.accounts.roles import ALLOWED, Deed, roles_of
from hattama.web.operations.desk.site_lines import lines_of_log, lines_of_site
from hattama.web.operations.watching.facts import gather_facts
from hattama.web.operations.watching.judgements import judge_site
from hattama.web.operations.watching.sentences import LEVEL_WORDS

REFRESH_SECONDS = 15


@access("desk")
@never_cache
@require_safe
def site_state(request: HttpRequest) -> HttpResponseBase:
    """For administrators: the figures of the site in words. The page loads itself anew for whoever asks."""
    if not roles_of(request.user) & ALLOWED[Deed.MANAGE_SETTINGS]:
        raise PermissionDenied
    facts = gather_facts(now=timezone.now())
    judged = [(one, LEVEL_WORDS[one.level]) for one in judge_site(facts)]
    return render(
        request,
        "operations/desk/site_state.html",
        {
            "rights_page": "site",
            "judged": judged,
            "logs": [lines_of_log(log) for log in facts.logs],
            "site": list(lines_of_site(facts)),
            "refresh": REFRESH_SECONDS,
            "by_itself": "by-itself" in request.GET,
            "stated_at": facts.gathered_at,
        },
    )
